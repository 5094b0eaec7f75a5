using System.Security;
using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>
/// Creates the digest of wanted configurations that a plan keeps, so that Invoke-AmlComputePlan notices when they have changed. Secrets are
/// not part of it, so a changed secret goes unnoticed.
/// </summary>
internal static class SourceDigest
{
    /// <summary>Returns the digest, in hexadecimal; the order of the targets and the casing of their names do not matter.</summary>
    public static string CreateDigest(IEnumerable<WantedTarget> wanted)
    {
        JsonArray targets = [];
        foreach (WantedTarget target in wanted.OrderBy(target => target.Name, StringComparer.OrdinalIgnoreCase))
        {
            targets.Add(new JsonObject
            {
                ["name"] = target.Name.ToUpperInvariant(),
                ["isAttach"] = target.Configuration.IsAttach,
                ["settings"] = WriteWithoutSecrets(target.Configuration),
            });
        }

        return TextDigest.ComputeHex(targets.ToJsonString(JsonText.Compact));
    }

    /// <summary>Returns the members of a configuration that are secret and given, by the names of their properties.</summary>
    public static IEnumerable<KeyValuePair<string, JsonMember>> ListGivenSecrets(ComputeConfiguration configuration)
    {
        HashSet<JsonMember> given = [.. configuration.GivenMembers.Select(item => item.Key)];
        return ComputeMembers.ListMembers(ComputeTypes.GetClass(configuration.ComputeType))
            .Where(member => member.Value is JsonMember<SecureString> && given.Contains(member.Value))
            .OrderBy(member => member.Key, StringComparer.Ordinal);
    }

    private static JsonNode WriteWithoutSecrets(ComputeConfiguration configuration)
    {
        JsonObject settings = configuration.ToNode();
        foreach (KeyValuePair<string, JsonMember> secret in ListGivenSecrets(configuration))
        {
            secret.Value.RemoveFrom(settings);
        }

        // Members that no property reads, and URLs in texts, can have secrets too.
        Redaction.RedactNode(settings);
        return MemberComparison.Normalize(settings) ?? new JsonObject();
    }
}
