using System.Security;

namespace AmlCompute.Settings;

/// <summary>
/// Compares the value of a member in a target with the wanted value. Different forms of one value are the same: other casing of words,
/// another order of members, missing defaults.
/// </summary>
internal static class MemberComparison
{
    /// <summary>Text members that are compared with case; all other text members are compared without it, as the service does.</summary>
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
    ];

    /// <summary>Members without a secret that the service accepts and never returns, so they cannot be compared.</summary>
    private static readonly HashSet<JsonMember> NeverReturned =
    [
        ComputeInstance.Members.SshPublicKey,
        SshMembers.AdminUserName, SshMembers.SshPublicKey,
    ];

    /// <summary>Returns true if the service accepts a member and never returns it.</summary>
    public static bool IsNeverReturned(JsonMember member) => member is JsonMember<SecureString> || NeverReturned.Contains(member);

    /// <summary>Returns true if the live value of a member already is the wanted one; null stands for a missing value.</summary>
    public static bool AreSame(JsonMember member, JsonNode? live, JsonNode? wanted) => member switch
    {
        // NotSpecified lets the service choose, so every value is the same.
        _ when member == ComputeCluster.Members.RemoteLogin && member.ReadNode(wanted) is "NotSpecified" => true,
        _ when member == ComputeInstance.Members.DataMounts => FindMissingMounts(live, wanted).Count == 0,
        _ => string.Equals(GetComparisonText(member, live), GetComparisonText(member, wanted), StringComparison.Ordinal),
    };

    /// <summary>Returns a text that is equal for two forms of the same value.</summary>
    public static string GetComparisonText(JsonMember member, JsonNode? value) => member switch
    {
        _ when member == ComputeTarget.Members.Identity => GetIdentityText(value),
        _ when member == ComputeTarget.Members.Location || member == ComputeTarget.Members.ComputeLocation =>
            RegionNames.Normalize(ReadText(value)),
        _ when member == ComputeTarget.Members.Tags => GetTagsText(value),
        _ when member == ComputeInstance.Members.Schedules => GetSortedText(value, NormalizeSchedule),
        _ when member == ComputeInstance.Members.CustomServices => GetSortedText(member.Shape.NormalizeWords(value), Normalize),

        // The ids of the user and the tenant are GUIDs.
        _ when member == ComputeInstance.Members.AssignedUser => GetNormalText(value).ToUpperInvariant(),
        JsonMember<TimeSpan?> => $"{member.ReadNode(value)}",
        JsonMember<string> when ExactTexts.Contains(member) => ReadText(value),
        JsonMember<string> => ResourceIdText.Normalize(ReadText(value)).ToUpperInvariant(),
        _ => GetNormalText(member.Shape.NormalizeWords(value)),
    };

    /// <summary>Returns the wanted mounts and unmounts that were not requested from the service yet.</summary>
    public static JsonArray FindMissingMounts(JsonNode? live, JsonNode? wanted) => new(
    [
        .. (wanted as JsonArray ?? [])
            .Where(mount => !IsMounted(live as JsonArray ?? [], mount))
            .Select(mount => mount?.DeepClone()),
    ]);

    /// <summary>Returns true if two schedules have the same action and times; their status is ignored.</summary>
    public static bool AreSameSchedule(JsonNode? first, JsonNode? second)
    {
        return GetTextWithoutStatus(first) == GetTextWithoutStatus(second);

        static string GetTextWithoutStatus(JsonNode? node)
        {
            JsonNode? normal = NormalizeSchedule(node);
            if (normal is JsonObject schedule)
            {
                ComputeSchedule.Members.Status.RemoveFrom(schedule);
            }

            return normal?.ToJsonString() ?? string.Empty;
        }
    }

    /// <summary>
    /// Returns the JSON with sorted members, with the ids of resources in one form, and without null members, empty objects and empty
    /// lists, which the service treats as absent.
    /// </summary>
    public static JsonNode? Normalize(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                JsonObject ordered = [];
                foreach (KeyValuePair<string, JsonNode?> member in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    if (Normalize(member.Value) is { } value)
                    {
                        ordered[member.Key] = value;
                    }
                }

                return ordered.Count == 0 ? null : ordered;
            case JsonArray items:
                return items.Count == 0 ? null : new JsonArray([.. items.Select(Normalize)]);
            default:
                return JsonText.ReadString(node) is { } text ? JsonValue.Create(ResourceIdText.Normalize(text)) : node?.DeepClone();
        }
    }

    /// <summary>Returns true if the target has a mount in the wanted state, or the service is about to change it to that state.</summary>
    private static bool IsMounted(JsonArray live, JsonNode? mount)
    {
        JsonShape shape = JsonShape.CreateForModel(typeof(DataMount));
        JsonObject wanted = shape.NormalizeWords(mount) as JsonObject ?? [];
        string name = ReadText(DataMount.Members.MountName.FindNode(wanted));
        JsonObject? sameName = live.OfType<JsonObject>().FirstOrDefault(
            known => string.Equals(ReadText(DataMount.Members.MountName.FindNode(known)), name, StringComparison.OrdinalIgnoreCase));
        if (shape.NormalizeWords(sameName) is not JsonObject existing)
        {
            return false;
        }

        JsonMember<string> mountState = DataMount.Members.MountState;
        string? state = mountState.ReadNode(mountState.FindNode(existing)) as string;
        return ReadText(DataMount.Members.MountAction.FindNode(wanted)) == "Unmount"
            ? state is "Unmounted" or "UnmountRequested"
            : state is "Mounted" or "MountRequested"
                && wanted.All(member => member.Value is null || GetNormalText(member.Value) == GetNormalText(existing[member.Key]));
    }

    /// <summary>Returns type and ids; a missing identity is the same as the type None.</summary>
    private static string GetIdentityText(JsonNode? node)
    {
        ComputeIdentity? identity = (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(node);
        string type = (identity?.Type ?? ComputeIdentity.None).ToUpperInvariant();
        IEnumerable<string> ids = (identity?.UserAssignedIdentities.Keys ?? []).Select(ResourceIdText.Normalize);
        return $"{type} {string.Join(" ", ids.OrderBy(id => id, StringComparer.Ordinal))}";
    }

    /// <summary>Returns the tags; ARM compares their names without case, and their values with it.</summary>
    private static string GetTagsText(JsonNode? node)
    {
        SortedDictionary<string, JsonNode?> tags = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, JsonNode?> tag in (node as JsonObject ?? []).Where(tag => tag.Value is not null))
        {
            tags[tag.Key.ToUpperInvariant()] = JsonText.ReadString(tag.Value) is { } text ? JsonValue.Create(text) : tag.Value!.DeepClone();
        }

        return tags.Count == 0 ? string.Empty : new JsonObject(tags).ToJsonString();
    }

    /// <summary>Returns the normalized items of a list, sorted, because the service can return them in another order.</summary>
    private static string GetSortedText(JsonNode? node, Func<JsonNode?, JsonNode?> normalize)
    {
        IEnumerable<string> texts = (node as JsonArray ?? []).Select(item => normalize(item)?.ToJsonString() ?? string.Empty);
        return string.Join("\n", texts.OrderBy(text => text, StringComparer.Ordinal));
    }

    /// <summary>
    /// Returns a schedule without the members that the service adds, with explicit defaults, and with the Windows names of time zones.
    /// </summary>
    private static JsonNode? NormalizeSchedule(JsonNode? node)
    {
        if (JsonShape.CreateForModel(typeof(ComputeSchedule)).NormalizeWords(node) is not JsonObject schedule)
        {
            return Normalize(node);
        }

        ComputeSchedule.RemoveAdditions(schedule);
        ComputeSchedule.Members.Id.RemoveFrom(schedule);
        SetDefault(ComputeSchedule.Members.Status, schedule, "Enabled");
        SetTimeZone(ComputeSchedule.Members.Cron.FindNode(schedule) as JsonObject);
        SetTimeZone(ComputeSchedule.Members.Recurrence.FindNode(schedule) as JsonObject);
        return Normalize(schedule);
    }

    private static void SetDefault(JsonMember<string> member, JsonObject? parent, string value)
    {
        if (parent is not null && member.FindNode(parent) is null)
        {
            member.Write(parent, value);
        }
    }

    /// <summary>Replaces the time zone by its Windows name, which the service returns; a missing one is UTC.</summary>
    private static void SetTimeZone(JsonObject? trigger)
    {
        JsonMember<string> member = ComputeScheduleCron.Members.TimeZone;
        SetDefault(member, trigger, "UTC");
        if (trigger is not null && TimeZoneNames.FindWindowsName(ReadText(member.FindNode(trigger))) is { } windowsName)
        {
            member.Write(trigger, windowsName);
        }
    }

    private static string GetNormalText(JsonNode? node) => Normalize(node)?.ToJsonString() ?? string.Empty;

    private static string ReadText(JsonNode? node) => JsonText.ReadString(node) ?? string.Empty;
}
