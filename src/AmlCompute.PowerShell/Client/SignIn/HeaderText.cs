namespace AmlCompute.Client.SignIn;

/// <summary>Checks the values of HTTP headers.</summary>
internal static class HeaderText
{
    /// <summary>Returns true if a text is a valid value of a header, without line breaks that would start another header.</summary>
    public static bool IsValid(string text) => text.Length > 0 && text.All(character => character is > ' ' and < '\x7f');
}
