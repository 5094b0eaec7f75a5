using System.Management.Automation;
using AmlCompute.Jobs;

namespace AmlCompute.Commands;

/// <summary>
/// The job of a command with -AsJob. It runs on its own thread in this process, with a child job for each target. The command prompts the
/// user before the job starts. The output and errors of a target are in the streams of its child job; errors that belong to no target are
/// in the streams of this job. The job ends with the state Failed after an error, otherwise with Stopped if a target was stopped.
/// </summary>
public sealed class CommandJob : Job
{
    private const int MaxNamesInTitle = 3;

    private readonly List<CommandChildJob> _targets = [];

    /// <summary>Stops the work; does nothing before the start.</summary>
    private Action _stop = () => { };

    /// <summary>Posts an action to the thread of the job; does nothing before the start.</summary>
    private Action<Action> _post = _ => { };

    /// <summary>The first error that belongs to no target; null for none.</summary>
    private volatile Exception? _reason;

    private volatile bool _isDisposed;

    /// <param name="command">The name of the command.</param>
    /// <param name="targets">The targets of the job: the name of each and that of its workspace.</param>
    internal CommandJob(string command, IReadOnlyList<(string Name, string Workspace)> targets)
        : base(CreateTitle(command, targets))
    {
        Name = Command;
        PSJobTypeName = "AmlComputeJob";
        Location = TerminalText.Clean(
            string.Join(",", targets.Select(target => target.Workspace).Distinct(StringComparer.OrdinalIgnoreCase)));
        foreach ((string name, string workspace) in targets)
        {
            string cleanName = TerminalText.Clean(name);
            CommandChildJob child = new($"{command} {cleanName}", cleanName, TerminalText.Clean(workspace), RequestCancel);
            _targets.Add(child);
            ChildJobs.Add(child);
        }
    }

    /// <inheritdoc/>
    public override bool HasMoreData => !this.IsOver() || this.HasRecords() || _targets.Exists(target => target.HasMoreData);

    /// <summary>Gets the workspaces of the targets, separated by commas. The job runs in this process and ends with it.</summary>
    public override string Location { get; }

    /// <summary>Gets the counts of completed, failed and stopped targets, or the status of a single one; empty if all completed.</summary>
    public override string StatusMessage
    {
        get
        {
            if (_targets.Count == 1)
            {
                return _targets[0].StatusMessage;
            }

            int completed = CountTargets(JobState.Completed);
            return completed == _targets.Count
                ? string.Empty
                : $"{completed} of {_targets.Count} done"
                    + FormatCount(CountTargets(JobState.Failed), "failed") + FormatCount(CountTargets(JobState.Stopped), "stopped");
        }
    }

    /// <summary>
    /// Gets the exception of the job, or of its first failed target, also after Receive-Job has returned the error; null if nothing has
    /// failed. The reason in <see cref="Job.JobStateInfo"/> is empty, because Receive-Job would write it as a second error with another id.
    /// </summary>
    public Exception? Reason => _reason ?? _targets.Select(target => target.Reason).FirstOrDefault(reason => reason is not null);

    internal IReadOnlyList<CommandChildJob> Targets => _targets;

    /// <summary>True if all targets have ended, and one of them was stopped: the remaining work has no effect.</summary>
    internal bool IsEndedByStop => _targets.TrueForAll(target => target.IsOver()) && CountTargets(JobState.Stopped) > 0;

    /// <summary>Stops the work on all targets. Operations that the service has accepted continue there.</summary>
    public override void StopJob() => this.StopAndWait(_stop);

    /// <summary>Starts the work on the thread of the job.</summary>
    /// <param name="work">The work on all targets.</param>
    /// <param name="stop">Stops the work with a <see cref="PipelineStoppedException"/>.</param>
    /// <param name="post">Posts an action to the thread of the job, which runs it while it waits.</param>
    internal void Start(Action work, Action stop, Action<Action> post)
    {
        _stop = stop;
        _post = post;
        SetJobState(JobState.Running);
        new Thread(() => RunAndEnd(work)) { IsBackground = true, Name = Command }.Start();
    }

    /// <summary>Adds an error that belongs to no target.</summary>
    internal void AddError(ErrorRecord record)
    {
        _reason ??= record.Exception;
        Error.Add(record);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            StopJob();
            _isDisposed = true;
            foreach (CommandChildJob target in _targets)
            {
                target.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Returns the command and its targets, three at most, because a job can have hundreds of them.</summary>
    private static string CreateTitle(string command, IReadOnlyList<(string Name, string Workspace)> targets) =>
        TerminalText.Clean($"{command} {NameList.JoinFirst([.. targets.Select(target => target.Name)], MaxNamesInTitle)}");

    private static string FormatCount(int count, string state) => count == 0 ? string.Empty : $", {count} {state}";

    private int CountTargets(JobState state) => _targets.Count(target => target.JobStateInfo.State == state);

    private void RunAndEnd(Action work)
    {
        try
        {
            RunWork(work);
            foreach (CommandChildJob target in _targets)
            {
                target.End(JobState.Stopped);
            }

            JobState state = CountTargets(JobState.Stopped) > 0 ? JobState.Stopped : JobState.Completed;
            SetJobState(Reason is null ? state : JobState.Failed);
        }
        catch (Exception) when (_isDisposed)
        {
            // Remove-Job removed the job before its work ended, so no user can see the exception.
        }
    }

    /// <summary>Runs the work until its end or its stop. An unexpected exception is an error of the job.</summary>
    private void RunWork(Action work)
    {
        try
        {
            work();
        }
        catch (PipelineStoppedException)
        {
            // The user stopped the job, or the command wrote a terminating error.
        }
        catch (Exception exception) when (!_isDisposed)
        {
            AddError(CommandChildJob.CreateErrorRecord(exception));
        }
    }

    private void RequestCancel(CommandChildJob target) => _post(() =>
    {
        target.Cancel();
        if (IsEndedByStop)
        {
            // The stop of the last target stops the job.
            throw new PipelineStoppedException();
        }
    });
}
