using System.Text.Json.Nodes;
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
    public static void Warn(TargetPlan plan, SentStep sent, ComputeTarget after, ICallLog log)
    {
        if (sent.Basis is not { } basis || after.GetType() != basis.GetType())
        {
            return;
        }

        JsonObject before = basis.ToNode(), now = after.ToNode();
        JsonObject? response = sent.Operation?.Target is { } target && target.GetType() == basis.GetType() ? target.ToNode() : null;
        foreach (KeyValuePair<string, JsonMember> item in Overwritten(plan, sent.Step, basis))
        {
            JsonMember member = item.Value;
            JsonNode? ours = member.Find(before);
            string text = MemberComparison.TextOf(member, ours);
            string start = $"{plan.Name}: another client changed {item.Key} while this command ran. ";
            if (after.Shows(member) && MemberComparison.TextOf(member, member.Find(now)) != text)
            {
                log.Warning($"{start}It is {MemberText.Of(member, member.Find(now))} now, and this command sent "
                    + $"{MemberText.Of(member, ours)}; set the wanted value with Set-AmlComputeTarget.");
            }
            else if (response is not null && member.Find(response) is { } theirs && MemberComparison.TextOf(member, theirs) != text)
            {
                // A response can lack members while the operation is in progress, so only a value counts.
                log.Warning($"{start}This command set it from {MemberText.Of(member, theirs)} back to {MemberText.Of(member, ours)}; "
                    + "set the wanted value with Set-AmlComputeTarget.");
            }
        }
    }

    /// <summary>Returns the properties that the request sent without a wanted value, with the values that were read.</summary>
    private static IEnumerable<KeyValuePair<string, JsonMember>> Overwritten(TargetPlan plan, PlanStep? step, ComputeTarget basis)
    {
        HashSet<string> wanted = [.. plan.Differences.Select(difference => difference.Path)];
        if (step is CreateStep create)
        {
            wanted.UnionWith(create.Configuration.Given.Select(given => given.Key.Path));
        }

        // The service derives the settings of TLS from each other.
        string[] tls = [.. AksCompute.SslMembers.Append(AksCompute.Members.SslOverwriteExistingDomain).Select(member => member.Path)];
        if (wanted.Overlaps(tls))
        {
            wanted.UnionWith(tls);
        }

        return ComputeMembers.Of(basis.GetType())
            .Where(item => item.Value.Access is not (MemberAccess.ReadOnly or MemberAccess.Fixed)
                && !MemberComparison.IsNeverShown(item.Value)
                && !wanted.Contains(item.Value.Path)
                && step switch
                {
                    PutStep or CreateStep { Replaced: not null } => true,
                    PatchStep patch => item.Value.Find(patch.Body) is not null,
                    _ => false,
                })
            .OrderBy(item => item.Key, StringComparer.Ordinal);
    }
}
