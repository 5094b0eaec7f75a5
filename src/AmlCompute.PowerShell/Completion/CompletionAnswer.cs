namespace AmlCompute.Completion;

/// <summary>A suggested value for the word at the cursor.</summary>
/// <param name="Value">The text of the parameter.</param>
/// <param name="ToolTip">A description of the value; null for none.</param>
/// <param name="ListText">The text in the list, which the user can type too; null for the value.</param>
/// <param name="IsCode">True if the value is written without quotes, because it is an expression.</param>
internal sealed record CompletionAnswer(string Value, string? ToolTip = null, string? ListText = null, bool IsCode = false)
{
    /// <summary>
    /// Gets a value indicating whether the value can be written at the prompt: it is not empty and has no line break, and
    /// <see cref="TerminalText.Clean"/> does not change it.
    /// </summary>
    public bool IsWritable => Value.Length > 0 && Value.IndexOf('\n') < 0 && TerminalText.Clean(Value) == Value;

    /// <summary>Joins the facts of a tooltip, without those that are not known.</summary>
    public static string JoinFacts(params string?[] facts) => string.Join(", ", facts.Where(fact => !string.IsNullOrEmpty(fact)));
}
