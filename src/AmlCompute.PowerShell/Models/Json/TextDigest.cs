using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AmlCompute.Models.Json;

/// <summary>Computes SHA-256 digests of texts.</summary>
internal static class TextDigest
{
    /// <summary>Returns the digest of a text in UTF-8, as 64 hexadecimal digits in lower case.</summary>
    public static string ComputeHex(string text) =>
        string.Concat(Hash(text).Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));

    /// <summary>Returns the digest of a text in UTF-8, as base64.</summary>
    public static string ComputeBase64(string text) => Convert.ToBase64String(Hash(text));

    private static byte[] Hash(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
#if NETFRAMEWORK
        using SHA256 algorithm = SHA256.Create();
        return algorithm.ComputeHash(bytes);
#else
        return SHA256.HashData(bytes);
#endif
    }
}
