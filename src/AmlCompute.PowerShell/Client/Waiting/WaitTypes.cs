namespace AmlCompute.Client.Waiting;

/// <summary>The wait for an operation after the service has accepted it.</summary>
/// <param name="Wait">True to wait for the end of the operation.</param>
/// <param name="Timeout">The timeout.</param>
internal sealed record WaitChoice(bool Wait, TimeSpan Timeout)
{
    /// <summary>Gets the timeout that the user gave, even if less time is left.</summary>
    public TimeSpan Given { get; } = Timeout;
}

/// <summary>One target to wait for, as the user gave it.</summary>
internal sealed class WaitItem
{
    private string? _reported;

    public WaitItem(Workspace workspace, string name, ComputeTarget? given)
    {
        Workspace = workspace;
        Name = name;
        Given = given;
    }

    public Workspace Workspace { get; }

    public string Name { get; }

    /// <summary>Gets the target object that the user gave; null if the user gave a name.</summary>
    public ComputeTarget? Given { get; }

    /// <summary>Gets or sets the callback for a new state of the target. It is called on any thread; null for none.</summary>
    public Action<string>? StateChanged { get; set; }

    /// <summary>
    /// Gets or sets the callback that returns true if the wait for the item was canceled. It is called on any thread; null if the item
    /// cannot be canceled.
    /// </summary>
    public Func<bool>? WasCanceled { get; set; }

    /// <summary>Gets a value indicating whether the wait for the item was canceled.</summary>
    public bool IsCanceled => WasCanceled?.Invoke() == true;

    /// <summary>Reports the state if it is new. Must not be called on two threads at a time.</summary>
    public void ReportState(string state)
    {
        if (_reported != state)
        {
            _reported = state;
            StateChanged?.Invoke(state);
        }
    }
}

/// <summary>The outcome of the wait for one target: the target or an error.</summary>
internal sealed record WaitOutcome(WaitItem Item, ComputeTarget? Target, ComputeTargetException? Error);
