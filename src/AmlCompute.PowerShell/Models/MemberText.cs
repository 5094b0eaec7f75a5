using System.Security;

namespace AmlCompute.Models;

/// <summary>Formats values of JSON members as text for tables, messages and the differences of comparisons.</summary>
internal static class MemberText
{
    /// <summary>Formats JSON; no value is <c>none</c>. A secret member is <c>***</c>, with or without a value.</summary>
    public static string FormatNode(JsonMember member, JsonNode? node)
    {
        string text =
            IsSecret(member) ? Redaction.Mask
            : member == ComputeTarget.Members.Identity ? FormatIdentity(node)
            : ValueText.Format(member.ReadNode(node));
        return text.Length == 0 ? "none" : text;
    }

    /// <summary>Formats a value of the member's type, or JSON that the user wrote.</summary>
    public static string FormatValue(JsonMember member, object value) =>
        IsSecret(member) ? Redaction.Mask : FormatNode(member, member.ToNode(value));

    private static bool IsSecret(JsonMember member) => member is JsonMember<SecureString>;

    private static string FormatIdentity(JsonNode? node)
    {
        ComputeIdentity? identity = (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(node);
        IEnumerable<string> names = identity?.UserAssignedIdentities.Keys.Select(ResourceIdText.GetName) ?? [];
        return $"{identity?.Type} {string.Join(", ", names)}".Trim();
    }
}
