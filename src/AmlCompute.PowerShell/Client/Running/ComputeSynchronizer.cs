using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Workspaces;
using AmlCompute.Settings;

namespace AmlCompute.Client.Running;

/// <summary>What was done with one target.</summary>
/// <param name="Action">What it was.</param>
/// <param name="Target">The target afterwards; what was removed, as it was before.</param>
/// <param name="Left">What is not as wanted, because the target would have to be replaced.</param>
internal sealed record SyncStep(ComputeSyncAction Action, ComputeTarget? Target, IReadOnlyList<ComputeDifference> Left);

/// <summary>
/// Brings compute targets to what is wanted. Each is looked at again right before it is changed, and again whenever the service says that
/// somebody else was there first, so that two who want the same do not get into each other's way.
/// </summary>
internal sealed class ComputeSynchronizer
{
    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;
    private readonly OperationFollower _follower;

    public ComputeSynchronizer(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
        _follower = new OperationFollower(workspace, call);
    }

    /// <summary>Gets the call for a change after which another one follows on the same target.</summary>
    private CallContext Held => _call with { Accepted = () => { } };

    /// <summary>
    /// Creates or attaches the target if it is missing, changes it in place where it is different, and replaces it if that must be and may
    /// be.
    /// </summary>
    public async Task<SyncStep> MakeAsync(WantedTarget wanted, bool mayReplace, WaitChoice wait)
    {
        using ConflictRetry retry = new(_workspace, wanted.Name, wait.Timeout, _call);
        ComputeTarget? removed = null;
        while (true)
        {
            ComputeTarget? live = await _client.FindAsync(_workspace, wanted.Name, _call).ConfigureAwait(false);
            TargetComparison drift = TargetComparison.Between(wanted, live);
            WaitChoice rest = wait with { Timeout = retry.Left };
            try
            {
                if (live is { IsBeingDeleted: true })
                {
                    // It need not be gone one day: somebody else may make it again before it is looked at next.
                    await retry.PauseAsync(live).ConfigureAwait(false);
                    continue;
                }

                if (live is null)
                {
                    ComputeTarget made = await new ComputeProvisioner(_workspace, _call)
                        .PutAsync(wanted.Name, wanted.Configuration, ExistingTarget.Refuse, rest)
                        .ConfigureAwait(false);
                    return new SyncStep(removed is null ? MakingOf(wanted.Configuration) : ComputeSyncAction.Replace, made, []);
                }

                if (!drift.NeedsReplacement || !mayReplace || removed is not null)
                {
                    return await UpdateAsync(drift, live, rest).ConfigureAwait(false);
                }

                _ = await RequireMakeableAsync(wanted, live).ConfigureAwait(false);
                wanted = wanted with { Configuration = PutBody.ForReplacement(wanted.Configuration, live) };
                removed = await new ComputeProvisioner(_workspace, Held)
                    .RemoveAsync(wanted.Name, RemovalOf(live), rest with { Wait = true })
                    .ConfigureAwait(false);
            }
            catch (ComputeTargetException exception) when (IsFromElsewhere(exception, live) && retry.Left > TimeSpan.Zero)
            {
                await PauseAsync(wanted.Name, retry, exception).ConfigureAwait(false);
            }
            catch (ComputeTargetException exception) when (removed is not null)
            {
                ComputeTargetException lost = ServiceError.About(
                    wanted.Name,
                    exception,
                    $"Compute target '{wanted.Name}' was removed to be replaced, and could not be made again. {exception.Message}");
                lost.Remedy =
                    "The target that was there is gone. Mend what the message names, then run the command again: it makes what is missing.";
                throw lost;
            }
        }
    }

    /// <summary>Deletes what the service made, detaches what was attached. One that is gone already, or going, is as wanted.</summary>
    public async Task<SyncStep> RemoveAsync(ComputeTarget extra, WaitChoice wait)
    {
        using ConflictRetry retry = new(_workspace, extra.Name, wait.Timeout, _call);
        while (true)
        {
            ComputeTarget? live = await _client.FindAsync(_workspace, extra.Name, _call).ConfigureAwait(false);
            if (live is null || (live.IsBeingDeleted && !wait.Wait))
            {
                return new SyncStep(ActionOf(extra), extra, []);
            }

            if (live.IsBeingDeleted)
            {
                _call.Accepted();
                await retry.PauseAsync(live).ConfigureAwait(false);
                continue;
            }

            if (live.CreatedOn != extra.CreatedOn || live.IsAttached != extra.IsAttached)
            {
                throw ComputeTargetException.About(
                    extra.Name,
                    ErrorIds.OperationConflict,
                    $"Compute target '{extra.Name}' is not the one that was to be removed: it has been made again meanwhile. "
                        + "It was left as it is.");
            }

            try
            {
                await new ComputeProvisioner(_workspace, _call)
                    .RemoveAsync(extra.Name, RemovalOf(live), wait with { Timeout = retry.Left })
                    .ConfigureAwait(false);
                return new SyncStep(ActionOf(live), live, []);
            }
            catch (ComputeTargetException exception) when (IsFromElsewhere(exception, live) && retry.Left > TimeSpan.Zero)
            {
                await PauseAsync(extra.Name, retry, exception).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits for a target that is as wanted, which somebody else may be making just now.</summary>
    public async Task<SyncStep> KeepAsync(ComputeTarget live, WaitChoice wait) =>
        new(ComputeSyncAction.None, await _follower.UntilProvisionedAsync(live.Name, wait).ConfigureAwait(false), []);

    public static ComputeSyncAction MakingOf(ComputeConfiguration configuration) =>
        configuration.IsAttach ? ComputeSyncAction.Attach : ComputeSyncAction.Create;

    public static ComputeSyncAction ActionOf(ComputeTarget extra) => extra.IsAttached ? ComputeSyncAction.Detach : ComputeSyncAction.Delete;

    private static UnderlyingResourceAction RemovalOf(ComputeTarget live) =>
        live.IsAttached ? UnderlyingResourceAction.Detach : UnderlyingResourceAction.Delete;

    /// <summary>Whether the target is not as it was a moment ago: somebody else makes, changes or removes it.</summary>
    private static bool IsFromElsewhere(ComputeTargetException exception, ComputeTarget? live) => live is null
        ? exception.ErrorId is ErrorIds.ComputeTargetExists or ErrorIds.OperationConflict
        : exception.ErrorId is ErrorIds.ComputeTargetNotFound or ErrorIds.OperationConflict
            or ErrorIds.ComputeTargetAttached or ErrorIds.ComputeTargetNotAttached;

    /// <summary>Finds out beforehand whether an update in place would be refused. Changes nothing.</summary>
    /// <exception cref="ComputeTargetException">It would.</exception>
    public async Task CheckUpdateAsync(TargetComparison drift)
    {
        if (SizeIn(drift) is not null)
        {
            _ = await new InstanceOperator(_workspace, _call).NeedsSizeAsync(drift.Name, WantedSize(drift)).ConfigureAwait(false);
        }

        if (HasOthers(drift))
        {
            _ = await new ComputeUpdater(_workspace, _call).PlanAsync(drift.Name, OthersIn(drift)).ConfigureAwait(false);
        }
    }

    private static ComputeDifference? SizeIn(TargetComparison drift) =>
        drift.Differences.FirstOrDefault(difference => difference.Way == ChangeWay.Resize);

    private static string WantedSize(TargetComparison drift) => drift.Wanted!.Configuration.Get(ComputeInstance.Members.VmSize)!;

    private static bool HasOthers(TargetComparison drift) => drift.InPlace.Any(difference => difference.Way != ChangeWay.Resize);

    /// <summary>What changes in place besides the size.</summary>
    private static ComputeChange OthersIn(TargetComparison drift) => ComputeChange.To(drift.Wanted!.Configuration).Without(
        drift.Differences
            .Where(difference => difference.Way == ChangeWay.Resize || !difference.IsInPlace)
            .Select(difference => difference.Name));

    /// <summary>Changes what can be changed while the target stays: first what does not stop it, then its size.</summary>
    private async Task<SyncStep> UpdateAsync(TargetComparison drift, ComputeTarget live, WaitChoice wait)
    {
        ComputeDifference? size = SizeIn(drift);
        bool hasOthers = HasOthers(drift);
        ComputeTarget target = live;
        if (hasOthers)
        {
            if (size is not null)
            {
                await CheckUpdateAsync(drift).ConfigureAwait(false);
            }

            target = await new ComputeUpdater(_workspace, size is null ? _call : Held)
                .UpdateAsync(drift.Name, OthersIn(drift), wait)
                .ConfigureAwait(false);
        }

        if (size is not null)
        {
            target = await new InstanceOperator(_workspace, _call).ResizeAsync(drift.Name, WantedSize(drift), wait).ConfigureAwait(false);
        }

        if (wait.Wait && !hasOthers && size is null)
        {
            target = await _follower.UntilProvisionedAsync(drift.Name, wait).ConfigureAwait(false);
        }

        return new SyncStep(
            hasOthers || size is not null ? ComputeSyncAction.Update : ComputeSyncAction.None,
            target,
            [.. drift.Differences.Where(difference => !difference.IsInPlace)]);
    }

    /// <summary>Finds out beforehand whether a replacement would be refused. Changes nothing.</summary>
    /// <exception cref="ComputeTargetException">It would: what could not be made again is not removed.</exception>
    /// <returns>What would go well, with a doubt.</returns>
    public async Task<IReadOnlyList<ComputeCheck>> CheckReplacementAsync(TargetComparison drift) =>
        await RequireMakeableAsync(drift.Wanted!, drift.Live!).ConfigureAwait(false);

    private async Task<IReadOnlyList<ComputeCheck>> RequireMakeableAsync(WantedTarget wanted, ComputeTarget live)
    {
        (IReadOnlyList<ComputeCheck> checks, _) = await new Preflight(_workspace, _call)
            .CheckAsync(wanted.Name, PutBody.ForReplacement(wanted.Configuration, live), ExistingTarget.Replace).ConfigureAwait(false);
        ComputeCheck[] failed = [.. checks.Where(check => check is { Outcome: ComputeCheckOutcome.Failed, IsTakenAnyway: false })];
        string[] unknown = [.. ConfigurationRules.UnknownIn(wanted.Configuration, live)];
        string[] reasons =
        [
            .. failed.Select(check => check.Message),
            .. unknown.Length > 0
                ? [
                    $"This version does not know {string.Join(", ", unknown)}, which the target does not have now, "
                        + "so that the service may refuse it.",
                ]
                : (string[])[],
        ];
        return reasons.Length == 0 ? checks : throw ComputeTargetException.About(
            wanted.Name,
            failed.Select(check => check.ErrorId).FirstOrDefault(id => id is not null) ?? ErrorIds.InvalidArgument,
            $"Compute target '{wanted.Name}' was not replaced, because it could not be made again: {string.Join(" ", reasons)}");
    }

    /// <summary>Lets somebody else get ahead.</summary>
    /// <exception cref="ComputeTargetException">The time is up.</exception>
    private async Task PauseAsync(string name, ConflictRetry retry, ComputeTargetException exception)
    {
        _call.Log.Verbose($"{name}: is looked at again, for somebody else was there first. {exception.Message}");
        if (await _client.FindAsync(_workspace, name, _call).ConfigureAwait(false) is { IsBeingDeleted: false } live)
        {
            await retry.PauseAsync(live, exception).ConfigureAwait(false);
        }
        else
        {
            await _client.Clock.DelayAsync(new PollingDelay().Next(), _call.Token).ConfigureAwait(false);
        }
    }
}
