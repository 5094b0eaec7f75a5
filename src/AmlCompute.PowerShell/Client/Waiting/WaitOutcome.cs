namespace AmlCompute.Client.Waiting;

/// <summary>The outcome of the wait for one target.</summary>
/// <param name="Item">The item that waited.</param>
/// <param name="Target">The target as it was last read; null if it is gone or was not read.</param>
/// <param name="Error">The error of the wait; null if the condition holds.</param>
internal sealed record WaitOutcome(WaitItem Item, ComputeTarget? Target, ComputeTargetException? Error);
