using System.Security;
using System.Text.Json.Nodes;

namespace AmlCompute.Settings;

/// <summary>Tells whether a value of the service and one that a user wants are the same, in whatever form each is written.</summary>
internal static class MemberComparison
{
    private static readonly HashSet<JsonMember> ExactTexts =
    [
        ComputeTarget.Members.Description, ComputeCluster.Members.SshPublicKey, ComputeCluster.Members.AdminUserName, ComputeInstance.Members.SshPublicKey,
    ];

    /// <summary>Members that the service takes and never shows, so that nothing can be said about them.</summary>
    private static readonly HashSet<JsonMember> NeverShown =
    [
        ComputeInstance.Members.SshPublicKey,
        SshMembers.AdminUserName, SshMembers.SshPublicKey,
    ];

    public static bool IsNeverShown(JsonMember member) => member is JsonMember<SecureString> || NeverShown.Contains(member);

    public static bool AreSame(JsonMember member, JsonNode? live, JsonNode? wanted) =>
        member == ComputeTarget.Members.Identity ? IdentityText(live) == IdentityText(wanted)
        : member == ComputeTarget.Members.Location || member == ComputeTarget.Members.ComputeLocation
            ? string.Equals(Text(live).Replace(" ", string.Empty), Text(wanted).Replace(" ", string.Empty), StringComparison.OrdinalIgnoreCase)
        : member == ComputeCluster.Members.RemoteLogin && Text(wanted) == "NotSpecified" ? true
        : member == ComputeInstance.Members.Schedules ? SortedText(live, AsSchedule) == SortedText(wanted, AsSchedule)
        : member == ComputeInstance.Members.CustomServices ? SortedText(live, Plain) == SortedText(wanted, Plain)
        : member == ComputeInstance.Members.DataMounts ? MountsStillWanted(live, wanted).Count == 0
        : member is JsonMember<TimeSpan?> ? Equals(member.ReadNode(live), member.ReadNode(wanted))
        : member is JsonMember<string>
            ? string.Equals(Text(live), Text(wanted), ExactTexts.Contains(member) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase)
        : CanonicalText(live) == CanonicalText(wanted);

    /// <summary>Of the mounts and unmounts that a user wants, those that the service has not been asked for yet.</summary>
    public static JsonArray MountsStillWanted(JsonNode? live, JsonNode? wanted) =>
        new([.. (wanted as JsonArray ?? []).Where(wish => !IsMounted(live as JsonArray ?? [], wish)).Select(wish => wish?.DeepClone())]);

    /// <summary>Whether two schedules do the same at the same times; whether they are enabled does not matter.</summary>
    public static bool AreSameSchedule(JsonNode? one, JsonNode? other)
    {
        static string TextOf(JsonNode? node)
        {
            JsonNode? plain = AsSchedule(node);
            if (plain is JsonObject schedule)
            {
                ComputeSchedule.Members.Status.Take(schedule);
            }

            return plain?.ToJsonString() ?? string.Empty;
        }

        return TextOf(one) == TextOf(other);
    }

    private static bool IsMounted(JsonArray live, JsonNode? wish)
    {
        JsonObject wanted = wish as JsonObject ?? [];
        string name = Text(DataMount.Members.MountName.Find(wanted));
        bool unmounts = Text(DataMount.Members.MountAction.Find(wanted)) == "Unmount";
        JsonObject? there = live.OfType<JsonObject>().FirstOrDefault(
            mount => string.Equals(Text(DataMount.Members.MountName.Find(mount)), name, StringComparison.OrdinalIgnoreCase));
        string state = there is null ? string.Empty : Text(DataMount.Members.MountState.Find(there));
        return unmounts
            ? state is "Unmounted" or "UnmountRequested"
            : state is "Mounted" or "MountRequested" && wanted.All(member => member.Value is null || CanonicalText(member.Value) == CanonicalText(there![member.Key]));
    }

    /// <summary>Kind and ids; an identity that is not there is none.</summary>
    private static string IdentityText(JsonNode? node)
    {
        ComputeIdentity? identity = (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(node);
        string type = (identity?.Type ?? ComputeIdentity.None).Replace(" ", string.Empty);
        return $"{type} {string.Join(" ", (identity?.UserAssignedIdentities.Keys ?? []).Select(id => id.ToUpperInvariant()).OrderBy(id => id, StringComparer.Ordinal))}";
    }

    private static string SortedText(JsonNode? node, Func<JsonNode?, JsonNode?> plain) =>
        string.Join("\n", (node as JsonArray ?? []).Select(item => plain(item)?.ToJsonString() ?? string.Empty).OrderBy(text => text, StringComparer.Ordinal));

    /// <summary>A schedule as it is without what the service adds, with the defaults it stands for.</summary>
    private static JsonNode? AsSchedule(JsonNode? node)
    {
        if (node?.DeepClone() is not JsonObject schedule)
        {
            return Plain(node);
        }

        ComputeSchedule.RemoveAdditions(schedule);
        ComputeSchedule.Members.Id.Take(schedule);
        SetDefault(ComputeSchedule.Members.Status, schedule, "Enabled");
        SetDefault(ComputeScheduleCron.Members.TimeZone, ComputeSchedule.Members.Cron.Find(schedule) as JsonObject, "UTC");
        SetDefault(ComputeScheduleRecurrence.Members.TimeZone, ComputeSchedule.Members.Recurrence.Find(schedule) as JsonObject, "UTC");

        return Plain(schedule);
    }

    private static void SetDefault(JsonMember<string> member, JsonObject? parent, string value)
    {
        if (parent is not null && member.Find(parent) is null)
        {
            member.Write(parent, value);
        }
    }

    private static string CanonicalText(JsonNode? node) => Plain(node)?.ToJsonString() ?? string.Empty;

    /// <summary>Without nulls and what is empty, members in the order of their names: an absent member, a null and an empty list are the same to the service.</summary>
    private static JsonNode? Plain(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                JsonObject ordered = [];
                foreach (KeyValuePair<string, JsonNode?> member in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    if (Plain(member.Value) is { } value)
                    {
                        ordered[member.Key] = value;
                    }
                }

                return ordered.Count == 0 ? null : ordered;
            case JsonArray items:
                return items.Count == 0 ? null : new JsonArray([.. items.Select(Plain)]);
            default:
                return node?.DeepClone();
        }
    }

    private static string Text(JsonNode? node) => JsonMembers.TextOf(node) ?? string.Empty;
}
