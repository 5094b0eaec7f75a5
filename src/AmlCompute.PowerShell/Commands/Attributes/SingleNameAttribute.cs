using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>Refuses a list for a parameter that takes one name, because the engine's error does not say what to do instead.</summary>
internal sealed class SingleNameAttribute : ArgumentTransformationAttribute
{
    private readonly string _remedy;

    /// <param name="remedy">The sentence that leads on.</param>
    public SingleNameAttribute(string remedy) => _remedy = remedy;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ((inputData as PSObject)?.BaseObject ?? inputData) is IList { Count: > 1 } names
            ? throw new ArgumentTransformationMetadataException($"{names.Count} names were given, and the parameter takes one. {_remedy}")
            : inputData;
}
