namespace AmlCompute.Models;

/// <summary>Lists the JSON members of a type of compute target by name: that of the property, and usually of the parameter.</summary>
internal static class ComputeMembers
{
    /// <summary>The status that serialize() of the Python SDK v1 writes for a cluster. The service does not have it.</summary>
    public static readonly JsonMember V1Status = JsonMembers.CreateText("properties.status");

    /// <summary>Gets the members that only the service or serialize() of the Python SDK v1 writes and that no property shows.</summary>
    public static IReadOnlyList<JsonMember> ReadOnlyWithoutProperty { get; } =
    [
        JsonMembers.CreateText("systemData"),
        JsonMembers.CreateText("properties.provisioningWarnings"),
        V1Status,
        JsonMembers.CreateText("properties.properties.updateStatus"),
    ];

    /// <summary>Returns all members of targets of a class, by name in any casing.</summary>
    public static IReadOnlyDictionary<string, JsonMember> ListMembers(Type targetClass)
    {
        Dictionary<string, JsonMember> members = new(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, JsonMember> member in
            JsonMember.FindDeclaredMembers(typeof(ComputeTarget)).Concat(JsonMember.FindDeclaredMembers(targetClass)))
        {
            members[member.Key] = member.Value;
        }

        return members;
    }

    /// <summary>Creates the shape of the whole JSON of a target of a compute type. Every resource of ARM can have a sku.</summary>
    public static JsonShape CreateShape(string computeType) => JsonShape.CreateForMembers(
        [.. ListMembers(ComputeTypes.GetClass(computeType)).Values, .. ReadOnlyWithoutProperty, JsonMembers.CreateText("sku")]);
}
