using System.Management.Automation;
using AmlCompute.Settings;

namespace AmlCompute.Completion;

/// <summary>Completes a setting with the words that this version knows.</summary>
public sealed class SettingWordCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter) =>
        SettingSearch.ListByParameter()
            .Where(row => row.Setting.Parameter == parameter)
            .SelectMany(row => row.Setting.Member!.Shape.Words)
            .Where(typed.MatchesStartOf)
            .Select(word => typed.CreateResult(word));
}
