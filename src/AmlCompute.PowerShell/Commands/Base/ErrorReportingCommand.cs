using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;

namespace AmlCompute.Commands;

/// <summary>A command that turns every <see cref="ComputeTargetException"/> into an error record.</summary>
public abstract class ErrorReportingCommand : PSCmdlet
{
    /// <summary>The changes that were announced or asked for: the target of each and its kind.</summary>
    private readonly HashSet<(string Target, string Kind)> _changes = [];

    /// <summary>Gets a value indicating whether all items use one connection, so that a failed sign-in affects all of them.</summary>
    private protected virtual bool SharesConnection => true;

    /// <summary>Gets a value indicating whether this command signs in, so that its errors must not recommend to run it.</summary>
    private protected virtual bool IsSignIn => false;

    /// <summary>Gets a value indicating whether the names given to the command are names of compute targets.</summary>
    private protected virtual bool IsAboutTargets => true;

    /// <summary>Masks the secrets that the command has sent.</summary>
    private protected virtual ComputeTargetException Mask(ComputeTargetException error) => error;

    private protected new void WriteWarning(string text) => base.WriteWarning(TerminalText.Clean(text));

    private protected static ComputeTargetException Invalid(string message) => ComputeTargetException.Invalid(message);

    private protected void WriteWarnings(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            WriteWarning(text);
        }
    }

    private protected new void WriteVerbose(string text) => base.WriteVerbose(TerminalText.Clean(text));

    /// <param name="target">The target.</param>
    /// <param name="action">The action.</param>
    /// <param name="kind">The kind of the change; null for the first word of the action.</param>
    private protected new bool ShouldProcess(string target, string action, string? kind = null)
    {
        _changes.Add((target, kind ?? action.Split(' ')[0]));
        return base.ShouldProcess(TerminalText.Clean(target), TerminalText.Clean(action));
    }

    /// <summary>Gets a value indicating whether any change was announced or asked for.</summary>
    private protected bool HasAnnounced => _changes.Count > 0;

    /// <summary>Writes a line of -WhatIf that is not a change.</summary>
    private protected void Announce(string text) => base.ShouldProcess(TerminalText.Clean(text), null, null);

    /// <summary>Writes the number of changes of each kind, if -WhatIf has announced several.</summary>
    private protected void AnnounceTotal(bool isWhatIf)
    {
        if (isWhatIf && _changes.Count > 1)
        {
            IEnumerable<string> kinds = _changes.GroupBy(change => change.Kind).Select(kind => $"{kind.Key} {kind.Count()}");
            Announce($"{_changes.Count} changes: {string.Join(", ", kinds)}.");
        }
    }

    private protected new bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) =>
        base.ShouldContinue(TerminalText.Clean(query), caption, ref yesToAll, ref noToAll);

    /// <summary>Processes one item. A failure writes one error, and the next item follows.</summary>
    private protected void Attempt(object? target, Action action, Action<ComputeTargetException>? fail = null)
    {
        try
        {
            action();
        }
        catch (ComputeTargetException exception)
        {
            (fail ?? (failure => Fail(failure, target)))(exception);
        }
    }

    private protected void Fail(ComputeTargetException exception, object? target)
    {
        ErrorRecord record = RecordOf(exception, target, IsAboutTargets);
        if (exception.Target is not null)
        {
            WriteObject(exception.Target);
        }

        // A mistake in the first row of a table ends the command before a request; later rows would only repeat it.
        if ((SharesConnection && ErrorRecords.Terminates(exception)) || (exception.IsOfTable && target is NumberedRow { Number: 1 }))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>
    /// Creates the record of an error; it recommends the corrected command, or the similar name with this command. A command that can lose
    /// work is never recommended for a name that was not typed; the recommendation then lists the similar targets.
    /// </summary>
    private protected ErrorRecord RecordOf(ComputeTargetException exception, object? target, bool isNameOfTarget = true)
    {
        exception.Remedy = (exception.Correction is { } correction ? TypedCommand.Correct(MyInvocation, correction) : null)
            ?? (exception.Remedy?.Contains(NearTargets.Command) != true ? exception.Remedy
                : TypedCommand.LosesWork(MyInvocation)
                    ? $"Get-AmlComputeTarget {Suggestions.CommonPrefixPattern(exception.Correction!.Value)}"
                : exception.Remedy.Replace(NearTargets.Command, MyInvocation.MyCommand.Name));
        return ErrorRecords.From(Mask(exception), target, IsSignIn, isNameOfTarget);
    }

    /// <summary>Runs a step that all items depend on. A failure ends the command.</summary>
    private protected T OrEnd<T>(Func<T> function, object? target = null)
    {
        try
        {
            return function();
        }
        catch (ComputeTargetException exception)
        {
            ThrowTerminatingError(RecordOf(exception, target));
            throw;
        }
    }

    /// <summary>Runs a step that all items depend on. A failure ends the command.</summary>
    private protected void OrEnd(Action action, object? target = null) => OrEnd(
        () =>
        {
            action();
            return true;
        },
        target);
}
