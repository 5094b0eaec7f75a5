namespace AmlCompute.Sandbox.State;

/// <summary>The future events. Before each request, the events that are due run in order, each with its own time.</summary>
internal sealed class Timeline
{
    private readonly SortedDictionary<(DateTimeOffset Due, long Sequence), Action<DateTimeOffset>> _events = [];
    private long _sequence;

    public void At(DateTimeOffset due, Action<DateTimeOffset> happen) => _events.Add((due, _sequence++), happen);

    public void PlayTo(DateTimeOffset now)
    {
        while (_events.Count > 0 && _events.First() is var next && next.Key.Due <= now)
        {
            _events.Remove(next.Key);
            next.Value(next.Key.Due);
        }
    }
}
