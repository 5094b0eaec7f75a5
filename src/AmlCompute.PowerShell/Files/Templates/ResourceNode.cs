using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>Reads the members of an ARM resource, and reduces a resource to the members and names of the service.</summary>
internal static class ResourceNode
{
    /// <summary>The members that only a deployment needs, and the resource group that the Azure CLI adds to a response.</summary>
    private static readonly string[] DeploymentMembers =
        ["$schema", "apiVersion", "dependsOn", "comments", "metadata", "zones", "condition", "existing", "resourceGroup"];

    /// <summary>Returns the map <c>properties</c> of a resource; null if the value does not have it.</summary>
    public static FileMap? FindProperties(FileNode? node) => (node as FileMap)?.FindMember("properties") as FileMap;

    /// <summary>Returns the text of a scalar; null for a null scalar and for other values.</summary>
    public static string? ReadText(FileNode? node) => node is FileScalar { Kind: not ScalarKind.Null } scalar ? scalar.Text : null;

    /// <summary>Returns true if two names are the same for ARM, which compares them without case.</summary>
    public static bool AreSameName(string? first, string second) => string.Equals(first, second, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the resource without members of a deployment and without expressions, with the names of the service.</summary>
    /// <param name="source">The text, for errors.</param>
    /// <param name="map">The resource.</param>
    /// <param name="name">The name of the target, which replaces that of the resource; null if the resource has none.</param>
    /// <param name="path">The path of the resource for errors, with a dot at its end; empty for the whole text.</param>
    /// <param name="scope">Evaluates the expressions.</param>
    /// <exception cref="ComputeTargetException">
    /// An expression cannot be evaluated, <c>computeType</c> is missing or not text, or two members have one name.
    /// </exception>
    public static FileMap Normalize(FileSource source, FileMap map, FileNode? name, string path, TemplateScope scope)
    {
        List<KeyValuePair<FileScalar, FileNode>> entries = [];
        foreach (KeyValuePair<FileScalar, FileNode> entry in map.Entries)
        {
            string key = entry.Key.Text;
            if (!DeploymentMembers.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                FileNode value = AreSameName(key, "name") && name is not null ? name : scope.Evaluate(entry.Value, $"{path}{key}");
                entries.Add(new(entry.Key, value));
            }
        }

        FileMap resource = new(entries, map.Position);
        string typePath = $"{path}properties.computeType";
        FileNode type = FindProperties(resource)?.FindMember("computeType")
            ?? throw source.CreateError(map.Position, $"'{typePath}' is missing.");
        string typeText = new NodeReader(source).ReadText(type, typePath);
        return (FileMap)RestoreCasing(source, resource, ComputeMembers.CreateShape(typeText));
    }

    /// <summary>Returns the value with the known names in the casing of the service. Some tools write them in PascalCase.</summary>
    private static FileNode RestoreCasing(FileSource source, FileNode node, JsonShape shape)
    {
        if (node is FileList list)
        {
            return new FileList([.. list.Items.Select(item => RestoreCasing(source, item, shape.Item))], list.Position);
        }

        if (node is not FileMap map)
        {
            return node;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        List<KeyValuePair<FileScalar, FileNode>> entries = [];
        foreach (KeyValuePair<FileScalar, FileNode> entry in map.Entries)
        {
            (string name, JsonShape valueShape) = shape.FindMember(entry.Key.Text);
            FileScalar key = new(name, ScalarKind.Text, entry.Key.Position);
            if (!names.Add(name))
            {
                throw source.CreateError(key.Position, $"The member '{entry.Key.Text}' is duplicated.");
            }

            entries.Add(new(key, RestoreCasing(source, entry.Value, valueShape)));
        }

        return new FileMap(entries, map.Position);
    }
}
