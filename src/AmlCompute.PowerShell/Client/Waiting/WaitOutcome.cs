namespace AmlCompute.Client.Waiting;

/// <summary>The outcome of the wait for one target: the target, null if it is gone, or the error.</summary>
internal sealed record WaitOutcome(WaitItem Item, ComputeTarget? Target, ComputeTargetException? Error);
