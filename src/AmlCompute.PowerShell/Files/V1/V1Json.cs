using AmlCompute.Client.Arm;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.Templates;

namespace AmlCompute.Files.V1;

/// <summary>
/// Writes compute targets as JSON of the Python SDK v1 (its serialize() method) or of ARM, and reads targets from any of the forms of JSON.
/// </summary>
internal static class V1Json
{
    /// <summary>The members that v1 writes, in its order and with nulls. The status of a cluster and all other members follow.</summary>
    private static readonly JsonMember[] V1Order =
    [
        ComputeTarget.Members.Id,
        ComputeTarget.Members.Name,
        ComputeTarget.Members.Tags,
        ComputeTarget.Members.Location,
        ComputeTarget.Members.ComputeType,
        ComputeTarget.Members.ComputeLocation,
        ComputeTarget.Members.Description,
        ComputeTarget.Members.ClusterResourceId,
        ComputeTarget.Members.ProvisioningErrors,
        ComputeTarget.Members.ProvisioningState,
        ComputeTarget.Members.Identity,
    ];

    /// <summary>The members of a cluster that serialize() of v1 repeats in <c>properties.status</c>, by the names there.</summary>
    private static readonly (string Name, JsonMember Member)[] StatusMembers =
    [
        ("currentNodeCount", ComputeCluster.Members.CurrentNodes),
        ("targetNodeCount", ComputeCluster.Members.TargetNodes),
        ("nodeStateCounts", ComputeCluster.Members.NodeStates),
        ("allocationState", ComputeCluster.Members.AllocationState),
        ("allocationStateTransitionTime", ComputeCluster.Members.AllocationStateTransitionTime),
        ("errors", ComputeCluster.Members.Errors),
        ("creationTime", ComputeTarget.Members.CreatedOn),
        ("modifiedTime", ComputeTarget.Members.ModifiedOn),
        ("provisioningState", ComputeTarget.Members.ProvisioningState),
        ("vmPriority", ComputeCluster.Members.Priority),
        ("vmSize", ComputeCluster.Members.VmSize),
    ];

    /// <summary>Writes a target as serialize() of v1 does, with masks in the place of secrets.</summary>
    public static string ToV1Text(ComputeTarget target, bool compress)
    {
        JsonObject source = target.ToNode();
        if (target is ComputeCluster)
        {
            ComputeMembers.V1Status.WriteNode(source, new JsonObject(StatusMembers.Select(
                item => new KeyValuePair<string, JsonNode?>(item.Name, item.Member.FindNode(source)?.DeepClone()))));
        }

        return WriteRedacted(OrderAsV1(source), compress);
    }

    /// <summary>Writes a target as the service returns it, with masks in the place of secrets.</summary>
    public static string ToArmText(ComputeTarget target, bool compress) => WriteRedacted(target.ToNode(), compress);

    /// <summary>Reads targets in any form of JSON: of the service, of a template, of v1 or of the Azure CLI.</summary>
    /// <param name="text">The JSON: one value after the other.</param>
    /// <param name="workspace">The workspace to which the targets must belong.</param>
    /// <param name="isObject">True if the text comes from objects, so that errors have no line and column.</param>
    /// <param name="arguments">The values of the parameters of templates; null for none.</param>
    /// <exception cref="ComputeTargetException">
    /// The text is not valid or has no target of the workspace, a value belongs to no parameter, or a target belongs to another workspace.
    /// </exception>
    public static IReadOnlyList<ComputeTarget> FromText(
        string text, Workspace workspace, bool isObject = false, TemplateArguments? arguments = null)
    {
        FileSource source = new(text, null, string.Empty) { IsObject = isObject, RequiresJson = true };
        return [.. ComputeFiles.FindTargets([source], () => workspace, arguments).Select(item => ReadTarget(source, item.Node, workspace))];
    }

    private static string WriteRedacted(JsonObject json, bool compress)
    {
        Redaction.RedactNode(json);
        return TerminalText.Escape(json.ToJsonString(compress ? JsonText.Compact : JsonText.Indented));
    }

    private static ComputeTarget ReadTarget(FileSource source, FileNode node, Workspace workspace)
    {
        FileReader reader = new(source, "a compute target", () => workspace);
        FileMap map = reader.ReadRoot(node);
        JsonObject json = ArmTargetFinder.IsComputeResource(map)
            ? reader.ReadJson(map)!.AsObject()
            : ReadAzureCliForm(source, map, workspace);
        ComputeMembers.V1Status.RemoveFrom(json);
        Redaction.RedactNode(json);
        if (ComputeTarget.Members.Id.FindNode(json) is null)
        {
            JsonMember<string> member = ComputeTarget.Members.Name;
            string name = member.FindNode(json) is not null
                ? reader.ReadText(map.FindDeepest(member.Names), member.Path)
                : throw reader.CreateError(map, $"'{member.Path}' is missing.");
            ComputeTarget.Members.Id.Write(json, $"{workspace.Id}/computes/{name}");
        }

        return CreateTarget(JsonSerializer.SerializeToElement(json), workspace);
    }

    private static JsonObject ReadAzureCliForm(FileSource source, FileMap map, Workspace workspace)
    {
        ComputeDefinition definition = ComputeDocumentReader.ReadDefinition(source, map, () => workspace, null);
        JsonObject json = definition.Configuration.ToNode();
        ComputeTarget.Members.Name.Write(json, definition.Name);
        CopyText("id", ComputeTarget.Members.Id);
        CopyText("provisioning_state", ComputeTarget.Members.ProvisioningState);
        return json;

        void CopyText(string key, JsonMember<string> member)
        {
            if (map[key] is FileScalar { Kind: ScalarKind.Text } text)
            {
                member.Write(json, text.Text);
            }
        }
    }

    private static ComputeTarget CreateTarget(JsonElement json, Workspace workspace)
    {
        string id = ComputeTarget.Members.Id.Read(json) ?? string.Empty;
        (WorkspaceReference reference, string name) = WorkspaceReference.ParseCompute(id);
        if (reference.Identifies(workspace))
        {
            return ComputeTypes.Create(json, workspace);
        }

        string workspaceId = id.Substring(0, id.TrimEnd('/').LastIndexOf("/computes/", StringComparison.OrdinalIgnoreCase));
        throw ComputeTargetException.CreateForTarget(
            name,
            ErrorIds.WorkspaceMismatch,
            $"Compute target '{name}' belongs to workspace '{workspaceId}', not to '{workspace.Id}'.",
            remedy: $"Use -Workspace {CommandText.Quote(workspaceId)}.");
    }

    /// <summary>Moves the members of v1 to a new object in the order of v1, and the other members after them.</summary>
    private static JsonObject OrderAsV1(JsonObject source)
    {
        JsonObject ordered = [];
        JsonMember[] status = ComputeMembers.V1Status.FindNode(source) is null ? [] : [ComputeMembers.V1Status];
        foreach (JsonMember member in V1Order.Concat(status))
        {
            member.WriteNode(ordered, member.RemoveFrom(source));
        }

        AppendMembers(ordered, source);
        return ordered;
    }

    /// <summary>Moves the members of an object to the end of another; objects of the same name are joined.</summary>
    private static void AppendMembers(JsonObject target, JsonObject rest)
    {
        foreach (KeyValuePair<string, JsonNode?> member in rest.ToArray())
        {
            rest.Remove(member.Key);
            if (target[member.Key] is JsonObject existing && member.Value is JsonObject inner)
            {
                AppendMembers(existing, inner);
            }
            else
            {
                target[member.Key] = member.Value;
            }
        }
    }
}
