using System.Management.Automation;
using System.Management.Automation.Host;

namespace AmlCompute.Commands;

/// <summary>Where a command writes once it has become a job: into the streams of the job, on the thread of the job.</summary>
internal sealed class JobRuntime : ICommandRuntime
{
    private readonly ComputeJob _job;
    private readonly string _command;
    private readonly string _errorSource;

    /// <param name="job">The job.</param>
    /// <param name="command">The name of the command.</param>
    /// <param name="errorSource">What the engine adds to the ids of a command's errors.</param>
    public JobRuntime(ComputeJob job, string command, string errorSource)
    {
        _job = job;
        _command = command;
        _errorSource = errorSource;
    }

    /// <summary>Gets whether any error was written; the errors themselves are gone when the user has received them.</summary>
    public bool HasFailed { get; private set; }

    public PSHost? Host => null;

    public PSTransactionContext? CurrentPSTransaction => null;

    public void WriteDebug(string text) => _job.Debug.Add(new DebugRecord(text));

    public void WriteError(ErrorRecord errorRecord)
    {
        HasFailed = true;
        ErrorRecord record = new(errorRecord.Exception, $"{errorRecord.FullyQualifiedErrorId},{_errorSource}", errorRecord.CategoryInfo.Category, errorRecord.TargetObject)
        {
            ErrorDetails = errorRecord.ErrorDetails,
        };
        record.CategoryInfo.Activity = _command;
        _job.Error.Add(record);
    }

    public void WriteObject(object? sendToPipeline) => _job.Output.Add(PSObject.AsPSObject(sendToPipeline));

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

    public void WriteProgress(ProgressRecord progressRecord) => _job.Write(progressRecord);

    public void WriteProgress(long sourceId, ProgressRecord progressRecord) => _job.Write(progressRecord);

    public void WriteVerbose(string text) => _job.Verbose.Add(new VerboseRecord(text));

    public void WriteWarning(string text) => _job.Warning.Add(new WarningRecord(text));

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
