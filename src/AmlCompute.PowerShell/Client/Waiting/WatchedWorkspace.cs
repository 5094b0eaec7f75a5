using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Waiting;

/// <summary>The watched targets of one workspace: those with given names, and all that match a pattern, also those created later.</summary>
internal sealed class WatchedWorkspace(Workspace workspace)
{
    private readonly Dictionary<string, WatchedTarget> _targets = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Func<ComputeTarget, bool>> _patterns = [];
    private readonly TemporaryErrors _errors = new("watch");
    private int _tick;
    private bool _canList = true;

    public ComputeClient Client { get; } = ServiceConnection.ClientOf(workspace);

    /// <summary>Gets the targets of the last reading, with those that were not found in it.</summary>
    public IEnumerable<WatchedTarget> Targets => _targets.Values.OrderBy(target => target.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the temporary error of the last reading; null if it succeeded.</summary>
    public ComputeTargetException? LastFailure { get; private set; }

    public bool WasRead => _tick > 0;

    /// <summary>Gets a value indicating whether no target exists and none can appear.</summary>
    public bool IsOver => _patterns.Count == 0 && _targets.Values.All(target => target.IsMissing);

    public void Add(string name, ComputeTarget? given = null) => _targets[name] = new WatchedTarget(workspace, name, given);

    public void Add(Func<ComputeTarget, bool> pattern) => _patterns.Add(pattern);

    /// <summary>Ends the watch of this workspace.</summary>
    public void Stop()
    {
        _targets.Clear();
        _patterns.Clear();
    }

    /// <summary>
    /// Reads the targets: with one list for patterns and for more targets than the list has pages, and otherwise with a GET each. A target
    /// that the list lacks is read with a GET, too, because the list can be outdated.
    /// </summary>
    public async Task ReadAsync(WaitCondition? condition, PollingDelay delay, CallContext call)
    {
        _tick++;
        LastFailure = null;
        foreach (WatchedTarget target in _targets.Values.ToArray())
        {
            target.IsChanged = false;
            _ = target.IsMissing && _targets.Remove(target.Name);
        }

        ListReading? list = null;
        ListWatch reader = ListWatch.Of(workspace, call);
        if (_canList && (_patterns.Count > 0 || _targets.Count > reader.Pages))
        {
            list = await reader.ReadNowAsync(delay, call).ConfigureAwait(false);
            if (list.Failure is { } failure)
            {
                if (IsTemporary(failure, call))
                {
                    LastFailure = failure;
                    return;
                }

                _canList = _patterns.Count > 0 ? throw failure : false;
            }

            foreach (ComputeTarget found in list.Targets.Values.Where(target => !_targets.ContainsKey(target.Name)))
            {
                if (_patterns.Exists(fits => fits(found)))
                {
                    Add(found.Name, found);
                }
            }
        }

        await Task.WhenAll(_targets.Values.Select(target => ReadAsync(target, list, condition, delay, call))).ConfigureAwait(false);
    }

    /// <summary>Returns true if a later reading can succeed. A service that was never reached is an error, as in other commands.</summary>
    private static bool IsTemporary(ComputeTargetException exception, CallContext call) =>
        ServiceError.IsTemporary(exception) && call.Reach.HasAnswered;

    private async Task ReadAsync(
        WatchedTarget target, ListReading? list, WaitCondition? condition, PollingDelay delay, CallContext call)
    {
        ComputeTarget? found = list?.Find(target.Name);
        try
        {
            if (found is null || condition?.CanCheck(found) == false)
            {
                found = await Client.InTurnAsync(() => Client.FindAsync(workspace, target.Name, call), call.Token).ConfigureAwait(false);
            }

            target.Update(found, condition, _tick);
            if (found is null)
            {
                call.Log.State(target.Name, "gone");
            }
        }
        catch (ComputeTargetException exception) when (IsTemporary(exception, call))
        {
            LastFailure = exception;
            _errors.SlowDown(delay, target.Name, exception, call.Log);
        }
        catch (ComputeTargetException exception)
        {
            target.Fail(exception);
        }
    }
}

/// <summary>One watched target with its last state.</summary>
internal sealed class WatchedTarget(Workspace workspace, string name, ComputeTarget? given)
{
    private static readonly WaitCondition Usable = new(WaitFor.Usable);

    private readonly WaitedTarget _waited = new([new WaitItem(workspace, name, given)], isOneOfManyWorkspaces: false);
    private int _changed;

    public Workspace Workspace { get; } = workspace;

    public string Name => _waited.Name;

    /// <summary>Gets the target; null if it does not exist.</summary>
    public ComputeTarget? Target { get; private set; }

    /// <summary>Gets a value indicating whether the target was removed, never existed, or may not be read.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>Gets or sets a value indicating whether the last reading found another state or other nodes than the one before.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Gets a value indicating whether the condition holds; without one, whether the target can be used.</summary>
    public bool IsMet { get; private set; }

    /// <summary>Gets the reason why the condition cannot hold, or why the target cannot be read; null for none.</summary>
    public ComputeTargetException? Failure { get; private set; }

    /// <summary>Gets a key that orders the targets: those that do not meet the condition first, then the last changed.</summary>
    public (bool IsMet, int Age) Rank => (IsMet, -_changed);

    /// <summary>Stores the result of a reading; null if the target does not exist.</summary>
    public void Update(ComputeTarget? found, WaitCondition? condition, int tick)
    {
        if (condition?.Kind == WaitFor.Removed && _waited.IsAnother(found))
        {
            found = null;
        }

        ComputeTarget? before = Target;
        string? provisioning = _waited.ProvisioningState;
        _waited.Update(found);
        Target = found;
        bool isNew = _changed == 0;
        IsChanged = isNew || ShownOf(before) != ShownOf(found);
        _changed = IsChanged ? tick : _changed;
        IsMissing = found is null;
        Failure = null;
        try
        {
            IsMet = (condition ?? Usable).Holds(found, Name, provisioning, _waited.ShortReadings);
        }
        catch (ComputeTargetException exception)
        {
            IsMet = false;
            Failure = condition is not null || (found is null && isNew) ? exception : null;
        }
    }

    private static (string? State, string? ProvisioningState, int? Nodes) ShownOf(ComputeTarget? target) =>
        (target?.State, target?.ProvisioningState, (target as ComputeCluster)?.CurrentNodes);

    /// <summary>Ends the watch of a target that cannot be read.</summary>
    public void Fail(ComputeTargetException failure)
    {
        Target = null;
        IsMissing = true;
        Failure = failure;
    }
}
