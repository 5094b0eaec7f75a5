using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AmlCompute.Sandbox.Wire;

/// <summary>Removes secrets from the entries of the request log.</summary>
internal static class Redaction
{
    private const string Stars = "***";

    private static readonly HashSet<string> SecretMembers = new(StringComparer.OrdinalIgnoreCase)
    {
        "adminUserPassword", "adminUserSshPublicKey", "adminPublicKey", "password", "privateKeyData", "publicKeyData",
        "databricksAccessToken", "key", "cert", "relayConnectionString", "serviceBusConnectionString", "environmentVariables",
    };

    private static readonly Regex Signature = new("(?<=[?&]sig=)[^&]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex SignedParts = new(
        @"(?<=(\A|&)(c|s|h|sig)=)[^&]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static string Query(string query) => SignedParts.Replace(query.TrimStart('?'), Stars);

    /// <summary>Gets the body without secrets. A body that is not JSON can contain secrets anywhere, so only its length is shown.</summary>
    public static string? Body(byte[] body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            using MemoryStream stream = new();
            using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                Write(writer, document.RootElement);
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"({body.Length} bytes that are not JSON)";
        }
    }

    /// <summary>
    /// Gets a body that the service accepts like the given one, without its secrets: a secret text is replaced, and the variables of a
    /// service are removed. Tags have names of the user, so they are kept.
    /// </summary>
    public static JsonNode? Stored(byte[] body)
    {
        JsonNode? root = body.Length == 0 ? null : JsonNode.Parse(body);
        Replace(root);
        return root;
    }

    private static void Replace(JsonNode? node)
    {
        foreach (JsonNode? item in node as JsonArray ?? [])
        {
            Replace(item);
        }

        foreach (KeyValuePair<string, JsonNode?> member in (node as JsonObject ?? []).ToArray())
        {
            string? text = member.Value is JsonValue value && value.TryGetValue(out string? found) ? found : null;
            if (SecretMembers.Contains(member.Key) && member.Value is not null)
            {
                node![member.Key] = text is null ? new JsonObject() : Stars;
            }
            else if (text is not null)
            {
                node![member.Key] = Signature.Replace(text, Stars);
            }
            else if (!member.Key.EqualsIgnoreCase("tags"))
            {
                Replace(member.Value);
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (SecretMembers.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null)
                    {
                        writer.WriteStringValue(Stars);
                    }
                    else
                    {
                        Write(writer, member.Value);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
