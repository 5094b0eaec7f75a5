using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>What starts, stops or restarts an instance: where it leads, and the states on the way there.</summary>
internal sealed record InstanceMove(ServiceAction Action, string Doing, WaitFor Goal, IReadOnlyList<string> OnTheWay)
{
    public static readonly InstanceMove Start = new(
        ServiceAction.Start,
        "Starting",
        WaitFor.Running,
        [
            InstanceStates.Starting,
            InstanceStates.Creating,
            InstanceStates.SettingUp,
            InstanceStates.UserSettingUp,
            InstanceStates.Restarting,
        ]);

    public static readonly InstanceMove Stop = new(ServiceAction.Stop, "Stopping", WaitFor.Stopped, [InstanceStates.Stopping]);
    public static readonly InstanceMove Restart = new(ServiceAction.Restart, "Restarting", WaitFor.Running, [InstanceStates.Restarting]);
}

/// <summary>Starts, stops, restarts and resizes compute instances, whatever state they are in.</summary>
internal sealed class InstanceOperator
{
    private const int FewSizes = 5;

    /// <summary>An instance that could not be started is made all the same; that it has to be made again is rare.</summary>
    private const string TryAgain = "Mend the cause, then try again; an instance that stays unusable has to be removed and made again.";

    private static readonly JsonMember<string> TargetSize = JsonMembers.Text("targetVMSize");
    private static readonly JsonMember<IReadOnlyList<VmSize>> Sizes = JsonMembers.List("value", json => new VmSize(json, string.Empty));

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;
    private readonly OperationFollower _follower;

    public InstanceOperator(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
        _follower = new OperationFollower(workspace, call);
    }

    /// <summary>Whether there is anything to do; refuses what can never be done. Nothing is changed.</summary>
    public async Task<bool> NeedsAsync(string name, InstanceMove move)
    {
        ComputeInstance instance = await GetAsync(name).ConfigureAwait(false);
        RefuseRestartOfStopped(instance, move);
        return move == InstanceMove.Restart || !Is(instance, move.Goal);
    }

    /// <summary>The same for a size.</summary>
    public async Task<bool> NeedsSizeAsync(string name, string size)
    {
        ComputeInstance instance = await GetAsync(name).ConfigureAwait(false);
        if (HasSize(instance, size))
        {
            return false;
        }

        await RequireSizeAsync(instance, size).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Brings the instance where the move leads. One that is there is left alone, one that is on its way is joined; for anything else that
    /// runs on it this waits.
    /// </summary>
    public async Task<ComputeTarget> MoveAsync(string name, InstanceMove move, WaitChoice wait)
    {
        using ConflictRetry retry = new(_workspace, name, wait.Timeout, _call);
        bool hasJoined = false;
        while (true)
        {
            ComputeInstance instance = await GetAsync(name).ConfigureAwait(false);
            if (Is(instance, move.Goal) && (move != InstanceMove.Restart || hasJoined))
            {
                return instance;
            }

            bool isOnTheWay = move.OnTheWay.Contains(instance.State, StringComparer.OrdinalIgnoreCase);
            if (isOnTheWay && !wait.Wait)
            {
                return instance;
            }

            if (InstanceStates.IsInTransit(instance.State))
            {
                hasJoined |= isOnTheWay;
                await PauseAsync(retry, instance, isOnTheWay ? move : null, wait).ConfigureAwait(false);
                continue;
            }

            RefuseRestartOfStopped(instance, move);
            ComputeOperation? operation = await TryBeginAsync(retry, instance, move.Action, null).ConfigureAwait(false);
            if (operation is not null)
            {
                return await ArriveAsync(retry, operation, instance, move.Action, move.Doing, wait, current => Is(current, move.Goal))
                    .ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives the instance another size, out of those the service allows for it.</summary>
    public async Task<ComputeTarget> ResizeAsync(string name, string size, WaitChoice wait)
    {
        using ConflictRetry retry = new(_workspace, name, wait.Timeout, _call);
        while (true)
        {
            ComputeInstance instance = await GetAsync(name).ConfigureAwait(false);
            if (InstanceStates.IsInTransit(instance.State))
            {
                await retry.PauseAsync(instance).ConfigureAwait(false);
                continue;
            }

            if (HasSize(instance, size))
            {
                return instance;
            }

            string allowed = await RequireSizeAsync(instance, size).ConfigureAwait(false);
            JsonObject body = [];
            TargetSize.Write(body, allowed);
            ComputeOperation? operation = await TryBeginAsync(retry, instance, ServiceAction.Resize, body).ConfigureAwait(false);
            if (operation is not null)
            {
                return await ArriveAsync(
                    retry,
                    operation,
                    instance,
                    ServiceAction.Resize,
                    "Resizing",
                    wait,
                    current => HasSize(current, size) && !InstanceStates.IsInTransit(current.State)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The sizes that the service allows for an instance.</summary>
    public async Task<IReadOnlyList<string>> ListSizesAsync(string name)
    {
        JsonElement answer = await _client.PostAsync(_workspace, name, ServiceAction.ListSizesForResize, null, _call).ConfigureAwait(false);
        return [.. (Sizes.Read(answer) ?? []).Select(item => item.Name).Where(size => size.Length > 0)];
    }

    private static bool Is(ComputeInstance instance, WaitFor goal) =>
        goal == WaitFor.Stopped ? InstanceStates.IsStopped(instance.State) : InstanceStates.IsRunning(instance.State);

    private static bool HasSize(ComputeInstance instance, string size) =>
        string.Equals(instance.VmSize, size, StringComparison.OrdinalIgnoreCase);

    private static void RefuseRestartOfStopped(ComputeInstance instance, InstanceMove move)
    {
        if (move == InstanceMove.Restart && InstanceStates.IsStopped(instance.State))
        {
            throw ComputeTargetException.About(
                instance.Name,
                ErrorIds.OperationConflict,
                $"Compute target '{instance.Name}' is stopped; Start-AmlComputeTarget starts it.");
        }
    }

    /// <summary>Reads the instance; refuses other types, and an instance that was never made or is being deleted.</summary>
    private async Task<ComputeInstance> GetAsync(string name)
    {
        ComputeTarget target = await _client.GetAsync(_workspace, name, _call).ConfigureAwait(false);
        ComputeInstance instance = target as ComputeInstance ?? throw ComputeTargetException.About(
            name,
            ErrorIds.UnsupportedComputeType,
            $"Compute target '{target.Name}' is of type {target.ComputeType}; "
                + "only a ComputeInstance is started, stopped, restarted and resized.");
        Preflight.RefuseDeleting(instance);
        return !(InstanceStates.Is(instance.State, InstanceStates.CreateFailed) || ProvisioningStates.IsFailed(instance.State))
            ? instance
            : throw ServiceError.FromOperation(instance.Errors, name, instance.State!, null);
    }

    /// <summary>Sends the action; null when another operation was in the way and the state must be looked at again.</summary>
    private async Task<ComputeOperation?> TryBeginAsync(ConflictRetry retry, ComputeInstance instance, ServiceAction action, JsonNode? body)
    {
        try
        {
            return await _client.BeginActionAsync(_workspace, instance.Name, action, _call, body).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.OperationConflict)
        {
            await retry.PauseAsync(await GetAsync(instance.Name).ConfigureAwait(false), exception).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Waits a little. When the time is up, what was joined goes on; what was in the way kept this from being done.</summary>
    private static async Task PauseAsync(ConflictRetry retry, ComputeInstance instance, InstanceMove? joined, WaitChoice wait)
    {
        if (joined is not null && retry.Left == TimeSpan.Zero)
        {
            throw TimedOut(instance, joined.Doing, wait);
        }

        await retry.PauseAsync(instance).ConfigureAwait(false);
    }

    private static ComputeTargetException TimedOut(ComputeInstance instance, string doing, WaitChoice wait) => ComputeTargetException.About(
        instance.Name,
        ErrorIds.WaitTimeout,
        $"{doing} compute target '{instance.Name}' did not end within {wait.Given:c}; its state is {instance.State}. "
            + "It goes on; Wait-AmlComputeTarget can wait for it again.");

    /// <summary>
    /// What went wrong with an action whose operation succeeded all the same; null when nothing did, or when what is read may still be the
    /// state before it.
    /// </summary>
    private static string? FailureOf(ServiceAction action, ComputeInstance before, ComputeInstance now)
    {
        bool isNews = now.LastOperation is { } last && !last.IsSameAs(before.LastOperation);
        if (isNews && now.LastOperation!.IsFailureOf(action.Name))
        {
            return now.LastOperation.OperationStatus;
        }

        bool isLater = (isNews && !now.LastOperation!.IsRunning) || !InstanceStates.Is(before.State, now.State!);
        return InstanceStates.IsBroken(now.State) && isLater ? now.State : null;
    }

    private async Task<ComputeTarget> ArriveAsync(
        ConflictRetry retry,
        ComputeOperation operation,
        ComputeInstance before,
        ServiceAction action,
        string doing,
        WaitChoice wait,
        Func<ComputeInstance, bool> isThere)
    {
        string name = before.Name;
        if (wait.Wait)
        {
            try
            {
                await _follower.FollowAsync(operation, name, doing, wait with { Timeout = retry.Left }).ConfigureAwait(false);
            }
            catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ProvisioningFailed)
            {
                exception.Remedy = TryAgain;
                throw;
            }
        }

        PollingDelay delay = new();
        while (true)
        {
            ComputeInstance instance = await GetAsync(name).ConfigureAwait(false);
            if (!wait.Wait)
            {
                return instance;
            }

            if (FailureOf(action, before, instance) is { } failure)
            {
                ComputeTargetException failed = ServiceError.FromOperation(instance.Errors, name, failure, null);
                failed.Remedy = failed.ErrorId == ErrorIds.ProvisioningFailed ? TryAgain : null;
                throw failed;
            }

            if (isThere(instance))
            {
                return instance;
            }

            // What is read right after the end may still be the state before it.
            TimeSpan left = retry.Left;
            if (left == TimeSpan.Zero)
            {
                throw TimedOut(instance, doing, wait);
            }

            await _client.Clock.DelayAsync(delay.NextWithin(left), _call.Token).ConfigureAwait(false);
        }
    }

    /// <summary>The size as the service writes it.</summary>
    /// <exception cref="ComputeTargetException">The instance cannot have it.</exception>
    private async Task<string> RequireSizeAsync(ComputeInstance instance, string size)
    {
        IReadOnlyList<string> allowed = await ListSizesAsync(instance.Name).ConfigureAwait(false);
        return allowed.FirstOrDefault(name => name.Equals(size, StringComparison.OrdinalIgnoreCase)) ?? throw ComputeTargetException.About(
            instance.Name,
            ErrorIds.InvalidVmSize,
            $"Compute target '{instance.Name}' of size {instance.VmSize} cannot be resized to '{size}'. "
            + (allowed.Count == 0
                ? "The service allows no other size for it."
                : $"It can become: {string.Join(", ", Suggestions.Of(size, allowed).Take(FewSizes))}"
                    + $"{(allowed.Count > FewSizes ? $" or {allowed.Count - FewSizes} others" : string.Empty)}."));
    }
}
