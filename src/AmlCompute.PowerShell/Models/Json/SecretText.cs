using System.Net;
using System.Security;

namespace AmlCompute.Models.Json;

/// <summary>The one way from a text to a secret, and back where it must be given away as text.</summary>
internal static class SecretText
{
    /// <summary>A secret that cannot be changed.</summary>
    public static SecureString Protect(string text)
    {
        SecureString secret = new();
        foreach (char character in text)
        {
            secret.AppendChar(character);
        }

        secret.MakeReadOnly();
        return secret;
    }

    /// <summary>The text of a secret.</summary>
    public static string Reveal(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;
}
