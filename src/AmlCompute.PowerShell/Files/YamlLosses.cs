using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>Tells what of a compute target its YAML does not say, by reading it back.</summary>
internal static class YamlLosses
{
    private static readonly Func<Workspace> NoWorkspace = () => throw ComputeTargetException.Invalid("A short name was written where an id belongs.");

    /// <summary>What is lost, one sentence for each member.</summary>
    /// <param name="type">The compute type.</param>
    /// <param name="body">The target as the service has it, or what a configuration would send.</param>
    /// <param name="yaml">What was written of it.</param>
    /// <param name="isConfiguration">Whether all of it was given by the user; of a target some members are the service's own.</param>
    public static IReadOnlyList<string> Of(string type, JsonObject body, string yaml, bool isConfiguration)
    {
        List<string> losses = [.. ToFillIn(type, body), .. Mounts(type, body)];
        try
        {
            FileSource source = new(yaml, null, string.Empty);
            JsonObject back = ComputeDocument.Read(source, FileParser.Parse(source)[0], NoWorkspace, "any").Configuration.ToNode();
            losses.AddRange(Changed(type, body, back).Concat(isConfiguration ? Unknown(type, body) : [])
                .Select(path => $"{path} is left out: the YAML has no way to say it."));
        }
        catch (ComputeTargetException exception)
        {
            losses.Add($"It cannot be read back. {exception.Message}");
        }

        return losses;
    }

    /// <summary>What the service takes and never shows, where a target cannot be made without it.</summary>
    private static IEnumerable<string> ToFillIn(string type, JsonObject body)
    {
        bool Has(JsonMember member) => member.Find(body) is not null;
        bool Is(JsonMember<string> member, string word) => JsonMembers.TextOf(member.Find(body) ?? string.Empty) == word;
        string[] keys = type switch
        {
            ComputeTypes.ComputeInstance when Is(ComputeInstance.Members.SshPublicAccess, "Enabled") && !Has(ComputeInstance.Members.SshPublicKey) => ["ssh_settings.ssh_key_value"],
            ComputeTypes.AmlCompute when Has(ComputeCluster.Members.AdminUserName) && !Has(ComputeCluster.Members.SshPublicKey) => ["ssh_settings.admin_password"],
            ComputeTypes.VirtualMachine or ComputeTypes.HDInsight =>
                [.. Has(SshMembers.AdminUserName) ? [] : (string[])["ssh_settings.admin_username"], "ssh_settings.admin_password or ssh_settings.ssh_private_key_file"],
            ComputeTypes.Databricks => ["access_token"],
            ComputeTypes.Aks when Is(AksCompute.Members.SslStatus, "Enabled") => ["ssl_settings.cert_pem_file", "ssl_settings.key_pem_file"],
            _ => [],
        };
        return keys.Select(key => $"{key} is to be filled in: the service does not show it.");
    }

    /// <summary>PUT does not take mounts, so that a file of what is to be made cannot have them.</summary>
    private static IEnumerable<string> Mounts(string type, JsonObject body)
    {
        JsonMember member = ComputeInstance.Members.DataMounts;
        return type == ComputeTypes.ComputeInstance && member.Find(body) is JsonArray mounts && mounts.OfType<JsonObject>().Any(mount => !IsUnmounted(mount))
            ? [$"{member.Path} is left out: nothing can be mounted while a target is made. Set-AmlComputeTarget -DataMount mounts it again."]
            : [];
    }

    private static bool IsUnmounted(JsonObject mount) => JsonMembers.TextOf(DataMount.Members.MountAction.Find(mount) ?? string.Empty) == "Unmount";

    /// <summary>The members that come back with another value, or not at all.</summary>
    private static IEnumerable<string> Changed(string type, JsonObject body, JsonObject back) =>
        from member in ComputeMembers.Of(ComputeTypes.ClassOf(type)).Values
        where member.Access != MemberAccess.ReadOnly && member is not JsonMember<SecureString>
            && member != ComputeTarget.Members.ComputeLocation
            && (member != ComputeTarget.Members.ClusterResourceId || ComputeTypes.CanBeAttached(type))
            && member.Find(body) is not null
            && !MemberComparison.AreSame(member, member.Find(back), member.Find(body))
        select member.Path;

    /// <summary>The members that this version does not know.</summary>
    private static IEnumerable<string> Unknown(string type, JsonObject body)
    {
        string[] known = [.. ComputeMembers.Of(ComputeTypes.ClassOf(type)).Values.Select(member => member.Path)];
        return UnknownIn(body, string.Empty);

        IEnumerable<string> UnknownIn(JsonObject at, string prefix) => at.Where(member => member.Value is not null).SelectMany(member =>
        {
            string path = prefix + member.Key;
            return known.Contains(path) ? []
                : known.Any(other => other.StartsWith(path + ".", StringComparison.Ordinal)) && member.Value is JsonObject inner ? UnknownIn(inner, path + ".")
                : new[] { path };
        });
    }
}
