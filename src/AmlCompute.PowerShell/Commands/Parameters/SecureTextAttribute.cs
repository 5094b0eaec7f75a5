using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Lets a secret that other tools hand over as plain text be given as such; it is kept as a SecureString.</summary>
internal sealed class SecureTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = (inputData as PSObject)?.BaseObject ?? inputData;
        return value is string text ? SecretText.Protect(text) : value;
    }
}
