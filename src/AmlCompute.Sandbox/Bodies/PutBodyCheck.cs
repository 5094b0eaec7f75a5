using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Types;
using AmlCompute.Sandbox.Wire;

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
        if (body.Type != type)
        {
            throw Fixed("properties.computeType");
        }

        if (body.Location is { } other && !SameText(other, location))
        {
            throw Fixed("location");
        }

        foreach (string name in (string[])["computeLocation", "resourceId"])
        {
            string? value = (string?)body.Properties[name];
            if (value is not null && !SameText(value, (string?)sent[name]) && !SameText(value, (string?)shown[name]))
            {
                throw Fixed($"properties.{name}");
            }
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
        else if (value is not null && !JsonText.Same(value, sent) && !JsonText.Same(value, shown))
        {
            throw Fixed(path);
        }
    }

    private static ServiceError Fixed(string path) =>
        ServiceError.BadRequest($"The member '{path}' of an existing compute cannot be changed.", path);

    private static bool SameText(string left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
