namespace AmlCompute.Client.Waiting;

/// <summary>One read of the list of a workspace: the targets by name, and the error, null for none.</summary>
internal sealed record ListReading(IReadOnlyDictionary<string, ComputeTarget> Targets, ComputeTargetException? Failure)
{
    /// <summary>Gets a value indicating whether the sign-in may read the list.</summary>
    public bool IsAllowed { get; init; } = true;

    public ComputeTarget? FindTarget(string name) => Targets.TryGetValue(name, out ComputeTarget? target) ? target : null;
}
