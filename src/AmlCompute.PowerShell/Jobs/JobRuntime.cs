using System.Management.Automation;
using System.Management.Automation.Host;
using AmlCompute.Commands;

namespace AmlCompute.Jobs;

/// <summary>
/// Where a command writes once it has become a job, on the thread of the job: into the streams of the target that is the matter, or of the job as a whole.
/// </summary>
internal sealed class JobRuntime : ICommandRuntime
{
    private readonly ComputeJob _job;
    private readonly string _command;
    private readonly string _errorSource;
    private ComputeChildJob? _current;

    /// <param name="job">The job.</param>
    /// <param name="command">The name of the command.</param>
    /// <param name="errorSource">What the engine adds to the ids of a command's errors.</param>
    public JobRuntime(ComputeJob job, string command, string errorSource)
    {
        _job = job;
        _command = command;
        _errorSource = errorSource;
    }

    public PSHost? Host => null;

    public PSTransactionContext? CurrentPSTransaction => null;

    /// <summary>Gets where to write. The streams of a child are closed when it is over; what comes late is the job's.</summary>
    private Job Streams => Child ?? (Job)_job;

    private ComputeChildJob? Child => _current is { } child && !child.IsOver() ? child : null;

    /// <summary>Does something that is the matter of one target.</summary>
    public void For(ComputeChildJob child, Action action)
    {
        ComputeChildJob? before = _current;
        _current = child;
        try
        {
            action();
        }
        finally
        {
            _current = before;
        }
    }

    public void WriteDebug(string text) => Streams.Debug.Add(new DebugRecord(text));

    public void WriteError(ErrorRecord errorRecord)
    {
        ErrorRecord record = new(errorRecord.Exception, $"{errorRecord.FullyQualifiedErrorId},{_errorSource}", errorRecord.CategoryInfo.Category, errorRecord.TargetObject)
        {
            ErrorDetails = errorRecord.ErrorDetails,
        };
        record.CategoryInfo.Activity = _command;
        if (Child is { } child)
        {
            child.Fail(record);
        }
        else
        {
            _job.Fail(record);
        }
    }

    public void WriteObject(object? sendToPipeline) => Streams.Output.Add(PSObject.AsPSObject(sendToPipeline));

    public void WriteObject(object? sendToPipeline, bool enumerateCollection)
    {
        if (!enumerateCollection || LanguagePrimitives.GetEnumerable(sendToPipeline) is not { } items)
        {
            WriteObject(sendToPipeline);
            return;
        }

        foreach (object? item in items)
        {
            WriteObject(item);
        }
    }

    public void WriteProgress(ProgressRecord progressRecord)
    {
        if (Child is { } child)
        {
            child.Write(progressRecord);
        }
        else
        {
            _job.Progress.Add(progressRecord);
        }
    }

    public void WriteProgress(long sourceId, ProgressRecord progressRecord) => WriteProgress(progressRecord);

    public void WriteVerbose(string text) => Streams.Verbose.Add(new VerboseRecord(text));

    public void WriteWarning(string text) => Streams.Warning.Add(new WarningRecord(text));

    public void WriteCommandDetail(string text)
    {
    }

    public bool ShouldProcess(string target) => throw AskedTooLate();

    public bool ShouldProcess(string target, string action) => throw AskedTooLate();

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption) => throw AskedTooLate();

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption, out ShouldProcessReason shouldProcessReason) => throw AskedTooLate();

    public bool ShouldContinue(string query, string caption) => throw AskedTooLate();

    public bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) => throw AskedTooLate();

    public bool TransactionAvailable() => false;

    public void ThrowTerminatingError(ErrorRecord errorRecord)
    {
        WriteError(errorRecord);
        throw new PipelineStoppedException();
    }

    private static InvalidOperationException AskedTooLate() => new("A job cannot ask. Its command must ask before it begins the work.");
}
