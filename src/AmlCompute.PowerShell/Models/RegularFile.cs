using System.Runtime.InteropServices;
using System.Text;

namespace AmlCompute.Models;

/// <summary>
/// Reads whole files. It refuses folders, and the pipes and devices that it recognizes, without opening them, because opening a pipe can
/// wait forever.
/// </summary>
internal static class RegularFile
{
    /// <summary>The default limit of a read, 64 MB.</summary>
    public const int LargestSize = 64 << 20;

    /// <summary>The mark U+FEFF, with which a text can begin.</summary>
    public const char ByteOrderMark = '\uFEFF';

    /// <summary>The bits of a file's mode that contain its type (S_IFMT), and their value for a regular file (S_IFREG).</summary>
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>The size of the buffer for SystemNative_Stat in fields, which is more than the native library writes.</summary>
    private const int StatFields = 64;

    /// <summary>The index of the mode in that buffer.</summary>
    private const int ModeIndex = 1;

    /// <summary>The encodings, which differ in their byte order marks. The first is also that of text without a mark.</summary>
    private static readonly Encoding[] Encodings =
    [
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),

        // UTF-32 comes first, because the mark of little-endian UTF-16 is the start of that of little-endian UTF-32.
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    /// <summary>Returns the text of a file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark, without the mark.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="limit">The largest size to read, in bytes.</param>
    /// <exception cref="IOException">
    /// The file cannot be read, see <see cref="ReadBytes(string, int)"/>, or it is not text. The message has none of its text, which can be
    /// a secret.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The access to the file was denied.</exception>
    /// <exception cref="ArgumentException">The path is empty, or has characters that the file system or .NET Framework refuses.</exception>
    /// <exception cref="NotSupportedException">
    /// The path has a colon at a place that .NET Framework refuses, or is the reserved name of a Windows device, such as NUL.
    /// </exception>
    public static string ReadText(string path, int limit)
    {
        byte[] bytes = ReadBytes(path, limit);
        Encoding encoding = Array.Find(Encodings, known => bytes.Take(known.GetPreamble().Length).SequenceEqual(known.GetPreamble()))
            ?? Encodings[0];
        try
        {
            return encoding.GetString(bytes).TrimStart(ByteOrderMark);
        }
        catch (DecoderFallbackException)
        {
            throw new IOException($"The file is not {encoding.WebName.ToUpperInvariant()} text.");
        }
    }

    /// <summary>Returns the bytes of a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="limit">The largest size to read, in bytes.</param>
    /// <exception cref="IOException">
    /// The file is missing or cannot be read, it is not a regular file, it is larger than the limit, or it grew while it was read.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The access to the file was denied.</exception>
    /// <exception cref="ArgumentException">The path is empty, or has characters that the file system or .NET Framework refuses.</exception>
    /// <exception cref="NotSupportedException">
    /// The path has a colon at a place that .NET Framework refuses, or is the reserved name of a Windows device, such as NUL.
    /// </exception>
    public static byte[] ReadBytes(string path, int limit = LargestSize)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder. Specify a file.");
        }

        if (!IsRegular(path))
        {
            throw new IOException($"'{path}' is a pipe, a device or a socket. Specify a regular file.");
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return ReadBytes(stream, limit);
    }

    /// <summary>Returns the bytes of a stream whose length is known.</summary>
    /// <exception cref="IOException">The stream is longer than the limit, or grew while it was read.</exception>
    public static byte[] ReadBytes(Stream stream, int limit)
    {
        if (stream.Length > limit)
        {
            throw new IOException($"The file is larger than {limit} bytes.");
        }

        // One byte more than the file has, to find out if it grows.
        byte[] bytes = new byte[stream.Length + 1];
        int count = 0;
        int read;
        do
        {
            read = stream.Read(bytes, count, bytes.Length - count);
            count += read;
        }
        while (read > 0 && count < bytes.Length);

        if (count == bytes.Length)
        {
            throw new IOException("The file grew while it was read. Retry the command when the file is complete.");
        }

        Array.Resize(ref bytes, count);
        return bytes;
    }

    private static bool IsRegular(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            // The pipes of this computer, and its devices except for reserved names such as NUL, have this prefix.
            return !path.Replace('/', '\\').StartsWith(@"\\.\", StringComparison.Ordinal);
        }

        // If stat fails, the file is probably missing; opening it then gives the error.
        int[] fields = new int[StatFields];
        return ReadStat(Encoding.UTF8.GetBytes(path + '\0'), fields) != 0 || (fields[ModeIndex] & TypeMask) == RegularType;
    }

    /// <summary>Calls stat through the native library of .NET, because .NET has no API for the type of a file.</summary>
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadStat(byte[] path, [Out] int[] fields);
}
