using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>Reads the value of an argument that PowerShell passes to an attribute.</summary>
internal static class ArgumentInput
{
    /// <summary>Returns the value without its PSObject wrapper.</summary>
    public static object? Unwrap(object? inputData) => inputData is PSObject wrapper ? wrapper.BaseObject : inputData;

    /// <summary>Returns the texts, in the invariant culture, of a value that can be one item or a list; null for null.</summary>
    public static IEnumerable<string>? ReadTexts(object? inputData)
    {
        object? value = Unwrap(inputData);
        return value is null
            ? null
            : (LanguagePrimitives.GetEnumerable(value) ?? new[] { inputData }).Cast<object?>().Select(LanguagePrimitives.ConvertTo<string>);
    }
}
