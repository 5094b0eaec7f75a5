using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Settings;

namespace AmlCompute.Completion;

/// <summary>Completes a setting with the words that this version knows.</summary>
public sealed class SettingWordCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionWord typed = new(wordToComplete, takesWildcards: false);
        return SettingTable.ByParameter()
            .Where(row => row.Setting.Parameter == parameterName)
            .SelectMany(row => row.Setting.Member!.Shape.Words)
            .Where(typed.Fits)
            .Select(word => typed.Complete(word, null, word));
    }
}
