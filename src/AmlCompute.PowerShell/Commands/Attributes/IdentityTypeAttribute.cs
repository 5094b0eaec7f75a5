using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>
/// Converts a kind of managed identity to the text that the service writes; null stays null. One kind contains a comma; PowerShell parses
/// it as a list unless it is quoted.
/// </summary>
internal sealed class IdentityTypeAttribute : ArgumentTransformationAttribute
{
    /// <summary>Gets the kinds that this version knows. The help tool reads this property.</summary>
    public IReadOnlyList<string> ValidValues { get; } =
        [ComputeIdentity.None, ComputeIdentity.SystemAssigned, ComputeIdentity.UserAssigned, ComputeIdentity.Both];

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (ArgumentInput.ReadTexts(inputData) is not { } kinds)
        {
            return null;
        }

        string text = string.Join(",", kinds);
        return ComputeIdentity.IsPossibleKind(text)
            ? ComputeIdentity.NormalizeKind(text)
            : throw new ArgumentTransformationMetadataException(
                $"'{text}' is not a valid kind of managed identity. Use one of: {ComputeIdentity.None}, "
                + $"{ComputeIdentity.SystemAssigned}, {ComputeIdentity.UserAssigned}, or '{ComputeIdentity.Both}' for both.");
    }
}
