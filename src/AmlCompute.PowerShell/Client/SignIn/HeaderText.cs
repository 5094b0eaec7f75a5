namespace AmlCompute.Client.SignIn;

/// <summary>Checks the tokens and secrets that are sent in HTTP headers.</summary>
internal static class HeaderText
{
    /// <summary>
    /// Returns true if a text has at least one character, and only visible ones of ASCII. A line break would start another header; tokens
    /// contain no spaces.
    /// </summary>
    public static bool IsValid(string text) => text.Length > 0 && text.All(character => character is > ' ' and < '\x7f');
}
