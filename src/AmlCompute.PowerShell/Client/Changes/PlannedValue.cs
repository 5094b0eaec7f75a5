namespace AmlCompute.Client.Changes;

/// <summary>The wanted value of one property.</summary>
/// <param name="Difference">The current and the wanted value.</param>
/// <param name="IsMet">
/// True if the target has the wanted value, and for a value of a configuration that the service never returns.
/// </param>
internal sealed record PlannedValue(ComputeDifference Difference, bool IsMet);
