using System.Management.Automation;
using AmlCompute.Async;

namespace AmlCompute.Commands;

/// <summary>
/// The work of a <see cref="ComputeJob"/> on one target, with what comes of it. It is named as the target. Only the thread of the job changes it.
/// </summary>
public sealed class ComputeChildJob : Job
{
    private readonly Dictionary<int, ProgressRecord> _shown = [];
    private readonly Action<ComputeChildJob> _stop;
    private Func<Task>? _cancel;
    private volatile bool _isStopping;
    private volatile string _status = string.Empty;
    private volatile Exception? _reason;

    /// <param name="command">The command and the target, as Get-Job shows them.</param>
    /// <param name="name">The name of the target.</param>
    /// <param name="workspace">The name of its workspace.</param>
    /// <param name="stop">Lets the thread of the job call <see cref="Cancel"/>.</param>
    internal ComputeChildJob(string command, string name, string workspace, Action<ComputeChildJob> stop)
        : base(command, name)
    {
        _stop = stop;
        Location = workspace;
        PSJobTypeName = "AmlComputeChild";
    }

    /// <inheritdoc/>
    public override bool HasMoreData => !this.IsOver() || this.HasRecords();

    /// <summary>Gets the workspace of the target.</summary>
    public override string Location { get; }

    /// <summary>Gets what is waited for and how far it has come, or why it has failed; empty when there is nothing to tell.</summary>
    public override string StatusMessage => _status;

    /// <summary>Gets why it has failed, also when the error was received; null when it has not.</summary>
    public Exception? Reason => _reason;

    /// <summary>Stops the work on this target; the others go on, and so does what the service has accepted.</summary>
    public override void StopJob()
    {
        if (this.IsOver())
        {
            return;
        }

        _isStopping = true;
        _stop(this);
        _ = Finished.WaitOne(PipelinePump.StopGrace + PipelinePump.StopGrace);
    }

    /// <summary>What the engine, too, makes of an exception that no command expects.</summary>
    internal static ErrorRecord RecordOf(Exception exception) => new(exception, exception.GetType().FullName, ErrorCategory.NotSpecified, null);

    /// <summary>Notes that the work on this target has begun.</summary>
    /// <param name="cancel">Cancels it; null where it is not worked on by itself.</param>
    internal void Begin(Func<Task>? cancel = null)
    {
        if (!this.IsOver())
        {
            _cancel = cancel;
            SetJobState(JobState.Running);
        }
    }

    /// <summary>Ends the work soon: what is under way ends by its cancellation, the rest here.</summary>
    internal void Cancel()
    {
        if (_cancel is null)
        {
            End(JobState.Stopped);
        }
        else
        {
            _ = _cancel();
        }
    }

    /// <summary>Writes what has come of the work, which is over then.</summary>
    internal void End(Action write)
    {
        if (this.IsOver())
        {
            return;
        }

        try
        {
            write();
            End(JobState.Completed);
        }
        catch (OperationCanceledException) when (_isStopping)
        {
            End(JobState.Stopped);
        }
        catch (Exception exception) when (exception is not PipelineStoppedException and not ObjectDisposedException)
        {
            Fail(RecordOf(exception));
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Ends it, unless it is over.</summary>
    /// <param name="state">How, unless it has failed.</param>
    internal void End(JobState state)
    {
        if (this.IsOver())
        {
            return;
        }

        foreach (ProgressRecord record in _shown.Values)
        {
            Progress.Add(new ProgressRecord(record.ActivityId, record.Activity, record.StatusDescription) { RecordType = ProgressRecordType.Completed });
        }

        _status = _reason?.Message ?? string.Empty;
        SetJobState(_reason is null ? state : JobState.Failed);
    }

    internal void Fail(ErrorRecord record)
    {
        _reason ??= record.Exception;
        Error.Add(record);
    }

    internal void Write(ProgressRecord record)
    {
        if (this.IsOver())
        {
            return;
        }

        if (record.RecordType == ProgressRecordType.Completed)
        {
            _ = _shown.Remove(record.ActivityId);
            _status = string.Empty;
        }
        else
        {
            _shown[record.ActivityId] = record;
            _status = $"{record.Activity}: {record.StatusDescription}";
        }

        Progress.Add(record);
    }
}

/// <summary>What is alike in a job and its children.</summary>
internal static class JobExtensions
{
    public static bool IsOver(this Job job) => job.JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    public static bool HasRecords(this Job job) =>
        job.Output.Count + job.Error.Count + job.Warning.Count + job.Verbose.Count + job.Debug.Count + job.Progress.Count > 0;
}
