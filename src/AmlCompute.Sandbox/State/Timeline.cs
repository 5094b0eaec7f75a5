namespace AmlCompute.Sandbox.State;

/// <summary>The future events of a sandbox, which run when <see cref="RunUntil"/> reaches their time.</summary>
internal sealed class Timeline
{
    // Events at the same time run in the order in which they were scheduled.
    private readonly SortedDictionary<(DateTimeOffset Due, long Sequence), Action<DateTimeOffset>> _events = [];
    private long _sequence;

    /// <summary>Adds an event, whose action gets the time at which it is due.</summary>
    public void Schedule(DateTimeOffset due, Action<DateTimeOffset> action) => _events.Add((due, _sequence++), action);

    /// <summary>Runs the events that are due in order, each with its own time, including those that such an event schedules.</summary>
    public void RunUntil(DateTimeOffset now)
    {
        while (_events.Count > 0 && _events.First() is var next && next.Key.Due <= now)
        {
            _events.Remove(next.Key);
            next.Value(next.Key.Due);
        }
    }
}
