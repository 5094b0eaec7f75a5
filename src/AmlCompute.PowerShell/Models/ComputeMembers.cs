namespace AmlCompute.Models;

/// <summary>The JSON members of a compute type, by the names of their properties, which are also the names of the parameters.</summary>
internal static class ComputeMembers
{
    /// <summary>The status that serialize() of the Python SDK v1 adds to a cluster. The service does not have it.</summary>
    public static readonly JsonMember V1Status = JsonMembers.Text("properties.status");

    /// <summary>Gets the members that only the service or serialize() of the Python SDK v1 writes and that no property shows.</summary>
    public static IReadOnlyList<JsonMember> ReadOnlyWithoutProperty { get; } =
    [
        JsonMembers.Text("systemData"),
        JsonMembers.Text("properties.provisioningWarnings"),
        V1Status,
        JsonMembers.Text("properties.properties.updateStatus"),
        JsonMembers.Text("properties.properties.enableBatchPrivateLink"),
    ];

    /// <summary>Returns all members of targets of a class.</summary>
    public static IReadOnlyDictionary<string, JsonMember> Of(Type targetClass)
    {
        Dictionary<string, JsonMember> members = new(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, JsonMember> member in
            JsonMember.DeclaredBy(typeof(ComputeTarget)).Concat(JsonMember.DeclaredBy(targetClass)))
        {
            members[member.Key] = member.Value;
        }

        return members;
    }

    public static JsonShape ShapeOf(string computeType) =>
        JsonShape.Of([.. Of(ComputeTypes.ClassOf(computeType)).Values, .. ReadOnlyWithoutProperty, JsonMembers.Text("sku")]);
}
