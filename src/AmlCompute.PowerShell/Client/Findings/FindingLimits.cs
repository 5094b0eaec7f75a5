namespace AmlCompute.Client.Findings;

/// <summary>The thresholds of the rules.</summary>
/// <param name="IdleFor">The time without jobs, or stopped, after which a target counts as idle.</param>
/// <param name="StoppedFor">The time after which a stopped instance counts as unused.</param>
/// <param name="RetiringWithin">The time before a retirement in which it is reported.</param>
internal sealed record FindingLimits(TimeSpan IdleFor, TimeSpan StoppedFor, TimeSpan RetiringWithin);
