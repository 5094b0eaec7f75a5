using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AmlCompute.Completion;

/// <summary>Completes a parameter without the service.</summary>
public abstract class LocalCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Complete(new CompletionWord(wordToComplete, takesWildcards: false), parameterName ?? string.Empty);

    private protected abstract IEnumerable<CompletionResult> Complete(CompletionWord typed, string parameter);
}
