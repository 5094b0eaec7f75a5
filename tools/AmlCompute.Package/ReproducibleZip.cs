using System.IO.Compression;

namespace AmlCompute.Packaging;

/// <summary>A zip file that depends on the names and the bytes of its files only: not on when, where or by whom it is made.</summary>
internal static class ReproducibleZip
{
    /// <summary>The earliest time that a zip file can tell.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A plain file that everyone may read and its owner may write, as the upper half of the attributes has it.</summary>
    private const int Attributes = 0b1_000_000_110_100_100 << 16;

    public static void Write(string path, IEnumerable<PackageFile> files)
    {
        using FileStream stream = File.Create(path);
        using ZipArchive zip = new(stream, ZipArchiveMode.Create);
        foreach (PackageFile file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            ZipArchiveEntry entry = zip.CreateEntry(file.Path, CompressionLevel.SmallestSize);
            entry.LastWriteTime = Time;
            entry.ExternalAttributes = Attributes;
            using Stream content = entry.Open();
            content.Write(file.Content);
        }
    }
}
