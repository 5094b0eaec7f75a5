using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Workspaces;
using AmlCompute.Settings;

namespace AmlCompute.Client.Running;

/// <summary>Changes compute targets in place, each member the way the service has for it.</summary>
internal sealed class ComputeUpdater
{
    private const int LooksAfterAction = 3;

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;
    private readonly OperationFollower _follower;

    public ComputeUpdater(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
        _follower = new OperationFollower(workspace, call);
    }

    /// <summary>Reads the target and tells what would change. Refuses what cannot be changed in place.</summary>
    public async Task<ComputePlan> PlanAsync(string name, ComputeChange change)
    {
        ComputeTarget live = await _client.GetAsync(_workspace, name, _call).ConfigureAwait(false);
        Preflight.RefuseDeleting(live);
        ComputePlan plan = new(live, change.For(live));
        RefuseFixed(plan);
        RefuseCrossedLimits(plan);
        return plan;
    }

    /// <summary>
    /// Changes what is not as wanted, and nothing else. While another operation runs on the target, it tries again until the time is up.
    /// </summary>
    /// <returns>The target as the service shows it afterwards.</returns>
    public async Task<ComputeTarget> UpdateAsync(string name, ComputeChange change, WaitChoice wait)
    {
        using ConflictRetry retry = new(_workspace, name, wait.Timeout, _call);
        (ComputePlan plan, ComputeOperation? operation) = await retry.RunAsync(async () =>
        {
            ComputePlan now = await PlanAsync(name, change).ConfigureAwait(false);
            return (now, await BeginAsync(name, now).ConfigureAwait(false));
        }).ConfigureAwait(false);
        if (plan.Differences.Count == 0)
        {
            return wait.Wait ? await _follower.UntilProvisionedAsync(name, wait).ConfigureAwait(false) : plan.Live;
        }

        if (operation is not null && wait.Wait)
        {
            await _follower.FollowAsync(operation, name, "Updating", wait with { Timeout = retry.Left }).ConfigureAwait(false);
            operation = null;
        }

        return await ReadBackAsync(name, plan, operation).ConfigureAwait(false);
    }

    private static void RefuseFixed(ComputePlan plan)
    {
        ComputeDifference[] stuck = [.. plan.Differences.Where(difference => difference.Way is ChangeWay.Replace or ChangeWay.Resize)];
        if (stuck.Length == 0)
        {
            return;
        }

        ComputeTarget live = plan.Live;
        string way = stuck.All(difference => difference.Way == ChangeWay.Resize)
            ? "Resize-AmlComputeTarget changes the size of a compute instance."
            : live.IsAttached
                ? "Detach it with Disconnect-AmlComputeTarget and attach it again with Connect-AmlComputeTarget."
                : "Remove it with Remove-AmlComputeTarget and make it again with New-AmlComputeTarget, "
                    + "or make a second one under another name.";
        IEnumerable<string> immutable = ComputeMembers.Of(live.GetType())
            .Where(item => item.Value.Access == MemberAccess.Fixed && !MemberComparison.IsNeverShown(item.Value))
            .Select(item => item.Key).OrderBy(word => word, StringComparer.Ordinal);
        throw ComputeTargetException.About(
            live.Name,
            ErrorIds.InvalidArgument,
            $"Compute target '{live.Name}' cannot be changed in place: "
            + $"{string.Join("; ", stuck.Select(difference => difference.ToString()))}. {way} "
            + $"Fixed once a target of type {live.ComputeType} is made: {string.Join(", ", immutable)}.");
    }

    private static void RefuseCrossedLimits(ComputePlan plan)
    {
        if (plan.Live is not ComputeCluster cluster || plan.Differences.Count == 0)
        {
            return;
        }

        int? Wanted(JsonMember<int?> member, int? live) =>
            plan.Wishes.FirstOrDefault(wish => wish.Difference.Member == member) is { } wish
                ? (int?)member.ReadNode(wish.Difference.Wanted)
                : live;
        int? min = Wanted(ComputeCluster.Members.MinNodes, cluster.MinNodes);
        int? max = Wanted(ComputeCluster.Members.MaxNodes, cluster.MaxNodes);
        if (!NodeLimits.GoTogether(min, max))
        {
            throw ComputeTargetException.About(
                cluster.Name,
                ErrorIds.InvalidArgument,
                $"Compute target '{cluster.Name}' would have -MinNodes {min} and -MaxNodes {max}; {NodeLimits.Rule} must hold.");
        }
    }

    /// <summary>Sends what differs: in one PUT as soon as something needs one, otherwise by PATCH and actions.</summary>
    /// <returns>What goes on in the service; null when it is done.</returns>
    private async Task<ComputeOperation?> BeginAsync(string name, ComputePlan plan)
    {
        bool puts = plan.Differences.Any(difference => difference.Way == ChangeWay.Put);
        foreach (ComputeDifference difference in plan.Differences.Where(difference => difference.Way == ChangeWay.Action))
        {
            if (!puts || difference.Member == ComputeInstance.Members.DataMounts)
            {
                await PostAsync(name, difference).ConfigureAwait(false);
            }
        }

        if (puts)
        {
            return await PutAsync(name, plan).ConfigureAwait(false);
        }

        if (!plan.Differences.Any(difference => difference.Way == ChangeWay.Patch))
        {
            return null;
        }

        JsonObject patch = [];
        IEnumerable<ComputeDifference> patched =
            plan.Wishes.Select(wish => wish.Difference).Where(difference => difference.Way == ChangeWay.Patch);
        foreach (ComputeDifference wanted in patched)
        {
            wanted.Member.WriteNode(patch, wanted.Wanted?.DeepClone());
        }

        return await _client.PatchAsync(_workspace, name, patch, _call).ConfigureAwait(false);
    }

    private async Task PostAsync(string name, ComputeDifference difference)
    {
        ServiceAction action = ServiceAction.For(difference.Member, isCleared: false)!;
        JsonNode? body =
            difference.Member == ComputeInstance.Members.DataMounts ? MemberComparison.MountsStillWanted(difference.Live, difference.Wanted)
            : difference.Member == ComputeInstance.Members.CustomServices ? difference.Wanted?.DeepClone() ?? new JsonArray()
            : new JsonObject { [difference.Path.Substring(difference.Path.LastIndexOf('.') + 1)] = difference.Wanted?.DeepClone() };
        await _client.PostAsync(_workspace, name, action, body, _call).ConfigureAwait(false);
    }

    private async Task<ComputeOperation> PutAsync(string name, ComputePlan plan)
    {
        JsonObject body = await new PutBody(_workspace, _call).CreateAsync(name, plan).ConfigureAwait(false);
        return await _client.PutAsync(_workspace, name, body, _call, plan.Live.ToNode()).ConfigureAwait(false);
    }

    /// <summary>Reads the target again. What was accepted and did not come about is worth a warning.</summary>
    /// <param name="name">The target's name.</param>
    /// <param name="plan">What was to change.</param>
    /// <param name="running">What still goes on; null when the change should be there.</param>
    private async Task<ComputeTarget> ReadBackAsync(string name, ComputePlan plan, ComputeOperation? running)
    {
        PollingDelay delay = new();
        for (int look = 1; ; look++)
        {
            ComputeTarget target = await _client.GetAsync(_workspace, name, _call).ConfigureAwait(false);
            IReadOnlyList<ComputeDifference> left = plan.LeftIn(target);
            bool isSettled = running is null
                || (target.ProvisioningState == ProvisioningStates.Succeeded
                    && running.Target is not null
                    && plan.LeftIn(running.Target).Count > 0);
            if (left.Count == 0 || running is not null || look == LooksAfterAction)
            {
                foreach (ComputeDifference difference in isSettled ? left : [])
                {
                    _call.Log.Warning(
                        $"{name}: the service accepted the change, but {difference.Name} is {difference.LiveText}, "
                        + $"not {difference.WantedText}.");
                }

                return target;
            }

            // What is read right after a change may still be the state before it.
            await _client.Clock.DelayAsync(delay.Next(), _call.Token).ConfigureAwait(false);
        }
    }
}
