using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>The known words of a parameter. A later service can have others, so that only misspelt words are refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KnownWordsAttribute(params string[] validValues) : ValidateArgumentsAttribute
{
    public IReadOnlyList<string> ValidValues => validValues;

    /// <summary>Gets or sets a word that users know for a value, and the value.</summary>
    public string[] OtherWord { get; set; } = [];

    /// <summary>Returns the problem of a word; null for none.</summary>
    public string? ProblemOf(object? value)
    {
        string text = value?.ToString() ?? string.Empty;
        bool isKnown = ValidValues.Contains(text, StringComparer.OrdinalIgnoreCase);
        string? meant = OtherWord is [{ } other, { } word] && text.Equals(other, StringComparison.OrdinalIgnoreCase)
            ? word
            : Suggestions.FindIntended(text, ValidValues);
        return isKnown || (text.Length > 0 && meant is null)
            ? null
            : $"'{text}' is not a valid value. {(meant is null ? string.Empty : $"Did you mean '{meant}'? ")}"
                + $"Valid values: {string.Join(", ", ValidValues)}.";
    }

    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (ProblemOf(arguments) is { } problem)
        {
            throw new ValidationMetadataException(problem);
        }
    }
}
