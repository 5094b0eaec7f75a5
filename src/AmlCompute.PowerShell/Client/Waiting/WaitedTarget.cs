namespace AmlCompute.Client.Waiting;

/// <summary>One target of a wait with its last polled state. Several items can wait for the same target.</summary>
/// <param name="items">The items, at least one.</param>
/// <param name="isOneOfManyWorkspaces">True if the wait is for targets of several workspaces, so that the label has the workspace.</param>
internal sealed class WaitedTarget(IReadOnlyList<WaitItem> items, bool isOneOfManyWorkspaces)
{
    private volatile bool _isEnded;
    private volatile string? _state;

    /// <summary>The time of the creation of the target that is waited for; null while it is not known.</summary>
    private DateTimeOffset? _createdOn = items.Select(item => item.GivenTarget?.CreatedOn).FirstOrDefault(time => time is not null);

    /// <summary>Gets the items that wait for the target; the same target can be piped more than once.</summary>
    public IReadOnlyList<WaitItem> Items { get; } = items;

    public Workspace Workspace => Items[0].Workspace;

    public string Name => Items[0].Name;

    /// <summary>Gets the display name, with the workspace if the targets of the wait are in several workspaces.</summary>
    public string Label => isOneOfManyWorkspaces ? $"{Name} in {Workspace.Name}" : Name;

    /// <summary>Gets or sets a value indicating whether the wait for this target has an outcome.</summary>
    public bool IsEnded
    {
        get => _isEnded;
        set => _isEnded = value;
    }

    /// <summary>Gets a value indicating whether the wait has ended or all of its items were canceled.</summary>
    public bool IsOver => IsEnded || Items.All(item => item.IsCanceled);

    /// <summary>Gets the last state with the nodes of a cluster as display text; null before the first successful poll.</summary>
    public string? State => _state;

    /// <summary>
    /// Gets the provisioning state at the last successful poll; null before it, for a target that is gone, and if the service omits it.
    /// </summary>
    public string? ProvisioningState { get; private set; }

    /// <summary>Gets the number of consecutive polls that found a steady cluster with errors and short of nodes.</summary>
    public int ShortReadings { get; private set; }

    /// <summary>Gets the errors of the target at the last successful poll as text; empty if there are none.</summary>
    public string ErrorText { get; private set; } = string.Empty;

    /// <summary>Gets or sets a value indicating whether a warning about the target was written.</summary>
    public bool IsWarned { get; set; }

    /// <summary>Gets or sets the error of the last poll; null if it succeeded.</summary>
    public ComputeTargetException? LastFailure { get; set; }

    /// <summary>Gets or sets the tick of the last GET of the target; 0 before the first.</summary>
    public int LastReadTick { get; set; }

    /// <summary>Stores the result of a successful poll; null if the target is gone.</summary>
    public void Update(ComputeTarget? target)
    {
        LastFailure = null;
        ProvisioningState = target?.ProvisioningState;
        ShortReadings = target is not null && Usability.IsShortOfNodes(target) ? ShortReadings + 1 : 0;
        ErrorText = target is null ? string.Empty : string.Join(" ", target.Errors);
        _createdOn ??= target?.CreatedOn;
        _state = target is null ? "gone" : DescribeState(target);
    }

    /// <summary>Returns true if the found target of the same name was created later than this one.</summary>
    public bool IsReplacedBy(ComputeTarget? found)
    {
        // The time of a target that the user gave from a file can lack its fractions of a second.
        return found?.CreatedOn - _createdOn > TimeSpan.FromSeconds(1);
    }

    private static string DescribeState(ComputeTarget target)
    {
        string state = target.State is { Length: > 0 } known ? known : ProvisioningStates.Unknown;
        if (target is not ComputeCluster { CurrentNodes: { } current, TargetNodes: { } wanted } cluster || (current == 0 && wanted == 0))
        {
            return state;
        }

        string nodes = cluster.NodeStates?.ToString() is { } text and not "none" ? $": {text}" : string.Empty;
        return $"{state} ({current} of {wanted} nodes{nodes})";
    }
}
