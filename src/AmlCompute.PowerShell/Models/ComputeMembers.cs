namespace AmlCompute.Models;

/// <summary>The JSON members of a compute type under the names of their properties, which are also the words of the parameters.</summary>
internal static class ComputeMembers
{
    /// <summary>All members that targets of a class have.</summary>
    public static IReadOnlyDictionary<string, JsonMember> Of(Type targetClass)
    {
        Dictionary<string, JsonMember> members = new(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, JsonMember> member in JsonMember.DeclaredBy(typeof(ComputeTarget)).Concat(JsonMember.DeclaredBy(targetClass)))
        {
            members[member.Key] = member.Value;
        }

        return members;
    }

    /// <summary>What the JSON of a target of this type may be.</summary>
    public static JsonShape ShapeOf(string computeType) => JsonShape.Of([.. Of(ComputeTypes.ClassOf(computeType)).Values, .. WithoutProperty]);

    /// <summary>What a resource can have besides, and no property shows.</summary>
    private static readonly JsonMember[] WithoutProperty = [JsonMembers.Text("sku"), JsonMembers.Text("systemData"), JsonMembers.Text("properties.provisioningWarnings")];
}
