namespace AmlCompute.Sandbox.Scheduling;

/// <summary>Fires at a start and then again and again after the same time.</summary>
internal sealed class IntervalTrigger(DateTimeOffset start, TimeSpan interval) : Trigger
{
    public override DateTimeOffset? Next(DateTimeOffset after) =>
        after < start ? start : start + TimeSpan.FromTicks((((after - start).Ticks / interval.Ticks) + 1) * interval.Ticks);
}
