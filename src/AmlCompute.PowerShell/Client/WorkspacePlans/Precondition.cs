using System.Globalization;
using AmlCompute.Client.Planning;
using AmlCompute.Settings;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>
/// Writes the state of a target that a step was planned for, and finds changes since then. A step is out of date if the target is gone or
/// was created again, or if a property differs that the request of the step would overwrite. Node counts and the time of the last change do
/// not matter, and the state only matters for a step that changes it.
/// </summary>
internal static class Precondition
{
    /// <summary>Returns the state of a target as JSON, for the steps of a plan; the empty text if the target must not exist.</summary>
    public static string CreateJson(TargetPlan plan)
    {
        if (plan.Live is not { } live)
        {
            return string.Empty;
        }

        JsonObject state = new() { ["createdOn"] = WriteCreationTime(live), ["type"] = live.ComputeType };
        if (plan.Steps.Any(step => step is InstanceStep))
        {
            state["state"] = live.State;
        }

        JsonObject digests = [];
        foreach (string property in FindOverwrittenProperties(plan))
        {
            // An entry of a list can omit a property.
            if (FindMember(live, property) is not { } member || live.HasValueFor(member))
            {
                digests[property] = CreateDigest(live, property);
            }
        }

        state["members"] = digests;
        return state.ToJsonString(JsonText.Compact);
    }

    /// <summary>Returns the difference of a target from the state that a step was planned for, as a sentence; null for none.</summary>
    public static string? FindChange(string precondition, string name, ComputeTarget? live, string basis = "plan")
    {
        string target = $"Compute target '{name}'";
        if (precondition.Length == 0)
        {
            return live is null or { IsBeingDeleted: true } ? null : $"{target} was created after the {basis}.";
        }

        JsonObject state = JsonNode.Parse(precondition)!.AsObject();
        if (live is null or { IsBeingDeleted: true })
        {
            return $"{target} was removed after the {basis}.";
        }

        if ((string?)state["createdOn"] != WriteCreationTime(live))
        {
            return $"{target} was removed and created again after the {basis}.";
        }

        if (!string.Equals((string?)state["type"], live.ComputeType, StringComparison.OrdinalIgnoreCase))
        {
            return $"{target} is now of type {live.ComputeType}; at the time of the {basis} it was of type {state["type"]}.";
        }

        if (state["state"] is { } planned && !string.Equals((string?)planned, live.State, StringComparison.OrdinalIgnoreCase))
        {
            return $"The state of compute target '{name}' is {live.State}; at the time of the {basis} it was {planned}.";
        }

        string[] changed = FindChangedProperties(state["members"]!.AsObject(), live);
        return changed.Length == 0
            ? null
            : $"{string.Join(", ", changed)} of compute target '{name}' changed after the {basis}: "
                + $"{string.Join("; ", changed.Select(property => $"{property} is now {DescribeValue(live, property)}"))}.";
    }

    /// <summary>Returns the configuration without settings that the step does not change, which another client may have changed.</summary>
    public static ComputeConfiguration RemoveUnplannedSettings(ComputeConfiguration configuration, string precondition)
    {
        JsonObject planned = JsonNode.Parse(precondition)!["members"]!.AsObject();
        return configuration.CopyWithout(ComputeMembers.ListMembers(ComputeTypes.GetClass(configuration.ComputeType))
            .Where(member => !planned.ContainsKey(member.Key)
                && member.Value != ComputeTarget.Members.ComputeType
                && !MemberComparison.IsNeverReturned(member.Value))
            .Select(member => member.Value));
    }

    /// <summary>Returns the properties that the steps would overwrite.</summary>
    private static IEnumerable<string> FindOverwrittenProperties(TargetPlan plan)
    {
        if (plan.Steps.All(step => step is RemoveStep))
        {
            return [];
        }

        if (!plan.Steps.Any(step => step is PutStep or CreateStep))
        {
            return plan.Differences.Concat(plan.RepeatedValues).Select(difference => difference.Name);
        }

        return ComputeMembers.ListMembers(plan.Live!.GetType())
            .Where(member => member.Value.Access != MemberAccess.ReadOnly && !MemberComparison.IsNeverReturned(member.Value))
            .Select(member => member.Key)
            .OrderBy(name => name, StringComparer.Ordinal);
    }

    private static string[] FindChangedProperties(JsonObject plannedDigests, ComputeTarget live) =>
    [
        .. plannedDigests.Where(digest => (string?)digest.Value != CreateDigest(live, digest.Key)).Select(digest => digest.Key),
    ];

    private static string CreateDigest(ComputeTarget live, string property) =>
        FindMember(live, property) is { } member
            ? TextDigest.ComputeHex(MemberComparison.GetComparisonText(member, member.FindNode(live.ToNode()))).Substring(0, 16)
            : string.Empty;

    private static string DescribeValue(ComputeTarget live, string property) =>
        FindMember(live, property) is { } member ? MemberText.FormatNode(member, member.FindNode(live.ToNode())) : "unknown";

    private static JsonMember? FindMember(ComputeTarget live, string property) =>
        ComputeMembers.ListMembers(live.GetType()).TryGetValue(property, out JsonMember? member) ? member : null;

    private static string WriteCreationTime(ComputeTarget live) =>
        live.CreatedOn?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? string.Empty;
}
