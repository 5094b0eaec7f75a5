using System.Text;

namespace AmlCompute.Files;

/// <summary>Converts words of the service, such as LowPriority, to words of a file, such as <c>low_priority</c>, and back.</summary>
internal static class FileWords
{
    /// <summary>
    /// Returns the known word for a text in any casing, with or without underscores and spaces, and with the parts between commas in any
    /// order; null for other texts.
    /// </summary>
    public static string? FindKnown(string text, IReadOnlyList<string> words)
    {
        string normalized = Normalize(text);
        return words.FirstOrDefault(word => Normalize(word) == normalized);
    }

    /// <summary>Returns a word of the service in the form of a file, such as <c>low_priority</c>.</summary>
    public static string ToSnakeCase(string word)
    {
        StringBuilder text = new();
        foreach (char character in word.Where(character => character != ' '))
        {
            if (char.IsUpper(character) && text.Length > 0 && char.IsLetterOrDigit(text[text.Length - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }

    /// <summary>Returns the word in upper case, with its parts, such as those of SystemAssigned,UserAssigned, in one order.</summary>
    private static string Normalize(string word)
    {
        string[] parts = word.Replace("_", string.Empty).Replace(" ", string.Empty).ToUpperInvariant().Split(',');
        return string.Join(",", parts.OrderBy(part => part, StringComparer.Ordinal));
    }
}
