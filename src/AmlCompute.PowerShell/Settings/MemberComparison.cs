using System.Security;

namespace AmlCompute.Settings;

/// <summary>Compares values of the service with wanted values, independent of the form in which they are written.</summary>
internal static class MemberComparison
{
    private static readonly HashSet<JsonMember> ExactTexts =
    [
        ComputeTarget.Members.Description,
        ComputeCluster.Members.SshPublicKey,
        ComputeCluster.Members.AdminUserName,
        ComputeInstance.Members.SshPublicKey,

        // The names of Kubernetes are compared with case.
        KubernetesCompute.Members.Namespace,
        KubernetesCompute.Members.DefaultInstanceType,
        KubernetesCompute.Members.VcName,
        KubernetesCompute.Members.ExtensionInstanceReleaseTrain,
        KubernetesCompute.Members.RelayConnectionString,
        KubernetesCompute.Members.ServiceBusConnectionString,
    ];

    /// <summary>Members that the service accepts and never returns, so they cannot be compared.</summary>
    private static readonly HashSet<JsonMember> NeverShown =
    [
        ComputeInstance.Members.SshPublicKey,
        SshMembers.AdminUserName, SshMembers.SshPublicKey,
    ];

    public static bool IsNeverShown(JsonMember member) => member is JsonMember<SecureString> || NeverShown.Contains(member);

    public static bool AreSame(JsonMember member, JsonNode? live, JsonNode? wanted) => member switch
    {
        _ when member == ComputeCluster.Members.RemoteLogin && member.ReadNode(wanted) is "NotSpecified" => true,
        _ when member == ComputeInstance.Members.DataMounts => MountsStillWanted(live, wanted).Count == 0,
        _ => string.Equals(TextOf(member, live), TextOf(member, wanted), StringComparison.Ordinal),
    };

    /// <summary>Returns a text that is the same for two values if and only if they are the same.</summary>
    public static string TextOf(JsonMember member, JsonNode? value) => member switch
    {
        _ when member == ComputeTarget.Members.Identity => IdentityText(value),
        _ when member == ComputeTarget.Members.Location || member == ComputeTarget.Members.ComputeLocation =>
            RegionNames.KeyOf(Text(value)),
        _ when member == ComputeTarget.Members.Tags => TagsText(value),
        _ when member == ComputeInstance.Members.Schedules => SortedText(value, AsSchedule),
        _ when member == ComputeInstance.Members.CustomServices => SortedText(member.Shape.Canonical(value), Sorted),
        JsonMember<TimeSpan?> => $"{member.ReadNode(value)}",
        JsonMember<string> when ExactTexts.Contains(member) => Text(value),
        JsonMember<string> => ResourceIdText.KeyOf(Text(value)).ToUpperInvariant(),
        _ => CanonicalText(member.Shape.Canonical(value)),
    };

    /// <summary>Returns the wanted mounts and unmounts that were not requested from the service yet.</summary>
    public static JsonArray MountsStillWanted(JsonNode? live, JsonNode? wanted) => new(
    [
        .. (wanted as JsonArray ?? [])
            .Where(mount => !IsMounted(live as JsonArray ?? [], mount))
            .Select(mount => mount?.DeepClone()),
    ]);

    /// <summary>Returns true if two schedules have the same action and times; their status is ignored.</summary>
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

    private static bool IsMounted(JsonArray live, JsonNode? mount)
    {
        JsonShape shape = JsonShape.Of(typeof(DataMount));
        JsonObject wanted = shape.Canonical(mount) as JsonObject ?? [];
        string name = Text(DataMount.Members.MountName.Find(wanted));
        bool unmounts = Text(DataMount.Members.MountAction.Find(wanted)) == "Unmount";
        JsonObject? existing = live.OfType<JsonObject>().FirstOrDefault(
            known => string.Equals(Text(DataMount.Members.MountName.Find(known)), name, StringComparison.OrdinalIgnoreCase));
        existing = shape.Canonical(existing) as JsonObject;
        JsonMember<string> mountState = DataMount.Members.MountState;
        string? state = existing is null ? null : mountState.ReadNode(mountState.Find(existing)) as string;
        return unmounts
            ? state is "Unmounted" or "UnmountRequested"
            : state is "Mounted" or "MountRequested"
                && wanted.All(member => member.Value is null || CanonicalText(member.Value) == CanonicalText(existing![member.Key]));
    }

    /// <summary>Returns type and ids; a missing identity is the same as the type None.</summary>
    private static string IdentityText(JsonNode? node)
    {
        ComputeIdentity? identity = (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(node);
        string type = (identity?.Type ?? ComputeIdentity.None).ToUpperInvariant();
        IEnumerable<string> ids = (identity?.UserAssignedIdentities.Keys ?? []).Select(ResourceIdText.KeyOf);
        return $"{type} {string.Join(" ", ids.OrderBy(id => id, StringComparer.Ordinal))}";
    }

    /// <summary>Returns the tags; ARM compares their names without case, and their values with it.</summary>
    private static string TagsText(JsonNode? node)
    {
        JsonObject tags = [];
        foreach (KeyValuePair<string, JsonNode?> tag in node as JsonObject ?? [])
        {
            tags[tag.Key.ToUpperInvariant()] = tag.Value?.DeepClone();
        }

        return CanonicalText(tags);
    }

    private static string SortedText(JsonNode? node, Func<JsonNode?, JsonNode?> plain)
    {
        IEnumerable<string> texts = (node as JsonArray ?? []).Select(item => plain(item)?.ToJsonString() ?? string.Empty);
        return string.Join("\n", texts.OrderBy(text => text, StringComparer.Ordinal));
    }

    /// <summary>Returns a schedule without the members that the service adds and with explicit defaults.</summary>
    private static JsonNode? AsSchedule(JsonNode? node)
    {
        if (JsonShape.Of(typeof(ComputeSchedule)).Canonical(node) is not JsonObject schedule)
        {
            return Sorted(node);
        }

        ComputeSchedule.RemoveAdditions(schedule);
        ComputeSchedule.Members.Id.Take(schedule);
        SetDefault(ComputeSchedule.Members.Status, schedule, "Enabled");
        SetTimeZone(ComputeSchedule.Members.Cron.Find(schedule) as JsonObject);
        SetTimeZone(ComputeSchedule.Members.Recurrence.Find(schedule) as JsonObject);
        return Sorted(schedule);
    }

    private static void SetDefault(JsonMember<string> member, JsonObject? parent, string value)
    {
        if (parent is not null && member.Find(parent) is null)
        {
            member.Write(parent, value);
        }
    }

    private static void SetTimeZone(JsonObject? trigger)
    {
        JsonMember<string> member = ComputeScheduleCron.Members.TimeZone;
        SetDefault(member, trigger, "UTC");
        if (trigger is not null && ScheduleBuilder.TryFindTimeZone(Text(member.Find(trigger)), out string? known) is null)
        {
            member.Write(trigger, known);
        }
    }

    private static string CanonicalText(JsonNode? node) => Sorted(node)?.ToJsonString() ?? string.Empty;

    /// <summary>Returns the JSON with sorted members, without nulls and empty values, which the service treats as absent.</summary>
    public static JsonNode? Sorted(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                JsonObject ordered = [];
                foreach (KeyValuePair<string, JsonNode?> member in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    if (Sorted(member.Value) is { } value)
                    {
                        ordered[member.Key] = value;
                    }
                }

                return ordered.Count == 0 ? null : ordered;
            case JsonArray items:
                return items.Count == 0 ? null : new JsonArray([.. items.Select(Sorted)]);
            default:
                return JsonMembers.TextOf(node) is { } text ? JsonValue.Create(ResourceIdText.KeyOf(text)) : node?.DeepClone();
        }
    }

    private static string Text(JsonNode? node) => JsonMembers.TextOf(node) ?? string.Empty;
}
