using System.Reflection;

namespace AmlCompute;

/// <summary>The JSON members of a compute type under the names of their properties, which are also the words of the parameters.</summary>
internal static class ComputeMembers
{
    /// <summary>All members that targets of a class have.</summary>
    public static IReadOnlyDictionary<string, JsonMember> Of(Type targetClass)
    {
        Dictionary<string, JsonMember> members = new(StringComparer.OrdinalIgnoreCase);
        foreach (Type type in new[] { typeof(ComputeTarget), targetClass })
        {
            foreach (FieldInfo field in type.GetNestedType("Members", BindingFlags.NonPublic)?.GetFields(BindingFlags.Public | BindingFlags.Static) ?? [])
            {
                members[field.Name] = (JsonMember)field.GetValue(null)!;
            }
        }

        return members;
    }
}
