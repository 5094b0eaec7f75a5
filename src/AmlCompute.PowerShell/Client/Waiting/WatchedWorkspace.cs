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

    /// <summary>False after an error of the list that is not temporary.</summary>
    private bool _canList = true;

    public ComputeClient Client { get; } = ServiceConnection.GetClient(workspace);

    /// <summary>Gets the targets of the last reading, with those that were not found in it, in the order of their names.</summary>
    public IEnumerable<WatchedTarget> Targets => _targets.Values.OrderBy(target => target.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets a temporary error of the last reading; null for none.</summary>
    public ComputeTargetException? LastFailure { get; private set; }

    public bool WasRead => _tick > 0;

    /// <summary>Gets a value indicating whether no target is left, and no pattern can add one.</summary>
    public bool IsOver => _patterns.Count == 0 && _targets.Values.All(target => target.IsMissing);

    /// <summary>Adds the target of a name, with the object that the user gave or a list returned; null for a name alone.</summary>
    public void AddTarget(string name, ComputeTarget? given = null) => _targets[name] = new WatchedTarget(workspace, name, given);

    /// <summary>Adds all targets that match, also those that are created later.</summary>
    public void AddPattern(Func<ComputeTarget, bool> isMatch) => _patterns.Add(isMatch);

    /// <summary>Ends the watch of this workspace.</summary>
    public void Stop()
    {
        _targets.Clear();
        _patterns.Clear();
    }

    /// <summary>Marks the targets as unchanged before the next reading, and removes the missing ones.</summary>
    public void ForgetChanges()
    {
        foreach (WatchedTarget target in _targets.Values.ToArray())
        {
            target.IsChanged = false;
            if (target.IsMissing)
            {
                _targets.Remove(target.Name);
            }
        }
    }

    /// <summary>
    /// Reads the targets: with one list for patterns and for more targets than the list has pages, and otherwise with a GET each. A target
    /// that the list lacks, or without members that the condition needs, is read with a GET, too.
    /// </summary>
    /// <exception cref="ComputeTargetException">The list, which patterns need, cannot be read in this watch.</exception>
    public async Task ReadAsync(WaitCondition? condition, PollingDelay delay, CallContext call)
    {
        _tick++;
        LastFailure = null;
        ListReading? list = null;
        ListWatch listWatch = ListWatch.GetShared(workspace, call);
        if (_canList && (_patterns.Count > 0 || _targets.Count > listWatch.PageCount))
        {
            list = await listWatch.ReadNowAsync(call).ConfigureAwait(false);
            if (list.Failure is { } failure && IsTemporary(failure, call))
            {
                LastFailure = failure;
                _errors.SlowDownAndWarn(delay, workspace.Name, failure, call.Log);
                return;
            }

            AddMatches(list);
        }

        await Task.WhenAll(_targets.Values.Select(target => ReadTargetAsync(target, list, condition, delay, call))).ConfigureAwait(false);
    }

    /// <summary>Adds the targets of a list that match a pattern. Only targets with given names can be watched without a list.</summary>
    private void AddMatches(ListReading list)
    {
        if (list.Failure is { } failure)
        {
            if (_patterns.Count > 0)
            {
                throw failure;
            }

            _canList = false;
        }

        foreach (ComputeTarget target in list.Targets.Values.Where(target => !_targets.ContainsKey(target.Name)))
        {
            if (_patterns.Exists(isMatch => isMatch(target)))
            {
                AddTarget(target.Name, target);
            }
        }
    }

    /// <summary>Returns true if a later reading can succeed. A service that was never reached is an error, as in other commands.</summary>
    private static bool IsTemporary(ComputeTargetException exception, CallContext call) =>
        ServiceError.IsTemporary(exception) && call.Reachability.HasAnswered;

    private async Task ReadTargetAsync(
        WatchedTarget target, ListReading? list, WaitCondition? condition, PollingDelay delay, CallContext call)
    {
        ComputeTarget? found = list?.FindTarget(target.Name);
        try
        {
            if (found is null || condition?.CanCheckEntry(found) == false)
            {
                found = await Client.RunPollAsync(() => Client.FindTargetAsync(workspace, target.Name, call), call.Token)
                    .ConfigureAwait(false);
            }

            target.Update(found, condition, _tick);
            if (found is null)
            {
                call.Log.WriteState(target.Name, "gone");
            }
        }
        catch (ComputeTargetException exception) when (IsTemporary(exception, call))
        {
            LastFailure = exception;
            _errors.SlowDownAndWarn(delay, target.Name, exception, call.Log);
        }
        catch (ComputeTargetException exception)
        {
            target.SetFailure(exception);
        }
    }
}
