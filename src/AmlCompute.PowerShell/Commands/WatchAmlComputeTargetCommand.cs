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
/// Shows compute targets as a table that is updated in place, until a condition holds, the timeout has passed or no target is left, and
/// then emits them; Ctrl+C ends it without output. In a pipeline, and on a host without a terminal, it emits each target at first and after
/// each change of its state or nodes instead.
/// </summary>
[Cmdlet(VerbsCommon.Watch, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeTarget))]
public sealed class WatchAmlComputeTargetCommand : TargetQueryCommand
{
    /// <summary>The watched workspaces with their keys.</summary>
    private readonly List<((WorkspaceConnection Connection, string Id) Key, WatchedWorkspace Watched)> _workspaces = [];

    /// <summary>Creates the lines below the table for a time since the start of the watch, from the last reading.</summary>
    private Func<TimeSpan, IReadOnlyList<string>> _createStatus = _ => [];

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

    /// <summary>Gets or sets the time between two readings; the default is 5 seconds. A busy service is read less often.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration PollingInterval { get; set; } = Duration.FromTimeSpan(TimeSpan.FromSeconds(5));

    /// <summary>Gets the condition of the service's states; null for a script, and without -Until.</summary>
    private WaitCondition? Condition => Until is WaitFor state ? new WaitCondition(state) : null;

    private protected override bool FiltersInCompleteWork => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // A parameter that is not valid ends the command before a request.
        _ = RunOrEnd(() => CreateWatch([]));
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input) =>
        FindOrAddWorkspace(workspace).AddTarget(name, input);

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern) =>
        FindOrAddWorkspace(workspace).AddPattern(
            target => Filter.MatchesExisting(target, pattern) && Filter.KeepsTarget(target) && CanMatchPattern(target));

    private protected override bool CanMatchPattern(ComputeTarget target) => Until switch
    {
        WaitFor.Running or WaitFor.Stopped => target is ComputeInstance,
        WaitFor.Steady => target is ComputeCluster,
        _ => true,
    };

    private protected override async IAsyncEnumerable<IReadOnlyList<Action>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        WatchedWorkspace watched = new(workspace);
        watched.AddPattern(isWanted);
        await watched.ReadAsync(Condition, new PollingDelay(), call).ConfigureAwait(false);
        yield return [() => _workspaces.Add((workspace.Key, watched))];
    }

    private protected override void CompleteWork()
    {
        LiveTable? table = LiveTable.CreateForTerminal(this);
        TargetWatch watch = CreateWatch(_workspaces.Select(workspace => workspace.Watched));
        IEnumerable<WatchReading> readings = _workspaces.Count == 0
            ? []
            : Stream(call => table is null ? watch.RunAsync(call) : watch.RunForTableAsync(call));
        foreach (WatchReading reading in readings)
        {
            if (WriteReading(reading, table))
            {
                break;
            }
        }

        base.CompleteWork();
    }

    private TargetWatch CreateWatch(IEnumerable<WatchedWorkspace> workspaces) => new(
        workspaces,
        Condition,
        Timeout is null ? null : Durations.CheckTimeout(Timeout),
        Durations.CheckPollingInterval(PollingInterval)!.Value);

    private WatchedWorkspace FindOrAddWorkspace(Workspace workspace)
    {
        (WorkspaceConnection Connection, string Id) key = workspace.Key;
        if (_workspaces.Find(item => item.Key == key).Watched is { } known)
        {
            return known;
        }

        WatchedWorkspace watched = new(workspace);
        _workspaces.Add((key, watched));
        return watched;
    }

    /// <summary>
    /// Draws or emits the targets of a reading, and writes its errors, and the warnings of the filter once a reading is complete. Returns
    /// true if the watch is over.
    /// </summary>
    private bool WriteReading(WatchReading reading, LiveTable? table)
    {
        WatchedTarget[] existing = [.. reading.Targets.Where(target => target.Target is not null)];
        if (reading.IsRepeated)
        {
            table!.Draw(existing, _createStatus(reading.Elapsed));
            return false;
        }

        WatchedTarget[] unmet = Until is null ? [] : [.. reading.Targets.Where(target => target.Failure is null && !IsMet(target))];
        bool isOver = reading.IsLast || (unmet.Length == 0 && CanEndWatch(reading));
        WatchedTarget[] failed = [.. reading.Targets.Where(target => target.Failure is not null && (isOver || target.IsMissing))];
        string[] warnings = reading is { Errors.Count: 0, LastFailure: null } ? [.. Filter.TakeWarnings()] : [];
        if (isOver || reading.Errors.Count + failed.Length + warnings.Length > 0)
        {
            // Errors, warnings and targets would be written into the table.
            table?.Clear();
        }

        WriteWarnings(warnings);
        WriteTargets(existing.Where(target => table is null ? target.IsChanged : isOver));
        WriteErrors(reading.Errors, failed, timedOut: isOver ? unmet : []);
        if (!isOver)
        {
            _createStatus = elapsed => CreateStatus(reading, existing, unmet.Length, elapsed);
            table?.Draw(existing, _createStatus(reading.Elapsed));
        }

        return isOver;
    }

    private void WriteErrors(IReadOnlyList<ComputeTargetException> errors, WatchedTarget[] failed, WatchedTarget[] timedOut)
    {
        foreach (ComputeTargetException error in errors)
        {
            WriteError(CreateErrorRecord(error, error.ComputeName));
        }

        Array.ForEach(failed, target => WriteTargetError(target, target.Failure!));
        Array.ForEach(timedOut, target => WriteTargetError(target, CreateTimeoutError(target)));
    }

    /// <summary>Returns true if the watch ends with a reading in which no target fails to meet the condition of -Until.</summary>
    private bool CanEndWatch(WatchReading reading) =>

        // After a temporary error, the targets that were not read may not meet the condition.
        Until is not null && reading.LastFailure is null && (reading.Targets.Count > 0 || Until is WaitFor.Removed);

    /// <summary>Returns true if the target meets the condition of -Until.</summary>
    private bool IsMet(WatchedTarget target)
    {
        if (Until is not ScriptBlock script)
        {
            return target.IsMet;
        }

        // A script cannot test a removed target, which ends its part of the watch.
        return target.Target is null
            ? target.IsMissing
            : LanguagePrimitives.IsTrue(script.InvokeWithContext(null, [new PSVariable("_", target.Target)], []));
    }

    private void WriteTargets(IEnumerable<WatchedTarget> targets) =>
        WriteObject(targets.Select(target => target.Target), enumerateCollection: true);

    private void WriteTargetError(WatchedTarget target, ComputeTargetException failure) =>
        WriteError(CreateErrorRecord(AddSuggestion(failure, target.Name, target.Workspace), target.Name));

    private ComputeTargetException CreateTimeoutError(WatchedTarget target) => ComputeTargetException.CreateForTarget(
        target.Name,
        ErrorIds.WaitTimeout,
        $"Compute target '{target.Name}' did not meet the condition of -Until{WaitChoice.DescribeLimit(Durations.CheckTimeout(Timeout!))}; "
            + $"its state was {target.Target?.State ?? ProvisioningStates.Unknown}.",
        Condition?.DescribeTimeoutRemedy(target.Workspace, target.Name) ?? "Use a longer -Timeout.");

    private string[] CreateStatus(WatchReading reading, WatchedTarget[] existing, int unmet, TimeSpan elapsed)
    {
        string states = string.Join(", ", existing
            .GroupBy(target => target.Target!.State ?? ProvisioningStates.Unknown)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} {group.Key}"));
        string count = $"{existing.Length} target{(existing.Length == 1 ? string.Empty : "s")}";
        string condition = Until switch
        {
            null => string.Empty,
            WaitFor state => $"; {unmet} not {state}",
            _ => $"; {unmet} {(unmet == 1 ? "does" : "do")} not meet -Until",
        };
        string time = CallProgress.FormatElapsed(elapsed);
        string status = $"{count}{(states.Length > 0 ? $": {states}" : string.Empty)}{condition}; {time}; Ctrl+C to stop";
        return reading.LastFailure is { } failure ? [status, $"Not up to date: {failure.Message}"] : [status];
    }
}
