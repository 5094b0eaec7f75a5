using System.Management.Automation;
using System.Management.Automation.Host;
using AmlCompute.Commands;

namespace AmlCompute.Jobs;

/// <summary>The runtime of a command in a job: writes to the streams of the child job of the current target, or of the job.</summary>
/// <param name="job">The job.</param>
/// <param name="command">The name of the command.</param>
/// <param name="errorSource">The suffix that the engine of PowerShell adds to the ids of the errors of the command.</param>
internal sealed class JobRuntime(CommandJob job, string command, string errorSource) : ICommandRuntime2
{
    private CommandChildJob? _current;

    public PSHost? Host => null;

    public PSTransactionContext? CurrentPSTransaction => null;

    /// <summary>Gets the job that gets the records: the parent job after the child job has ended, which closes its streams.</summary>
    private Job Streams => Child ?? (Job)job;

    private CommandChildJob? Child => _current is { } child && !child.IsOver() ? child : null;

    /// <summary>Runs an action that writes to the streams of one child job.</summary>
    public void For(CommandChildJob child, Action action)
    {
        CommandChildJob? before = _current;
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
        string id = $"{errorRecord.FullyQualifiedErrorId},{errorSource}";
        ErrorRecord record = new(errorRecord.Exception, id, errorRecord.CategoryInfo.Category, errorRecord.TargetObject)
        {
            ErrorDetails = errorRecord.ErrorDetails,
        };
        record.CategoryInfo.Activity = command;
        record.CategoryInfo.TargetName = errorRecord.CategoryInfo.TargetName;
        if (Child is { } child)
        {
            child.Fail(record);
        }
        else
        {
            job.Fail(record);
        }
    }

    public void WriteObject(object? sendToPipeline) => Streams.Output.Add(PSObject.AsPSObject(sendToPipeline));

    public void WriteObject(object? sendToPipeline, bool enumerateCollection)
    {
        object?[] single = [sendToPipeline];
        foreach (object? item in enumerateCollection ? LanguagePrimitives.GetEnumerable(sendToPipeline) ?? single : single)
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
            job.Progress.Add(progressRecord);
        }
    }

    public void WriteProgress(long sourceId, ProgressRecord progressRecord) => WriteProgress(progressRecord);

    public void WriteVerbose(string text) => Streams.Verbose.Add(new VerboseRecord(text));

    public void WriteInformation(InformationRecord informationRecord) => Streams.Information.Add(informationRecord);

    public void WriteWarning(string text) => Streams.Warning.Add(new WarningRecord(text));

    public void WriteCommandDetail(string text)
    {
    }

    public bool ShouldProcess(string target) => throw CannotPrompt();

    public bool ShouldProcess(string target, string action) => throw CannotPrompt();

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption) => throw CannotPrompt();

    public bool ShouldProcess(
        string verboseDescription, string verboseWarning, string caption, out ShouldProcessReason shouldProcessReason) =>
        throw CannotPrompt();

    public bool ShouldContinue(
        string query, string caption, bool hasSecurityImpact, ref bool yesToAll, ref bool noToAll) => throw CannotPrompt();

    public bool ShouldContinue(string query, string caption) => throw CannotPrompt();

    public bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) => throw CannotPrompt();

    public bool TransactionAvailable() => false;

    public void ThrowTerminatingError(ErrorRecord errorRecord)
    {
        WriteError(errorRecord);
        throw new PipelineStoppedException();
    }

    private static InvalidOperationException CannotPrompt() =>
        new("A job cannot prompt the user. The command must prompt before it starts the job.");
}
