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

        const string Advice = "set the wanted value with Set-AmlComputeTarget.";
        JsonObject before = basis.ToNode(), current = after.ToNode();
        JsonObject? response = sent.Operation?.Target is { } target && target.GetType() == basis.GetType() ? target.ToNode() : null;
        foreach (KeyValuePair<string, JsonMember> item in Overwritten(plan, sent.Step, basis))
        {
            JsonMember member = item.Value;
            JsonNode? sentValue = member.Find(before);
            string text = MemberComparison.TextOf(member, sentValue);
            string prefix = $"{plan.Name}: another client changed {item.Key} while this command ran. ";
            if (after.Shows(member) && MemberComparison.TextOf(member, member.Find(current)) != text)
            {
                log.Warning($"{prefix}It is {MemberText.Of(member, member.Find(current))} now, and this command sent "
                    + $"{MemberText.Of(member, sentValue)}; {Advice}");
            }
            else if (response is not null && member.Find(response) is { } returned && MemberComparison.TextOf(member, returned) != text)
            {
                // A response can lack members while the operation is in progress, so only a value counts.
                log.Warning($"{prefix}This command set it from {MemberText.Of(member, returned)} back to "
                    + $"{MemberText.Of(member, sentValue)}; {Advice}");
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
