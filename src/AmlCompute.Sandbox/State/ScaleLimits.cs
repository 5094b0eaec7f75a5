namespace AmlCompute.Sandbox.State;

/// <summary>The numbers of nodes between which a cluster scales, and the time after which an idle node above the minimum leaves.</summary>
internal sealed record ScaleLimits(int MinNodes, int MaxNodes, TimeSpan IdleTime);
