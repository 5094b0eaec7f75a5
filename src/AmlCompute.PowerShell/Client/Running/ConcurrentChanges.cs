using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Settings;

namespace AmlCompute.Client.Running;

/// <summary>
/// Warns of changes of another client between the read of a target and the request that overwrote it. The service has no If-Match,
/// so only the response and the next read can show such a change.
/// </summary>
internal static class ConcurrentChanges
{
    /// <summary>Compares the response and the target after the request with the target that the request was based on.</summary>
    public static void WarnOfLostChanges(TargetPlan plan, SentStep sent, ComputeTarget after, ICallLog log)
    {
        if (sent.Basis is not { } basis || after.GetType() != basis.GetType())
        {
            return;
        }

        JsonObject before = basis.ToNode();
        JsonObject current = after.ToNode();
        JsonObject? response = sent.Operation?.ResponseTarget is { } target && target.GetType() == basis.GetType() ? target.ToNode() : null;
        foreach (KeyValuePair<string, JsonMember> property in FindOverwrittenMembers(plan, sent.Step, basis))
        {
            JsonObject? shown = after.HasValueFor(property.Value) ? current : null;
            if (DescribeLostChange(property.Value, before, response, shown) is { } change)
            {
                log.WriteWarning($"{plan.Name}: another client changed {property.Key} while this command ran. {change}; "
                    + "set the wanted value with Set-AmlComputeTarget.");
            }
        }
    }

    /// <summary>Returns a clause about a value that another client changed after it was read; null if it is unchanged.</summary>
    /// <param name="member">The member of the value.</param>
    /// <param name="before">The target that the request was based on.</param>
    /// <param name="response">The target in the response to the request; null if it has none, or one of another type.</param>
    /// <param name="shown">The target after the request; null if it does not show the member.</param>
    private static string? DescribeLostChange(JsonMember member, JsonObject before, JsonObject? response, JsonObject? shown)
    {
        JsonNode? sent = member.FindNode(before);
        if (shown is not null && member.FindNode(shown) is var current && IsChanged(current))
        {
            return $"It is {MemberText.FormatNode(member, current)} now, and this command sent {MemberText.FormatNode(member, sent)}";
        }

        // A response can lack members while the operation is in progress, so only a value counts.
        return response is not null && member.FindNode(response) is { } returned && IsChanged(returned)
            ? $"This command set it from {MemberText.FormatNode(member, returned)} back to {MemberText.FormatNode(member, sent)}"
            : null;

        bool IsChanged(JsonNode? value) =>
            MemberComparison.GetComparisonText(member, value) != MemberComparison.GetComparisonText(member, sent);
    }

    /// <summary>Returns the properties that the request sent with the values that were read, because no change of them is wanted.</summary>
    private static IEnumerable<KeyValuePair<string, JsonMember>> FindOverwrittenMembers(
        TargetPlan plan, PlanStep? step, ComputeTarget basis)
    {
        HashSet<string> wantedPaths = [.. plan.Differences.Select(difference => difference.Path)];
        if (step is CreateStep create)
        {
            wantedPaths.UnionWith(create.Configuration.GivenMembers.Select(given => given.Key.Path));
        }

        // The service derives the settings of TLS from each other.
        string[] tlsPaths = [.. AksCompute.SslMembers.Append(AksCompute.Members.SslOverwriteExistingDomain).Select(member => member.Path)];
        if (wantedPaths.Overlaps(tlsPaths))
        {
            wantedPaths.UnionWith(tlsPaths);
        }

        return ComputeMembers.ListMembers(basis.GetType())
            .Where(property => property.Value.Access is not (MemberAccess.ReadOnly or MemberAccess.Fixed)
                && !MemberComparison.IsNeverReturned(property.Value)
                && !wantedPaths.Contains(property.Value.Path)
                && IsSentBy(step, property.Value))
            .OrderBy(property => property.Key, StringComparer.Ordinal);
    }

    private static bool IsSentBy(PlanStep? step, JsonMember member) => step switch
    {
        PutStep or CreateStep { Replaced: not null } => true,
        PatchStep patch => member.FindNode(patch.Body) is not null,
        _ => false,
    };
}
