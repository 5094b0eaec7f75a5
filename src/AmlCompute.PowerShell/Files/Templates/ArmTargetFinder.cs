using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>
/// Finds the compute targets in the forms of ARM: a resource, a list of the service, or a template with a list or symbolic names. A
/// description in the form of the Azure CLI is returned unchanged, but from JSON without its null keys.
/// </summary>
/// <param name="source">The text, for errors.</param>
/// <param name="getWorkspace">Called only if a resource names its workspace, or an expression needs the location.</param>
/// <param name="arguments">The values of the parameters, and the log.</param>
internal sealed class ArmTargetFinder(FileSource source, Func<Workspace> getWorkspace, TemplateArguments arguments)
{
    public const string ComputeType = WorkspaceType + "/computes";

    private const string WorkspaceType = "Microsoft.MachineLearningServices/workspaces";
    private const string DeploymentType = "Microsoft.Resources/deployments";

    /// <summary>The members that deploy several targets, other resources, or a target elsewhere.</summary>
    private static readonly string[] RefusedMembers = ["copy", "scope", "resourceGroup", "subscriptionId", "resources"];

    private readonly List<FileNode> _targets = [];

    /// <summary>The numbers of skipped resources, by the reason, which ends a sentence about resources.</summary>
    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    /// <summary>Returns the compute targets of the workspace in a text, and logs the numbers of the other resources.</summary>
    /// <exception cref="ComputeTargetException">A template or resource is not valid or not supported.</exception>
    public static IReadOnlyList<FileNode> FindTargets(
        FileSource source, IReadOnlyList<FileNode> nodes, Func<Workspace> getWorkspace, TemplateArguments arguments)
    {
        ArmTargetFinder finder = new(source, getWorkspace, arguments);
        foreach (FileNode node in nodes)
        {
            finder.AddTargetsIn(node, string.Empty);
        }

        if (finder._skipped.Count > 0)
        {
            string counts = string.Join(", ", finder._skipped.Select(item => $"{item.Value} {item.Key}"));
            arguments.Log($"{source.MessagePrefix}Skipped resources: {counts}.");
        }

        return finder._targets;
    }

    /// <summary>Returns true if the value is an ARM resource of a compute target.</summary>
    public static bool IsComputeResource(FileNode node) => ResourceNode.FindProperties(node)?.FindMember("computeType") is not null;

    /// <summary>Returns true for a resource of the type of compute targets; without a type, its properties decide.</summary>
    private static bool IsComputeResource(FileMap map, string? type) =>
        type is null ? IsComputeResource(map) : ResourceNode.AreSameName(type, ComputeType);

    /// <summary>Adds the targets in a value: a template, a list of the service, a resource, or the form of the Azure CLI.</summary>
    private void AddTargetsIn(FileNode node, string path)
    {
        if (node is not FileMap map)
        {
            _targets.Add(node);
            return;
        }

        if (ResourceNode.ReadText(map.FindMember("$schema"))?.IndexOf("deploymentParameters", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            throw CreateError(
                map, "The text is a parameter file of ARM templates, not a compute target. Pass its values with -TemplateParameter.");
        }

        if (IsTemplate(map))
        {
            AddTargetsInResources(
                map, path, new TemplateScope(source, map, arguments, getWorkspace), parentType: null, workspace: null);
        }
        else if (IsServiceList(map))
        {
            AddTargetsInList(map.FindMember("value") as FileList, path);
        }
        else if (IsResource(map))
        {
            // A resource with an id is a response, in which a text in brackets is not always an expression.
            TemplateScope scope = new(source, null, arguments, getWorkspace) { IsStrict = map.FindMember("id") is null };
            AddTargetsInResource(map, path, scope, parentType: null, workspace: null);
        }
        else
        {
            _targets.Add(source.IsJson ? RemoveNulls(map) : map);
        }
    }

    private static bool IsTemplate(FileMap map) =>
        map.FindMember("properties") is null
        && ResourceNode.ReadText(map.FindMember("type")) is null
        && map.FindMember("resources") is FileMap or FileList;

    private static bool IsServiceList(FileMap map) =>
        map.FindMember("properties") is null
        && map.FindMember("type") is null
        && map.FindMember("value") is FileList or FileScalar { Kind: ScalarKind.Null };

    private static bool IsResource(FileMap map) =>
        IsComputeResource(map)
        || ResourceNode.FindProperties(map)?.FindMember("template") is not null
        || ResourceNode.ReadText(map.FindMember("type"))?.Contains('/') == true;

    /// <summary>Returns a value of the Azure CLI without the keys whose value is null, at every level.</summary>
    private static FileNode RemoveNulls(FileNode node) => node switch
    {
        FileMap map => new FileMap(
            [
                .. map.Entries.Where(entry => entry.Value is not FileScalar { Kind: ScalarKind.Null })
                    .Select(entry => new KeyValuePair<FileScalar, FileNode>(entry.Key, RemoveNulls(entry.Value))),
            ],
            map.Position),
        FileList list => new FileList([.. list.Items.Select(RemoveNulls)], list.Position),
        _ => node,
    };

    /// <summary>Adds the targets in a page of the service; a page without targets can have null as its list.</summary>
    private void AddTargetsInList(FileList? list, string path)
    {
        for (int index = 0; index < list?.Items.Count; index++)
        {
            AddTargetsIn(list.Items[index], $"{path}value[{index}].");
        }
    }

    /// <summary>Adds the targets in the resources of a template, or in those inside a resource.</summary>
    private void AddTargetsInResources(FileMap parent, string path, TemplateScope scope, string? parentType, WorkspaceResource? workspace)
    {
        IEnumerable<(FileNode Node, string Path)> resources = parent.FindMember("resources") switch
        {
            FileList list => list.Items.Select((item, index) => (item, $"{path}resources[{index}].")),
            FileMap map => map.Entries.Select(entry => (entry.Value, $"{path}resources.{entry.Key.Text}.")),
            _ => [],
        };
        foreach ((FileNode node, string resourcePath) in resources)
        {
            FileMap resource = node as FileMap
                ?? throw CreateError(node, $"'{resourcePath.TrimEnd('.')}' must be a resource: keys with values.");
            AddTargetsInResource(resource, resourcePath, scope, parentType, workspace);
        }
    }

    /// <summary>
    /// Adds the target of a resource; for a resource of another type, those inside it. The path ends with a dot, or is empty for the whole
    /// text. The parent type is that of the resource around it, or null if there is none; the workspace is the resource around it, or null
    /// if there is none or it is not a workspace.
    /// </summary>
    private void AddTargetsInResource(FileMap map, string path, TemplateScope scope, string? parentType, WorkspaceResource? workspace)
    {
        string? type = ResourceNode.ReadText(map.FindMember("type"));
        if (type is not null && parentType is not null && !type.Contains('.'))
        {
            type = $"{parentType}/{type}";
        }

        if (IsComputeResource(map, type))
        {
            AddTarget(map, path, scope, workspace);
            return;
        }

        if (type is null || ResourceNode.AreSameName(type, DeploymentType))
        {
            RefuseNestedTargets(map, path);
        }

        CountSkipped("of other types");
        WorkspaceResource? around = ResourceNode.AreSameName(type, WorkspaceType) ? new WorkspaceResource(map, path) : null;
        AddTargetsInResources(map, path, scope, type, around);
    }

    private void AddTarget(FileMap map, string path, TemplateScope scope, WorkspaceResource? workspace)
    {
        if (FindReasonToSkip(map, path, scope) is { } reason)
        {
            CountSkipped(reason);
            return;
        }

        // A response has the resource group of the target, and a template that of another deployment.
        bool isResponse = map.FindMember("id") is not null;
        RefuseMembers(map, path, Array.FindAll(RefusedMembers, member => member != "resourceGroup" || !isResponse), "a compute target");
        if (workspace is not null)
        {
            RefuseMembers(workspace.Map, workspace.Path, ["copy", "scope"], "a workspace with compute targets");
        }

        FileNode? name = map.FindMember("name") is { } nameNode ? scope.Evaluate(nameNode, $"{path}name") : null;
        if (name is FileScalar { Kind: ScalarKind.Text } fullName
            && SplitName(fullName, isResponse, path) is (var workspaceName, { } targetName))
        {
            workspaceName ??= ReadWorkspaceName(workspace, scope);
            if (workspaceName is not null && !ResourceNode.AreSameName(workspaceName, getWorkspace().Name))
            {
                CountSkipped("of other workspaces");
                return;
            }

            name = new FileScalar(targetName, ScalarKind.Text, fullName.Position);
        }

        _targets.Add(ResourceNode.Normalize(source, map, name, path, scope));
    }

    /// <summary>Returns the end of a sentence about resources that are not deployed; null for one that is.</summary>
    private string? FindReasonToSkip(FileMap map, string path, TemplateScope scope)
    {
        if (ReadCondition(map, "existing", path, scope) == true)
        {
            return "that only refer to an existing target";
        }

        return ReadCondition(map, "condition", path, scope) == false ? "whose condition is false" : null;
    }

    /// <summary>
    /// Returns the names in workspace/name, of which the first is null in a name without a slash; both null for another form in a response,
    /// because its id has both.
    /// </summary>
    private (string? Workspace, string? Target) SplitName(FileScalar name, bool isResponse, string path) => name.Text.Split('/') switch
    {
        [var target] => (null, target),
        [var workspace, var target] => (workspace, target),
        _ when isResponse => (null, null),
        _ => throw CreateError(name, $"'{path}name' must be the name of a compute target, or workspace/name."),
    };

    private static string? ReadWorkspaceName(WorkspaceResource? workspace, TemplateScope scope) =>
        workspace?.Map.FindMember("name") is { } name ? ResourceNode.ReadText(scope.Evaluate(name, $"{workspace.Path}name")) : null;

    private void RefuseNestedTargets(FileMap map, string path)
    {
        if (ResourceNode.FindProperties(map)?.FindMember("template") is FileMap template && HasComputeResource(template))
        {
            throw CreateError(
                template,
                $"'{path}properties.template' deploys compute targets in a nested deployment, which is not supported. "
                + "Write the compute targets into the outer template.");
        }
    }

    private static bool HasComputeResource(FileNode node) => node switch
    {
        FileMap map => IsComputeResource(map)
            || IsComputeResource(map, ResourceNode.ReadText(map.FindMember("type")))
            || map.Entries.Any(entry => HasComputeResource(entry.Value)),
        FileList list => list.Items.Any(HasComputeResource),
        _ => false,
    };

    private void RefuseMembers(FileMap map, string path, string[] names, string owner)
    {
        if (Array.Find(names, name => map.FindMember(name) is not null and not FileScalar { Kind: ScalarKind.Null }) is { } refused)
        {
            throw CreateError(
                map.FindMember(refused)!, $"'{path}{refused}' of {owner} is not supported. Remove it, and write each target by itself.");
        }
    }

    /// <summary>Returns the value of a Boolean member; null if the resource does not have it, or has null.</summary>
    private bool? ReadCondition(FileMap map, string name, string path, TemplateScope scope)
    {
        FileNode? node = map.FindMember(name);
        if (node is null or FileScalar { Kind: ScalarKind.Null })
        {
            return null;
        }

        return scope.Evaluate(node, path + name) is FileScalar flag && bool.TryParse(flag.Text, out bool isTrue)
            ? isTrue
            : throw CreateError(node, $"'{path}{name}' must be true or false.");
    }

    private void CountSkipped(string reason) => _skipped[reason] = _skipped.TryGetValue(reason, out int count) ? count + 1 : 1;

    private ComputeTargetException CreateError(FileNode node, string message) => source.CreateError(node.Position, message);

    /// <summary>The workspace around a target in a template, with its path, which ends with a dot.</summary>
    private sealed record WorkspaceResource(FileMap Map, string Path);
}
