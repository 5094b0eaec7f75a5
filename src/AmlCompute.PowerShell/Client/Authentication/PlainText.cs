using System.Net;
using System.Security;

namespace AmlCompute.Client.Authentication;

/// <summary>The text of a secret, at the place where it must be given away as text.</summary>
internal static class PlainText
{
    public static string Of(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;

    /// <summary>Whether a text can be the value of a header, and cannot begin another one.</summary>
    public static bool FitsHeader(string text) => text.Length > 0 && text.All(character => character is > ' ' and < '\x7f');
}
