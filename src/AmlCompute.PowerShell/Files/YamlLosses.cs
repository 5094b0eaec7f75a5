using System.Security;
using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>
/// Finds the settings of a target or configuration that its YAML lacks: it reads the YAML, and compares the result with the settings.
/// </summary>
internal static class YamlLosses
{
    /// <summary>Completes no short names, because the YAML was written with ids.</summary>
    private static readonly Func<Workspace> NoWorkspace =
        () => throw ComputeTargetException.CreateInvalidArgument("A short name was written instead of an id.");

    /// <summary>Returns a sentence for each member that the YAML lacks or changes, and one if the YAML cannot be read back.</summary>
    /// <param name="type">The compute type, in the service's words.</param>
    /// <param name="body">The JSON of the target or configuration.</param>
    /// <param name="yaml">The YAML that was written.</param>
    /// <param name="isConfiguration">True for the JSON of a configuration; in that of a target, unknown members do not count.</param>
    public static IReadOnlyList<string> DescribeLosses(string type, JsonObject body, string yaml, bool isConfiguration)
    {
        string GetKey(JsonMember member) => SettingSearch.GetKey(type, member);
        List<string> losses =
        [
            .. isConfiguration
                ? UnreturnedMembers.DescribeSecrets(type, body, GetKey)
                : UnreturnedMembers.DescribeMissing(type, body, GetKey),
            .. DescribeMounts(type, body),
        ];
        try
        {
            FileSource source = new(yaml, null, string.Empty);
            FileNode node = ComputeFiles.Parse(source)[0];
            JsonObject readBody = ComputeDocumentReader.ReadDefinition(source, node, NoWorkspace, name: "any").Configuration.ToNode();
            losses.AddRange(FindChangedPaths(type, body, readBody)
                .Select(path => $"{path} is missing or incomplete because YAML cannot express its value."));
        }
        catch (ComputeTargetException exception)
        {
            losses.Add($"The YAML cannot be read back. {exception.Message}");
        }

        losses.AddRange((isConfiguration ? FindUnknownPaths(type, body) : [])
            .Select(path => $"{path} is left out because YAML has no key for it."));
        return losses;
    }

    /// <summary>Returns a sentence if the target has data mounts, because a PUT does not accept them; otherwise none.</summary>
    public static IEnumerable<string> DescribeMounts(string type, JsonObject body)
    {
        JsonMember member = ComputeInstance.Members.DataMounts;
        bool hasMounts = type == ComputeTypes.ComputeInstance
            && member.FindNode(body) is JsonArray mounts
            && mounts.OfType<JsonObject>().Any(mount => !DataMount.Members.MountAction.HasWord(mount, "Unmount"));
        return hasMounts
            ?
            [
                $"{member.Path} is left out because a target cannot be created with data mounts. "
                    + "Mount the data with Set-AmlComputeTarget -DataMount after the creation.",
            ]
            : [];
    }

    /// <summary>Returns the paths of the members that are missing or different after reading back.</summary>
    private static IEnumerable<string> FindChangedPaths(string type, JsonObject body, JsonObject readBody) =>
        from member in ComputeMembers.ListMembers(ComputeTypes.GetClass(type)).Values
        where member.Access != MemberAccess.ReadOnly && member is not JsonMember<SecureString>
            && member != ComputeTarget.Members.ComputeLocation
            && (member != ComputeTarget.Members.ClusterResourceId || ComputeTypes.CanBeAttached(type))
            && member.FindNode(body) is not null
            && !MemberComparison.AreSame(member, member.FindNode(readBody), member.FindNode(body))
        select member.Path;

    /// <summary>Returns the paths of the members that this version does not know, except those inside known members.</summary>
    private static IEnumerable<string> FindUnknownPaths(string type, JsonObject body)
    {
        JsonMember[] known = [.. ComputeMembers.ListMembers(ComputeTypes.GetClass(type)).Values];
        return JsonShape.CreateForMembers(known).FindFaults(body)
            .Where(fault => !fault.HasWrongKind && fault.Value is not null && !Array.Exists(known, member => member.IsPrefixOf(fault.Path)))
            .Select(fault => fault.PathText);
    }
}
