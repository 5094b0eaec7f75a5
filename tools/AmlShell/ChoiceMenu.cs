using System.Management.Automation.Host;

namespace AmlCompute.Shell;

/// <summary>The choices of a question: <c>[Y] Yes  [N] No  [?] Help (default is "Y"): </c>.</summary>
internal sealed class ChoiceMenu(IReadOnlyList<ChoiceDescription> choices, int defaultChoice)
{
    public string Prompt =>
        string.Join("  ", choices.Select(choice => $"[{Key(choice)}] {Name(choice)}").Append("[?] Help"))
        + (defaultChoice < 0 ? ": " : $" (default is \"{Key(choices[defaultChoice])}\"): ");

    public string Help =>
        string.Concat(choices.Select(choice => $"{Key(choice)} - {choice.HelpMessage}{Environment.NewLine}"));

    /// <summary>The index of the choice that the answer names by its key or its full name; null if none.</summary>
    public int? Find(string answer)
    {
        if (answer.Length == 0)
        {
            return defaultChoice < 0 ? null : defaultChoice;
        }

        for (int i = 0; i < choices.Count; i++)
        {
            if (IsSame(answer, Key(choices[i])) || IsSame(answer, Name(choices[i])))
            {
                return i;
            }
        }

        return null;
    }

    private static bool IsSame(string answer, string text) => string.Equals(answer, text, StringComparison.OrdinalIgnoreCase);

    private static string Name(ChoiceDescription choice) => choice.Label.Replace("&", string.Empty, StringComparison.Ordinal);

    /// <summary>The letter behind the ampersand; a label without one is its own key.</summary>
    private static string Key(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark < 0 || mark == choice.Label.Length - 1 ? Name(choice) : choice.Label.Substring(mark + 1, 1).ToUpperInvariant();
    }
}
