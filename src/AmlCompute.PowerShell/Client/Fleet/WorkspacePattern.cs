namespace AmlCompute.Client.Fleet;

/// <summary>A pattern for names of workspaces. It records if a name matched, because a pattern without a match is an error.</summary>
internal sealed class WorkspacePattern(string text, Func<string, bool> isMatch)
{
    private volatile bool _hasMatched;

    public string Text { get; } = text;

    public bool HasMatched => _hasMatched;

    public bool IsMatch(string name) => isMatch(name);

    public void MarkMatched() => _hasMatched = true;
}
