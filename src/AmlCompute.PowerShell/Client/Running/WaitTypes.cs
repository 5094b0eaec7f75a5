namespace AmlCompute.Client.Running;

/// <summary>How long to stay with a change after the service has accepted it.</summary>
/// <param name="Wait">Whether to wait for its end.</param>
/// <param name="Timeout">The longest wait.</param>
internal sealed record WaitChoice(bool Wait, TimeSpan Timeout)
{
    /// <summary>Gets the longest wait as the user gave it, also where only a rest of it is left.</summary>
    public TimeSpan Given { get; } = Timeout;
}

/// <summary>One target to wait for, as it was asked for.</summary>
internal sealed class WaitItem
{
    private string? _told;

    public WaitItem(Workspace workspace, string name, ComputeTarget? given)
    {
        Workspace = workspace;
        Name = name;
        Given = given;
    }

    public Workspace Workspace { get; }

    public string Name { get; }

    /// <summary>Gets the object the user gave, if it was one.</summary>
    public ComputeTarget? Given { get; }

    /// <summary>Gets or sets who is told the state that a look has seen, when it is another than before, on any thread; null for nobody.</summary>
    public Action<string>? Seen { get; set; }

    /// <summary>Gets or sets what tells, on any thread, whether nobody waits for it any more; null where that cannot happen before the wait is over.</summary>
    public Func<bool>? Dropped { get; set; }

    /// <summary>Gets a value indicating whether nobody waits for it any more.</summary>
    public bool IsDropped => Dropped?.Invoke() == true;

    /// <summary>Tells the state that was seen. Not to be called on two threads at a time.</summary>
    public void Tell(string state)
    {
        if (_told != state)
        {
            _told = state;
            Seen?.Invoke(state);
        }
    }
}

/// <summary>How a wait for one target ended: the target, or why not.</summary>
internal sealed record WaitOutcome(WaitItem Item, ComputeTarget? Target, ComputeTargetException? Error);
