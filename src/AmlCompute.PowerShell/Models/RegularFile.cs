using System.Runtime.InteropServices;
using System.Text;

namespace AmlCompute.Models;

/// <summary>Reads whole files. Folders, pipes and devices are refused unopened, because opening a pipe can wait forever.</summary>
internal static class RegularFile
{
    public const int LargestSize = 64 << 20;

    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>More fields than the native library writes.</summary>
    private const int StatFields = 64;

    /// <summary>The index of the field with the mode.</summary>
    private const int StatMode = 1;

    /// <exception cref="IOException">
    /// The path is not a regular file, the file is larger than the limit, or it grew while it was read.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The access to the file was denied.</exception>
    public static byte[] Read(string path, int limit = LargestSize)
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
        return Read(stream, limit);
    }

    /// <summary>Returns the bytes of a stream whose length is known.</summary>
    public static byte[] Read(Stream stream, int limit)
    {
        if (stream.Length > limit)
        {
            throw TooLarge(limit);
        }

        // One byte more than the file has, to find out if it grows.
        byte[] bytes = new byte[stream.Length + 1];
        int count = 0;
        for (int read; count < bytes.Length && (read = stream.Read(bytes, count, bytes.Length - count)) > 0;)
        {
            count += read;
        }

        if (count == bytes.Length)
        {
            throw new IOException("The file grew while it was read. Retry the command when the file is complete.");
        }

        Array.Resize(ref bytes, count);
        return bytes;
    }

    public static IOException TooLarge(int limit) => new($"The file is larger than {limit} bytes.");

    private static bool IsRegular(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return !path.StartsWith(@"\\.\", StringComparison.Ordinal);
        }

        // If stat fails, the file is probably missing; opening it then gives the error.
        int[] fields = new int[StatFields];
        return Stat(Encoding.UTF8.GetBytes(path + '\0'), fields) != 0 || (fields[StatMode] & TypeMask) == RegularType;
    }

    /// <summary>Calls stat through the native library of .NET, because .NET has no API for the type of a file.</summary>
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(byte[] path, [Out] int[] fields);
}
