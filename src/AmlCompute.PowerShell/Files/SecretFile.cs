using System.Security;

namespace AmlCompute.Files;

/// <summary>Reads a file that contains only a secret, such as a private key.</summary>
internal static class SecretFile
{
    /// <summary>The limit in bytes; a private key has a few thousand.</summary>
    private const int LargestSize = 1 << 16;

    /// <summary>Reads the secret. The message of an error never contains a path that is itself a secret.</summary>
    /// <exception cref="IOException">The file cannot be read, is not a regular file, or is larger than the limit.</exception>
    /// <exception cref="UnauthorizedAccessException">The access to the file was denied.</exception>
    public static SecureString ReadSecret(string path)
    {
        if (SecretForms.FindKind(path) is { } secret)
        {
            throw new IOException($"The path of a file contains {secret}. Save it in a file, and give the path of the file.");
        }

        using StreamReader file = new(new MemoryStream(RegularFile.ReadBytes(path, LargestSize)));
        return SecretText.Protect(file.ReadToEnd());
    }
}
