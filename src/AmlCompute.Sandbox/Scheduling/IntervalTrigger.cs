namespace AmlCompute.Sandbox.Scheduling;

/// <summary>Fires at a start time, and then after each interval, which is longer than 0.</summary>
internal sealed class IntervalTrigger(DateTimeOffset start, TimeSpan interval) : Trigger
{
    public override DateTimeOffset? FindNext(DateTimeOffset after)
    {
        if (after < start)
        {
            return start;
        }

        long passedIntervals = (after - start).Ticks / interval.Ticks;
        return start + TimeSpan.FromTicks((passedIntervals + 1) * interval.Ticks);
    }
}
