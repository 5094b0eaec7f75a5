namespace AmlCompute.Models;

/// <summary>Finds known names that are similar to an unknown one.</summary>
internal static class Suggestions
{
    /// <summary>The longest name for which similar names are searched, because the time grows with the length.</summary>
    private const int LongestName = 64;

    /// <summary>The shortest name that makes a longer one similar because it is a part of it.</summary>
    private const int ShortestPart = 3;

    /// <summary>
    /// Orders the known names by similarity: first the names that end in the given one as a word, as Standard_DS3_v2 ends in DS3_v2, then
    /// the names that contain it as a word, then the names with the fewest different letters.
    /// </summary>
    public static IEnumerable<string> OrderBySimilarity(string name, IEnumerable<string> known) =>
        known.OrderBy(candidate => RankMatch(name, candidate)).ThenBy(candidate => MeasureDistance(candidate, name));

    /// <summary>
    /// Orders the similar names, without names that are too different. A pattern, or a name that is too long, has no similar names.
    /// </summary>
    public static IEnumerable<string> FindSimilar(string name, IEnumerable<string> known) =>
        name.Length <= LongestName && name.IndexOfAny(['*', '?']) < 0
            ? OrderBySimilarity(name, known.Where(candidate => IsSimilar(name, candidate)))
            : [];

    /// <summary>Returns a wrong name with the most similar known name; null if no name is similar.</summary>
    public static (string Wrong, string Right)? FindCorrection(string name, IEnumerable<string> known) =>
        FindSimilar(name, known).FirstOrDefault() is { } nearest ? (name, nearest) : null;

    /// <summary>
    /// Returns a pattern for the names that begin as both names do; the right name if fewer than two letters are the same at the start.
    /// </summary>
    public static string CreatePrefixPattern((string Wrong, string Right) correction)
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
    /// Returns the name that a word is probably meant for; null if there is none. This is stricter than <see cref="FindSimilar"/>, because
    /// the caller then refuses the word: words that only share letters, as Team and Tag, do not count.
    /// </summary>
    public static string? FindIntended(string word, IEnumerable<string> known) =>
        FindSimilar(word, known).FirstOrDefault(name => IsMisspelling(word, name));

    /// <summary>Returns the number of different letters of two names, ignoring case (Levenshtein distance).</summary>
    public static int MeasureDistance(string first, string second)
    {
        // The row of the table of distances: from the first letters of one name to each prefix of the second.
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

    /// <summary>
    /// Returns true if at most a third of the letters, rounded up, differ, or if one name contains the other, which has at least three
    /// letters.
    /// </summary>
    private static bool IsSimilar(string name, string candidate)
    {
        (string shorter, string longer) = name.Length < candidate.Length ? (name, candidate) : (candidate, name);
        return (shorter.Length >= ShortestPart && longer.IndexOf(shorter, StringComparison.OrdinalIgnoreCase) >= 0)
            || MeasureDistance(name, candidate) <= (longer.Length + 2) / 3;
    }

    /// <summary>
    /// Returns true if at most a quarter of the letters differ, or if one name is at least half of the other and a part of it, and has at
    /// least four letters.
    /// </summary>
    private static bool IsMisspelling(string word, string name)
    {
        (string shorter, string longer) = word.Length < name.Length ? (word, name) : (name, word);
        return MeasureDistance(word, name) <= longer.Length / 4
            || (shorter.Length > ShortestPart
                && 2 * shorter.Length >= longer.Length
                && longer.IndexOf(shorter, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>
    /// Returns 0 if a candidate ends in the name as a word, 1 if the first occurrence of the name in it is a word, and 2 for any other
    /// candidate.
    /// </summary>
    private static int RankMatch(string name, string candidate)
    {
        int first = name.Length == 0 ? -1 : candidate.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (first < 0)
        {
            return 2;
        }

        if (candidate.EndsWith(name, StringComparison.OrdinalIgnoreCase) && StartsWord(candidate.Length - name.Length))
        {
            return 0;
        }

        return StartsWord(first) && !char.IsLetterOrDigit(candidate[first + name.Length]) ? 1 : 2;

        bool StartsWord(int start) => start == 0 || !char.IsLetterOrDigit(candidate[start - 1]);
    }
}
