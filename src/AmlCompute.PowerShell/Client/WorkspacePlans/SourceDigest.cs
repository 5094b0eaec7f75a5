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

    private static JsonNode WriteWithoutSecrets(ComputeConfiguration configuration)
    {
        JsonObject settings = configuration.ToNodeWithoutSecrets();

        // Members that no property reads, and URLs in texts, can have secrets too.
        Redaction.RedactNode(settings);
        return MemberComparison.Normalize(settings) ?? new JsonObject();
    }
}
