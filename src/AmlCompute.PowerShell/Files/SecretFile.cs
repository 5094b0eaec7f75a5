using System.Security;

namespace AmlCompute.Files;

/// <summary>A file that holds a secret and nothing else, such as a private key.</summary>
internal static class SecretFile
{
    private const int LargestSize = 1 << 16;

    /// <summary>The secret in a file.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger than a key would be.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SecureString Read(string path)
    {
        // A device has no length; no more is read than a key would be.
        using StreamReader file = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        char[] text = new char[LargestSize + 1];
        int count = file.ReadBlock(text, 0, text.Length);
        return count <= LargestSize
            ? SecretText.Protect(new string(text, 0, count))
            : throw new IOException($"the file is larger than {LargestSize} bytes, which no key is.");
    }
}
