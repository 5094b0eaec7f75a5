using System.Management.Automation;
using AmlCompute.Async;

namespace AmlCompute.Commands;

/// <summary>
/// What a command with -AsJob gives: its work, on a thread of its own in this process. Everything was asked before; what comes of it is in the streams of
/// the job. It has failed when any of its targets has; the others are done all the same.
/// </summary>
public sealed class ComputeJob : Job
{
    private readonly Func<bool> _work;
    private readonly Action _stop;
    private volatile bool _isStopping;
    private volatile bool _isDisposed;
    private volatile string _status = string.Empty;

    /// <param name="command">The command and its targets, as Get-Job shows them.</param>
    /// <param name="work">Runs on the thread of the job, and tells whether all went well.</param>
    /// <param name="stop">Makes the work end soon, by a <see cref="PipelineStoppedException"/>.</param>
    internal ComputeJob(string command, Func<bool> work, Action stop)
        : base(command)
    {
        _work = work;
        _stop = stop;
        PSJobTypeName = "AmlComputeJob";
    }

    /// <inheritdoc/>
    public override bool HasMoreData =>
        !IsOver || Output.Count + Error.Count + Warning.Count + Verbose.Count + Debug.Count + Progress.Count > 0;

    /// <summary>Gets where the job runs: always on this computer. Its targets are in the workspace.</summary>
    public override string Location => "localhost";

    /// <summary>Gets what is waited for and how far it has come; empty when there is nothing to tell.</summary>
    public override string StatusMessage => _status;

    private bool IsOver => JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    /// <summary>Stops waiting. What the service has accepted goes on there.</summary>
    public override void StopJob()
    {
        if (IsOver)
        {
            return;
        }

        _isStopping = true;
        _stop();
        _ = Finished.WaitOne(PipelinePump.StopGrace + PipelinePump.StopGrace);
    }

    internal void Start()
    {
        SetJobState(JobState.Running);
        new Thread(Run) { IsBackground = true, Name = Command }.Start();
    }

    internal void Write(ProgressRecord record)
    {
        _status = record.RecordType == ProgressRecordType.Completed ? string.Empty : $"{record.Activity}: {record.StatusDescription}";
        Progress.Add(record);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            StopJob();
            _isDisposed = true;
        }

        base.Dispose(disposing);
    }

    private void Run()
    {
        try
        {
            JobState state = Work();
            _status = string.Empty;
            Complete();
            SetJobState(state);
        }
        catch (Exception) when (_isDisposed)
        {
            // The job was removed before its work had ended; nobody is there to be told.
            return;
        }
    }

    /// <summary>Lets those that read the streams as they grow come to an end.</summary>
    private void Complete()
    {
        Output.Complete();
        Error.Complete();
        Warning.Complete();
        Verbose.Complete();
        Debug.Complete();
        Progress.Complete();
    }

    private JobState Work()
    {
        try
        {
            return _work() ? JobState.Completed : JobState.Failed;
        }
        catch (PipelineStoppedException) when (_isStopping)
        {
            return JobState.Stopped;
        }
        catch (PipelineStoppedException)
        {
            // An error ended the work. It has been written.
            return JobState.Failed;
        }
        catch (Exception exception) when (!_isDisposed)
        {
            // The engine does the same for a command in a pipeline.
            Error.Add(new ErrorRecord(exception, exception.GetType().FullName, ErrorCategory.NotSpecified, null));
            return JobState.Failed;
        }
    }
}
