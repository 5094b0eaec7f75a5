namespace AmlCompute.Sandbox.State;

/// <summary>What is to happen when. It is played up to the present before each request, so every event sees its own time.</summary>
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
