namespace AmlCompute.Models;

/// <summary>What a user may have meant by a name that is not known.</summary>
internal static class Suggestions
{
    private const int LongestText = 64;
    private const int FewestLetters = 3;

    /// <summary>
    /// The known names, those most like the one that was given first: those that end in it, such as Standard_DS3_v2 in DS3_v2, then those that have it as a
    /// word, then those with the fewest letters that differ.
    /// </summary>
    public static IEnumerable<string> Of(string name, IEnumerable<string> known) =>
        known.OrderBy(candidate => Rank(name, candidate)).ThenBy(candidate => DistanceBetween(candidate, name));

    /// <summary>The same without those that nobody would take for the one that was given.</summary>
    public static IEnumerable<string> Near(string name, IEnumerable<string> known) =>
        name.Length <= LongestText ? Of(name, known.Where(candidate => IsNear(name, candidate))) : [];

    /// <summary>The question for the one name that is most like it, with a space behind; empty where there is none.</summary>
    public static string DidYouMean(string name, IEnumerable<string> known) =>
        Near(name, known).FirstOrDefault() is { } nearest ? $"Did you mean '{nearest}'? " : string.Empty;

    /// <summary>The number of letters that differ between two names, ignoring case (Levenshtein).</summary>
    public static int DistanceBetween(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= second.Length; j++)
            {
                int replaced = diagonal + (char.ToUpperInvariant(first[i - 1]) == char.ToUpperInvariant(second[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[second.Length];
    }

    /// <summary>At most a third of the letters may differ, unless one name is a part of the other.</summary>
    private static bool IsNear(string name, string candidate)
    {
        (string shorter, string longer) = name.Length < candidate.Length ? (name, candidate) : (candidate, name);
        return (shorter.Length >= FewestLetters && longer.IndexOf(shorter, StringComparison.OrdinalIgnoreCase) >= 0)
            || DistanceBetween(name, candidate) <= (longer.Length + 2) / 3;
    }

    private static int Rank(string name, string candidate)
    {
        int at = name.Length == 0 ? -1 : candidate.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        int end = at + name.Length;
        bool startsWord = at >= 0 && (at == 0 || !char.IsLetterOrDigit(candidate[at - 1]));
        return startsWord && end == candidate.Length ? 0
            : startsWord && !char.IsLetterOrDigit(candidate[end]) ? 1
            : 2;
    }
}
