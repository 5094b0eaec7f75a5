namespace AmlCompute.Client.Waiting;

/// <summary>The outcome of the wait for one item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Target">The target as it was last read; null if it is gone, or if an error has no target.</param>
/// <param name="Error">The reason why the condition was not met; null if it was met.</param>
internal sealed record WaitOutcome(WaitItem Item, ComputeTarget? Target, ComputeTargetException? Error);
