using AmlCompute.Files.Nodes;

namespace AmlCompute.Files;

/// <summary>Reads files that describe compute targets: YAML as the Azure CLI (<c>az ml compute</c>) has it, or JSON as ARM has it.</summary>
internal static class ComputeFiles
{
    private static readonly string[] Extensions = [".yml", ".yaml", ".json"];

    /// <summary>Reads files, and all YAML and JSON files of folders, without those in folders below. Either all of them are good, or it throws.</summary>
    /// <param name="paths">Full paths of files and folders.</param>
    /// <param name="workspace">Asked only where a file has a short name that must be completed.</param>
    /// <param name="name">The name to use instead of that in the file, for one compute target.</param>
    /// <exception cref="ComputeTargetException">A file cannot be read or is wrong, there is none, or two describe the same compute target.</exception>
    public static IReadOnlyList<ComputeDefinition> Read(IEnumerable<string> paths, Func<Workspace> workspace, string? name = null)
    {
        // On systems that take two casings for two files these are two.
        List<FileSource> sources = [.. paths.SelectMany(FilesOf).Distinct(StringComparer.Ordinal).Select(FileSource.Open)];
        return Read(sources, workspace, name);
    }

    /// <summary>Reads text of the same form.</summary>
    /// <param name="text">YAML with one document for each compute target, or JSON.</param>
    /// <param name="folder">The folder that relative paths in the text start from.</param>
    /// <param name="workspace">Asked only where the text has a short name that must be completed.</param>
    /// <exception cref="ComputeTargetException">The text is wrong.</exception>
    public static IReadOnlyList<ComputeDefinition> ReadText(string text, string folder, Func<Workspace> workspace) =>
        Read([new FileSource(text, null, folder)], workspace, null);

    private static List<ComputeDefinition> Read(IReadOnlyList<FileSource> sources, Func<Workspace> workspace, string? name)
    {
        List<(FileSource Source, FileNode Node)> nodes = [.. sources.SelectMany(source => FileParser.Parse(source).Select(node => (source, node)))];
        if (name is not null && nodes.Count > 1)
        {
            throw ComputeTargetException.Invalid($"-Name goes with one compute target, and the files describe {nodes.Count}.");
        }

        List<ComputeDefinition> definitions = [];
        Dictionary<string, ComputeDefinition> names = new(StringComparer.OrdinalIgnoreCase);
        foreach ((FileSource source, FileNode node) in nodes)
        {
            ComputeDefinition definition = ComputeDocument.Read(source, node, workspace, name);
            if (names.TryGetValue(definition.Name, out ComputeDefinition? other))
            {
                throw definition.Wrong(
                    $"Compute target '{definition.Name}' is described twice: also in {(other.Path is { } path && path != definition.Path ? path + ", " : string.Empty)}line {other.Position.Line}.");
            }

            names.Add(definition.Name, definition);
            definitions.Add(definition);
        }

        return definitions;
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        try
        {
            string[] files = [.. Directory.EnumerateFiles(path)
                .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .OrderBy(file => file, StringComparer.Ordinal)];
            return files.Length > 0
                ? files
                : throw ComputeTargetException.Invalid($"{path}: The folder has no file that ends with {string.Join(", ", Extensions)}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{path}: {exception.Message}", exception);
        }
    }
}
