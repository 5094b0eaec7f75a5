using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>
/// Finds the compute targets in the forms of ARM: a resource, a list of the service, or a template with a list or symbolic names. Other
/// forms stay unchanged.
/// </summary>
internal sealed class ResourceForms(FileSource source, Func<Workspace> workspaceOf, TemplateArguments arguments)
{
    public const string ComputeType = WorkspaceType + "/computes";

    private const string WorkspaceType = "Microsoft.MachineLearningServices/workspaces";
    private const string DeploymentType = "Microsoft.Resources/deployments";

    /// <summary>The members that only a deployment needs.</summary>
    private static readonly string[] Dropped =
        ["$schema", "apiVersion", "dependsOn", "comments", "metadata", "zones", "condition", "existing", "resourceGroup"];

    /// <summary>The members that deploy several targets, or a target elsewhere.</summary>
    private static readonly string[] Refused = ["copy", "scope", "resourceGroup", "subscriptionId", "resources"];

    private readonly List<FileNode> _found = [];
    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    /// <summary>Returns the compute targets of the workspace in a text, and writes a verbose line with the number of the others.</summary>
    public static IReadOnlyList<FileNode> Read(
        FileSource source, IReadOnlyList<FileNode> nodes, Func<Workspace> workspace, TemplateArguments arguments)
    {
        ResourceForms forms = new(source, workspace, arguments);
        foreach (FileNode node in nodes)
        {
            forms.Read(node, string.Empty);
        }

        if (forms._skipped.Count > 0)
        {
            string counts = string.Join(", ", forms._skipped.Select(item => $"{item.Value} {item.Key}"));
            arguments.Log($"{source.Prefix}{forms._skipped.Values.Sum()} other resources were skipped: {counts}.");
        }

        return forms._found;
    }

    /// <summary>Returns true if the value is an ARM resource of a compute target.</summary>
    public static bool IsCompute(FileNode node) => PropertiesOf(node)?.Member("computeType") is not null;

    private static FileMap? PropertiesOf(FileNode? node) => (node as FileMap)?.Member("properties") as FileMap;

    private static string? TextOf(FileNode? node) => (node as FileScalar)?.Text;

    private static bool Is(string? text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);

    private static bool IsCompute(FileMap map, string? type) => type is null ? IsCompute(map) : Is(type, ComputeType);

    private void Read(FileNode node, string path)
    {
        if (node is not FileMap map)
        {
            _found.Add(node);
        }
        else if (TextOf(map.Member("$schema"))?.IndexOf("deploymentParameters", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            throw Wrong(
                map, "The text is a parameter file of ARM templates, not a compute target. Pass its values with -TemplateParameter.");
        }
        else if (map.Member("properties") is null && map.Member("resources") is FileMap or FileList)
        {
            ReadAll(map, path, new TemplateScope(source, map, arguments, workspaceOf), null, null);
        }
        else if (map.Member("properties") is null
            && map.Member("type") is null
            && map.Member("value") is FileList or FileScalar { Kind: ScalarKind.Null })
        {
            foreach ((FileNode item, int index) in (map.Member("value") as FileList)?.Items.Select((item, index) => (item, index)) ?? [])
            {
                Read(item, $"{path}value[{index}].");
            }
        }
        else if (IsCompute(map) || PropertiesOf(map)?.Member("template") is not null || TextOf(map.Member("type"))?.Contains('/') == true)
        {
            TemplateScope scope = new(source, null, arguments, workspaceOf) { IsStrict = map.Member("id") is null };
            ReadResource(map, path, scope, null, null);
        }
        else
        {
            _found.Add(source.IsJson ? WithoutNulls(map) : map);
        }
    }

    /// <summary>Reads the resources of a template, or those inside a resource.</summary>
    private void ReadAll(FileMap parent, string path, TemplateScope scope, string? parentType, FileMap? workspace)
    {
        IEnumerable<(FileNode Node, string Path)> resources = parent.Member("resources") switch
        {
            FileList list => list.Items.Select((item, index) => (item, $"{path}resources[{index}].")),
            FileMap map => map.Entries.Select(entry => (entry.Value, $"{path}resources.{entry.Key.Text}.")),
            _ => [],
        };
        foreach ((FileNode node, string place) in resources)
        {
            ReadResource(
                node as FileMap ?? throw Wrong(node, $"'{place.TrimEnd('.')}' must be a resource: keys with values."),
                place,
                scope,
                parentType,
                workspace);
        }
    }

    private void ReadResource(FileMap map, string path, TemplateScope scope, string? parentType, FileMap? workspace)
    {
        string? type = TextOf(map.Member("type"));
        if (type is not null && parentType is not null && !type.Contains('.'))
        {
            type = $"{parentType}/{type}";
        }

        if (IsCompute(map, type))
        {
            ReadCompute(map, path, scope, workspace);
            return;
        }

        if (type is null || Is(type, DeploymentType))
        {
            RefuseNested(map, path);
        }

        Skip("of other types");
        ReadAll(map, path, scope, type, Is(type, WorkspaceType) ? map : null);
    }

    private void ReadCompute(FileMap map, string path, TemplateScope scope, FileMap? workspace)
    {
        if (IsTrue(map, "existing", path, scope) == true)
        {
            Skip("that only refer to an existing target");
            return;
        }

        if (IsTrue(map, "condition", path, scope) == false)
        {
            Skip("whose condition is false");
            return;
        }

        Refuse(map, path, Array.FindAll(Refused, name => name != "resourceGroup" || map.Member("id") is null));
        if (workspace is not null)
        {
            Refuse(workspace, path, ["copy", "scope"]);
        }

        FileNode? name = map.Member("name") is { } given ? scope.Evaluate(given, $"{path}name") : null;
        string[] names = (TextOf(name) ?? string.Empty).Split('/');
        if (name is FileScalar { Kind: ScalarKind.Text } full && (names.Length <= 2 || map.Member("id") is null))
        {
            string? owner = names.Length == 2 ? names[0]
                : names.Length == 1 ? workspace?.Member("name") is { } of ? TextOf(scope.Evaluate(of, $"{path}name")) : null
                : throw Wrong(full, $"'{path}name' must be the name of a compute target, or workspace/name.");
            if (owner is not null && !Is(owner, workspaceOf().Name))
            {
                Skip("of other workspaces");
                return;
            }

            name = new FileScalar(names[names.Length - 1], ScalarKind.Text, full.Position);
        }

        _found.Add(Normalized(map, name, path, scope));
    }

    /// <summary>Returns the resource without members of a deployment and without expressions, with the names of the service.</summary>
    private FileMap Normalized(FileMap map, FileNode? name, string path, TemplateScope scope)
    {
        IEnumerable<KeyValuePair<FileScalar, FileNode>> entries =
            from entry in map.Entries
            let key = entry.Key.Text
            where !Dropped.Contains(key, StringComparer.OrdinalIgnoreCase)
            let value = Is(key, "name") && name is not null ? name : scope.Evaluate(entry.Value, $"{path}{key}")
            select new KeyValuePair<FileScalar, FileNode>(entry.Key, value);
        FileMap resource = new([.. entries], map.Position);
        string type = TextOf(PropertiesOf(resource)?.Member("computeType"))
            ?? throw Wrong(map, $"'{path}properties.computeType' is missing.");
        return (FileMap)Recased(resource, ComputeMembers.ShapeOf(type));
    }

    /// <summary>Returns the value with the names of the service. Tools of other languages write them in PascalCase.</summary>
    private FileNode Recased(FileNode node, JsonShape shape)
    {
        if (node is FileList list)
        {
            return new FileList([.. list.Items.Select(item => Recased(item, shape.Item))], list.Position);
        }

        if (node is not FileMap map)
        {
            return node;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        List<KeyValuePair<FileScalar, FileNode>> entries = [];
        foreach (KeyValuePair<FileScalar, FileNode> entry in map.Entries)
        {
            (string name, JsonShape inner) = shape.Member(entry.Key.Text);
            FileScalar key = new(name, ScalarKind.Text, entry.Key.Position);
            if (!names.Add(name))
            {
                throw Wrong(key, $"The member '{entry.Key.Text}' is duplicated.");
            }

            entries.Add(new(key, Recased(entry.Value, inner)));
        }

        return new FileMap(entries, map.Position);
    }

    /// <summary>Returns a value of the Azure CLI without the keys whose value is null.</summary>
    private static FileNode WithoutNulls(FileNode node) => node is FileMap map
        ? new FileMap(
            [
                .. map.Entries.Where(entry => entry.Value is not FileScalar { Kind: ScalarKind.Null })
                    .Select(entry => new KeyValuePair<FileScalar, FileNode>(entry.Key, WithoutNulls(entry.Value))),
            ],
            map.Position)
        : node;

    private void RefuseNested(FileMap map, string path)
    {
        if (PropertiesOf(map)?.Member("template") is FileMap template && HoldsCompute(template))
        {
            throw Wrong(
                template,
                $"'{path}properties.template' deploys compute targets in a nested deployment, which is not supported. "
                + "Write the compute targets into the outer template.");
        }

        bool HoldsCompute(FileNode node) => node switch
        {
            FileMap inner => IsCompute(inner, TextOf(inner.Member("type"))) || IsCompute(inner) || inner.Entries.Any(entry =>
                HoldsCompute(entry.Value)),
            FileList list => list.Items.Any(HoldsCompute),
            _ => false,
        };
    }

    private void Refuse(FileMap map, string path, string[] names)
    {
        if (Array.Find(names, name => map.Member(name) is not null and not FileScalar { Kind: ScalarKind.Null }) is { } refused)
        {
            throw Wrong(map.Member(refused)!, $"'{path}{refused}' of a compute target is not supported. Write each target by itself.");
        }
    }

    private bool? IsTrue(FileMap map, string name, string path, TemplateScope scope) => map.Member(name) is not { } given
        ? null
        : scope.Evaluate(given, path + name) is FileScalar flag && bool.TryParse(flag.Text, out bool isTrue)
            ? isTrue
            : throw Wrong(given, $"'{path}{name}' must be true or false.");

    private void Skip(string reason) => _skipped[reason] = _skipped.TryGetValue(reason, out int count) ? count + 1 : 1;

    private ComputeTargetException Wrong(FileNode at, string message) => source.Wrong(at.Position, message);
}
