using System.Security;

namespace AmlCompute;

/// <summary>
/// The wanted configuration of a compute target: the settings for creating or attaching one. It contains only given settings; the service
/// sets the others.
/// </summary>
public sealed class ComputeConfiguration
{
    private readonly Dictionary<JsonMember, object> _values = [];
    private readonly JsonObject _given;
    private JsonElement? _givenElement;

    /// <summary>Creates a configuration; the JSON of the service can have members that this version does not know.</summary>
    internal ComputeConfiguration(
        string computeType, bool isAttach, JsonObject? given = null, string? name = null, SettingSource? source = null)
    {
        ComputeType = computeType;
        IsAttach = isAttach;
        _given = given ?? [];
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

    /// <summary>Gets the source of the settings; null for parameters.</summary>
    internal SettingSource? Source { get; }

    /// <summary>
    /// Gets the given settings as text, by the names of the properties of a compute target. A secret is shown as ***; members that this
    /// version does not know are left out.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            Dictionary<JsonMember, object> given = Given.ToDictionary(item => item.Key, item => item.Value);
            IEnumerable<KeyValuePair<string, JsonMember>> shown = MembersByName.Where(named =>
                named.Value.Access != MemberAccess.ReadOnly
                && named.Value != ComputeTarget.Members.ComputeType
                && given.ContainsKey(named.Value));
            return TextMap<string>.Of(new SortedDictionary<string, string>(
                shown.ToDictionary(named => named.Key, named => MemberText.OfValue(named.Value, given[named.Value])),
                StringComparer.Ordinal));
        }
    }

    /// <summary>Shows the compute type. It shows no values because some are secrets.</summary>
    /// <returns>The compute type.</returns>
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

    /// <summary>Gets the largest number of nodes of a new cluster if none is given; null for the default of the module.</summary>
    internal int? DefaultMaxNodes { get; init; }

    internal bool HasSecrets => Given.Any(item => item.Key is JsonMember<SecureString>);

    /// <summary>Gets the given members with their values, without those that this version does not know.</summary>
    internal IEnumerable<KeyValuePair<JsonMember, object>> Given =>
        MembersByName.Values
            .Where(member => !_values.ContainsKey(member) && member.Find(_given) is not null)
            .Select(member => new KeyValuePair<JsonMember, object>(member, member.Find(_given)!))
            .Concat(_values);

    /// <summary>Copies the configuration and adds the members that only the body has, so that a replaced target keeps them.</summary>
    internal ComputeConfiguration CompletedFrom(JsonObject body)
    {
        ComputeConfiguration whole = new(ComputeType, IsAttach, _given.DeepClone().AsObject(), Name, Source)
        {
            DefaultMaxNodes = DefaultMaxNodes,
        };
        foreach (KeyValuePair<JsonMember, object> item in _values)
        {
            whole._values[item.Key] = item.Value;
        }

        HashSet<JsonMember> given = [.. Given.Select(item => item.Key)];
        if (given.Overlaps(AksCompute.SslMembers))
        {
            // A new TLS setting replaces all of them: the remaining members belong to the old certificate.
            given.UnionWith(AksCompute.SslMembers);
        }

        foreach (JsonMember member in MembersByName.Values)
        {
            if (member.Access != MemberAccess.ReadOnly && !given.Contains(member))
            {
                whole.SetNode(member, member.Find(body)?.DeepClone());
            }
        }

        return whole;
    }

    internal ComputeConfiguration Without(IEnumerable<JsonMember> members)
    {
        ComputeConfiguration copy = CompletedFrom([]);
        foreach (JsonMember member in members)
        {
            copy._values.Remove(member);
            member.Take(copy._given);
        }

        return copy;
    }

    /// <summary>
    /// Creates the body of a PUT over an existing target: the given members, and all others from the target. The PUT replaces the whole
    /// resource, so members that this version does not know must be in it.
    /// </summary>
    internal JsonObject ToNodeOver(JsonObject body)
    {
        JsonObject node = CompletedFrom(body).ToNode();
        HashSet<string> known = [.. MembersByName.Values.Select(member => member.Path)];
        AddMissing(node, body, string.Empty);
        return node;

        void AddMissing(JsonObject to, JsonObject from, string path)
        {
            foreach (KeyValuePair<string, JsonNode?> member in from)
            {
                string memberPath = path + member.Key;
                if (known.Contains(memberPath) || member.Value is null)
                {
                    continue;
                }

                if (to[member.Key] is JsonObject child && member.Value is JsonObject more)
                {
                    AddMissing(child, more, memberPath + ".");
                }
                else if (!to.ContainsKey(member.Key))
                {
                    to[member.Key] = member.Value.DeepClone();
                }
            }
        }
    }

    internal JsonMember[] GivenOf(params JsonMember[] members) =>
        Array.FindAll(members, member => _values.ContainsKey(member) || member.Find(_given) is not null);

    /// <summary>Creates the JSON of the members that a file or a hashtable gave as JSON. It contains no secrets.</summary>
    internal JsonObject GivenJson() => Write(_given.DeepClone().AsObject(), item => item.Value is JsonNode);

    internal JsonObject ToNodeWithoutSecrets() => Write(GivenJson(), item => item.Key is not JsonMember<SecureString>);

    /// <summary>Creates the body of the PUT. Secrets become text only here.</summary>
    internal JsonObject ToNode() => Write(_given.DeepClone().AsObject(), _ => true);

    internal T? Get<T>(JsonMember<T> member) => !_values.TryGetValue(member, out object? value)
        ? member.Read(_givenElement ??= JsonSerializer.SerializeToElement(_given))
        : (T?)(value is JsonNode node ? member.ReadNode(node) : value);

    private IReadOnlyDictionary<string, JsonMember> MembersByName => ComputeMembers.Of(ComputeTypes.ClassOf(ComputeType));

    private JsonObject Write(JsonObject body, Func<KeyValuePair<JsonMember, object>, bool> isWritten)
    {
        foreach (KeyValuePair<JsonMember, object> item in _values.Where(isWritten))
        {
            item.Key.Write(body, item.Value);
        }

        return body;
    }
}
