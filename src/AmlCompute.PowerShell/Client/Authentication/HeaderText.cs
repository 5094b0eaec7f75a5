namespace AmlCompute.Client.Authentication;

/// <summary>The value of a header.</summary>
internal static class HeaderText
{
    /// <summary>Whether a text can be one, and cannot begin another header.</summary>
    public static bool Fits(string text) => text.Length > 0 && text.All(character => character is > ' ' and < '\x7f');
}
