using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AmlCompute.Completion;

/// <summary>The base class of completers that need no request to the service.</summary>
public abstract class LocalCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return [.. FindMatches(new CompletionWord(wordToComplete, takesWildcards: false), parameterName ?? string.Empty)];
        }
        catch (Exception)
        {
            // PowerShell shows no error during completion, and an empty list is a valid answer.
            return [];
        }
    }

    /// <summary>Returns the values that match the typed word.</summary>
    /// <param name="typed">The typed word.</param>
    /// <param name="parameter">The name of the parameter; empty if the host passes none.</param>
    private protected abstract IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter);
}
