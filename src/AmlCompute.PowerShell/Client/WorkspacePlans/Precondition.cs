using System.Globalization;
using System.Text.Json.Nodes;
using AmlCompute.Client.Planning;
using AmlCompute.Settings;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>
/// The state of a target that a step was planned for. A step is out of date if the target is gone or was created again, or if a property
/// differs that the request of the step would overwrite. Node counts and the time of the last change do not matter, and the state only
/// matters for a step that changes it.
/// </summary>
internal static class Precondition
{
    /// <summary>Returns the state of a target as JSON, for the steps of a plan; the empty text if the target must not exist.</summary>
    public static string Of(TargetPlan plan)
    {
        if (plan.Live is not { } live)
        {
            return string.Empty;
        }

        JsonObject state = new() { ["createdOn"] = Time(live), ["type"] = live.ComputeType };
        if (plan.Steps.Any(step => step is PowerStep or ResizeStep))
        {
            state["state"] = live.State;
        }

        JsonObject members = [];

        // An entry of a list can omit a property.
        foreach (string name in Overwritten(plan).Where(name => MemberOf(live, name) is not { } member || live.Shows(member)))
        {
            members[name] = DigestOf(live, name);
        }

        state["members"] = members;
        return state.ToJsonString(JsonText.Compact);
    }

    /// <summary>Returns the difference of a target from the state that a step was planned for, as a sentence; null for none.</summary>
    public static string? ChangeSince(string precondition, string name, ComputeTarget? live, string basis = "plan")
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

        if ((string?)state["createdOn"] != Time(live))
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

        string[] changed =
        [
            .. state["members"]!.AsObject()
                .Where(member => (string?)member.Value != DigestOf(live, member.Key))
                .Select(member => member.Key),
        ];
        return changed.Length == 0
            ? null
            : $"{string.Join(", ", changed)} of compute target '{name}' changed after the {basis}: "
                + $"{string.Join("; ", changed.Select(member => $"{member} is now {ValueText(live, member)}"))}.";
    }

    /// <summary>Returns the configuration without settings that the step does not change, which another client may have changed.</summary>
    public static ComputeConfiguration Restrict(ComputeConfiguration configuration, string precondition)
    {
        JsonObject planned = JsonNode.Parse(precondition)!["members"]!.AsObject();
        return configuration.Without(ComputeMembers.Of(ComputeTypes.ClassOf(configuration.ComputeType))
            .Where(member => !planned.ContainsKey(member.Key)
                && member.Value != ComputeTarget.Members.ComputeType
                && !MemberComparison.IsNeverShown(member.Value))
            .Select(member => member.Value));
    }

    /// <summary>Returns the properties that the steps would overwrite.</summary>
    private static IEnumerable<string> Overwritten(TargetPlan plan)
    {
        if (!plan.Steps.Any(step => step is PutStep or CreateStep))
        {
            return plan.Steps.All(step => step is RemoveStep)
                ? []
                : plan.Differences.Concat(plan.Repeated).Select(difference => difference.Name);
        }

        return ComputeMembers.Of(plan.Live!.GetType())
            .Where(member => member.Value.Access != MemberAccess.ReadOnly && !MemberComparison.IsNeverShown(member.Value))
            .Select(member => member.Key)
            .OrderBy(name => name, StringComparer.Ordinal);
    }

    private static string DigestOf(ComputeTarget live, string property) =>
        MemberOf(live, property) is { } member
            ? TextDigest.Of(MemberComparison.TextOf(member, member.Find(live.ToNode()))).Substring(0, 16)
            : string.Empty;

    private static string ValueText(ComputeTarget live, string property) =>
        MemberOf(live, property) is { } member ? MemberText.Of(member, member.Find(live.ToNode())) : "unknown";

    private static JsonMember? MemberOf(ComputeTarget live, string property) =>
        ComputeMembers.Of(live.GetType()).TryGetValue(property, out JsonMember? member) ? member : null;

    private static string Time(ComputeTarget live) =>
        live.CreatedOn?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? string.Empty;
}
