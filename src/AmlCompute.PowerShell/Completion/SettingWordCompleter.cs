using System.Management.Automation;
using AmlCompute.Settings;

namespace AmlCompute.Completion;

/// <summary>Completes a setting with the words that this version knows.</summary>
public sealed class SettingWordCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord typed, string parameter) =>
        SettingTable.ByParameter()
            .Where(row => row.Setting.Parameter == parameter)
            .SelectMany(row => row.Setting.Member!.Shape.Words)
            .Where(typed.Fits)
            .Select(word => typed.Complete(word, null, word));
}
