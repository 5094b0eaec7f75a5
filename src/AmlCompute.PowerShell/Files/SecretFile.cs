using System.Security;

namespace AmlCompute.Files;

/// <summary>Reads a file that contains only a secret, such as a private key.</summary>
internal static class SecretFile
{
    private const int LargestSize = 1 << 16;

    /// <summary>Returns the secret in a file.</summary>
    /// <exception cref="IOException">The file cannot be read, or is larger than the limit.</exception>
    /// <exception cref="UnauthorizedAccessException">The access to the file was denied.</exception>
    public static SecureString Read(string path)
    {
        // A device has no length, so the read itself must have a limit.
        using StreamReader file = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        char[] text = new char[LargestSize + 1];
        int count = file.ReadBlock(text, 0, text.Length);
        return count <= LargestSize
            ? SecretText.Protect(new string(text, 0, count))
            : throw new IOException($"The file is larger than {LargestSize} bytes, the limit for a secret.");
    }
}
