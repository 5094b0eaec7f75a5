using System.Security;

namespace AmlCompute.Models;

/// <summary>Formats values of JSON members as text for users.</summary>
internal static class MemberText
{
    /// <summary>Formats JSON. Secrets are masked, and values of environment variables of custom services are left out.</summary>
    public static string Of(JsonMember member, JsonNode? node)
    {
        string text = IsSecret(member) ? Redaction.Mask
            : member == ComputeTarget.Members.Identity ? ShowIdentity(node)
            : ValueText.Of(member.ReadNode(node));
        return text.Length == 0 ? "none" : text;
    }

    /// <summary>Formats a value of the member's type, or JSON that the user wrote.</summary>
    public static string OfValue(JsonMember member, object value) => IsSecret(member) ? Redaction.Mask : Of(member, member.ToNode(value));

    private static bool IsSecret(JsonMember member) => member is JsonMember<SecureString>;

    private static string ShowIdentity(JsonNode? node)
    {
        ComputeIdentity? identity = (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(node);
        IEnumerable<string> names = identity?.UserAssignedIdentities.Keys.Select(ResourceIdText.NameOf) ?? [];
        return $"{identity?.Type} {string.Join(", ", names)}".Trim();
    }
}
