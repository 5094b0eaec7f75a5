using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Calls;

namespace AmlCompute.Commands;

/// <summary>
/// A command that writes a <see cref="ComputeTargetException"/> as an error record, and masks secrets and control characters in its
/// messages.
/// </summary>
public abstract class ErrorReportingCommand : PSCmdlet
{
    /// <summary>The changes for which ShouldProcess was called: the target of each and its kind.</summary>
    private readonly HashSet<(string Target, string Kind)> _changes = [];

    /// <summary>Gets a value indicating whether all items use one connection, so that a failed sign-in affects all of them.</summary>
    private protected virtual bool SharesConnection => true;

    /// <summary>Gets a value indicating whether this command signs in, so that its errors must not recommend to run it.</summary>
    private protected virtual bool IsSignIn => false;

    /// <summary>Gets a value indicating whether the names given to the command are names of compute targets.</summary>
    private protected virtual bool IsAboutTargets => true;

    /// <summary>Gets a value indicating whether ShouldProcess was called for a change.</summary>
    private protected bool HasAnnouncedChange => _changes.Count > 0;

    /// <summary>Masks the secrets that the command has sent and that the service repeats in an error; a command may send none.</summary>
    private protected virtual ComputeTargetException MaskSecrets(ComputeTargetException error) => error;

    private protected new void WriteWarning(string text) => base.WriteWarning(TerminalText.Clean(text));

    /// <summary>Creates the error of a value from the user that is not valid.</summary>
    private protected static ComputeTargetException Invalid(string message) => ComputeTargetException.CreateInvalidArgument(message);

    private protected void WriteWarnings(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            WriteWarning(text);
        }
    }

    private protected new void WriteVerbose(string text) =>
        PumpLog.WriteVerbose(this, TerminalText.Clean(text), PumpLog.ShouldWriteVerboseAsDebug(MyInvocation));

    /// <summary>
    /// Asks for confirmation of a change, or announces it with -WhatIf; returns true if the change is to be made. Counts the change.
    /// </summary>
    /// <param name="target">The name of the target, which the question shows.</param>
    /// <param name="action">The action, which the question shows.</param>
    /// <param name="kind">The kind under which -WhatIf counts the change; null for the first word of the action.</param>
    private protected new bool ShouldProcess(string target, string action, string? kind = null)
    {
        _changes.Add((target, kind ?? action.Split(' ')[0]));
        return base.ShouldProcess(TerminalText.Clean(target), TerminalText.Clean(action));
    }

    /// <summary>With -WhatIf, writes a line that is not a change.</summary>
    private protected void WriteWhatIfLine(string text) => base.ShouldProcess(TerminalText.Clean(text), null, null);

    /// <summary>With -WhatIf, writes the number of changes of each kind, if several were announced.</summary>
    private protected void WriteChangeCounts()
    {
        if (_changes.Count > 1)
        {
            IEnumerable<string> kinds = _changes.GroupBy(change => change.Kind).Select(kind => $"{kind.Key} {kind.Count()}");
            WriteWhatIfLine($"{_changes.Count} changes: {string.Join(", ", kinds)}.");
        }
    }

    private protected new bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) =>
        base.ShouldContinue(TerminalText.Clean(query), caption, ref yesToAll, ref noToAll);

    /// <summary>Processes one item. A failure becomes an error of the item, and the command continues with the next one.</summary>
    /// <param name="target">The target object of the error record; null for none.</param>
    /// <param name="action">Processes the item.</param>
    /// <param name="onFailure">Handles a failure; null to write it as an error.</param>
    private protected void Attempt(object? target, Action action, Action<ComputeTargetException>? onFailure = null)
    {
        try
        {
            action();
        }
        catch (ComputeTargetException exception) when (onFailure is not null)
        {
            onFailure(exception);
        }
        catch (ComputeTargetException exception)
        {
            WriteFailure(exception, target);
        }
    }

    /// <summary>Writes the error of an item, after the target that failed. An error that all items would have ends the command.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="target">The target object of the error record; null for none.</param>
    /// <param name="isNameOfTarget">
    /// False if the name in <paramref name="target"/> is not that of a compute target, but of a workspace, a file or another object.
    /// </param>
    private protected void WriteFailure(ComputeTargetException exception, object? target, bool isNameOfTarget = true)
    {
        ErrorRecord record = CreateErrorRecord(exception, target, isNameOfTarget);
        if (exception.Target is not null)
        {
            WriteObject(exception.Target);
        }

        // A mistake in the first row of a table ends the command before a request; later rows would only repeat it.
        if ((SharesConnection && ErrorRecords.WouldFailAllItems(exception))
            || (exception.ConcernsWholeTable && target is NumberedRow { Number: 1 }))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>Creates the record of an error, which recommends the corrected command if a name is misspelt.</summary>
    private protected ErrorRecord CreateErrorRecord(ComputeTargetException exception, object? target, bool isNameOfTarget = true)
    {
        exception.Remedy = ChooseRemedy(exception);
        return ErrorRecords.Create(MaskSecrets(exception), target, IsSignIn, IsAboutTargets && isNameOfTarget);
    }

    /// <summary>Runs a step that all items depend on. A failure ends the command.</summary>
    private protected T RunOrEnd<T>(Func<T> function, object? target = null)
    {
        try
        {
            return function();
        }
        catch (ComputeTargetException exception)
        {
            ThrowTerminatingError(CreateErrorRecord(exception, target));
            throw;
        }
    }

    /// <summary>Runs a step that all items depend on. A failure ends the command.</summary>
    private protected void RunOrEnd(Action action, object? target = null) => RunOrEnd(
        () =>
        {
            action();
            return true;
        },
        target);

    /// <summary>
    /// Returns the corrected command of the user, or the remedy of the error; null if the table has the recommendation. A command that can
    /// lose work is never recommended for a name that was not typed.
    /// </summary>
    private string? ChooseRemedy(ComputeTargetException exception)
    {
        if (exception.Correction is { } correction && TypedCommand.FindCorrectedLine(MyInvocation, correction) is { } correctedLine)
        {
            return correctedLine;
        }

        if (exception.SafeRemedy is not { } safeRemedy)
        {
            return exception.Remedy;
        }

        return TypedCommand.CanLoseWork(MyInvocation)
            ? safeRemedy
            : exception.Remedy?.Replace(TargetSuggestions.CommandPlaceholder, MyInvocation.MyCommand.Name);
    }
}
