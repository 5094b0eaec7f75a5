namespace AmlCompute.Client.Waiting;

/// <summary>One read of the list of a workspace.</summary>
/// <param name="Targets">The targets by name.</param>
/// <param name="Failure">The error of the read; null if it succeeded.</param>
internal sealed record ListReading(IReadOnlyDictionary<string, ComputeTarget> Targets, ComputeTargetException? Failure)
{
    /// <summary>Gets a value indicating whether the sign-in may read the list.</summary>
    public bool IsAllowed { get; init; } = true;

    public ComputeTarget? FindTarget(string name) => Targets.TryGetValue(name, out ComputeTarget? target) ? target : null;
}
