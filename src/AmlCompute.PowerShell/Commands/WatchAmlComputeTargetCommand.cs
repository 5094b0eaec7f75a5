using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>
/// Shows compute targets as a table that is updated in place, until a condition holds or the user presses Ctrl+C. In a pipeline, and on a
/// host without a terminal, it emits each target at first and after each change of its state.
/// </summary>
[Cmdlet(VerbsCommon.Watch, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeTarget))]
public sealed class WatchAmlComputeTargetCommand : TargetQueryCommand
{
    private readonly List<(object Key, WatchedWorkspace Watched)> _workspaces = [];

    /// <summary>Returns the lines below the table at a time since the start of the watch.</summary>
    private Func<TimeSpan, IReadOnlyList<string>> _status = _ => [];

    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the condition that ends the watch: a word such as Usable, or a script block with the target in $_.</summary>
    [Parameter]
    [Until]
    [ArgumentCompleter(typeof(WaitForCompleter))]
    [ValidateNotNull]
    public object? Until { get; set; }

    /// <summary>Gets or sets the longest time to watch, by the clock of the workspace; without it, no limit; 0 reads once.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    public Duration? Timeout { get; set; }

    /// <summary>Gets or sets the time between two readings; the default is 5 seconds. A throttled service is read less often.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration PollingInterval { get; set; } = Duration.FromTimeSpan(TimeSpan.FromSeconds(5));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ = OrEnd(() => CreateWatch([]));
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given) =>
        Watched(workspace).AddTarget(name, given);

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern) =>
        Watched(workspace).AddPattern(target => pattern.IsMatch(target.Name) && Filter.Keeps(target) && FitsPattern(target));

    private protected override bool FitsPattern(ComputeTarget target) => Until switch
    {
        WaitFor.Running or WaitFor.Stopped => target is ComputeInstance,
        WaitFor.Steady => target is ComputeCluster,
        _ => true,
    };

    private protected override async IAsyncEnumerable<IReadOnlyList<object>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        WatchedWorkspace watched = new(workspace);
        watched.AddPattern(isWanted);
        await watched.ReadAsync(Condition, new PollingDelay(), call).ConfigureAwait(false);
        yield return [watched];
    }

    private protected override void WriteItem(object item) => _workspaces.Add((item, (WatchedWorkspace)item));

    private protected override void Complete()
    {
        LiveTable? table = LiveTable.For(this);
        TargetWatch watch = CreateWatch(_workspaces.Select(workspace => workspace.Watched));
        foreach (WatchReading reading in _workspaces.Count == 0 ? [] : Stream(call => watch.RunAsync(call, table is not null)))
        {
            if (Show(reading, table))
            {
                break;
            }
        }

        base.Complete();
    }

    private WaitCondition? Condition => Until is WaitFor state ? new WaitCondition(state) : null;

    private TargetWatch CreateWatch(IEnumerable<WatchedWorkspace> workspaces) => new(
        workspaces,
        Condition,
        Timeout is null ? null : Durations.Timeout(Timeout),
        Durations.PollingInterval(PollingInterval)!.Value);

    private WatchedWorkspace Watched(Workspace workspace)
    {
        if (_workspaces.Find(item => item.Key.Equals(workspace.Key)).Watched is { } known)
        {
            return known;
        }

        WatchedWorkspace watched = new(workspace);
        _workspaces.Add((workspace.Key, watched));
        return watched;
    }

    /// <summary>Shows or emits the targets of a reading. Returns true if the watch is over.</summary>
    private bool Show(WatchReading reading, LiveTable? table)
    {
        WatchedTarget[] existing = [.. reading.Targets.Where(target => target.Target is not null)];
        if (reading.IsRepeated)
        {
            table!.Show(existing, _status(reading.Elapsed));
            return false;
        }

        WatchedTarget[] open = Until is null ? [] : [.. reading.Targets.Where(target => target.Failure is null && !IsMet(target))];
        bool isOver = reading.IsLast || (Until is not null && open.Length == 0 && (reading.Targets.Count > 0 || Until is WaitFor.Removed));
        WatchedTarget[] failed = [.. reading.Targets.Where(target => target.Failure is not null && (isOver || target.IsMissing))];
        if (table is null)
        {
            Emit(existing.Where(target => target.IsChanged));
        }
        else if (isOver || reading.Errors.Count + failed.Length > 0)
        {
            table.Clear();
            Emit(isOver ? existing : []);
        }

        foreach (ComputeTargetException error in reading.Errors)
        {
            WriteError(ErrorRecords.From(Mask(error), error.ComputeName));
        }

        foreach (WatchedTarget target in failed)
        {
            Report(target, target.Failure!);
        }

        foreach (WatchedTarget target in isOver ? open : [])
        {
            Report(target, TimedOut(target));
        }

        if (!isOver)
        {
            _status = elapsed => StatusOf(reading, existing, open.Length, elapsed);
            table?.Show(existing, _status(reading.Elapsed));
        }

        return isOver;
    }

    private bool IsMet(WatchedTarget target) => Until is not ScriptBlock script
        ? target.IsMet
        : target.Target is null
            || LanguagePrimitives.IsTrue(script.InvokeWithContext(null, [new PSVariable("_", target.Target)], []));

    private void Emit(IEnumerable<WatchedTarget> targets) =>
        WriteObject(targets.Select(target => target.Target), enumerateCollection: true);

    private void Report(WatchedTarget target, ComputeTargetException failure)
    {
        ComputeTargetException error = WithSuggestion(failure, target.Name, target.Workspace);
        error.Remedy = error.Remedy?.Replace(NearTargets.Command, MyInvocation.MyCommand.Name);
        WriteError(ErrorRecords.From(Mask(error), target.Name));
    }

    private ComputeTargetException TimedOut(WatchedTarget target) => ComputeTargetException.About(
        target.Name,
        ErrorIds.WaitTimeout,
        $"Compute target '{target.Name}' did not meet the condition of -Until within {Timeout}; its state was {target.Target?.State}.");

    private string[] StatusOf(WatchReading reading, WatchedTarget[] existing, int open, TimeSpan elapsed)
    {
        string states = string.Join(", ", existing
            .GroupBy(target => target.Target!.State ?? ProvisioningStates.Unknown)
            .OrderByDescending(state => state.Count())
            .Select(state => $"{state.Count()} {state.Key}"));
        string until = Until is null ? string.Empty : $"; {open} not {(Until is WaitFor state ? state : "as -Until")}";
        string status = $"{existing.Length} target{(existing.Length == 1 ? string.Empty : "s")}"
            + $"{(states.Length > 0 ? $": {states}" : string.Empty)}{until}; "
            + $"{elapsed:hh\\:mm\\:ss}; Ctrl+C ends";
        return reading.LastFailure is { } failure ? [status, $"Not up to date: {failure.Message}"] : [status];
    }
}
