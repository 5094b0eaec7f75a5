namespace AmlCompute.Sandbox.State;

/// <summary>The numbers of nodes between which a cluster scales, and the time that a node above the minimum stays idle.</summary>
internal sealed record ScaleLimits(int MinNodes, int MaxNodes, TimeSpan IdleTime);
