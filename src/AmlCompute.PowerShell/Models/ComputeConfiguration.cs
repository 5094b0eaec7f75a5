using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmlCompute;

/// <summary>What a compute target shall be: the settings to create or attach one with. It holds only what was given; the service fills in the rest.</summary>
public sealed class ComputeConfiguration
{
    private readonly Dictionary<JsonMember, object> _values = [];
    private readonly JsonObject _given;
    private JsonElement? _givenElement;

    /// <param name="computeType">The compute type, in the service's words.</param>
    /// <param name="isAttach">Whether it attaches an existing resource.</param>
    /// <param name="given">Members that were given as JSON of the service, known to this version or not.</param>
    /// <param name="name">The name of the compute target it is for.</param>
    internal ComputeConfiguration(string computeType, bool isAttach, JsonObject? given = null, string? name = null)
    {
        ComputeType = computeType;
        IsAttach = isAttach;
        _given = given ?? [];
        Name = name;
        Set(ComputeTarget.Members.ComputeType, computeType);
    }

    /// <summary>Gets the name of the compute target it is for; null when it was made without one.</summary>
    public string? Name { get; }

    /// <summary>Gets the compute type, in the service's words: AmlCompute, ComputeInstance, Kubernetes and so on.</summary>
    public string ComputeType { get; }

    /// <summary>Gets a value indicating whether it attaches an existing resource, instead of creating one.</summary>
    public bool IsAttach { get; }

    /// <summary>
    /// Gets what was given, as text, under the names of the properties of a compute target. A secret is shown as ***; members that this version does not know
    /// are left out.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            Dictionary<JsonMember, object> given = Given.ToDictionary(item => item.Key, item => item.Value);
            SortedDictionary<string, string> settings = new(StringComparer.Ordinal);
            foreach (KeyValuePair<string, JsonMember> named in ComputeMembers.Of(ComputeTypes.ClassOf(ComputeType)))
            {
                if (named.Value.Access != MemberAccess.ReadOnly && named.Value != ComputeTarget.Members.ComputeType && given.TryGetValue(named.Value, out object? value))
                {
                    settings[named.Key] = MemberText.OfValue(named.Value, value);
                }
            }

            return settings;
        }
    }

    /// <summary>Shows the compute type. Never a value: some are secrets.</summary>
    /// <returns>The compute type.</returns>
    public override string ToString() => ComputeType;

    /// <summary>Sets a member, unless <paramref name="value"/> is null: what was not given is not sent.</summary>
    internal ComputeConfiguration Set<T>(JsonMember<T> member, T? value)
    {
        if (value is not null)
        {
            _values[member] = value;
        }

        return this;
    }

    /// <summary>Sets a member whose value the user wrote in hashtables.</summary>
    internal ComputeConfiguration SetData(JsonMember member, JsonNode? value) => SetNode(member, member.Shape.Fitted(value));

    /// <summary>Sets a member to JSON of the service.</summary>
    internal ComputeConfiguration SetNode(JsonMember member, JsonNode? value)
    {
        if (value is not null)
        {
            _values[member] = value;
        }

        return this;
    }

    /// <summary>Gets the members that were given, in whatever form, with their values. Members that this version does not know are not among them.</summary>
    internal IEnumerable<KeyValuePair<JsonMember, object>> Given =>
        ComputeMembers.Of(ComputeTypes.ClassOf(ComputeType)).Values
            .Where(member => !_values.ContainsKey(member) && member.Find(_given) is not null)
            .Select(member => new KeyValuePair<JsonMember, object>(member, member.Find(_given)!))
            .Concat(_values);

    /// <summary>The same with what it does not say taken from another body of the same type: nothing of a target that is made again shall change unasked.</summary>
    internal ComputeConfiguration CompletedFrom(JsonObject body)
    {
        ComputeConfiguration whole = new(ComputeType, IsAttach, _given.DeepClone().AsObject(), Name);
        foreach (KeyValuePair<JsonMember, object> item in _values)
        {
            whole._values[item.Key] = item.Value;
        }

        HashSet<JsonMember> given = [.. Given.Select(item => item.Key)];
        if (given.Overlaps(AksCompute.SslMembers))
        {
            // Another way of TLS does not go with what is left of the one before.
            given.UnionWith(AksCompute.SslMembers);
        }

        foreach (JsonMember member in ComputeMembers.Of(ComputeTypes.ClassOf(ComputeType)).Values)
        {
            if (member.Access != MemberAccess.ReadOnly && !given.Contains(member))
            {
                whole.SetNode(member, member.Find(body)?.DeepClone());
            }
        }

        return whole;
    }

    /// <summary>
    /// The body of a PUT over a target: what is given, and everything else as the target has it. So nothing is lost that was not to change, be it known to
    /// this version or not.
    /// </summary>
    internal JsonObject ToNodeOver(JsonObject body)
    {
        ComputeConfiguration whole = CompletedFrom(body);
        JsonObject node = whole.ToNode();
        HashSet<string> known = [.. ComputeMembers.Of(ComputeTypes.ClassOf(ComputeType)).Values.Select(member => member.Path)];
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

    /// <summary>What was given as JSON, by a file or in a hashtable. Secrets are not in it.</summary>
    internal JsonObject GivenJson()
    {
        JsonObject json = _given.DeepClone().AsObject();
        foreach (KeyValuePair<JsonMember, object> item in _values.Where(item => item.Value is JsonNode))
        {
            item.Key.Write(json, item.Value);
        }

        return json;
    }

    internal T? Get<T>(JsonMember<T> member)
    {
        if (!_values.TryGetValue(member, out object? value))
        {
            return member.Read(_givenElement ??= JsonSerializer.SerializeToElement(_given));
        }

        if (value is not JsonNode node)
        {
            return (T)value;
        }

        JsonObject holder = [];
        member.Write(holder, node);
        return member.Read(JsonSerializer.SerializeToElement(holder));
    }

    /// <summary>Writes the body of the PUT. Secrets become text here and nowhere earlier.</summary>
    internal JsonObject ToNode()
    {
        JsonObject body = _given.DeepClone().AsObject();
        foreach (KeyValuePair<JsonMember, object> item in _values)
        {
            item.Key.Write(body, item.Value);
        }

        return body;
    }
}
