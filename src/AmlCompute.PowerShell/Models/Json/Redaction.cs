using System.Text;
using System.Text.RegularExpressions;

namespace AmlCompute.Models.Json;

/// <summary>
/// Finds and masks secrets in JSON by the names of members, and masks the signatures and passwords of URLs in other texts with
/// <see cref="SecretForms"/>.
/// </summary>
internal static class Redaction
{
    /// <summary>The text in the place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>The member with the environment variables of a custom service.</summary>
    private const string VariablesName = "environmentVariables";

    /// <summary>The objects whose members have names that the user chooses: a tag named <c>key</c> is not the key of an account.</summary>
    private static readonly HashSet<string> MapNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "tags", "nodeSelector", "instanceTypes", VariablesName,
    };

    private static readonly HashSet<string> SecretNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "adminUserPassword", "adminPassword", "privateKeyData", "key", "cert", "databricksAccessToken", "accessToken",
        "access_token", "relayConnectionString", "serviceBusConnectionString", "connectionString", "userKubeConfig", "adminKubeConfig",
        "imagePullSecretName", "secret", "clientSecret", "token", "sasUri", "primaryKey", "secondaryKey",
    };

    /// <summary>
    /// Returns the JSON of a request or response for the debug stream, with masks in the place of secret members, of environment variables,
    /// and of the query and the user of each URL of http or https. An empty text becomes <c>none</c>; for text that is not JSON, and for
    /// JSON with two members of one name, only the length is returned.
    /// </summary>
    public static string RedactText(string json)
    {
        if (json.Length == 0)
        {
            return "none";
        }

        try
        {
            JsonNode? node = JsonNode.Parse(Utf8Text.Repair(Encoding.UTF8.GetBytes(json)).Span);
            RedactNode(node);
            RedactVariables(node);
            return RedactAddresses(node?.ToJsonString(JsonText.Indented) ?? "null");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // JsonNode throws ArgumentException for two members of one name, which could hide a secret.
            return $"{json.Length} characters that cannot be read as JSON";
        }
    }

    /// <summary>Masks secret members, and the signatures and passwords of URLs in all other texts, in place.</summary>
    public static void RedactNode(JsonNode? node)
    {
        RedactSecretMembers(node);
        RedactUrls(node);
    }

    /// <summary>Masks the signatures and passwords of URLs in the texts of an object or a list, in place.</summary>
    public static void RedactUrls(JsonNode? node)
    {
        foreach (JsonNode? child in ListChildren(node).ToArray())
        {
            if (JsonText.ReadString(child) is not { } text)
            {
                RedactUrls(child);
            }
            else if (SecretForms.MaskUrls(text) is { } masked && masked != text)
            {
                child!.ReplaceWith(masked);
            }
        }
    }

    /// <summary>Returns true if a member of that name, in any casing, has a secret.</summary>
    public static bool IsSecret(string name) => SecretNames.Contains(name);

    /// <summary>Returns the texts of the secret members and of the environment variables in JSON.</summary>
    public static IEnumerable<string> FindSecrets(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(FindSecretsOfMember).Concat(ListVariableValues(members)),
        JsonArray items => items.SelectMany(FindSecrets),
        _ => [],
    };

    private static IEnumerable<string> FindSecretsOfMember(KeyValuePair<string, JsonNode?> member) =>
        MapNames.Contains(member.Key) ? []
        : IsSecret(member.Key) && JsonText.ReadString(member.Value) is { } secret ? [secret]
        : FindSecrets(member.Value);

    /// <summary>Masks in place the members with the name of a secret, except null values and members of <see cref="MapNames"/>.</summary>
    private static void RedactSecretMembers(JsonNode? node)
    {
        if (node is not JsonObject members)
        {
            foreach (JsonNode? item in ListChildren(node))
            {
                RedactSecretMembers(item);
            }

            return;
        }

        foreach (KeyValuePair<string, JsonNode?> member in members.ToArray())
        {
            if (IsSecret(member.Key) && member.Value is not null)
            {
                members[member.Key] = Mask;
            }
            else if (!MapNames.Contains(member.Key))
            {
                RedactSecretMembers(member.Value);
            }
        }
    }

    /// <summary>
    /// Masks the environment variables of custom services, whose names the user chooses and whose values can be passwords and keys.
    /// <see cref="RedactNode"/> leaves them, because exported JSON must contain them so that it can be imported again.
    /// </summary>
    private static void RedactVariables(JsonNode? node)
    {
        foreach (JsonNode? child in ListChildren(node))
        {
            RedactVariables(child);
        }

        foreach (JsonObject variables in FindVariables(node).ToArray())
        {
            foreach (string name in variables.Select(variable => variable.Key).ToArray())
            {
                variables[name] = Mask;
            }
        }
    }

    private static IEnumerable<JsonNode?> ListChildren(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => member.Value),
        JsonArray items => items,
        _ => [],
    };

    /// <summary>Returns the objects of environment variables that are members of a JSON object.</summary>
    private static IEnumerable<JsonObject> FindVariables(JsonNode? node) => node is JsonObject members
        ? members.Where(member => member.Key.Equals(VariablesName, StringComparison.OrdinalIgnoreCase))
            .Select(member => member.Value).OfType<JsonObject>()
        : [];

    /// <summary>Returns the values of environment variables: a text, or the member <c>value</c> of an object.</summary>
    private static IEnumerable<string> ListVariableValues(JsonObject members) => FindVariables(members)
        .SelectMany(variables => variables)
        .Select(variable => JsonText.ReadString((variable.Value as JsonObject)?["value"] ?? variable.Value))
        .OfType<string>();

    /// <summary>
    /// Masks in the text of JSON the query of each URL of http or https, which can contain a signature, and its user information, which can
    /// contain a password. An escaped quotation mark ends a URL.
    /// </summary>
    private static string RedactAddresses(string json) =>
        Regex.Replace(
            json,
            @"(?<scheme>https?://)(?<user>[^\s/?#@""]*@)?(?<place>[^\s?""]*)(?<query>\?(?:[^\s""\\]|\\[^\s""])*)?",
            match => match.Groups["scheme"].Value
                + (match.Groups["user"].Success ? $"{Mask}@" : string.Empty)
                + match.Groups["place"].Value
                + (match.Groups["query"].Success ? $"?{Mask}" : string.Empty),
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
}
