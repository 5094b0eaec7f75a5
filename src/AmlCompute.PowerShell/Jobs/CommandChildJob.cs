using System.Management.Automation;
using AmlCompute.Jobs;

namespace AmlCompute.Commands;

/// <summary>The part of a <see cref="CommandJob"/> for one target, with its name. Only the thread of the job changes its state.</summary>
public sealed class CommandChildJob : Job
{
    private readonly Dictionary<int, ProgressRecord> _unfinishedProgress = [];
    private readonly Action<CommandChildJob> _requestCancel;

    /// <summary>Cancels the work on this target; null before it begins, and for a target without work of its own.</summary>
    private Func<Task>? _cancel;

    private volatile bool _isStopping;
    private volatile string _status = string.Empty;
    private volatile Exception? _reason;

    /// <param name="command">The command and the target that Get-Job displays.</param>
    /// <param name="name">The name of the target.</param>
    /// <param name="workspace">The name of its workspace.</param>
    /// <param name="requestCancel">Requests that the thread of the job calls <see cref="Cancel"/>.</param>
    internal CommandChildJob(string command, string name, string workspace, Action<CommandChildJob> requestCancel)
        : base(command, name)
    {
        _requestCancel = requestCancel;
        Location = workspace;
        PSJobTypeName = "AmlComputeChild";
    }

    /// <inheritdoc/>
    public override bool HasMoreData => !this.IsOver() || this.HasRecords();

    /// <summary>Gets the name of the workspace of the target.</summary>
    public override string Location { get; }

    /// <summary>Gets the current operation and its progress, or the error message of a failed job; empty if there is neither.</summary>
    public override string StatusMessage => _status;

    /// <summary>Gets the exception of the first error, also after Receive-Job has returned the error; null for none.</summary>
    public Exception? Reason => _reason;

    /// <summary>Stops the work on this target. Other targets continue, and so does an operation that the service has accepted.</summary>
    public override void StopJob() => this.StopAndWait(() =>
    {
        _isStopping = true;
        _requestCancel(this);
    });

    /// <summary>Creates the error record that the engine of PowerShell creates for an unexpected exception.</summary>
    internal static ErrorRecord CreateErrorRecord(Exception exception) =>
        new(exception, exception.GetType().FullName, ErrorCategory.NotSpecified, null);

    /// <summary>Sets the state to running, unless the job was stopped before.</summary>
    /// <param name="cancel">Cancels the work on this target; null for a target without work of its own.</param>
    internal void Begin(Func<Task>? cancel = null)
    {
        if (!this.IsOver())
        {
            _cancel = cancel;
            SetJobState(JobState.Running);
        }
    }

    /// <summary>Cancels the work on this target. Work that can be cancelled ends the job later; otherwise the job ends here.</summary>
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

    /// <summary>Writes the result of the work, and ends the job. An exception that is not about a stop is the error of the job.</summary>
    /// <exception cref="PipelineStoppedException">The whole command must end.</exception>
    /// <exception cref="ObjectDisposedException">Remove-Job has removed the job.</exception>
    internal void EndWithResult(Action writeResult)
    {
        if (this.IsOver())
        {
            return;
        }

        try
        {
            writeResult();
            End(JobState.Completed);
        }
        catch (OperationCanceledException) when (_isStopping)
        {
            End(JobState.Stopped);
        }
        catch (Exception exception) when (exception is not PipelineStoppedException and not ObjectDisposedException)
        {
            AddError(CreateErrorRecord(exception));

            // In the pipeline too, an unexpected exception ends the command.
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Ends the job if it has not ended.</summary>
    /// <param name="state">The final state of a job without an error; a job with an error gets the state Failed.</param>
    internal void End(JobState state)
    {
        if (this.IsOver())
        {
            return;
        }

        foreach (ProgressRecord record in _unfinishedProgress.Values)
        {
            Progress.Add(new ProgressRecord(record.ActivityId, record.Activity, record.StatusDescription)
            {
                RecordType = ProgressRecordType.Completed,
            });
        }

        _status = _reason is null ? string.Empty : TerminalText.Clean(_reason.Message);
        SetJobState(_reason is null ? state : JobState.Failed);
    }

    /// <summary>Adds an error. The state is Failed when the job ends.</summary>
    internal void AddError(ErrorRecord record)
    {
        _reason ??= record.Exception;
        Error.Add(record);
    }

    internal void WriteProgress(ProgressRecord record)
    {
        if (this.IsOver())
        {
            return;
        }

        if (record.RecordType == ProgressRecordType.Completed)
        {
            _ = _unfinishedProgress.Remove(record.ActivityId);
            _status = string.Empty;
        }
        else
        {
            _unfinishedProgress[record.ActivityId] = record;
            _status = $"{record.Activity}: {record.StatusDescription}";
        }

        Progress.Add(record);
    }
}
