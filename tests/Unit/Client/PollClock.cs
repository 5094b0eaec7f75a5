using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace AmlCompute.Tests.Client;

/// <summary>
/// A clock on which pauses are over at once: each moves the time on by its length. Timers longer than a pause, such as time-outs, fire when
/// the time comes. A stepped one leaves it to the test to move the time on, and says when there is a pause.
/// </summary>
internal sealed class PollClock : FakeTimeProvider
{
    private readonly TimeSpan _longestPause;
    private readonly bool _isStepped;
    private readonly Channel<TimeSpan> _untold = Channel.CreateUnbounded<TimeSpan>();
    private readonly TaskCompletionSource _firstPause = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PollClock(TimeSpan? longestPause = null, bool isStepped = false)
        : base(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero))
    {
        _longestPause = longestPause ?? TimeSpan.FromMinutes(1);
        _isStepped = isStepped;
    }

    /// <summary>Gets the lengths of the pauses so far.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public IEnumerable<double> Seconds => Pauses.Select(pause => Math.Round(pause.TotalSeconds, 2));

    /// <summary>Gets a task that completes when something waits on this clock.</summary>
    public Task FirstTimer => _firstPause.Task;

    /// <summary>Gets or sets what is moved on together with this clock, before it.</summary>
    public Action<TimeSpan> Stepping { get; set; } = _ => { };

    /// <summary>Waits for the next pause that was not waited for yet.</summary>
    public Task PausedAsync() => _untold.Reader.ReadAsync().AsTask();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _firstPause.TrySetResult();
        if (dueTime >= TimeSpan.Zero && dueTime <= _longestPause)
        {
            Pauses.Add(dueTime);
            if (!_isStepped)
            {
                ThreadPool.QueueUserWorkItem(_ => Step(dueTime));
            }

            _untold.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    private void Step(TimeSpan time)
    {
        Stepping(time);
        Advance(time);
    }
}
