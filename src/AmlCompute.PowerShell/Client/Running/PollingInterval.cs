namespace AmlCompute.Client.Running;

/// <summary>How long to wait between two looks: what the service asks for, or a fixed time, or a time that grows from 1 s to 15 s.</summary>
internal sealed class PollingInterval
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private readonly TimeSpan? _fixed;
    private TimeSpan _next = TimeSpan.FromSeconds(1);

    public PollingInterval(TimeSpan? @fixed = null) => _fixed = @fixed;

    public TimeSpan Next(TimeSpan? retryAfter = null)
    {
        if ((retryAfter ?? _fixed) is { } given)
        {
            return given;
        }

        TimeSpan now = _next;
        _next = TimeSpan.FromTicks(Math.Min(Longest.Ticks, now.Ticks * 3 / 2));
        return now;
    }

    /// <summary>The same, and no longer than the time that is left.</summary>
    public TimeSpan NextWithin(TimeSpan left) => Next() is var pause && pause < left ? pause : left;
}
