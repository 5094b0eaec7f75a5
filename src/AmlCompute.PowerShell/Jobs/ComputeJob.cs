using System.Management.Automation;
using AmlCompute.Async;

namespace AmlCompute.Commands;

/// <summary>
/// What a command with -AsJob gives: its work, on a thread of its own in this process, with a child job for each target. Everything was asked before; what
/// comes of it is in the streams of the children, where Receive-Job finds it, and what concerns no single target in those of this job. It has failed when
/// any of its targets has; the others are done all the same.
/// </summary>
public sealed class ComputeJob : Job
{
    private readonly List<ComputeChildJob> _targets = [];
    private Action _stop = () => { };
    private Action<Action> _post = _ => { };
    private Exception? _reason;
    private volatile bool _isDisposed;

    /// <param name="command">The name of the command.</param>
    /// <param name="targets">What it works on, with the workspace of each.</param>
    internal ComputeJob(string command, IReadOnlyList<(string Name, string Workspace)> targets)
        : base($"{command} {string.Join(", ", targets.Select(target => target.Name))}")
    {
        PSJobTypeName = "AmlComputeJob";
        Location = string.Join(",", targets.Select(target => target.Workspace).Distinct(StringComparer.OrdinalIgnoreCase));
        foreach ((string name, string workspace) in targets)
        {
            ComputeChildJob child = new($"{command} {name}", name, workspace, StopTarget);
            _targets.Add(child);
            ChildJobs.Add(child);
        }
    }

    /// <inheritdoc/>
    public override bool HasMoreData => !this.IsOver() || this.HasRecords() || _targets.Exists(target => target.HasMoreData);

    /// <summary>Gets the workspaces of the targets. The job itself runs in this process and ends with it.</summary>
    public override string Location { get; }

    /// <summary>Gets how far the job has come; empty when there is nothing to tell. It says how many targets are done, and of a single one what is waited for.</summary>
    public override string StatusMessage
    {
        get
        {
            if (_targets.Count == 1)
            {
                return _targets[0].StatusMessage;
            }

            int done = Count(JobState.Completed);
            return done == _targets.Count
                ? string.Empty
                : $"{done} of {_targets.Count} done{Part(Count(JobState.Failed), "failed")}{Part(Count(JobState.Stopped), "stopped")}";
        }
    }

    /// <summary>
    /// Gets why the job has failed, or the first of its targets that has; null when none has. It stays when the error was received. The reason of
    /// <see cref="Job.JobStateInfo"/> is left empty, as Receive-Job would tell it as an error once more, under another id.
    /// </summary>
    public Exception? Reason => _reason ?? _targets.Select(target => target.Reason).FirstOrDefault(reason => reason is not null);

    internal IReadOnlyList<ComputeChildJob> Targets => _targets;

    /// <summary>Stops the work on all targets. What the service has accepted goes on there.</summary>
    public override void StopJob()
    {
        if (this.IsOver())
        {
            return;
        }

        _stop();
        _ = Finished.WaitOne(PipelinePump.StopGrace + PipelinePump.StopGrace);
    }

    /// <summary>Begins the work, on a thread of the job.</summary>
    /// <param name="work">All of the work.</param>
    /// <param name="stop">Makes the work end soon, by a <see cref="PipelineStoppedException"/>.</param>
    /// <param name="post">Hands something to the thread of the job, which does it while it waits.</param>
    internal void Start(Action work, Action stop, Action<Action> post)
    {
        _stop = stop;
        _post = post;
        SetJobState(JobState.Running);
        new Thread(() => Run(work)) { IsBackground = true, Name = Command }.Start();
    }

    /// <summary>Notes an error that concerns no single target.</summary>
    internal void Fail(ErrorRecord record)
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
            foreach (ComputeChildJob target in _targets)
            {
                target.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static string Part(int count, string what) => count == 0 ? string.Empty : $", {count} {what}";

    private int Count(JobState state) => _targets.Count(target => target.JobStateInfo.State == state);

    private void Run(Action work)
    {
        try
        {
            bool isDone = Do(work);
            foreach (ComputeChildJob target in _targets)
            {
                target.End(JobState.Stopped);
            }

            SetJobState(
                Reason is not null ? JobState.Failed
                : isDone && Count(JobState.Stopped) == 0 ? JobState.Completed
                : JobState.Stopped);
        }
        catch (Exception) when (_isDisposed)
        {
            // The job was removed before its work had ended; nobody is there to be told.
        }
    }

    /// <summary>Does the work.</summary>
    /// <returns>Whether it came to its end.</returns>
    private bool Do(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (PipelineStoppedException)
        {
            // The user stopped it, or an error ended it, which has been written.
            return false;
        }
        catch (Exception exception) when (!_isDisposed)
        {
            Fail(ComputeChildJob.RecordOf(exception));
            return false;
        }
    }

    private void StopTarget(ComputeChildJob target) => _post(() =>
    {
        target.Cancel();
        if (_targets.TrueForAll(other => other.IsOver()))
        {
            throw new PipelineStoppedException();
        }
    });
}
