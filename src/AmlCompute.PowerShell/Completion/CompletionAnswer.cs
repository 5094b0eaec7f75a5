namespace AmlCompute.Completion;

/// <summary>One value that can stand where the cursor is.</summary>
/// <param name="Value">The text of the parameter.</param>
/// <param name="ToolTip">What tells it from the others; null for nothing.</param>
/// <param name="Shown">What the list shows, if not the value; it can be typed, too.</param>
internal sealed record CompletionAnswer(string Value, string? ToolTip = null, string? Shown = null);
