namespace AmlCompute.Completion;

/// <summary>A suggested value for the word at the cursor.</summary>
/// <param name="Value">The text of the parameter.</param>
/// <param name="ToolTip">A description of the value; null for none.</param>
/// <param name="ListText">The text in the list, if it is not the value. The user can type it too.</param>
/// <param name="IsCode">True if the value is written without quotes, because it is an expression.</param>
internal sealed record CompletionAnswer(string Value, string? ToolTip = null, string? ListText = null, bool IsCode = false);
