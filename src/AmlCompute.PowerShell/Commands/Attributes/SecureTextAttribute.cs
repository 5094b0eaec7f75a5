using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>Converts plain text to a SecureString, because other tools return secrets as plain text. Other values stay.</summary>
internal sealed class SecureTextAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = ArgumentInput.Unwrap(inputData);
        return value is string text ? SecretText.Protect(text) : value;
    }
}
