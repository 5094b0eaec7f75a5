using System.Management.Automation;
using AmlCompute.Commands.Base;

namespace AmlCompute.Commands;

/// <summary>A command that turns every <see cref="ComputeTargetException"/> into an error record.</summary>
public abstract class ErrorReportingCommand : PSCmdlet
{
    /// <summary>Gets a value indicating whether all items go over one connection, so that none fares better when it fails.</summary>
    private protected virtual bool SharesConnection => true;

    /// <summary>Gets a value indicating whether this command is the remedy that other errors recommend, so that it must recommend another.</summary>
    private protected virtual bool IsSignIn => false;

    /// <summary>Gets a value indicating whether the names that the command works on are those of compute targets.</summary>
    private protected virtual bool IsAboutTargets => true;

    /// <summary>Does one item; if it fails, that is one error and the next item's turn.</summary>
    private protected void Attempt(object? target, Action action)
    {
        try
        {
            action();
        }
        catch (ComputeTargetException exception)
        {
            Fail(exception, target);
        }
    }

    private protected void Fail(ComputeTargetException exception, object? target)
    {
        ErrorRecord record = ErrorRecords.From(exception, target, IsSignIn, IsAboutTargets);
        if (SharesConnection && ErrorRecords.Terminates(exception))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>Does what concerns the whole command; if it fails, the command ends.</summary>
    private protected T OrEnd<T>(Func<T> function)
    {
        try
        {
            return function();
        }
        catch (ComputeTargetException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, null, IsSignIn));
            throw;
        }
    }

    /// <summary>Does what concerns the whole command; if it fails, the command ends.</summary>
    private protected void OrEnd(Action action) => OrEnd(() =>
    {
        action();
        return true;
    });
}
