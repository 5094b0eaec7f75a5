namespace AmlCompute.Client.Running;

/// <summary>One target of a wait, however often it was asked for, and what was last seen of it.</summary>
internal sealed class WaitedTarget
{
    private volatile bool _isEnded;
    private volatile string? _state;
    private DateTimeOffset? _createdOn;

    public WaitedTarget(IEnumerable<WaitItem> items, bool isOneOfManyWorkspaces)
    {
        Items = [.. items];
        Name = Items[0].Name;
        _createdOn = Items.Select(item => item.Given?.CreatedOn).FirstOrDefault(time => time is not null);
        Label = isOneOfManyWorkspaces ? $"{Name} in {Items[0].Workspace.Name}" : Name;
    }

    /// <summary>Gets what asked for it; the same target may be piped more than once.</summary>
    public IReadOnlyList<WaitItem> Items { get; }

    public string Name { get; }

    /// <summary>Gets what tells it from the other targets of the wait, for people.</summary>
    public string Label { get; }

    /// <summary>Gets or sets a value indicating whether the wait for it is over.</summary>
    public bool IsEnded
    {
        get => _isEnded;
        set => _isEnded = value;
    }

    /// <summary>Gets a value indicating whether there is nothing to wait for: it has ended, or nobody waits for it any more.</summary>
    public bool IsOver => IsEnded || Items.All(item => item.IsDropped);

    /// <summary>Gets the state it was last seen in, with its nodes, for people; null before the first look.</summary>
    public string? State => _state;

    /// <summary>Gets the provisioning state it was last seen in; null before the first look.</summary>
    public string? ProvisioningState { get; private set; }

    /// <summary>Gets or sets why the last look saw nothing; null when it did.</summary>
    public ComputeTargetException? Trouble { get; set; }

    /// <summary>Gets or sets the tick in which it was last asked for by itself.</summary>
    public int LastRead { get; set; }

    /// <summary>Keeps what a look saw; null when the target is gone.</summary>
    public void See(ComputeTarget? target)
    {
        Trouble = null;
        ProvisioningState = target?.ProvisioningState;
        _createdOn ??= target?.CreatedOn;
        _state = target is null ? "gone" : Describe(target);
    }

    /// <summary>Tells whether what was found is a later target of the same name. What was stored and read again may have lost the fractions of its seconds.</summary>
    public bool IsAnother(ComputeTarget? found) => found?.CreatedOn - _createdOn > TimeSpan.FromSeconds(1);

    private static string? Describe(ComputeTarget target)
    {
        if (target is not ComputeCluster { CurrentNodes: { } current, TargetNodes: { } wanted } cluster || (current == 0 && wanted == 0))
        {
            return target.State;
        }

        string states = cluster.NodeStates?.ToString() is { } text and not "none" ? $": {text}" : string.Empty;
        return $"{cluster.State} ({current} of {wanted} nodes{states})";
    }
}
