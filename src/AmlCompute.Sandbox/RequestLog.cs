namespace AmlCompute.Sandbox;

/// <summary>Keeps the last requests of a sandbox in order of arrival, and counts all requests.</summary>
internal sealed class RequestLog
{
    private const int MaxEntries = 10_000;

    private readonly object _gate = new();
    private readonly Queue<SandboxRequestEntry> _entries = [];
    private long _count;

    /// <summary>The number of requests since the start or the last <see cref="Clear"/>, with those that the log no longer keeps.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Copies the entries, because the status of an entry in the log can still change.</summary>
    public IReadOnlyList<SandboxRequestEntry> CopyEntries()
    {
        lock (_gate)
        {
            return [.. _entries.Select(entry => entry.Copy())];
        }
    }

    /// <summary>Adds a request. Its status is set when the response is sent.</summary>
    public SandboxRequestEntry AddRequest(SandboxRequest request, DateTimeOffset now)
    {
        SandboxRequestEntry entry = new(request, now);
        lock (_gate)
        {
            _count++;
            _entries.Enqueue(entry);
            if (_entries.Count > MaxEntries)
            {
                _entries.Dequeue();
            }
        }

        return entry;
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _count = 0;
        }
    }

    public void SetStatus(SandboxRequestEntry entry, int status)
    {
        lock (_gate)
        {
            entry.Status = status;
        }
    }
}
