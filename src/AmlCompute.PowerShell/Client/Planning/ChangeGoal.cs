using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>An existing target with other values of some properties.</summary>
internal sealed class ChangeGoal(string name, ComputeChange change) : Goal(name)
{
    public override Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        ComputeTarget target = live ?? throw NotFound();
        RefuseDeleting(target);
        TargetPlan plan = new(Name, target) { Values = change.ValuesFor(target) };
        RefuseFixed(plan);
        return Task.FromResult(ChangeSteps.AddTo(plan));
    }

    private static void RefuseFixed(TargetPlan plan)
    {
        ComputeDifference[] stuck = [.. plan.Differences.Where(difference => difference.Way is ChangeWay.Replace or ChangeWay.Resize)];
        if (stuck.Length == 0)
        {
            return;
        }

        ComputeTarget live = plan.Live!;
        string way = stuck.All(difference => difference.Way == ChangeWay.Resize)
            ? "Resize-AmlComputeTarget changes the size of a compute instance."
            : live.IsAttached
                ? "Detach it with Disconnect-AmlComputeTarget and attach it again with Connect-AmlComputeTarget."
                : "Remove it with Remove-AmlComputeTarget and create it again with New-AmlComputeTarget, "
                    + "or create a second target under another name.";
        IEnumerable<string> immutable = ComputeMembers.Of(live.GetType())
            .Where(item => item.Value.Access == MemberAccess.Fixed && !MemberComparison.IsNeverShown(item.Value))
            .Select(item => item.Key).OrderBy(word => word, StringComparer.Ordinal);
        throw ComputeTargetException.About(
            live.Name,
            ErrorIds.InvalidArgument,
            $"Compute target '{live.Name}' cannot be changed in place: "
            + $"{string.Join("; ", stuck.Select(difference => difference.ToString()))}. {way} "
            + $"Fixed properties of type {live.ComputeType}: {string.Join(", ", immutable)}.");
    }
}

/// <summary>The requests that change a target in place.</summary>
internal static class ChangeSteps
{
    private static readonly JsonMember[] ScaleSettings =
        [ComputeCluster.Members.MinNodes, ComputeCluster.Members.MaxNodes, ComputeCluster.Members.IdleTimeBeforeScaleDown];

    /// <summary>
    /// Adds the steps for the values of a plan: one PUT as soon as a value needs one, otherwise a PATCH and actions. The caller handles
    /// values that need a resize or a replacement. An error uses the words of the source; null for parameters.
    /// </summary>
    public static TargetPlan AddTo(TargetPlan plan, ComputeConfiguration? source = null)
    {
        IReadOnlyList<ComputeDifference> sent = plan.Differences.Count > 0 ? plan.Differences : plan.Repeated;
        if (sent.Count == 0)
        {
            return plan with { Until = WaitFor.Usable };
        }

        RefuseCrossedLimits(plan, source ?? new ComputeConfiguration(plan.Live!.ComputeType, isAttach: false));
        bool puts = sent.Any(difference => difference.Way == ChangeWay.Put);
        List<PlanStep> steps =
        [
            .. sent.Where(difference => difference.Way == ChangeWay.Action
                && (!puts || difference.Member == ComputeInstance.Members.DataMounts)).Select(ActionFor),
        ];
        if (puts)
        {
            steps.Add(new PutStep());
        }
        else if (sent.Any(difference => difference.Way == ChangeWay.Patch))
        {
            steps.Add(PatchFor(plan, sent));
        }

        return plan with { Action = ComputeSyncAction.Update, Steps = steps };
    }

    /// <summary>Returns the PATCH. The service expects all scale settings together, so the others are sent with their values.</summary>
    private static PatchStep PatchFor(TargetPlan plan, IReadOnlyList<ComputeDifference> sent)
    {
        JsonObject body = [];
        bool scales = sent.Any(difference => ScaleSettings.Contains(difference.Member));
        foreach (JsonMember member in scales ? ScaleSettings : [])
        {
            JsonNode? value = plan.Values.FirstOrDefault(value => value.Difference.Member == member) is { } planned
                ? planned.Difference.Wanted
                : member.Find(plan.Live!.ToNode());
            if (value is not null)
            {
                member.WriteNode(body, value.DeepClone());
            }
        }

        ComputeDifference? identity = sent.FirstOrDefault(item => item.Member == ComputeTarget.Members.Identity);
        if (identity is not null)
        {
            body["location"] = plan.Live!.Location;
            body["properties"] ??= new JsonObject();
            identity.Member.WriteNode(body, IdentityEdit.ToPatch(identity.Live, identity.Wanted));
        }

        return new PatchStep(body) { HasIdentity = identity is not null };
    }

    private static ActionStep ActionFor(ComputeDifference difference)
    {
        JsonNode? body =
            difference.Member == ComputeInstance.Members.DataMounts ? MemberComparison.MountsStillWanted(difference.Live, difference.Wanted)
            : difference.Member == ComputeInstance.Members.CustomServices ? difference.Wanted?.DeepClone() ?? new JsonArray()
            : new JsonObject { [difference.Path.Substring(difference.Path.LastIndexOf('.') + 1)] = difference.Wanted?.DeepClone() };
        return new ActionStep(ServiceAction.For(difference.Member, isCleared: false)!, body);
    }

    private static void RefuseCrossedLimits(TargetPlan plan, ComputeConfiguration source)
    {
        if (plan.Live is not ComputeCluster cluster)
        {
            return;
        }

        int? min = Planned(ComputeCluster.Members.MinNodes, cluster.MinNodes);
        int? max = Planned(ComputeCluster.Members.MaxNodes, cluster.MaxNodes);
        if (NodeLimits.ProblemOf(min, max) is not null)
        {
            JsonMember minNodes = ComputeCluster.Members.MinNodes;
            JsonMember maxNodes = ComputeCluster.Members.MaxNodes;
            SettingProblem problem = new(
                maxNodes,
                $"Compute target '{plan.Name}' would have {minNodes} {min} and {maxNodes} {max}; {maxNodes} must be at least {minNodes}.");
            throw ComputeTargetException.About(cluster.Name, ErrorIds.InvalidArgument, problem.MessageIn(source));
        }

        int? Planned(JsonMember<int?> member, int? live) =>
            plan.Values.FirstOrDefault(value => value.Difference.Member == member) is { } planned
                ? (int?)member.ReadNode(planned.Difference.Wanted)
                : live;
    }
}
