using System.Net;
using System.Security;

namespace AmlCompute.Models.Json;

/// <summary>Converts text to a SecureString, and back to text for an API that needs it. No other code does.</summary>
internal static class SecretText
{
    /// <summary>Returns a new SecureString, which is read-only; the caller disposes it.</summary>
    public static SecureString Protect(string text)
    {
        SecureString secret = new NetworkCredential(string.Empty, text).SecurePassword;
        secret.MakeReadOnly();
        return secret;
    }

    public static string Reveal(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;
}
