using System.Security;

namespace AmlCompute;

/// <summary>
/// The wanted configuration of a compute target: the settings for creating or attaching one. Settings that were not given are left out; the
/// module or the service chooses their values.
/// </summary>
public sealed class ComputeConfiguration
{
    /// <summary>The values that replace those of the JSON, such as parameters and secrets: of the member's type, or JSON.</summary>
    private readonly Dictionary<JsonMember, object> _values = [];

    /// <summary>
    /// The JSON of a file or of a copied target, in the form of the service. It can have members that this version does not know.
    /// </summary>
    private readonly JsonObject _json;

    /// <summary>The same JSON in the form that members read. Threads can read one configuration at the same time.</summary>
    private readonly Lazy<JsonElement> _jsonElement;

    internal ComputeConfiguration(
        string computeType, bool isAttach, JsonObject? json = null, string? name = null, SettingSource? source = null)
    {
        ComputeType = computeType;
        IsAttach = isAttach;
        _json = json ?? [];
        _jsonElement = new(() => JsonSerializer.SerializeToElement(_json));
        Name = name;
        Source = source;
        Set(ComputeTarget.Members.ComputeType, computeType);
    }

    /// <summary>Gets the name of the compute target; null if the configuration has no name.</summary>
    public string? Name { get; }

    /// <summary>Gets the compute type, in the service's words: AmlCompute, ComputeInstance, Kubernetes and so on.</summary>
    public string ComputeType { get; }

    /// <summary>Gets a value indicating whether the configuration attaches an existing resource instead of creating one.</summary>
    public bool IsAttach { get; }

    /// <summary>
    /// Gets the given settings as text, by the names of the properties of a compute target; a secret, which has no property, as ***, by a
    /// name such as AdminUserPassword. Members that this version does not know are left out.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            Dictionary<JsonMember, object> given = GivenMembers.ToDictionary(item => item.Key, item => item.Value);
            SortedDictionary<string, string> texts = new(StringComparer.Ordinal);
            foreach ((string name, JsonMember member) in MembersByName.Select(item => (item.Key, item.Value)))
            {
                bool isSetting = member.Access != MemberAccess.ReadOnly && member != ComputeTarget.Members.ComputeType;
                if (isSetting && given.TryGetValue(member, out object? value))
                {
                    texts[name] = MemberText.FormatValue(member, value);
                }
            }

            return TextMap<string>.Create(texts);
        }
    }

    /// <summary>Gets the source of the settings; null for parameters.</summary>
    internal SettingSource? Source { get; }

    /// <summary>Gets the largest number of nodes of a new cluster if none is given; null for the default of the module.</summary>
    internal int? DefaultMaxNodes { get; init; }

    /// <summary>Gets a value indicating whether a given member is a secret, such as a password.</summary>
    internal bool HasSecrets => GivenMembers.Any(item => item.Key is JsonMember<SecureString>);

    /// <summary>Gets the given members with their values, without those that this version does not know.</summary>
    internal IEnumerable<KeyValuePair<JsonMember, object>> GivenMembers =>
        (from member in MembersByName.Values
         where !_values.ContainsKey(member)
         let node = member.FindNode(_json)
         where node is not null
         select new KeyValuePair<JsonMember, object>(member, node)).Concat(_values);

    private IReadOnlyDictionary<string, JsonMember> MembersByName => ComputeMembers.ListMembers(ComputeTypes.GetClass(ComputeType));

    /// <summary>Shows the compute type. It shows no values because some are secrets.</summary>
    public override string ToString() => ComputeType;

    /// <summary>Sets a member unless <paramref name="value"/> is null, because a PUT contains only given members.</summary>
    internal ComputeConfiguration Set<T>(JsonMember<T> member, T? value) => SetNode(member, value);

    /// <summary>Sets a member to a value of its type or to JSON of the service, unless the value is null.</summary>
    internal ComputeConfiguration SetNode(JsonMember member, object? value)
    {
        if (value is not null)
        {
            _values[member] = value;
        }

        return this;
    }

    /// <summary>
    /// Returns a copy with the members of the body of an existing target that this configuration does not set, so that an overwritten or
    /// replaced target keeps them.
    /// </summary>
    internal ComputeConfiguration CopyCompletedFrom(JsonObject body)
    {
        ComputeConfiguration copy = Copy();
        HashSet<JsonMember> given = [.. GivenMembers.Select(item => item.Key)];
        if (given.Overlaps(AksCompute.SslMembers))
        {
            // A new TLS setting replaces all of them: the remaining members belong to the old certificate.
            given.UnionWith(AksCompute.SslMembers);
        }

        foreach (JsonMember member in MembersByName.Values)
        {
            if (member.Access != MemberAccess.ReadOnly && !given.Contains(member))
            {
                copy.SetNode(member, member.FindNode(body)?.DeepClone());
            }
        }

        return copy;
    }

    /// <summary>Returns a copy that does not set the given members.</summary>
    internal ComputeConfiguration CopyWithout(IEnumerable<JsonMember> members)
    {
        ComputeConfiguration copy = Copy();
        foreach (JsonMember member in members)
        {
            copy._values.Remove(member);
            member.RemoveFrom(copy._json);
        }

        return copy;
    }

    /// <summary>
    /// Creates the body of a PUT over an existing target: the given members, and all others from the target. The PUT replaces the whole
    /// resource, so members that this version does not know must be in it.
    /// </summary>
    /// <param name="body">The existing target, without the members that only the service writes.</param>
    internal JsonObject ToNodeOverExisting(JsonObject body)
    {
        JsonObject node = CopyCompletedFrom(body).ToNode();
        HashSet<string> knownPaths = [.. MembersByName.Values.Select(member => member.Path)];
        AddUnknownMembers(node, body, knownPaths, string.Empty);
        return node;
    }

    /// <summary>Returns those of the members that the configuration sets, in the order of the arguments.</summary>
    internal JsonMember[] SelectGiven(params JsonMember[] members) =>
        Array.FindAll(members, member => _values.ContainsKey(member) || member.FindNode(_json) is not null);

    /// <summary>Creates the JSON of the members that were given as JSON, such as by a file. No secret member is among them.</summary>
    internal JsonObject CopyGivenJson() => WriteValues(_json.DeepClone().AsObject(), item => item.Value is JsonNode);

    /// <summary>Creates the JSON of all given members except the secret ones.</summary>
    internal JsonObject ToNodeWithoutSecrets() => WriteValues(CopyGivenJson(), item => item.Key is not JsonMember<SecureString>);

    /// <summary>Creates the body of the PUT. Secrets become text only here.</summary>
    internal JsonObject ToNode() => WriteValues(_json.DeepClone().AsObject(), _ => true);

    /// <summary>Returns the value of a member; null if the configuration does not set it.</summary>
    internal T? Get<T>(JsonMember<T> member)
    {
        if (_values.TryGetValue(member, out object? value))
        {
            return (T?)(value is JsonNode node ? member.ReadNode(node) : value);
        }

        return member.Read(_jsonElement.Value);
    }

    /// <summary>Copies the members of an existing body that are not known and that a new body does not have.</summary>
    private static void AddUnknownMembers(JsonObject destination, JsonObject source, HashSet<string> knownPaths, string parentPath)
    {
        foreach (KeyValuePair<string, JsonNode?> member in source)
        {
            string path = parentPath + member.Key;
            if (knownPaths.Contains(path) || member.Value is null)
            {
                continue;
            }

            if (destination[member.Key] is JsonObject child && member.Value is JsonObject sourceChild)
            {
                AddUnknownMembers(child, sourceChild, knownPaths, path + ".");
            }
            else if (!destination.ContainsKey(member.Key))
            {
                destination[member.Key] = member.Value.DeepClone();
            }
        }
    }

    /// <summary>Writes the values that fulfill a condition into a body, and returns the body.</summary>
    private JsonObject WriteValues(JsonObject body, Func<KeyValuePair<JsonMember, object>, bool> isWritten)
    {
        foreach (KeyValuePair<JsonMember, object> item in _values.Where(isWritten))
        {
            item.Key.Write(body, item.Value);
        }

        return body;
    }

    private ComputeConfiguration Copy()
    {
        ComputeConfiguration copy = new(ComputeType, IsAttach, _json.DeepClone().AsObject(), Name, Source)
        {
            DefaultMaxNodes = DefaultMaxNodes,
        };
        foreach (KeyValuePair<JsonMember, object> item in _values)
        {
            copy._values[item.Key] = item.Value;
        }

        return copy;
    }
}
