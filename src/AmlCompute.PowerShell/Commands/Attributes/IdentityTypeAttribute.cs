using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>
/// Converts a kind of managed identity. One kind contains a comma, and PowerShell parses it as a list unless it is quoted.
/// </summary>
internal sealed class IdentityTypeAttribute : ArgumentTransformationAttribute
{
    /// <summary>Gets the kinds that this version knows; help lists them.</summary>
    public IReadOnlyList<string> ValidValues { get; } =
        [ComputeIdentity.None, ComputeIdentity.SystemAssigned, ComputeIdentity.UserAssigned, ComputeIdentity.Both];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = (inputData as PSObject)?.BaseObject ?? inputData;
        if (given is null)
        {
            return null;
        }

        IEnumerable items = LanguagePrimitives.GetEnumerable(given) ?? new[] { inputData };
        string text = string.Join(",", items.Cast<object?>().Select(LanguagePrimitives.ConvertTo<string>));
        return ComputeIdentity.IsUsable(text) ? ComputeIdentity.KindOf(text) : throw new ArgumentTransformationMetadataException(
            $"'{text}' is not a valid kind of managed identity. Use one of: {ComputeIdentity.None}, "
            + $"{ComputeIdentity.SystemAssigned}, {ComputeIdentity.UserAssigned}, or '{ComputeIdentity.Both}' for both.");
    }
}
