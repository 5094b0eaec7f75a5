using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AmlCompute.Files;

/// <summary>
/// Writes one file for each compute target into a folder. The name of a target cannot be a path to another folder. No file is replaced
/// before the texts of all are on the disk.
/// </summary>
/// <param name="folder">The full path of the folder, which need not exist.</param>
/// <param name="extension">The extension of the files, with its dot.</param>
internal sealed class ExportFolder(string folder, string extension)
{
    private const string UnfinishedSuffix = ".unfinished";

#if NETFRAMEWORK
    private const string BackupSuffix = ".replaced";
#endif

    /// <summary>The most characters of the name of a file before a digest replaces the rest.</summary>
    private const int LongestName = 100;

    /// <summary>The targets and their texts, by file names without extension. Some file systems ignore the casing.</summary>
    private readonly Dictionary<string, (ComputeTarget Target, string Text)> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the number of targets.</summary>
    public int Count => _files.Count;

    /// <summary>Adds a target. The same target replaces its earlier text.</summary>
    /// <exception cref="ComputeTargetException">Another target would have the same file.</exception>
    public void AddTarget(ComputeTarget target, string text)
    {
        string name = EncodeFileName(target.Name);
        if (_files.TryGetValue(name, out (ComputeTarget Target, string Text) earlier)
            && (earlier.Target.Name != target.Name || !earlier.Target.Workspace.IsSameAs(target.Workspace)))
        {
            throw ComputeTargetException.CreateForTarget(
                target.Name,
                ErrorIds.InvalidArgument,
                $"Nothing was exported: compute target '{earlier.Target.Name}' of workspace '{earlier.Target.WorkspaceName}' and "
                + $"'{target.Name}' of workspace '{target.WorkspaceName}' would have the same file. Export them to two folders.");
        }

        _files[name] = (target, text);
    }

    /// <summary>Writes all files.</summary>
    /// <param name="overwrites">True to replace existing files of the targets.</param>
    /// <returns>The full paths of the files.</returns>
    /// <exception cref="ComputeTargetException">
    /// A file exists and must not be replaced, a target has a file with another extension, or the folder is a file or cannot be written.
    /// </exception>
    public IReadOnlyList<string> WriteFiles(bool overwrites)
    {
        if (File.Exists(folder))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"-Path: '{folder}' is a file. Give a folder; each target gets a file in it.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            ILookup<string, string> existing = Directory.EnumerateFileSystemEntries(folder)
                .Where(ComputeFiles.HasReadableExtension)
                .ToLookup(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
            (string Path, string Text)[] files =
                [.. _files.Select(file => (ChoosePath(file.Key, [.. existing[file.Key]], overwrites), file.Value.Text))];
            ReplaceFiles(files);
            return Array.ConvertAll(files, file => file.Path);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{folder}: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Returns a name that no file system interprets: special characters are percent-encoded, and so are a dot at the start and the first
    /// letter of the name of a device. Different names stay different.
    /// </summary>
    private static string EncodeFileName(string name)
    {
        StringBuilder encoded = new();
        bool isDevice = Regex.IsMatch(
            name, @"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        foreach (byte value in Encoding.UTF8.GetBytes(name))
        {
            char character = (char)value;
            bool isFirst = encoded.Length == 0;
            bool isPlain = character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.';
            encoded.Append(isPlain && !(isFirst && (isDevice || character == '.'))
                ? character.ToString()
                : string.Format(CultureInfo.InvariantCulture, "%{0:X2}", value));
        }

        return encoded.Length switch
        {
            0 => "%",
            > LongestName => $"{encoded.ToString(0, LongestName)}%{TextDigest.ComputeHex(name).Substring(0, 16)}",
            _ => encoded.ToString(),
        };
    }

    /// <summary>Returns the path for a name; that of an existing file in any casing.</summary>
    private string ChoosePath(string name, string[] existing, bool overwrites)
    {
        if (Array.Find(existing, path => !Path.GetExtension(path).Equals(extension, StringComparison.OrdinalIgnoreCase)) is { } otherFormat)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"Nothing was exported: {otherFormat} describes the same compute target in a file with another extension. "
                + "Remove it, or export to another folder.");
        }

        if (existing.Length == 0)
        {
            return Path.Combine(folder, name + extension);
        }

        return overwrites
            ? existing[0]
            : throw ComputeTargetException.CreateInvalidArgument(
                $"Nothing was exported: {existing[0]} exists. Use -Force to overwrite the files.");
    }

    /// <summary>Writes all texts to unfinished files, and then renames these; after an error, no unfinished file is left.</summary>
    private void ReplaceFiles((string Path, string Text)[] files)
    {
        // An export that was killed leaves unfinished files.
        Array.ForEach(Directory.GetFiles(folder, "*" + extension + UnfinishedSuffix), File.Delete);
        try
        {
            foreach ((string path, string text) in files)
            {
                WriteUnfinished(path, text);
            }

            foreach ((string path, _) in files)
            {
                FinishFile(path);
            }
        }
        catch
        {
            foreach ((string path, _) in files)
            {
                File.Delete(path + UnfinishedSuffix);
            }

            throw;
        }
    }

    private static void WriteUnfinished(string path, string text)
    {
        // CreateNew fails for an existing link, so the text cannot go to another folder.
        using FileStream stream = new(path + UnfinishedSuffix, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        byte[] bytes = new UTF8Encoding(false).GetBytes(text);
        stream.Write(bytes, 0, bytes.Length);
        stream.Flush(flushToDisk: true);
    }

    private static void FinishFile(string path)
    {
#if NETFRAMEWORK
        if (File.Exists(path))
        {
            // Without a backup, an error of Windows can remove the existing file.
            string backup = path + BackupSuffix;
            File.Replace(path + UnfinishedSuffix, path, backup);
            File.Delete(backup);
        }
        else
        {
            File.Move(path + UnfinishedSuffix, path);
        }
#else
        File.Move(path + UnfinishedSuffix, path, overwrite: true);
#endif
    }
}
