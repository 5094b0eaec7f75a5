using System.Management.Automation;
using System.Management.Automation.Host;
using AmlCompute.Commands;

namespace AmlCompute.Jobs;

/// <summary>
/// Receives what a command with -AsJob writes, in the place of the pipeline: records of the current target go to the streams of its child
/// job, all others to the streams of the job.
/// </summary>
/// <param name="job">The job.</param>
/// <param name="command">The name of the command.</param>
/// <param name="errorSource">The suffix that the engine of PowerShell adds to the ids of the errors of the command.</param>
internal sealed class JobRuntime(CommandJob job, string command, string errorSource) : ICommandRuntime2
{
    /// <summary>The child job whose message runs; null while the command itself writes.</summary>
    private CommandChildJob? _currentChild;

    public PSHost? Host => null;

    public PSTransactionContext? CurrentPSTransaction => null;

    /// <summary>Gets the job that gets the records: the open child job, or else the parent job.</summary>
    private Job Streams => OpenChild ?? (Job)job;

    /// <summary>Gets the current child job; null if there is none, or if it has ended, which closes its streams.</summary>
    private CommandChildJob? OpenChild => _currentChild is { } child && !child.IsOver() ? child : null;

    /// <summary>Runs an action whose records go to the streams of one child job.</summary>
    public void RunForChild(CommandChildJob child, Action action)
    {
        CommandChildJob? previous = _currentChild;
        _currentChild = child;
        try
        {
            action();
        }
        finally
        {
            _currentChild = previous;
        }
    }

    public void WriteDebug(string text) => Streams.Debug.Add(new DebugRecord(text));

    public void WriteError(ErrorRecord errorRecord)
    {
        // The engine does the same with an error that a command writes to the pipeline.
        string id = $"{errorRecord.FullyQualifiedErrorId},{errorSource}";
        ErrorRecord record = new(errorRecord.Exception, id, errorRecord.CategoryInfo.Category, errorRecord.TargetObject)
        {
            ErrorDetails = errorRecord.ErrorDetails,
        };
        record.CategoryInfo.Activity = command;
        record.CategoryInfo.TargetName = errorRecord.CategoryInfo.TargetName;
        if (OpenChild is { } child)
        {
            child.AddError(record);
        }
        else
        {
            job.AddError(record);
        }
    }

    public void WriteObject(object sendToPipeline) => Streams.Output.Add(PSObject.AsPSObject(sendToPipeline));

    public void WriteObject(object sendToPipeline, bool enumerateCollection)
    {
        if (!enumerateCollection || LanguagePrimitives.GetEnumerable(sendToPipeline) is not { } items)
        {
            WriteObject(sendToPipeline);
            return;
        }

        foreach (object item in items)
        {
            WriteObject(item);
        }
    }

    public void WriteProgress(ProgressRecord progressRecord)
    {
        if (OpenChild is { } child)
        {
            child.WriteProgress(progressRecord);
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

    public bool ShouldProcess(string target) => throw CreatePromptError();

    public bool ShouldProcess(string target, string action) => throw CreatePromptError();

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption) => throw CreatePromptError();

    public bool ShouldProcess(
        string verboseDescription, string verboseWarning, string caption, out ShouldProcessReason shouldProcessReason) =>
        throw CreatePromptError();

    public bool ShouldContinue(
        string query, string caption, bool hasSecurityImpact, ref bool yesToAll, ref bool noToAll) => throw CreatePromptError();

    public bool ShouldContinue(string query, string caption) => throw CreatePromptError();

    public bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) => throw CreatePromptError();

    public bool TransactionAvailable() => false;

    public void ThrowTerminatingError(ErrorRecord errorRecord)
    {
        WriteError(errorRecord);
        throw new PipelineStoppedException();
    }

    private static InvalidOperationException CreatePromptError() =>
        new("A job cannot prompt the user. The command must prompt before it starts the job.");
}
