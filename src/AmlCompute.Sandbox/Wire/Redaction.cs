using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AmlCompute.Sandbox.Wire;

/// <summary>Removes secrets from the requests that the request log and a saved state keep.</summary>
internal static class Redaction
{
    /// <summary>The text in the place of a secret.</summary>
    public const string Mask = "***";

    private static readonly HashSet<string> SecretMembers = new(StringComparer.OrdinalIgnoreCase)
    {
        "adminUserPassword", "adminUserSshPublicKey", "adminPublicKey", "password", "privateKeyData", "publicKeyData",
        "databricksAccessToken", "key", "cert", "relayConnectionString", "serviceBusConnectionString", "environmentVariables",
    };

    // The objects whose members have names that a user chooses: a saved state keeps a tag with the name key.
    private static readonly HashSet<string> UserMaps = new(StringComparer.OrdinalIgnoreCase) { "tags", "instanceTypes" };

    // A body can contain the URL of a blob with a shared access signature.
    private static readonly Regex UrlSignature = new(@"(?<=[?&]sig=)[^&\s]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // The parameters that authorize a poll of the status URL of an operation, and the signature of a shared access URL.
    private static readonly Regex SignedParameters = new(
        @"(?<=(\A|&)(c|s|h|sig)=)[^&]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Returns a query without its question mark, with *** instead of signatures.</summary>
    public static string RedactQuery(string query) => SignedParameters.Replace(query.TrimStart('?'), Mask);

    /// <summary>
    /// Returns the text of a body with *** instead of secrets; null for an empty body. A body that is not JSON can have secrets anywhere,
    /// so only its length is returned.
    /// </summary>
    public static string? RedactLoggedBody(byte[] body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            // Not a JsonNode, which cannot have two members with one name: the log shows such a body as it was sent.
            using JsonDocument document = JsonDocument.Parse(body);
            using MemoryStream stream = new();
            using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                WriteRedacted(writer, document.RootElement);
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }
        // InvalidOperationException: a text is not valid Unicode.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return $"({body.Length} bytes that are not JSON)";
        }
    }

    /// <summary>
    /// Returns a body for a saved state. The service must accept it again, so a secret text becomes *** and a secret object becomes empty.
    /// Tags and instance types are kept, because a user chooses their names. Null for an empty body, and for one that is not valid JSON or
    /// is nested too deep: the service accepts such a body only if it does not read it.
    /// </summary>
    public static JsonNode? RedactSavedBody(byte[] body)
    {
        try
        {
            JsonDocumentOptions options = new() { MaxDepth = JsonText.MaxBodyDepth };
            JsonNode? root = body.Length == 0 ? null : JsonNode.Parse(body, documentOptions: options);
            ReplaceSecrets(root);
            return root;
        }
        // ArgumentException: an object has two members with one name.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Returns a copy of an object in which secrets are replaced as in a saved state.</summary>
    public static JsonObject RedactCopy(JsonObject value)
    {
        JsonObject copy = (JsonObject)value.DeepClone();
        ReplaceSecrets(copy);
        return copy;
    }

    private static void ReplaceSecrets(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            for (int index = 0; index < array.Count; index++)
            {
                if (ReadTextOrNull(array[index]) is { } text)
                {
                    array[index] = UrlSignature.Replace(text, Mask);
                }
                else
                {
                    ReplaceSecrets(array[index]);
                }
            }
        }
        else if (node is JsonObject parent)
        {
            foreach (KeyValuePair<string, JsonNode?> member in parent.ToArray())
            {
                ReplaceSecretMember(parent, member.Key, member.Value);
            }
        }
    }

    private static void ReplaceSecretMember(JsonObject parent, string name, JsonNode? value)
    {
        string? text = ReadTextOrNull(value);
        if (SecretMembers.Contains(name) && value is not null)
        {
            parent[name] = text is null ? new JsonObject() : Mask;
        }
        else if (text is not null)
        {
            parent[name] = UrlSignature.Replace(text, Mask);
        }
        else if (!UserMaps.Contains(name))
        {
            ReplaceSecrets(value);
        }
    }

    private static string? ReadTextOrNull(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static void WriteRedacted(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteRedactedObject(writer, value);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    WriteRedacted(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(UrlSignature.Replace(value.GetString()!, Mask));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteRedactedObject(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (SecretMembers.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null)
            {
                writer.WriteStringValue(Mask);
            }
            else
            {
                WriteRedacted(writer, member.Value);
            }
        }

        writer.WriteEndObject();
    }
}
