using System.Security;
using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>Reads one compute target from the values of a text: in the form of the Azure CLI or of ARM, each in YAML or JSON.</summary>
internal static class ComputeDocumentReader
{
    /// <summary>The largest number of nodes that <c>az ml compute create</c> sends for a file without <c>max_instances</c>.</summary>
    private const int MaxInstancesOfAzureCli = 1;

    /// <summary>
    /// The members whose rules a description in the form of the Azure CLI must fulfil when it is read, even if it is only compared with a
    /// target.
    /// </summary>
    private static readonly JsonMember?[] CheckedInCliForm =
        [ComputeCluster.Members.MinNodes, ComputeTarget.Members.ClusterResourceId, ComputeTarget.Members.Identity];

    /// <summary>Reads a compute target.</summary>
    /// <param name="source">The text.</param>
    /// <param name="node">The description in the text; one of ARM without expressions and with the names of the service.</param>
    /// <param name="workspace">Called only if a short name in the text must be completed.</param>
    /// <param name="name">The name that replaces the name in the text; null to read it.</param>
    /// <exception cref="ComputeTargetException">The description is not valid.</exception>
    public static ComputeDefinition ReadDefinition(FileSource source, FileNode node, Func<Workspace> workspace, string? name)
    {
        // Until the type is known, messages cannot name it.
        FileReader untyped = new(source, "a compute target", workspace);
        FileMap root = untyped.ReadRoot(node);
        FileNode? armType = root["properties"] is { } properties ? untyped.ReadMap(properties, "properties")["computeType"] : null;
        string type = armType is not null
            ? ReadType(untyped, armType, ComputeTarget.Members.ComputeType.Path)
            : ReadType(untyped, FindTypeNode(untyped, root), ComputeFileKeys.TypeKey);
        FileReader reader = new(source, ComputeFileKeys.GetTypeWord(type), workspace);
        name ??= ReadName(reader, root, type);
        bool isCliForm = armType is null;
        JsonObject body = isCliForm ? ReadCliBody(reader, root, type) : ArmBodyReader.ReadBody(reader, root, type);
        bool isAttach = !ComputeTypes.CanBeCreated(type) || ComputeTarget.Members.ClusterResourceId.FindNode(body) is not null;
        FileSettings settings = new(source, root, isCliForm ? reader.Values : null);
        ComputeConfiguration configuration = new(type, isAttach, body, name, settings)
        {
            DefaultMaxNodes = isCliForm ? MaxInstancesOfAzureCli : null,
        };
        foreach ((JsonMember<SecureString> member, SecureString value) in reader.Secrets)
        {
            configuration.Set(member, value);
        }

        RequireValid(configuration, isCliForm);
        return new ComputeDefinition(name, configuration, source, root.Position);
    }

    /// <summary>Returns the value of the key <c>type</c>. An unknown key whose value is a type is this key misspelt.</summary>
    private static FileNode FindTypeNode(FileReader reader, FileMap root) => root[ComputeFileKeys.TypeKey]
        ?? throw reader.CreateMissingKeyError(
            root,
            ComputeFileKeys.TypeKey,
            [.. ComputeTypes.All.SelectMany(ComputeFileKeys.GetKeys)],
            $"Valid values: {string.Join(", ", ComputeTypes.All.Select(ComputeFileKeys.GetTypeWord))}.",
            text => ComputeTypes.FindName(text) is not null);

    private static string ReadType(FileReader reader, FileNode node, string key)
    {
        string text = reader.ReadText(node, key);
        string[] words = [.. ComputeTypes.All.Select(ComputeFileKeys.GetTypeWord)];
        return ComputeTypes.FindName(text) ?? throw reader.CreateError(
            node,
            $"'{text}' is not a valid type of compute target. {Suggestions.DidYouMean(text, words)}"
            + $"Valid values: {string.Join(", ", words)}.");
    }

    private static string ReadName(FileReader reader, FileMap root, string type)
    {
        FileNode node = root[ComputeFileKeys.NameKey]
            ?? throw reader.CreateMissingKeyError(root, ComputeFileKeys.NameKey, ComputeFileKeys.GetKeys(type));
        return reader.ReadText(node, ComputeFileKeys.NameKey);
    }

    private static JsonObject ReadCliBody(FileReader reader, FileMap root, string type)
    {
        JsonObject body = [];
        reader.ReadKeys(root, ComputeFileKeys.GetKeys(type), body);
        if (type == ComputeTypes.ComputeInstance
            && ComputeInstance.Members.AssignedUser.FindNode(body) is not null
            && ComputeInstance.Members.ComputeInstanceAuthorizationType.FindNode(body) is null)
        {
            // An instance with an assigned user is personal, which is the only type that the service has.
            ComputeInstance.Members.ComputeInstanceAuthorizationType.Write(body, "personal");
        }

        return body;
    }

    private static void RequireValid(ComputeConfiguration configuration, bool isCliForm)
    {
        if (!isCliForm)
        {
            // JSON of ARM can be a response, which need not fulfil the rules for new targets. Secrets in other settings, and values of the
            // wrong JSON type, are found without any rule.
            ConfigurationRules.Require(configuration, applies: _ => false);
            return;
        }

        // The names in an id can be placeholders until a command sends the id, so its form is enough.
        JsonMember<string> resourceId = ComputeTarget.Members.ClusterResourceId;
        bool hasFormOfId = configuration.Get(resourceId) is { } id && AttachableResource.HasFormOfId(configuration.ComputeType, id);
        ConfigurationRules.Require(
            configuration, applies: row => CheckedInCliForm.Contains(row.Member) && !(hasFormOfId && row.Member == resourceId));
    }
}
