using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.Yaml;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>One compute target: between the values of a file and what can be sent.</summary>
internal static class ComputeDocument
{
    /// <summary>Reads one compute target, in the form of the Azure CLI or of ARM.</summary>
    /// <exception cref="ComputeTargetException">It is wrong.</exception>
    public static ComputeDefinition Read(FileSource source, FileNode node, Func<Workspace> workspace, string? name)
    {
        FileReading outside = new(source, "a compute target", workspace);
        FileMap root = outside.Root(node);
        FileNode? properties = root["properties"];
        FileNode? armType = properties is null ? null : outside.Map(properties, "properties")["computeType"];
        FileNode typeNode = armType ?? root[ComputeFileKeys.TypeKey]
            ?? throw outside.Missing(
                root,
                ComputeFileKeys.TypeKey,
                [.. ComputeTypes.All.SelectMany(ComputeFileKeys.Of)],
                $"There are: {string.Join(", ", ComputeTypes.All.Select(InFile))}.",
                text => ComputeTypes.Find(text) is not null);
        string type = TypeOf(outside, typeNode);
        FileReading reading = new(source, InFile(type), workspace);
        name ??= reading.Text(root[ComputeFileKeys.NameKey] ?? throw reading.Missing(root, ComputeFileKeys.NameKey, ComputeFileKeys.Of(type)), ComputeFileKeys.NameKey);

        JsonObject body = armType is null ? FromYaml(reading, root, type) : FromArm(reading, root, type);
        bool isAttach = !ComputeTypes.CanBeCreated(type) || ComputeTarget.Members.ClusterResourceId.Find(body) is not null;
        ComputeConfiguration configuration = new(type, isAttach, body, name);
        foreach ((JsonMember<SecureString> member, SecureString value) in reading.Secrets)
        {
            configuration.Set(member, value);
        }

        return new ComputeDefinition(name, configuration, source, root.Position);
    }

    /// <summary>Writes a compute target as YAML. What only the service fills in, and secrets, are left out.</summary>
    /// <param name="target">The target.</param>
    /// <param name="lost">Takes what else the YAML lacks, a sentence for each member; it has them as comments too.</param>
    /// <exception cref="ComputeTargetException">Its type has no such form.</exception>
    public static string ToYaml(ComputeTarget target, Action<string>? lost = null) =>
        ToYaml(target.Name, ComputeTypes.Find(target.ComputeType), target.ToNode(), isConfiguration: false, lost);

    /// <summary>Writes a configuration as YAML, without secrets.</summary>
    public static string ToYaml(ComputeConfiguration configuration, Action<string>? lost = null) =>
        ToYaml(configuration.Name, configuration.ComputeType, configuration.ToNode(), isConfiguration: true, lost);

    private static string ToYaml(string? name, string? type, JsonObject body, bool isConfiguration, Action<string>? lost)
    {
        if (type is null)
        {
            throw ComputeTargetException.About(name, ErrorIds.UnsupportedComputeType, $"Compute target '{name}' has a type that this version does not know, and so no YAML form.");
        }

        ForgetMadeResource(type, body);
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

    private static string TypeOf(FileReading reading, FileNode node)
    {
        string text = reading.Text(node, ComputeFileKeys.TypeKey);
        return ComputeTypes.Find(text) ?? throw reading.Wrong(
            node,
            $"'{text}' is no type of compute target. {Suggestions.DidYouMean(text, ComputeTypes.All.Select(InFile))}There are: {string.Join(", ", ComputeTypes.All.Select(InFile))}.");
    }

    private static JsonObject FromYaml(FileReading reading, FileMap root, string type)
    {
        JsonObject body = [];
        reading.Keys(root, ComputeFileKeys.Of(type), body);
        if (type == ComputeTypes.ComputeInstance
            && ComputeInstance.Members.AssignedUser.Find(body) is not null && ComputeInstance.Members.ComputeInstanceAuthorizationType.Find(body) is null)
        {
            ComputeInstance.Members.ComputeInstanceAuthorizationType.Write(body, "personal");
        }

        if (type == ComputeTypes.AmlCompute
            && !NodeLimits.GoTogether(ComputeCluster.Members.MinNodes.Find(body)?.GetValue<int>(), ComputeCluster.Members.MaxNodes.Find(body)?.GetValue<int>()))
        {
            throw reading.Wrong(root["min_instances"]!, "'min_instances' is more than 'max_instances'.");
        }

        return body;
    }

    /// <summary>Takes over every member, known or not, but what only the service writes.</summary>
    private static JsonObject FromArm(FileReading reading, FileMap root, string type)
    {
        JsonObject body = reading.Json(root)!.AsObject();
        foreach (JsonFault fault in ComputeMembers.ShapeOf(type).FaultsOf(body).Where(fault => fault.IsWrong))
        {
            // A value of another kind would read as missing, and a default would take its place.
            throw reading.Wrong(root.Find(fault.Path), fault.ToString());
        }

        ForgetMadeResource(type, body);
        foreach (JsonMember member in ComputeMembers.Of(ComputeTypes.ClassOf(type)).Values)
        {
            if (member is JsonMember<SecureString> secret)
            {
                if (member.Take(body) is { } value)
                {
                    reading.Secrets.Add((secret, reading.Secret(new FileScalar(JsonMembers.TextOf(value) ?? string.Empty, ScalarKind.Text, root.Position), member.Path)));
                }
            }
            else if (member.Access == MemberAccess.ReadOnly || member.Find(body) is null)
            {
                member.Take(body);
            }
        }

        if (ComputeTarget.Members.Identity.Find(body) is JsonObject identity && JsonMembers.TextOf(ComputeIdentity.Members.Type.Find(identity) ?? string.Empty) is { } identityType)
        {
            ComputeTarget.Members.Identity.WriteNode(
                body, ComputeIdentity.Describe(identityType, (ComputeIdentity.Members.UserAssignedIdentities.Find(identity) as JsonObject)?.Select(item => item.Key)));
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
            // While a cluster is changed the service shows an id of its own there.
            ComputeTarget.Members.ClusterResourceId.Take(body);
        }
        else if (!ComputeTypes.CanBeCreated(type) && ComputeTarget.Members.ClusterResourceId.Find(body) is null)
        {
            throw reading.Wrong(root, $"'{ComputeTarget.Members.ClusterResourceId.Path}' is missing.");
        }

        // Written in the service's own casing, whatever the file has.
        ComputeTarget.Members.ComputeType.Write(body, type);
        RemoveNothing(body);
        return body;
    }

    /// <summary>A target that the service made has the id of what it made; sent again, that would attach it instead of making another.</summary>
    private static void ForgetMadeResource(string type, JsonObject body)
    {
        if (ComputeTypes.CanBeCreated(type) && JsonNode.DeepEquals(ComputeTarget.Members.IsAttached.Find(body), false))
        {
            ComputeTarget.Members.ClusterResourceId.Take(body);
        }
    }

    /// <summary>Takes out members without a value, which the service answers where nothing was set, and what is empty now.</summary>
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
