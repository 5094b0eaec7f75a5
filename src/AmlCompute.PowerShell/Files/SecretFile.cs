using System.Security;

namespace AmlCompute.Files;

/// <summary>Reads a file that contains only a secret, such as a private key.</summary>
internal static class SecretFile
{
    /// <summary>The limit in bytes; a private key has a few thousand.</summary>
    private const int LargestSize = 1 << 16;

    /// <summary>Reads the text of the file. The message of an error never contains the text, or a path that is itself a secret.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="IOException">
    /// The file cannot be read, is not a regular file, is larger than the limit, is not text, or is blank; or the path contains a secret.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The access to the file was denied.</exception>
    /// <exception cref="ArgumentException">The path has characters that the file system or .NET Framework refuses.</exception>
    /// <exception cref="NotSupportedException">
    /// The path has a colon at a place that .NET Framework refuses, or is the reserved name of a Windows device, such as NUL.
    /// </exception>
    public static SecureString ReadSecret(string path)
    {
        if (SecretForms.FindKind(path) is { } secret)
        {
            throw new IOException($"The path of a file contains {secret}. Save it in a file, and give the path of the file.");
        }

        string text = RegularFile.ReadText(path, LargestSize);
        return string.IsNullOrWhiteSpace(text) ? throw new IOException("The file is empty.") : SecretText.Protect(text);
    }
}
