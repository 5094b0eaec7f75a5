using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>
/// Refuses several names for a parameter that takes one, because the engine's error does not say what to do instead. A list of one name
/// becomes that name.
/// </summary>
/// <param name="remedy">The sentence with the way to give several names.</param>
internal sealed class SingleNameAttribute(string remedy) : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ArgumentInput.Unwrap(inputData) switch
        {
            IList { Count: > 1 } names => throw new ArgumentTransformationMetadataException(
                $"{names.Count} names were given, and the parameter takes one. {remedy}"),
            IList { Count: 1 } names => names[0],
            _ => inputData,
        };
}
