using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files;

/// <summary>A key of a file and its JSON members, for reading and writing.</summary>
internal abstract class FileKey
{
    protected FileKey(string name) => Name = name;

    public string Name { get; }

    public bool IsRequired { get; init; }

    /// <summary>Gets another name that is accepted and never written.</summary>
    public string? OtherName { get; init; }

    /// <summary>Gets the JSON members of the key.</summary>
    public virtual IEnumerable<JsonMember> Members => [];

    public bool Is(string name) => name == Name || name == OtherName;

    public abstract void Read(FileNode value, JsonObject body, FileReading reading);

    /// <summary>Completes the body if a file does not have the key.</summary>
    public virtual void ReadAbsent(JsonObject body)
    {
    }

    /// <summary>Returns the value for the file.</summary>
    /// <returns>True if the key is to be written.</returns>
    public abstract bool TryWrite(JsonObject body, out JsonNode? value);

    /// <summary>Writes the keys that have a value after those that were written before.</summary>
    public static JsonObject WriteAll(IEnumerable<FileKey> keys, JsonObject body, JsonObject? written = null)
    {
        written ??= [];
        foreach (FileKey key in keys)
        {
            if (key.TryWrite(body, out JsonNode? value))
            {
                written[key.Name] = value;
            }
        }

        return written;
    }
}

/// <summary>A key for one member.</summary>
internal sealed class ValueKey : FileKey
{
    private readonly JsonMember _member;
    private readonly FileValue _value;

    public ValueKey(string name, JsonMember member, FileValue? value = null)
        : base(name)
    {
        _member = member;
        _value = value ?? member switch
        {
            JsonMember<int?> => FileValue.Whole,
            JsonMember<bool?> => FileValue.Flag,
            { Shape.Words: { Count: > 0 } words } => FileValue.Word([.. words]),
            _ => FileValue.Text,
        };
    }

    /// <summary>Gets the value that is sent if the file does not have the key. A missing member is then written as null.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>Gets an additional check of the value; it throws if the value is not valid.</summary>
    public Action<FileReading, FileNode, JsonNode?>? Check { get; init; }

    public override IEnumerable<JsonMember> Members => [_member];

    public override void Read(FileNode value, JsonObject body, FileReading reading)
    {
        if (Default is not null && value is FileScalar { Kind: ScalarKind.Null })
        {
            return;
        }

        JsonNode? read = _value.Read(reading, value, Name);
        Check?.Invoke(reading, value, read);
        _member.WriteNode(body, read);
    }

    public override void ReadAbsent(JsonObject body)
    {
        if (Default is not null)
        {
            _member.WriteNode(body, Default.DeepClone());
        }
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        JsonNode? found = _member.Find(body);
        value = found is null ? null : _value.Write(found);
        return Default is null ? value is not null : !JsonNode.DeepEquals(found, Default);
    }
}

/// <summary>A key with nested keys for members of the same JSON object.</summary>
internal sealed class GroupKey : FileKey
{
    private readonly IReadOnlyList<FileKey> _keys;

    public GroupKey(string name, params FileKey[] keys)
        : base(name) =>
        _keys = keys;

    public override IEnumerable<JsonMember> Members => _keys.SelectMany(key => key.Members);

    public override void Read(FileNode value, JsonObject body, FileReading reading) => reading.Keys(reading.Map(value, Name), _keys, body);

    public override void ReadAbsent(JsonObject body)
    {
        foreach (FileKey key in _keys)
        {
            key.ReadAbsent(body);
        }
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        JsonObject written = WriteAll(_keys, body);
        value = written;
        return written.Count > 0;
    }
}

/// <summary>A key that is accepted but neither sent nor written: read-only, or read by other code.</summary>
internal sealed class IgnoredKey : FileKey
{
    public IgnoredKey(string name)
        : base(name)
    {
    }

    public override void Read(FileNode value, JsonObject body, FileReading reading)
    {
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        return false;
    }
}

/// <summary>A key for a secret or for the file with the secret. It is never written.</summary>
internal sealed class SecretKey : FileKey
{
    private readonly JsonMember<SecureString> _member;
    private readonly bool _isFile;

    public SecretKey(string name, JsonMember<SecureString> member, bool isFile = false)
        : base(name)
    {
        _member = member;
        _isFile = isFile;
    }

    public override IEnumerable<JsonMember> Members => [_member];

    public override void Read(FileNode value, JsonObject body, FileReading reading) =>
        reading.Secrets.Add((_member, _isFile ? reading.SecretFile(value, Name) : reading.Secret(value, Name)));

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        return false;
    }
}

/// <summary>A key whose nested keys depend on the word in one of them, such as the type of the trigger of a schedule.</summary>
internal sealed class ChoiceKey : FileKey
{
    private readonly string _wordKey;
    private readonly JsonMember<string> _word;
    private readonly (string Word, JsonMember Member, FileKey[] Keys)[] _choices;

    public ChoiceKey(
        string name, string wordKey, JsonMember<string> word, params (string Word, JsonMember Member, FileKey[] Keys)[] choices)
        : base(name)
    {
        _wordKey = wordKey;
        _word = word;
        _choices = choices;
    }

    public override IEnumerable<JsonMember> Members => [_word, .. _choices.Select(choice => choice.Member)];

    public override void Read(FileNode value, JsonObject body, FileReading reading)
    {
        FileMap map = reading.Map(value, Name);
        FileNode wordNode = map[_wordKey] ?? throw reading.Missing(map, _wordKey, [.. _choices.SelectMany(choice => choice.Keys)]);
        string word = reading.Word(wordNode, _wordKey, [.. _choices.Select(choice => choice.Word)]);
        (_, JsonMember member, FileKey[] keys) = _choices.First(choice => choice.Word == word);
        JsonObject chosen = [];
        reading.Keys(map, [new IgnoredKey(_wordKey), .. keys], chosen);
        _word.Write(body, word);
        member.WriteNode(body, chosen);
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        string? found = JsonMembers.TextOf(_word.Find(body) ?? string.Empty);
        (string? word, JsonMember? member, FileKey[]? keys) = Array.Find(_choices, choice => choice.Word == found);
        if (word is null || member!.Find(body) is not JsonObject chosen)
        {
            return false;
        }

        value = WriteAll(keys!, chosen, new JsonObject { [_wordKey] = FileValue.SnakeCase(word) });
        return true;
    }
}

/// <summary>The keys vnet_name and subnet, which together identify a subnet; the id of a subnet needs no vnet_name.</summary>
internal sealed class SubnetKey : FileKey
{
    private const string NetworkName = "vnet_name";
    private const string SubnetName = "subnet";

    private static readonly FileKey[] Keys =
    [
        new IgnoredKey(NetworkName),
        new IgnoredKey(SubnetName),
        new IgnoredKey("public_ip_address"),
        new IgnoredKey("private_ip_address"),
    ];

    private readonly JsonMember<string> _member;

    public SubnetKey(JsonMember<string> member)
        : base("network_settings") =>
        _member = member;

    public override IEnumerable<JsonMember> Members => [_member];

    public override void Read(FileNode value, JsonObject body, FileReading reading)
    {
        FileMap map = reading.Map(value, Name);
        reading.Keys(map, Keys, []);
        string? network = map[NetworkName] is { } networkNode ? reading.Text(networkNode, NetworkName) : null;
        if (map[SubnetName] is not { } node)
        {
            if (network is not null)
            {
                throw reading.Wrong(map, $"'{SubnetName}' is missing; '{NetworkName}' alone does not identify a subnet.");
            }

            return;
        }

        string subnet = reading.Text(node, SubnetName);
        if (!subnet.StartsWith("/", StringComparison.Ordinal))
        {
            if (network is null)
            {
                throw reading.Wrong(node, $"'{SubnetName}' must be the id of a subnet if '{NetworkName}' is missing.");
            }

            Workspace workspace = reading.Workspace;
            subnet = $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/{workspace.ResourceGroupName}"
                + $"/providers/Microsoft.Network/virtualNetworks/{network}/subnets/{subnet}";
        }

        _member.Write(body, subnet);
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        string? id = _member.Find(body) is { } found ? JsonMembers.TextOf(found) : null;
        value = id is null ? null : new JsonObject { [SubnetName] = id };
        return value is not null;
    }
}

/// <summary>The identity: a type and a list of user-assigned identities, which are a map in the service.</summary>
internal sealed class IdentityKey : FileKey
{
    private static readonly FileKey[] ItemKeys =
        [new IgnoredKey("resource_id") { IsRequired = true }, new IgnoredKey("principal_id"), new IgnoredKey("client_id")];

    private static readonly FileKey[] Keys =
    [
        new IgnoredKey("type") { IsRequired = true },
        new IgnoredKey("user_assigned_identities"),
        new IgnoredKey("principal_id"),
        new IgnoredKey("tenant_id"),
    ];

    public IdentityKey()
        : base("identity")
    {
    }

    public override IEnumerable<JsonMember> Members => [ComputeTarget.Members.Identity];

    public override void Read(FileNode value, JsonObject body, FileReading reading)
    {
        FileMap map = reading.Map(value, Name);
        reading.Keys(map, Keys, []);
        string type = reading.Word(map["type"]!, "type", [.. ComputeIdentity.Kinds]);
        List<string> ids = [];
        foreach (FileNode item in map["user_assigned_identities"] is { } list ? reading.List(list, "user_assigned_identities").Items : [])
        {
            FileMap identity = reading.Map(item, "user_assigned_identities");
            reading.Keys(identity, ItemKeys, []);
            ids.Add(reading.Text(identity["resource_id"]!, "resource_id"));
        }

        if (type.Contains(ComputeIdentity.UserAssigned) != ids.Count > 0)
        {
            string problem = ids.Count > 0 ? "cannot be used with" : "needs";
            throw reading.Wrong(map, $"'{FileValue.SnakeCase(type)}' {problem} 'user_assigned_identities'.");
        }

        ComputeTarget.Members.Identity.WriteNode(body, ComputeIdentity.Describe(type, ids.Count > 0 ? ids : null));
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        if (ComputeTarget.Members.Identity.Find(body) is not JsonObject identity
            || ComputeIdentity.Members.Type.Find(identity) is not { } type)
        {
            return false;
        }

        JsonObject written = new() { ["type"] = FileValue.SnakeCase(JsonMembers.TextOf(type) ?? string.Empty) };
        if (ComputeIdentity.Members.UserAssignedIdentities.Find(identity) is JsonObject { Count: > 0 } ids)
        {
            written["user_assigned_identities"] = new JsonArray([.. ids.Select(id => new JsonObject { ["resource_id"] = id.Key })]);
        }

        value = written;
        return true;
    }
}
