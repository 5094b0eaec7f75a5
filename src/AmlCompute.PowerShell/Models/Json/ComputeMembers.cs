using System.Reflection;

namespace AmlCompute.Models.Json;

/// <summary>The JSON members of a compute type under the names of their properties, which are also the words of the parameters.</summary>
internal static class ComputeMembers
{
    /// <summary>All members that targets of a class have.</summary>
    public static IReadOnlyDictionary<string, JsonMember> Of(Type targetClass)
    {
        Dictionary<string, JsonMember> members = new(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, JsonMember> member in OwnOf(typeof(ComputeTarget)).Concat(OwnOf(targetClass)))
        {
            members[member.Key] = member.Value;
        }

        return members;
    }

    /// <summary>The members that a class declares itself.</summary>
    public static IEnumerable<KeyValuePair<string, JsonMember>> OwnOf(Type model) =>
        (model.GetNestedType("Members", BindingFlags.NonPublic)?.GetFields(BindingFlags.Public | BindingFlags.Static) ?? [])
            .Select(field => new KeyValuePair<string, JsonMember>(field.Name, (JsonMember)field.GetValue(null)!));

    /// <summary>What the JSON of a target of this type may be.</summary>
    public static JsonShape ShapeOf(string computeType) => JsonShape.Of([.. Of(ComputeTypes.ClassOf(computeType)).Values, .. WithoutProperty]);

    /// <summary>What a resource can have besides, and no property shows.</summary>
    private static readonly JsonMember[] WithoutProperty = [Json.Text("sku"), Json.Text("systemData"), Json.Text("properties.provisioningWarnings")];
}
