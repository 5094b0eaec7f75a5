using System.Globalization;
using AmlCompute.Client.Planning;
using AmlCompute.Settings;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>
/// Writes the state of a target that a step was planned for, and finds changes since then. A step is out of date if the target is gone,
/// was created or created again, or has another type, or if a property differs that the request of the step would overwrite. Current
/// nodes and the time of the last change do not matter; the state only matters for a start, stop, restart or resize.
/// </summary>
/// <remarks>
/// The state is JSON, because a saved plan contains it as a text: <c>createdOn</c>, <c>type</c>, <c>state</c> if it matters, and
/// <c>members</c>, the digests of the values by the names of the properties.
/// </remarks>
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

        MemberValues values = new(live);
        JsonObject digests = [];
        foreach (string property in FindOverwrittenProperties(plan))
        {
            // An entry of a list can omit a property.
            if (values.FindMember(property) is not { } member || live.HasValueFor(member))
            {
                digests[property] = values.CreateDigest(property);
            }
        }

        state["members"] = digests;
        return state.ToJsonString(JsonText.Compact);
    }

    /// <summary>Returns the difference of a target from the state that a step was planned for, as a sentence; null for none.</summary>
    /// <param name="precondition">The state, as <see cref="CreateJson"/> wrote it.</param>
    /// <param name="name">The name of the target.</param>
    /// <param name="live">The current target; null if it does not exist.</param>
    /// <param name="basis">The word for the origin of the state in the sentence: plan or comparison.</param>
    public static string? FindChange(string precondition, string name, ComputeTarget? live, string basis = "plan")
    {
        bool exists = live is { IsBeingDeleted: false };
        if (precondition.Length == 0)
        {
            return exists ? $"Compute target '{name}' was created after the {basis}." : null;
        }

        if (!exists)
        {
            return $"Compute target '{name}' was removed after the {basis}.";
        }

        JsonObject planned = JsonNode.Parse(precondition)!.AsObject();
        return FindOtherTarget(planned, name, live!, basis)
            ?? FindOtherState(planned, name, live!, basis)
            ?? FindOtherProperties(planned, name, live!, basis);
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

    /// <summary>Returns a sentence if the target is not the planned one, but has its name; null if it is.</summary>
    private static string? FindOtherTarget(JsonObject planned, string name, ComputeTarget live, string basis)
    {
        if ((string?)planned["createdOn"] != WriteCreationTime(live))
        {
            return $"Compute target '{name}' was removed and created again after the {basis}.";
        }

        return string.Equals((string?)planned["type"], live.ComputeType, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"Compute target '{name}' is now of type {live.ComputeType}; "
                + $"at the time of the {basis} it was of type {planned["type"]}.";
    }

    /// <summary>Returns a sentence if the state matters and differs from the planned one; null otherwise.</summary>
    private static string? FindOtherState(JsonObject planned, string name, ComputeTarget live, string basis) =>
        planned["state"] is { } state && !string.Equals((string?)state, live.State, StringComparison.OrdinalIgnoreCase)
            ? $"The state of compute target '{name}' is {live.State ?? "unknown"}; at the time of the {basis} it was {state}."
            : null;

    /// <summary>Returns a sentence about the properties whose values differ from the planned ones; null for none.</summary>
    private static string? FindOtherProperties(JsonObject planned, string name, ComputeTarget live, string basis)
    {
        MemberValues values = new(live);
        string[] changed =
        [
            .. planned["members"]!.AsObject()
                .Where(digest => (string?)digest.Value != values.CreateDigest(digest.Key))
                .Select(digest => digest.Key),
        ];
        return changed.Length == 0
            ? null
            : $"{string.Join(", ", changed)} of compute target '{name}' changed after the {basis}: "
                + $"{string.Join("; ", changed.Select(property => $"{property} is now {values.Describe(property)}"))}.";
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

    /// <summary>Returns the creation time in UTC, to the second; empty if the service did not return it.</summary>
    private static string WriteCreationTime(ComputeTarget live) =>
        live.CreatedOn?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>The values of a target by the names of its properties, from one copy of its JSON.</summary>
    private sealed class MemberValues(ComputeTarget live)
    {
        private readonly IReadOnlyDictionary<string, JsonMember> _members = ComputeMembers.ListMembers(live.GetType());
        private readonly JsonObject _json = live.ToNode();

        /// <summary>Returns the member of a property; null if the type of the target has no such property.</summary>
        public JsonMember? FindMember(string property) => _members.TryGetValue(property, out JsonMember? member) ? member : null;

        /// <summary>Returns a digest of the value of a property; empty if the type of the target has no such property.</summary>
        public string CreateDigest(string property) => FindMember(property) is { } member
            ? TextDigest.ComputeHex(MemberComparison.GetComparisonText(member, member.FindNode(_json))).Substring(0, 16)
            : string.Empty;

        /// <summary>Returns the value of a property as text; <c>unknown</c> if the type of the target has no such property.</summary>
        public string Describe(string property) =>
            FindMember(property) is { } member ? MemberText.FormatNode(member, member.FindNode(_json)) : "unknown";
    }
}
