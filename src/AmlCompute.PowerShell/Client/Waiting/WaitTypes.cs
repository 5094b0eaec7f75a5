namespace AmlCompute.Client.Waiting;

/// <summary>The choice of a user to wait for an operation, and for how long, after the service has accepted it.</summary>
internal sealed record WaitChoice(bool Wait, TimeSpan Timeout)
{
    /// <summary>Gets the timeout that the user gave, even if less time is left.</summary>
    public TimeSpan Given { get; } = Timeout;
}

/// <summary>One target to wait for, as the user gave it.</summary>
internal sealed class WaitItem(Workspace workspace, string name, ComputeTarget? given)
{
    private string? _reported;

    public Workspace Workspace { get; } = workspace;

    public string Name { get; } = name;

    /// <summary>Gets the target object that the user gave; null if the user gave a name.</summary>
    public ComputeTarget? Given { get; } = given;

    /// <summary>Gets or sets the callback for a new state of the target. It is called on any thread; null for none.</summary>
    public Action<string>? StateChanged { get; set; }

    /// <summary>Gets or sets the callback that returns true after the wait was canceled, on any thread; null for none.</summary>
    public Func<bool>? WasCanceled { get; set; }

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
