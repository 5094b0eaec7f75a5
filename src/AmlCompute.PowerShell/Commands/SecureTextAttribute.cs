using System.Management.Automation;
using System.Security;

namespace AmlCompute.Commands;

/// <summary>Lets a secret that other tools hand over as plain text be given as such; it is kept as a SecureString.</summary>
internal sealed class SecureTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = (inputData as PSObject)?.BaseObject ?? inputData;
        if (value is not string text)
        {
            return value;
        }

        SecureString secret = new();
        foreach (char character in text)
        {
            secret.AppendChar(character);
        }

        secret.MakeReadOnly();
        return secret;
    }
}
