using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Converts a kind of managed identity. One kind contains a comma, and PowerShell parses it as a list unless it is quoted.
/// </summary>
internal sealed class IdentityTypeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = (inputData as PSObject)?.BaseObject ?? inputData;
        if (given is null)
        {
            return null;
        }

        IEnumerable items = LanguagePrimitives.GetEnumerable(given) ?? new[] { inputData };
        string[] words =
        [
            .. items.Cast<object?>().SelectMany(item => LanguagePrimitives.ConvertTo<string>(item).Split(',')).Select(word => word.Trim()),
        ];
        return ComputeIdentity.Kinds.FirstOrDefault(kind => IsKind(kind, words)) ?? throw new ArgumentTransformationMetadataException(
            $"'{string.Join(",", words)}' is not a valid kind of managed identity. Use one of: {ComputeIdentity.None}, "
            + $"{ComputeIdentity.SystemAssigned}, {ComputeIdentity.UserAssigned}, or '{ComputeIdentity.Both}' for both.");
    }

    /// <summary>Ignores order, casing and duplicates.</summary>
    private static bool IsKind(string kind, string[] words) =>
        new HashSet<string>(kind.Split(','), StringComparer.OrdinalIgnoreCase).SetEquals(words);
}
