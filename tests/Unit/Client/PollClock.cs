using Microsoft.Extensions.Time.Testing;

namespace AmlCompute.Tests.Client;

/// <summary>
/// A clock on which pauses are over at once: each moves the time on by its length. Timers longer than a pause, such as time-outs, fire when the time comes.
/// </summary>
internal sealed class PollClock : FakeTimeProvider
{
    private readonly TimeSpan _longestPause;
    private readonly TaskCompletionSource _firstPause = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PollClock(TimeSpan? longestPause = null)
        : base(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)) =>
        _longestPause = longestPause ?? TimeSpan.FromMinutes(1);

    /// <summary>Gets the lengths of the pauses so far.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public IEnumerable<double> Seconds => Pauses.Select(pause => Math.Round(pause.TotalSeconds, 2));

    /// <summary>Gets a task that completes when something waits on this clock.</summary>
    public Task FirstTimer => _firstPause.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _firstPause.TrySetResult();
        if (dueTime >= TimeSpan.Zero && dueTime <= _longestPause)
        {
            Pauses.Add(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
