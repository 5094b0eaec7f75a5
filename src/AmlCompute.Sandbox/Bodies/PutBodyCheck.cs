using AmlCompute.Sandbox.Types;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>The checks of a PUT that all types share.</summary>
internal static class PutBodyCheck
{
    /// <summary>Changes the VM size to upper case, as the service writes it.</summary>
    public static void Normalise(PutBody body)
    {
        if ((string?)body.Inner["vmSize"] is { } size)
        {
            body.Inner["vmSize"] = size.ToUpperInvariant();
        }
    }

    /// <summary>
    /// Rejects a body that changes a member which cannot change after the creation of a compute. A member can be left out, repeat the
    /// value that was sent, or repeat the value that a GET shows.
    /// </summary>
    public static void CheckFixed(
        PutBody body, ComputeType type, string location, JsonObject sent, JsonObject shown, IReadOnlyList<string> changeable)
    {
        RejectIf(body.Type != type, "properties.computeType");
        RejectIf(body.Location is { } other && !other.EqualsIgnoreCase(location), "location");
        foreach (string name in (string[])["computeLocation", "resourceId"])
        {
            string? value = (string?)body.Properties[name];
            RejectIf(
                value is not null && !value.EqualsIgnoreCase((string?)sent[name]) && !value.EqualsIgnoreCase((string?)shown[name]),
                $"properties.{name}");
        }

        foreach (KeyValuePair<string, JsonNode?> member in body.Inner.Where(member => !changeable.Contains(member.Key)))
        {
            string path = $"properties.properties.{member.Key}";
            CheckFixed(member.Value, sent["properties"]![member.Key], shown["properties"]?[member.Key], path);
        }
    }

    private static void CheckFixed(JsonNode? value, JsonNode? sent, JsonNode? shown, string path)
    {
        if (value is JsonObject members)
        {
            foreach (KeyValuePair<string, JsonNode?> member in members)
            {
                CheckFixed(member.Value, (sent as JsonObject)?[member.Key], (shown as JsonObject)?[member.Key], $"{path}.{member.Key}");
            }
        }
        else
        {
            RejectIf(value is not null && !JsonText.Same(value, sent) && !JsonText.Same(value, shown), path);
        }
    }

    /// <summary>Rejects the change of a member that cannot change after the creation.</summary>
    public static void RejectIf(bool isChange, string path) =>
        ServiceError.ThrowIf(isChange, $"The member '{path}' of an existing compute cannot be changed.", path);
}
