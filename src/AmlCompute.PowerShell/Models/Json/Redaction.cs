using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AmlCompute.Models.Json;

/// <summary>Takes secrets out of JSON before a person sees it.</summary>
internal static class Redaction
{
    /// <summary>What stands for a secret.</summary>
    public const string Mask = "***";

    /// <summary>Tags are the user's own names, for everybody to read.</summary>
    private const string TagsName = "tags";

    private const string VariablesName = "environmentVariables";

    /// <summary>Members whose values are secrets wherever they stand.</summary>
    private static readonly HashSet<string> SecretNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "adminUserPassword", "adminPassword", "privateKeyData", "key", "cert", "databricksAccessToken", "accessToken", "access_token",
        "relayConnectionString", "serviceBusConnectionString", "connectionString", "userKubeConfig", "adminKubeConfig", "imagePullSecretName",
        "secret", "clientSecret", "token", "sasUri", "primaryKey", "secondaryKey",
    };

    /// <summary>Masks secret members and the values of environment variables; text that is not JSON is left out altogether.</summary>
    public static string Redact(string json)
    {
        if (json.Length == 0)
        {
            return "none";
        }

        try
        {
            JsonNode? node = JsonNode.Parse(json);
            Redact(node);
            RedactVariables(node);
            return RedactAddresses(node?.ToJsonString(JsonText.Indented) ?? "null");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // ArgumentException: two members of one name, which could hide a secret.
            return $"{json.Length} characters that are not JSON";
        }
    }

    /// <summary>Signed addresses carry the signature in their query, some a password before the host; of both nothing is shown.</summary>
    private static string RedactAddresses(string json) =>
        Regex.Replace(
            json,
            @"(?<scheme>https?://)(?<user>[^\s/?#@""]*@)?(?<place>[^\s?""]*)(?<query>\?[^\s""]*)?",
            match => match.Groups["scheme"].Value
                + (match.Groups["user"].Success ? $"{Mask}@" : string.Empty)
                + match.Groups["place"].Value
                + (match.Groups["query"].Success ? $"?{Mask}" : string.Empty),
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>
    /// The environment of a custom service is where its passwords and keys are, under names of the user's choice. It is hidden from the streams only: it is part
    /// of what a target is, and JSON that is written to be read again needs it.
    /// </summary>
    private static void RedactVariables(JsonNode? node)
    {
        IEnumerable<JsonNode?> inner = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (JsonNode? value in inner)
        {
            RedactVariables(value);
        }

        if (node is JsonObject parent && parent[VariablesName] is JsonObject variables)
        {
            foreach (string name in variables.Select(variable => variable.Key).ToArray())
            {
                variables[name] = Mask;
            }
        }
    }

    /// <summary>Masks secret members in place.</summary>
    public static void Redact(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (KeyValuePair<string, JsonNode?> member in members.ToArray())
                {
                    if (SecretNames.Contains(member.Key) && member.Value is not null)
                    {
                        members[member.Key] = Mask;
                    }
                    else if (member.Key != TagsName)
                    {
                        Redact(member.Value);
                    }
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Redact(item);
                }

                break;
        }
    }
}
