using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Reads a kind of managed identity. One of its words has a comma in it, which the engine takes for a list unless it stands in quotes.
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
        string[] words = [.. items.Cast<object?>().SelectMany(item => LanguagePrimitives.ConvertTo<string>(item).Split(',')).Select(word => word.Trim())];
        return ComputeIdentity.Kinds.FirstOrDefault(kind => IsKind(kind, words)) ?? throw new ArgumentTransformationMetadataException(
            $"'{string.Join(",", words)}' is no kind of managed identity. Give one of: "
            + $"{ComputeIdentity.None}, {ComputeIdentity.SystemAssigned}, {ComputeIdentity.UserAssigned}, or '{ComputeIdentity.Both}' for both.");
    }

    /// <summary>In any order and casing; a word may come twice.</summary>
    private static bool IsKind(string kind, string[] words) => new HashSet<string>(kind.Split(','), StringComparer.OrdinalIgnoreCase).SetEquals(words);
}
