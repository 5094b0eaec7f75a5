namespace AmlCompute.Client.Waiting;

/// <summary>One target to wait for, by its name or its object.</summary>
internal sealed class WaitItem(Workspace workspace, string name, ComputeTarget? given)
{
    private string? _reportedState;

    public Workspace Workspace { get; } = workspace;

    public string Name { get; } = name;

    /// <summary>Gets the target that the user gave or a command has read; null for a name.</summary>
    public ComputeTarget? GivenTarget { get; } = given;

    /// <summary>Gets or sets the callback for a new state of the target. It is called on any thread; null for none.</summary>
    public Action<string>? StateChanged { get; set; }

    /// <summary>Gets or sets the callback that returns true after the wait was canceled, on any thread; null for none.</summary>
    public Func<bool>? WasCanceled { get; set; }

    /// <summary>Gets a value indicating whether the user has canceled the wait for this item.</summary>
    public bool IsCanceled => WasCanceled?.Invoke() == true;

    /// <summary>Reports the state if it is new. Must not be called on two threads at a time.</summary>
    public void ReportState(string state)
    {
        if (_reportedState != state)
        {
            _reportedState = state;
            StateChanged?.Invoke(state);
        }
    }
}
