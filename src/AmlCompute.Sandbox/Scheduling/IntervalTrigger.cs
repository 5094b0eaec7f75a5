namespace AmlCompute.Sandbox.Scheduling;

/// <summary>Fires at a start time, and then after each interval.</summary>
internal sealed class IntervalTrigger(DateTimeOffset start, TimeSpan interval) : Trigger
{
    public override DateTimeOffset? Next(DateTimeOffset after) =>
        after < start ? start : start + TimeSpan.FromTicks((((after - start).Ticks / interval.Ticks) + 1) * interval.Ticks);
}
