using System.Text.Json.Nodes;

namespace AmlCompute;

/// <summary>What a compute target shall be: the settings to create or attach one with. It holds only what was given; the service fills in the rest.</summary>
public sealed class ComputeConfiguration
{
    private readonly Dictionary<JsonMember, object> _values = [];

    internal ComputeConfiguration(string computeType, bool isAttach)
    {
        ComputeType = computeType;
        IsAttach = isAttach;
        Set(ComputeTarget.Members.ComputeType, computeType);
    }

    /// <summary>Gets the compute type, in the service's words: AmlCompute, ComputeInstance, Kubernetes and so on.</summary>
    public string ComputeType { get; }

    /// <summary>Gets a value indicating whether it attaches an existing resource, instead of creating one.</summary>
    public bool IsAttach { get; }

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

    /// <summary>Sets a member whose value the user wrote as JSON-like data.</summary>
    internal ComputeConfiguration SetNode(JsonMember member, JsonNode? value)
    {
        if (value is not null)
        {
            _values[member] = value;
        }

        return this;
    }

    /// <summary>Gets the JSON members that were given, with their values.</summary>
    internal IEnumerable<KeyValuePair<JsonMember, object>> Given => _values;

    internal T? Get<T>(JsonMember<T> member) => _values.TryGetValue(member, out object? value) ? (T)value : default;

    /// <summary>Writes the body of the PUT. Secrets become text here and nowhere earlier.</summary>
    internal JsonObject ToNode()
    {
        JsonObject body = [];
        foreach (KeyValuePair<JsonMember, object> item in _values)
        {
            item.Key.Write(body, item.Value);
        }

        return body;
    }
}
