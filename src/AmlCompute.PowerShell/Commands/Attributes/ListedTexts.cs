using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>The texts of a parameter value that can be one item or a list.</summary>
internal static class ListedTexts
{
    /// <summary>Returns the items as texts; null for null.</summary>
    public static IEnumerable<string>? Of(object? inputData) => ((inputData as PSObject)?.BaseObject ?? inputData) is { } given
        ? (LanguagePrimitives.GetEnumerable(given) ?? new[] { inputData }).Cast<object?>().Select(LanguagePrimitives.ConvertTo<string>)
        : null;
}
