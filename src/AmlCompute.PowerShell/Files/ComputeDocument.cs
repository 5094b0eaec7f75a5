using System.Security;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.Templates;
using AmlCompute.Files.Yaml;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>Converts one compute target between the values of a file and a configuration.</summary>
internal static class ComputeDocument
{
    /// <summary>The largest number of nodes that <c>az ml compute create</c> sends for a file without <c>max_instances</c>.</summary>
    private const int MaxInstancesOfAzureCli = 1;

    /// <summary>The members whose rules YAML must fulfil even if it is only compared with a target.</summary>
    private static readonly JsonMember?[] CheckedInYaml =
        [ComputeCluster.Members.MinNodes, ComputeTarget.Members.ClusterResourceId, ComputeTarget.Members.Identity];

    /// <summary>Reads one compute target, in the form of the Azure CLI or of ARM.</summary>
    public static ComputeDefinition Read(FileSource source, FileNode node, Func<Workspace> workspace, string? name)
    {
        FileReader outside = new(source, "a compute target", workspace);
        FileMap root = outside.ReadRoot(node);
        FileNode? properties = root["properties"];
        FileNode? armType = properties is null ? null : outside.ReadMap(properties, "properties")["computeType"];
        FileNode typeNode = armType ?? root[ComputeFileKeys.TypeKey]
            ?? throw outside.MissingKeyError(
                root,
                ComputeFileKeys.TypeKey,
                [.. ComputeTypes.All.SelectMany(ComputeFileKeys.Of)],
                $"Valid values: {string.Join(", ", ComputeTypes.All.Select(InFile))}.",
                text => ComputeTypes.Find(text) is not null);
        string type = TypeOf(outside, typeNode);
        FileReader reading = new(source, InFile(type), workspace);
        if (name is null)
        {
            FileNode nameNode = root[ComputeFileKeys.NameKey]
                ?? throw reading.MissingKeyError(root, ComputeFileKeys.NameKey, ComputeFileKeys.Of(type));
            name = reading.ReadText(nameNode, ComputeFileKeys.NameKey);
        }

        bool isYaml = armType is null;
        JsonObject body = isYaml ? FromYaml(reading, root, type) : FromArm(reading, root, type);
        bool isAttach = !ComputeTypes.CanBeCreated(type) || ComputeTarget.Members.ClusterResourceId.Find(body) is not null;
        ComputeConfiguration configuration =
            new(type, isAttach, body, name, new FileSettings(source, root, isYaml ? reading.Values : null))
            {
                DefaultMaxNodes = isYaml ? MaxInstancesOfAzureCli : null,
            };
        foreach ((JsonMember<SecureString> member, SecureString value) in reading.Secrets)
        {
            configuration.Set(member, value);
        }

        ConfigurationRules.Require(configuration, null, _ => false);
        if (isYaml)
        {
            // JSON can be a resource as the service returned it; YAML is written by users. The names in an id can be placeholders.
            bool isForm = configuration.Get(ComputeTarget.Members.ClusterResourceId) is { } id && AttachableResource.HasFormOfId(type, id);
            ConfigurationRules.Require(
                configuration,
                null,
                row => CheckedInYaml.Contains(row.Member) && !(isForm && row.Member == ComputeTarget.Members.ClusterResourceId));
        }

        return new ComputeDefinition(name, configuration, source, root.Position);
    }

    /// <summary>
    /// Returns the settings of a target for a new one: without secrets, without the members that only the service writes, and without the
    /// data mounts, which a new target cannot have.
    /// </summary>
    public static ComputeConfiguration Copy(ComputeTarget target)
    {
        JsonObject json = target.ToNode();
        foreach (JsonMember secret in ComputeMembers.Of(target.GetType()).Values.OfType<JsonMember<SecureString>>())
        {
            secret.Take(json);
        }

        FileSource source = new(json.ToJsonString(), null, string.Empty) { IsObject = true, RequiresJson = true };
        ComputeConfiguration read = Read(source, ComputeFiles.Parse(source)[0], () => target.Workspace, target.Name).Configuration;
        JsonObject body = read.ToNode();
        ComputeInstance.Members.DataMounts.Take(body);
        return new ComputeConfiguration(read.ComputeType, read.IsAttach, body, read.Name);
    }

    /// <summary>
    /// Writes the settings of a target as JSON of ARM; <paramref name="lost"/> gets a sentence for each member that the JSON lacks.
    /// </summary>
    public static string ToJson(ComputeTarget target, Action<string> lost)
    {
        ComputeConfiguration copy = Copy(target);
        JsonObject body = copy.ToNode();
        foreach (string loss in UnreturnedMembers.SentencesOf(copy.ComputeType, body, member => member.Path)
            .Concat(YamlLosses.Mounts(copy.ComputeType, target.ToNode())))
        {
            lost($"{target.Name}: {loss}");
        }

        JsonObject written = new() { ["name"] = target.Name };
        foreach (KeyValuePair<string, JsonNode?> member in body.Where(member => member.Key != "name"))
        {
            written[member.Key] = member.Value?.DeepClone();
        }

        return TerminalText.Escape(ExpressionReader.Escape(written)!.ToJsonString(JsonText.Indented)) + "\n";
    }

    /// <summary>Writes the settings of a target as YAML; comments, and <paramref name="lost"/>, get a sentence for each loss.</summary>
    public static string ToYaml(ComputeTarget target, Action<string>? lost = null) =>
        ToYaml(target.Name, ComputeTypes.Find(target.ComputeType), target.ToNode(), isConfiguration: false, lost);

    public static string ToYaml(ComputeConfiguration configuration, Action<string>? lost = null) =>
        ToYaml(configuration.Name, configuration.ComputeType, configuration.ToNode(), isConfiguration: true, lost);

    private static string ToYaml(string? name, string? type, JsonObject body, bool isConfiguration, Action<string>? lost)
    {
        if (type is null)
        {
            throw ComputeTargetException.About(
                name,
                ErrorIds.UnsupportedComputeType,
                $"Compute target '{name}' has no YAML form because this version does not know its type.");
        }

        RemoveIdOfCreatedResource(type, body);
        Redaction.RedactUrls(body);
        JsonObject written = [];
        if (name is not null)
        {
            written[ComputeFileKeys.NameKey] = name;
        }

        written[ComputeFileKeys.TypeKey] = InFile(type);
        string yaml = YamlWriter.Write(FileKey.WriteAll(ComputeFileKeys.Of(type), body, written));
        IReadOnlyList<string> losses = YamlLosses.Of(type, body, yaml, isConfiguration);
        foreach (string loss in losses)
        {
            lost?.Invoke($"{name ?? InFile(type)}: {loss}");
        }

        return yaml + string.Concat(losses.Select(YamlWriter.Comment));
    }

    private static string InFile(string computeType) => computeType.ToLowerInvariant();

    private static string TypeOf(FileReader reading, FileNode node)
    {
        string text = reading.ReadText(node, ComputeFileKeys.TypeKey);
        string[] types = [.. ComputeTypes.All.Select(InFile)];
        return ComputeTypes.Find(text) ?? throw reading.ErrorAt(
            node,
            $"'{text}' is not a valid type of compute target. {Suggestions.DidYouMean(text, types)}"
            + $"Valid values: {string.Join(", ", types)}.");
    }

    private static JsonObject FromYaml(FileReader reading, FileMap root, string type)
    {
        JsonObject body = [];
        reading.ReadKeys(root, ComputeFileKeys.Of(type), body);
        if (type == ComputeTypes.ComputeInstance
            && ComputeInstance.Members.AssignedUser.Find(body) is not null
            && ComputeInstance.Members.ComputeInstanceAuthorizationType.Find(body) is null)
        {
            ComputeInstance.Members.ComputeInstanceAuthorizationType.Write(body, "personal");
        }

        return body;
    }

    /// <summary>Reads the ARM form. All members, known or not, are kept except those that only the service writes.</summary>
    private static JsonObject FromArm(FileReader reading, FileMap root, string type)
    {
        JsonObject body = reading.ReadJson(root)!.AsObject();
        foreach (JsonFault fault in ComputeMembers.ShapeOf(type).FaultsOf(body).Where(fault => fault.HasWrongKind))
        {
            // A value of the wrong JSON type reads as null, so a default would replace it.
            throw reading.ErrorAt(root.Find(fault.Path), fault.ToString());
        }

        RemoveIdOfCreatedResource(type, body);
        foreach (JsonMember member in ComputeMembers.Of(ComputeTypes.ClassOf(type)).Values.Concat(ComputeMembers.ReadOnlyWithoutProperty))
        {
            if (member is JsonMember<SecureString> secret)
            {
                if (member.Take(body) is { } value)
                {
                    FileScalar text = new(JsonMembers.TextOf(value) ?? string.Empty, ScalarKind.Text, root.Position);
                    reading.Secrets.Add((secret, reading.ReadSecret(text, member.Path)));
                }
            }
            else if (member.Access == MemberAccess.ReadOnly || member.Find(body) is null)
            {
                member.Take(body);
            }
        }

        if (ComputeTarget.Members.Identity.Find(body) is JsonObject identity
            && JsonMembers.TextOf(ComputeIdentity.Members.Type.Find(identity) ?? string.Empty) is { } identityType)
        {
            JsonObject? ids = ComputeIdentity.Members.UserAssignedIdentities.Find(identity) as JsonObject;
            ComputeTarget.Members.Identity.WriteNode(body, ComputeIdentity.Describe(identityType, ids?.Select(item => item.Key)));
        }

        if (type == ComputeTypes.ComputeInstance && ComputeInstance.Members.Schedules.Find(body) is JsonArray schedules)
        {
            foreach (JsonObject schedule in schedules.OfType<JsonObject>())
            {
                ComputeSchedule.Members.Id.Take(schedule);
                ComputeSchedule.RemoveAdditions(schedule);
            }
        }

        if (!ComputeTypes.CanBeAttached(type))
        {
            // The service shows an internal id here while it changes a cluster.
            ComputeTarget.Members.ClusterResourceId.Take(body);
        }
        else if (!ComputeTypes.CanBeCreated(type) && ComputeTarget.Members.ClusterResourceId.Find(body) is null)
        {
            throw reading.ErrorAt(root, $"'{ComputeTarget.Members.ClusterResourceId.Path}' is missing.");
        }

        // The type is sent with the casing of the service.
        ComputeTarget.Members.ComputeType.Write(body, type);
        RemoveNothing(body);
        return body;
    }

    /// <summary>Removes the id of a resource that the service created, because a PUT with the id would attach it.</summary>
    private static void RemoveIdOfCreatedResource(string type, JsonObject body)
    {
        if (ComputeTypes.CanBeCreated(type) && JsonNode.DeepEquals(ComputeTarget.Members.IsAttached.Find(body), false))
        {
            ComputeTarget.Members.ClusterResourceId.Take(body);
        }
    }

    /// <summary>Removes null members, which the service returns for settings without a value, and empty objects.</summary>
    private static void RemoveNothing(JsonObject body)
    {
        foreach (KeyValuePair<string, JsonNode?> member in body.ToArray())
        {
            if (member.Key == "properties" && member.Value is JsonObject inner)
            {
                RemoveNothing(inner);
            }

            if (member.Value is null or JsonObject { Count: 0 })
            {
                body.Remove(member.Key);
            }
        }
    }
}
