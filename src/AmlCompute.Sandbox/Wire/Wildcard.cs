namespace AmlCompute.Sandbox.Wire;

/// <summary>Matches texts with patterns in which * matches any characters. Case is ignored.</summary>
internal static class Wildcard
{
    /// <summary>Checks that a pattern matches the whole text.</summary>
    // Only the last * is tried again with a longer match, so the time does not grow exponentially with the number of them.
    public static bool IsMatch(string text, string pattern)
    {
        int textIndex = 0;
        int patternIndex = 0;
        int starIndex = -1;
        int starEnd = 0;
        while (textIndex < text.Length)
        {
            if (patternIndex < pattern.Length && pattern[patternIndex] == '*')
            {
                starIndex = patternIndex++;
                starEnd = textIndex;
            }
            else if (patternIndex < pattern.Length && AreEqual(pattern[patternIndex], text[textIndex]))
            {
                patternIndex++;
                textIndex++;
            }
            else if (starIndex >= 0)
            {
                patternIndex = starIndex + 1;
                textIndex = ++starEnd;
            }
            else
            {
                return false;
            }
        }

        return pattern.Substring(patternIndex).All(character => character == '*');
    }

    private static bool AreEqual(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
