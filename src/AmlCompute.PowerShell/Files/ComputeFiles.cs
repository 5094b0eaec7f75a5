using AmlCompute.Files.ArmJson;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.Templates;
using AmlCompute.Files.Yaml;

namespace AmlCompute.Files;

/// <summary>
/// Reads the compute targets that files, texts and objects describe: in the form of the Azure CLI (<c>az ml compute</c>), usually YAML, or
/// of ARM, usually JSON: a resource, a list, or a template.
/// </summary>
internal static class ComputeFiles
{
    private static readonly string[] Extensions = [".yml", ".yaml", ".json"];

    /// <summary>Returns true if a command that is given a folder reads the file in it.</summary>
    public static bool HasReadableExtension(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads files, and all YAML and JSON files of folders without their subfolders.</summary>
    /// <param name="paths">Full paths of files and folders.</param>
    /// <param name="workspace">
    /// Called only if a file needs the workspace: a short name must be completed, a resource names its workspace, an expression needs the
    /// location, or no resource is a compute target.
    /// </param>
    /// <param name="name">The name that replaces the name in the file, allowed for one compute target only; null to read it.</param>
    /// <param name="runRead">Runs the reads of the files, and of the files that they name; null to run them on this thread.</param>
    /// <param name="arguments">The values of the parameters of templates; null for none.</param>
    /// <exception cref="ComputeTargetException">
    /// A file or folder cannot be read, is empty or not valid; the files have no target of the workspace, or one twice; a value belongs to
    /// no parameter of a template; or the name is given for several targets.
    /// </exception>
    public static IReadOnlyList<ComputeDefinition> ReadFiles(
        IEnumerable<string> paths,
        Func<Workspace> workspace,
        string? name = null,
        Action<Action>? runRead = null,
        TemplateArguments? arguments = null)
    {
        List<FileSource> sources = [];
        runRead ??= FileSource.RunReadAtOnce;

        // Paths are compared case-sensitively, because some file systems allow two names that differ in casing only.
        runRead(() => sources =
        [
            .. paths.SelectMany(ListFiles).Distinct(StringComparer.Ordinal).Select(path => FileSource.ReadFile(path, runRead)),
        ]);
        return ReadSources(sources, workspace, name, arguments);
    }

    /// <summary>Reads text of the same forms; relative paths in the text start from the folder, which is empty if there is none.</summary>
    public static IReadOnlyList<ComputeDefinition> ReadText(
        string text, string folder, Func<Workspace> workspace, TemplateArguments? arguments = null, Action<Action>? runRead = null) =>
        ReadSources([new FileSource(text, null, folder) { RunRead = runRead ?? FileSource.RunReadAtOnce }], workspace, null, arguments);

    /// <summary>Reads the JSON of an object; its errors have no line and column.</summary>
    public static IReadOnlyList<ComputeDefinition> ReadObject(string json, Func<Workspace> workspace, TemplateArguments arguments) =>
        ReadSources([FileSource.FromObject(json)], workspace, null, arguments);

    /// <summary>Returns the compute targets in texts as nodes in the form of ARM or of the Azure CLI, with evaluated expressions.</summary>
    /// <exception cref="ComputeTargetException">
    /// A text is not valid, a value belongs to no parameter of a template, or there are texts but no target of the workspace in them.
    /// </exception>
    public static IReadOnlyList<(FileSource Source, FileNode Node)> FindTargets(
        IReadOnlyList<FileSource> sources, Func<Workspace> workspace, TemplateArguments? arguments)
    {
        arguments ??= new TemplateArguments();
        List<(FileSource Source, FileNode Node)> nodes =
        [
            .. sources.SelectMany(source =>
                ArmTargetFinder.FindTargets(source, Parse(source), workspace, arguments).Select(node => (source, node))),
        ];
        arguments.RequireKnown();
        return nodes.Count > 0 || sources.Count == 0
            ? nodes
            : throw ComputeTargetException.CreateInvalidArgument(
                $"{(sources.Count == 1 ? sources[0].MessagePrefix : string.Empty)}"
                + $"No resource is a compute target of workspace '{workspace().Name}'.");
    }

    /// <summary>Returns the values of the text, at least one: one for each YAML document, JSON value, or item of a JSON array.</summary>
    /// <exception cref="ComputeTargetException">The text is not valid, exceeds a limit, or has no value.</exception>
    public static IReadOnlyList<FileNode> Parse(FileSource source)
    {
        source.RequireValidText();
        IReadOnlyList<FileNode> nodes = source.IsJson ? JsonReader.ReadNodes(source) : YamlReader.ReadNodes(source);
        return nodes.Count > 0 ? nodes : throw source.CreateEmptyError();
    }

    private static List<ComputeDefinition> ReadSources(
        IReadOnlyList<FileSource> sources, Func<Workspace> workspace, string? name, TemplateArguments? arguments)
    {
        IReadOnlyList<(FileSource Source, FileNode Node)> nodes = FindTargets(sources, workspace, arguments);
        if (name is not null && nodes.Count > 1)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"-Name can be used with one compute target only, but the files describe {nodes.Count}.");
        }

        List<ComputeDefinition> definitions = [];
        Dictionary<string, ComputeDefinition> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach ((FileSource source, FileNode node) in nodes)
        {
            ComputeDefinition definition = ComputeDocumentReader.ReadDefinition(source, node, workspace, name);
            if (byName.TryGetValue(definition.Name, out ComputeDefinition? earlier))
            {
                throw CreateDuplicateError(definition, earlier);
            }

            byName.Add(definition.Name, definition);
            definitions.Add(definition);
        }

        return definitions;
    }

    private static ComputeTargetException CreateDuplicateError(ComputeDefinition definition, ComputeDefinition earlier)
    {
        string file = earlier.Path is { } path && path != definition.Path ? path + ", " : string.Empty;
        string place = earlier.Source.IsObject ? string.Empty : $": also in {file}line {earlier.Position.Line}";
        return definition.CreateError($"Compute target '{definition.Name}' is described twice{place}.");
    }

    /// <summary>Returns the file; for a folder, its YAML and JSON files.</summary>
    private static IEnumerable<string> ListFiles(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        try
        {
            string[] files = [.. Directory.EnumerateFiles(path)
                .Where(HasReadableExtension)
                .OrderBy(file => file, StringComparer.Ordinal)];
            return files.Length > 0
                ? files
                : throw ComputeTargetException.CreateInvalidArgument(
                    $"{path}: The folder has no file that ends with {string.Join(", ", Extensions)}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{path}: {exception.Message}", exception);
        }
    }
}
