using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>
/// Refuses blank and misspelt words of a parameter. Other unknown words are accepted, because a later service can have them.
/// </summary>
/// <param name="validValues">The words of the service.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KnownWordsAttribute(params string[] validValues) : ValidateArgumentsAttribute
{
    /// <summary>Gets the words of the service. The help tool reads this property.</summary>
    public IReadOnlyList<string> ValidValues => validValues;

    /// <summary>Gets or sets two texts: another word for a value, which users may know, and that value; empty for none.</summary>
    public string[] Synonym { get; set; } = [];

    /// <summary>Returns the sentences about a misspelt or blank word; null for an accepted word.</summary>
    public string? FindProblem(object? argument)
    {
        string text = argument?.ToString() ?? string.Empty;
        if (ValidValues.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        string? intended = Synonym is [{ } synonym, { } value] && text.Equals(synonym, StringComparison.OrdinalIgnoreCase)
            ? value
            : Suggestions.FindIntended(text, ValidValues);
        if (intended is null && !string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string question = intended is null ? string.Empty : $"Did you mean '{intended}'? ";
        return $"'{text}' is not a valid value. {question}Valid values: {string.Join(", ", ValidValues)}.";
    }

    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (FindProblem(arguments) is { } problem)
        {
            throw new ValidationMetadataException(problem);
        }
    }
}
