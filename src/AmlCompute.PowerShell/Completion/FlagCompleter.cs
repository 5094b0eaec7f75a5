using System.Management.Automation;

namespace AmlCompute.Completion;

/// <summary>Completes a parameter of the type bool. The engine completes only switches.</summary>
public sealed class FlagCompleter : LocalCompleter
{
    private static readonly string[] Values = ["$true", "$false"];

    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter)
    {
        string text = typed.Text.TrimStart('$');
        return Values
            .Where(value => value.Substring(1).StartsWith(text, StringComparison.OrdinalIgnoreCase))
            .Select(value => typed.CreateResult(value, isCode: true));
    }
}
