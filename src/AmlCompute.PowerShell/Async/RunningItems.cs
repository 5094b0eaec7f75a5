namespace AmlCompute.Async;

/// <summary>Counts the items that a command has begun, and keeps their keys. Only the pipeline thread uses it.</summary>
internal sealed class RunningItems
{
    private readonly HashSet<object> _keys = [];

    /// <summary>The number of items that count for the limit: they have neither ended nor let the next item begin.</summary>
    private int _runningCount;

    private int _unfinishedCount;

    public bool HaveEnded => _unfinishedCount == 0;

    /// <summary>Returns true if fewer items than the limit run, and none of them with the key.</summary>
    public bool AllowNext(int limit, object key) => _runningCount < limit && !_keys.Contains(key);

    /// <summary>Counts an item that begins.</summary>
    /// <returns>The action with which the item lets the next one begin; it must run once.</returns>
    public Action Begin(object key)
    {
        _unfinishedCount++;
        _runningCount++;
        _keys.Add(key);
        return () =>
        {
            _runningCount--;
            _keys.Remove(key);
        };
    }

    /// <summary>Counts the end of an item, after it has let the next one begin.</summary>
    public void End() => _unfinishedCount--;
}
