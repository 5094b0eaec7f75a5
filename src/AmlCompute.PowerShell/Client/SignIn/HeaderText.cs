namespace AmlCompute.Client.SignIn;

/// <summary>Checks the tokens and secrets that are sent in HTTP headers.</summary>
internal static class HeaderText
{
    /// <summary>
    /// Returns true if a text has only visible ASCII characters. A line break would start another header; tokens contain no spaces.
    /// </summary>
    public static bool IsValid(string text) => text.Length > 0 && text.All(character => character is > ' ' and < '\x7f');
}
