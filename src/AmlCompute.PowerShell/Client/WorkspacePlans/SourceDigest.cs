using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>The digest of wanted configurations, which shows that they changed after a plan. Secrets are not part of it.</summary>
internal static class SourceDigest
{
    public static string Of(IEnumerable<WantedTarget> wanted)
    {
        JsonArray all = [];
        foreach (WantedTarget item in wanted.OrderBy(item => item.Name, StringComparer.OrdinalIgnoreCase))
        {
            all.Add(new JsonObject
            {
                ["name"] = item.Name.ToUpperInvariant(),
                ["isAttach"] = item.Configuration.IsAttach,
                ["settings"] = WithoutSecrets(item.Configuration),
            });
        }

        return TextDigest.Of(all.ToJsonString(JsonText.Compact));
    }

    /// <summary>Returns the secret settings of a configuration by the names of their properties.</summary>
    public static IEnumerable<KeyValuePair<string, JsonMember>> SecretsIn(ComputeConfiguration configuration)
    {
        HashSet<JsonMember> given = [.. configuration.Given.Select(item => item.Key)];
        return ComputeMembers.Of(ComputeTypes.ClassOf(configuration.ComputeType))
            .Where(member => member.Value is JsonMember<SecureString> && given.Contains(member.Value))
            .OrderBy(member => member.Key, StringComparer.Ordinal);
    }

    private static JsonNode WithoutSecrets(ComputeConfiguration configuration)
    {
        JsonObject settings = configuration.ToNode();
        foreach (KeyValuePair<string, JsonMember> secret in SecretsIn(configuration))
        {
            secret.Value.WriteNode(settings, null);
        }

        Redaction.Redact(settings);
        return MemberComparison.Sorted(settings) ?? new JsonObject();
    }
}
