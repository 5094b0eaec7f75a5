namespace AmlCompute.Sandbox.Bodies;

/// <summary>Rejects a request that changes a member which cannot change after the creation of a compute.</summary>
internal static class FixedMemberCheck
{
    /// <summary>
    /// Checks the member 'properties' of a PUT on an existing compute. A fixed member can be null or left out, or repeat the value that was
    /// sent or the value that a GET shows.
    /// </summary>
    /// <param name="given">The member 'properties' of the body.</param>
    /// <param name="sent">The member 'properties' as earlier requests sent it.</param>
    /// <param name="shown">The member 'properties' of a GET.</param>
    /// <param name="changeableMembers">The members of 'properties.properties' that are not fixed.</param>
    public static void CheckFixedMembers(
        JsonObject given, JsonObject sent, JsonObject shown, IReadOnlyList<string> changeableMembers)
    {
        foreach (string name in (string[])["computeLocation", "resourceId"])
        {
            string? value = (string?)given[name];
            RejectChange(
                value is not null && !value.EqualsIgnoreCase((string?)sent[name]) && !value.EqualsIgnoreCase((string?)shown[name]),
                $"properties.{name}");
        }

        JsonObject typeProperties = (JsonObject)given["properties"]!;
        foreach (KeyValuePair<string, JsonNode?> member in typeProperties.Where(member => !changeableMembers.Contains(member.Key)))
        {
            string path = $"properties.properties.{member.Key}";
            CheckFixedMember(member.Value, sent["properties"]![member.Key], shown["properties"]?[member.Key], path);
        }
    }

    /// <summary>Rejects a request with status 400 if it changes a fixed member.</summary>
    public static void RejectChange(bool isChanged, string path) =>
        ServiceError.ThrowIf(isChanged, $"The member '{path}' of an existing compute cannot be changed.", path);

    private static void CheckFixedMember(JsonNode? value, JsonNode? sent, JsonNode? shown, string path)
    {
        if (value is JsonObject members)
        {
            foreach (KeyValuePair<string, JsonNode?> member in members)
            {
                JsonNode? sentMember = (sent as JsonObject)?[member.Key];
                JsonNode? shownMember = (shown as JsonObject)?[member.Key];
                CheckFixedMember(member.Value, sentMember, shownMember, $"{path}.{member.Key}");
            }
        }
        else
        {
            RejectChange(value is not null && !JsonText.AreEqual(value, sent) && !JsonText.AreEqual(value, shown), path);
        }
    }
}
