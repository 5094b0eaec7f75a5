using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Reads the names and ids by which piped objects describe existing compute targets.</summary>
internal static class PipedTarget
{
    private static readonly string[] IdMembers = ["ResourceId", "Id"];

    private static readonly string[] NamingMembers = ["Name", "ComputeName", .. IdMembers];

    /// <summary>Returns true for the name of a member with the id of a target.</summary>
    public static bool IsIdMember(string name) => IdMembers.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns true for names, targets, and an object with a member for a name or an id; the engine binds all of them.</summary>
    public static bool HasNameOrId(PSObject piped) =>
        piped.BaseObject is string or ComputeTarget or ComputeTarget[] or string[]
        || Array.Exists(NamingMembers, member => piped.Properties[member] is not null);

    /// <summary>Returns the ids of an object; none for a text, and for an object without an id. A blank id is an empty text.</summary>
    public static string[] ReadResourceIds(PSObject piped)
    {
        PSPropertyInfo? id = IdMembers.Select(member => piped.Properties[member]).FirstOrDefault(property => property is not null);
        if (piped.BaseObject is string || id is null)
        {
            return [];
        }

        // A blank id is an error; the name must not replace it.
        string[] ids = LanguagePrimitives.ConvertTo<string[]>(PlainData.UnwrapOne(id.Value)) ?? [];
        return ids.Length > 0 ? ids : [string.Empty];
    }
}
