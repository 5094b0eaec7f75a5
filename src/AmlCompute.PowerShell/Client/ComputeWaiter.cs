namespace AmlCompute.Client;

/// <summary>Waits for many targets together by reading them, so that it needs nothing but their ids.</summary>
internal sealed class ComputeWaiter
{
    private const string Activity = "Waiting for compute targets";

    private readonly WaitCondition _condition;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan? _pollingInterval;

    public ComputeWaiter(WaitCondition condition, TimeSpan timeout, TimeSpan? pollingInterval)
    {
        _condition = condition;
        _timeout = timeout;
        _pollingInterval = pollingInterval;
    }

    /// <summary>Gives one outcome for each target, as soon as it is known. The call's token stops it; an enumerator's own is not looked at.</summary>
    public async IAsyncEnumerable<WaitOutcome> WaitAsync(IReadOnlyList<WaitItem> items, CallContext call)
    {
        if (items.Count == 0)
        {
            yield break;
        }

        TimeProvider clock = ServiceConnection.ClientOf(items[0].Workspace).Clock;
        long started = clock.GetTimestamp();
        PollingInterval interval = new(_pollingInterval);
        List<WaitItem> waiting = [.. items];
        try
        {
            while (true)
            {
                foreach (WaitItem item in waiting.ToArray())
                {
                    if (await LookAsync(item, call).ConfigureAwait(false) is { } outcome)
                    {
                        waiting.Remove(item);
                        yield return outcome;
                    }
                }

                TimeSpan elapsed = clock.GetElapsedTime(started);
                TimeSpan left = _timeout - elapsed;
                if (waiting.Count == 0 || left <= TimeSpan.Zero)
                {
                    break;
                }

                Report(call, waiting, items.Count, elapsed);
                TimeSpan pause = interval.Next();
                await clock.Delay(pause < left ? pause : left, call.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            call.Log.Progress(new CallProgress(Activity, "Done", 100, IsCompleted: true));
        }

        foreach (WaitItem item in waiting)
        {
            yield return new WaitOutcome(item, null, TimedOut(item));
        }
    }

    private static void Report(CallContext call, List<WaitItem> waiting, int all, TimeSpan elapsed)
    {
        string first = string.Join(", ", waiting.Take(3).Select(item => $"{item.Name} {item.LastState ?? "unknown"}"));
        string status = $"{all - waiting.Count} of {all} done, {elapsed:hh\\:mm\\:ss}: {first}{(waiting.Count > 3 ? ", ..." : string.Empty)}";
        call.Log.Progress(new CallProgress(Activity, status, (all - waiting.Count) * 100 / all, IsCompleted: false));
    }

    private async Task<WaitOutcome?> LookAsync(WaitItem item, CallContext call)
    {
        try
        {
            ComputeTarget? target = await ServiceConnection.ClientOf(item.Workspace).FindAsync(item.Workspace, item.Name, call).ConfigureAwait(false);
            item.LastState = target is null ? "gone" : StateOf(target);
            bool holds = _condition.Holds(target, item.Name, item.LastProvisioningState);
            item.LastProvisioningState = target?.ProvisioningState;
            return holds ? new WaitOutcome(item, target, null) : null;
        }
        catch (ComputeTargetException exception) when (!ServiceError.IsPassing(exception))
        {
            return new WaitOutcome(item, null, exception);
        }
        catch (ComputeTargetException exception)
        {
            // The service is busy or away; what was asked for may still happen, so the wait goes on until its own time is over.
            item.LastState = exception.ErrorId;
            call.Log.Warning($"{item.Name}: {exception.Message}");
            return null;
        }
    }

    private static string? StateOf(ComputeTarget target) =>
        target is ComputeCluster { CurrentNodes: { } current, TargetNodes: { } wanted } && current != wanted
            ? $"{target.State} ({current} of {wanted} nodes)"
            : target.State;

    private ComputeTargetException TimedOut(WaitItem item)
    {
        string goal = _condition.Kind == WaitFor.Removed ? "gone" : _condition.Kind.ToString();
        string nodes = _condition.MinNodeCount is { } count ? $" with {count} nodes" : string.Empty;
        return new ComputeTargetException(
            ErrorIds.WaitTimeout,
            $"Compute target '{item.Name}' was not {goal}{nodes} within {_timeout:c}; its state was {item.LastState ?? "unknown"}. What was started goes on.")
        {
            ComputeName = item.Name,
        };
    }
}

/// <summary>One target to wait for.</summary>
internal sealed class WaitItem
{
    public WaitItem(Workspace workspace, string name, ComputeTarget? given)
    {
        Workspace = workspace;
        Name = name;
        Given = given;
    }

    public Workspace Workspace { get; }

    public string Name { get; }

    /// <summary>Gets the object the user gave, if it was one.</summary>
    public ComputeTarget? Given { get; }

    /// <summary>Gets or sets the state it was last seen in, for people.</summary>
    public string? LastState { get; set; }

    /// <summary>Gets or sets the provisioning state it was last seen in; null before the first look.</summary>
    public string? LastProvisioningState { get; set; }
}

/// <summary>How a wait for one target ended: the target, or why not.</summary>
internal sealed record WaitOutcome(WaitItem Item, ComputeTarget? Target, ComputeTargetException? Error);
