namespace AmlCompute.Commands.Base;

/// <summary>A name in -Exclude that no target has.</summary>
/// <param name="Name">The name.</param>
/// <param name="Suggestion">A question with a similar name; empty without one.</param>
internal sealed record ExcludeWarning(string Name, string Suggestion)
{
    public string Text => $"-Exclude '{Name}' does not match any target. {Suggestion}".TrimEnd();
}
