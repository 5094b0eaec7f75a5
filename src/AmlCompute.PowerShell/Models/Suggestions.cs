namespace AmlCompute.Models;

/// <summary>Finds known names that are similar to an unknown one.</summary>
internal static class Suggestions
{
    private const int LongestText = 64;
    private const int FewestLetters = 3;

    /// <summary>
    /// Orders the known names by similarity: first the names that end in the given one, as Standard_DS3_v2 ends in DS3_v2, then the names
    /// that contain it as a word, then the names with the fewest different letters.
    /// </summary>
    public static IEnumerable<string> OrderBySimilarity(string name, IEnumerable<string> known) =>
        known.OrderBy(candidate => Rank(name, candidate)).ThenBy(candidate => DistanceBetween(candidate, name));

    /// <summary>Orders the similar names, without names that are too different. A pattern has no similar names.</summary>
    public static IEnumerable<string> FindSimilar(string name, IEnumerable<string> known) =>
        name.Length <= LongestText && name.IndexOfAny(['*', '?']) < 0
            ? OrderBySimilarity(name, known.Where(candidate => IsNear(name, candidate)))
            : [];

    /// <summary>Returns a name with the most similar known name; null if no name is similar.</summary>
    public static (string Wrong, string Right)? Correction(string name, IEnumerable<string> known) =>
        FindSimilar(name, known).FirstOrDefault() is { } nearest ? (name, nearest) : null;

    /// <summary>Returns a pattern for the names that begin as both names do; the right name if they begin differently.</summary>
    public static string CommonPrefixPattern((string Wrong, string Right) correction)
    {
        (string wrong, string right) = correction;
        int prefixLength = right.Zip(wrong, (first, second) => char.ToUpperInvariant(first) == char.ToUpperInvariant(second))
            .TakeWhile(isSame => isSame).Count();
        return prefixLength < 2 ? right : $"{right.Substring(0, prefixLength)}*";
    }

    /// <summary>Returns the question for the most similar name, with a space at its end; empty if no name is similar.</summary>
    public static string DidYouMean(string name, IEnumerable<string> known) =>
        FindSimilar(name, known).FirstOrDefault() is { } nearest ? $"Did you mean '{nearest}'? " : string.Empty;

    /// <summary>
    /// Returns the name that a word is probably meant for. This is stricter than <see cref="FindSimilar"/>, because the caller then refuses
    /// the word: words that only share letters, as Team and Tag, do not count.
    /// </summary>
    public static string? FindIntended(string word, IEnumerable<string> known) =>
        FindSimilar(word, known).FirstOrDefault(name =>
        {
            (string shorter, string longer) = word.Length < name.Length ? (word, name) : (name, word);
            return DistanceBetween(word, name) <= longer.Length / 4
                || (shorter.Length > FewestLetters
                    && 2 * shorter.Length >= longer.Length
                    && longer.IndexOf(shorter, StringComparison.OrdinalIgnoreCase) >= 0);
        });

    /// <summary>Returns the number of different letters of two names, ignoring case (Levenshtein distance).</summary>
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

    /// <summary>Returns true if at most a third of the letters differ, or one name contains the other.</summary>
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
