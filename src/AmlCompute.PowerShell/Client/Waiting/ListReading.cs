using AmlCompute.Client.Errors;

namespace AmlCompute.Client.Waiting;

/// <summary>One read of the list of a workspace.</summary>
/// <param name="Targets">The targets by their names, in any casing; after an error, those of the pages before it.</param>
/// <param name="Failure">The error of the read; null for none.</param>
internal sealed record ListReading(IReadOnlyDictionary<string, ComputeTarget> Targets, ComputeTargetException? Failure)
{
    /// <summary>Gets a value indicating whether the list can be read; false after an error that is not temporary.</summary>
    public bool IsAllowed => Failure is null || ServiceError.IsTemporary(Failure);

    /// <summary>Returns the target of a name; null if the list does not have it.</summary>
    public ComputeTarget? FindTarget(string name) => Targets.TryGetValue(name, out ComputeTarget? target) ? target : null;
}
