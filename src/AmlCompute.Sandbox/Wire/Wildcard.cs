namespace AmlCompute.Sandbox.Wire;

/// <summary>Patterns in which * matches any characters.</summary>
internal static class Wildcard
{
    public static bool IsMatch(string text, string pattern)
    {
        int at = 0;
        int star = -1;
        int retry = 0;
        int next = 0;
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                star = next++;
                retry = at;
            }
            else if (next < pattern.Length && char.ToUpperInvariant(pattern[next]) == char.ToUpperInvariant(text[at]))
            {
                next++;
                at++;
            }
            else if (star >= 0)
            {
                next = star + 1;
                at = ++retry;
            }
            else
            {
                return false;
            }
        }

        return pattern.Substring(next).All(rest => rest == '*');
    }
}
