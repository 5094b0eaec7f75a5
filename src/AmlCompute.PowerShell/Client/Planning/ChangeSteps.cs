using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Plans the requests that change a target in place.</summary>
internal static class ChangeSteps
{
    private static readonly JsonMember[] ScaleSettings =
        [ComputeCluster.Members.MinNodes, ComputeCluster.Members.MaxNodes, ComputeCluster.Members.IdleTimeBeforeScaleDown];

    /// <summary>
    /// Adds the steps for the values of a plan: actions, and then a PATCH, or a PUT if any value needs one. A plan without changes gets no
    /// steps, but the state to wait for. The caller handles values that need a resize or a replacement.
    /// </summary>
    /// <param name="plan">The plan, with the current target and the wanted values.</param>
    /// <param name="source">The configuration whose words an error uses; null for the words of parameters.</param>
    /// <exception cref="ComputeTargetException">The cluster would have a minimum of nodes above its maximum.</exception>
    public static TargetPlan AddSteps(TargetPlan plan, ComputeConfiguration? source = null)
    {
        IReadOnlyList<ComputeDifference> changes = plan.Differences.Count > 0 ? plan.Differences : plan.RepeatedValues;
        if (changes.Count == 0)
        {
            return plan with { AwaitedState = WaitFor.Usable };
        }

        RefuseCrossedNodeLimits(plan, source);
        bool needsPut = changes.Any(difference => difference.Way == ChangeWay.Put);

        // A PUT also sets the values that have an action, except data mounts, which the body of a PUT cannot contain.
        List<PlanStep> steps =
        [
            .. changes.Where(difference => difference.Way == ChangeWay.Action
                && (!needsPut || difference.Member == ComputeInstance.Members.DataMounts)).Select(CreateActionStep),
        ];
        if (needsPut)
        {
            steps.Add(new PutStep());
        }
        else if (changes.Any(difference => difference.Way == ChangeWay.Patch))
        {
            steps.Add(CreatePatchStep(plan, changes));
        }

        return plan with { Action = ComputeSyncAction.Update, Steps = steps };
    }

    /// <summary>Creates the PATCH. The service expects all scale settings together, so the others are sent with their values.</summary>
    private static PatchStep CreatePatchStep(TargetPlan plan, IReadOnlyList<ComputeDifference> changes)
    {
        JsonObject body = [];
        JsonObject live = plan.Live!.ToNode();
        bool hasScaleSetting = changes.Any(difference => ScaleSettings.Contains(difference.Member));
        foreach (JsonMember member in hasScaleSetting ? ScaleSettings : [])
        {
            PlannedValue? planned = FindPlannedValue(plan, member);
            JsonNode? value = planned is null ? member.FindNode(live) : planned.Difference.Wanted;
            if (value is not null)
            {
                member.WriteNode(body, value.DeepClone());
            }
        }

        ComputeDifference? identity = changes.FirstOrDefault(difference => difference.Member == ComputeTarget.Members.Identity);
        if (identity is not null)
        {
            body["location"] = plan.Live.Location;
            body["properties"] ??= new JsonObject();
            identity.Member.WriteNode(body, IdentityEdit.BuildPatch(identity.Live, identity.Wanted));
        }

        return new PatchStep(body) { HasIdentity = identity is not null };
    }

    private static ActionStep CreateActionStep(ComputeDifference difference)
    {
        ServiceAction action = ServiceAction.FindForMember(difference.Member, isCleared: false)!;
        if (difference.Member == ComputeInstance.Members.DataMounts)
        {
            return new ActionStep(action, MemberComparison.FindMissingMounts(difference.Live, difference.Wanted));
        }

        JsonNode? wanted = difference.Wanted?.DeepClone();
        if (difference.Member == ComputeInstance.Members.CustomServices)
        {
            return new ActionStep(action, wanted ?? new JsonArray());
        }

        return new ActionStep(action, new JsonObject { [difference.Member.Names.Last()] = wanted });
    }

    private static void RefuseCrossedNodeLimits(TargetPlan plan, ComputeConfiguration? source)
    {
        if (plan.Live is not ComputeCluster cluster)
        {
            return;
        }

        JsonMember<int?> minNodes = ComputeCluster.Members.MinNodes;
        JsonMember<int?> maxNodes = ComputeCluster.Members.MaxNodes;
        int? min = ReadPlanned(minNodes, cluster.MinNodes);
        int? max = ReadPlanned(maxNodes, cluster.MaxNodes);
        if (max < min)
        {
            source ??= new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false);
            SettingProblem problem = new(
                maxNodes,
                $"Compute target '{plan.Name}' would have {minNodes} {min} and {maxNodes} {max}; {maxNodes} must be at least {minNodes}.");
            throw ComputeTargetException.CreateForTarget(cluster.Name, ErrorIds.InvalidArgument, problem.FormatMessage(source));
        }

        int? ReadPlanned(JsonMember<int?> member, int? live) =>
            FindPlannedValue(plan, member) is { } planned ? (int?)member.ReadNode(planned.Difference.Wanted) : live;
    }

    private static PlannedValue? FindPlannedValue(TargetPlan plan, JsonMember member) =>
        plan.Values.FirstOrDefault(value => value.Difference.Member == member);
}
