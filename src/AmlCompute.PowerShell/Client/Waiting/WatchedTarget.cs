namespace AmlCompute.Client.Waiting;

/// <summary>One watched target with its last state.</summary>
/// <param name="workspace">The workspace of the target.</param>
/// <param name="name">The name of the target.</param>
/// <param name="given">The target that the user gave or a list returned; null for a name.</param>
internal sealed class WatchedTarget(Workspace workspace, string name, ComputeTarget? given)
{
    private static readonly WaitCondition Usable = new(WaitFor.Usable);

    private readonly WaitedTarget _waited = new([new WaitItem(workspace, name, given)], isOneOfManyWorkspaces: false);

    /// <summary>The number of the reading that found the last change; 0 before the first reading.</summary>
    private int _changedTick;

    public Workspace Workspace { get; } = workspace;

    public string Name => _waited.Name;

    /// <summary>Gets the target; null before the first reading, and if it does not exist or cannot be read.</summary>
    public ComputeTarget? Target { get; private set; }

    /// <summary>Gets a value indicating whether the target was removed, never existed, or cannot be read in this watch.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>
    /// Gets or sets a value indicating whether the last reading found another state or other nodes than the one before; true at the first.
    /// </summary>
    public bool IsChanged { get; set; }

    /// <summary>Gets a value indicating whether the condition holds; without one, whether the target can be used.</summary>
    public bool IsMet { get; private set; }

    /// <summary>Gets the reason why the condition cannot hold, or why the target cannot be read; null for none.</summary>
    public ComputeTargetException? Failure { get; private set; }

    /// <summary>Gets a key that sorts targets that do not meet the condition before the others, and the latest changes first.</summary>
    public (bool IsMet, int Age) Rank => (IsMet, -_changedTick);

    /// <summary>Stores the result of a reading, which has a number from 1; null for a target that does not exist.</summary>
    public void Update(ComputeTarget? found, WaitCondition? condition, int tick)
    {
        if (condition?.Kind == WaitFor.Removed && _waited.IsReplacedBy(found))
        {
            found = null;
        }

        ComputeTarget? before = Target;
        string? provisioningStateBefore = _waited.ProvisioningState;
        bool isFirstReading = _changedTick == 0;
        _waited.Update(found);
        Target = found;
        IsChanged = isFirstReading || GetShownState(before) != GetShownState(found);
        _changedTick = IsChanged ? tick : _changedTick;
        IsMissing = found is null;
        Failure = null;
        try
        {
            IsMet = (condition ?? Usable).IsMetBy(found, Name, provisioningStateBefore, _waited.ShortReadings);
        }
        catch (ComputeTargetException exception)
        {
            // Without a condition, a broken target is watched further; only a name that does not exist is an error.
            IsMet = false;
            Failure = condition is not null || (found is null && isFirstReading) ? exception : null;
        }
    }

    /// <summary>Returns a copy, which later readings do not change.</summary>
    public WatchedTarget Copy() => (WatchedTarget)MemberwiseClone();

    /// <summary>Ends the watch of a target that cannot be read.</summary>
    public void SetFailure(ComputeTargetException failure)
    {
        Target = null;
        IsMissing = true;
        IsMet = false;
        Failure = failure;
    }

    private static (string? State, string? ProvisioningState, int? Nodes) GetShownState(ComputeTarget? target) =>
        (target?.State, target?.ProvisioningState, (target as ComputeCluster)?.CurrentNodes);
}
