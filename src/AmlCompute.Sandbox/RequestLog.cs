using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox;

/// <summary>The last requests in order of arrival, and the number of all requests.</summary>
internal sealed class RequestLog
{
    private const int MostLines = 10_000;

    private const int LongestBody = 64 * 1024;

    private readonly object _gate = new();
    private readonly Queue<Line> _lines = [];
    private long _count;

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

    public IReadOnlyList<SandboxRequestEntry> Snapshot()
    {
        lock (_gate)
        {
            return [.. _lines.Select(line => line.ToEntry())];
        }
    }

    /// <summary>Adds a request. Its status is set when the response is sent.</summary>
    public Line Add(SandboxRequest request, DateTimeOffset now)
    {
        Line line = new(request, now);
        lock (_gate)
        {
            _count++;
            _lines.Enqueue(line);
            if (_lines.Count > MostLines)
            {
                _lines.Dequeue();
            }
        }

        return line;
    }

    /// <summary>Removes all requests, and counts from zero again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _lines.Clear();
            _count = 0;
        }
    }

    public void SetStatus(Line line, int status)
    {
        lock (_gate)
        {
            line.Status = status;
        }
    }

    internal sealed class Line
    {
        private readonly DateTimeOffset _time;
        private readonly string _method;
        private readonly string _path;
        private readonly string _query;
        private readonly string? _body;
        private readonly int _bodyLength;

        public Line(SandboxRequest request, DateTimeOffset time)
        {
            // The request itself is not kept, because its body can be long.
            _time = time;
            _method = request.Method;
            _path = request.Uri.AbsolutePath;
            _query = Redaction.Query(request.Uri.Query);
            _body = request.Body.Length <= LongestBody ? Redaction.Body(request.Body) : null;
            _bodyLength = request.Body.Length;
        }

        public int? Status { get; set; }

        public SandboxRequestEntry ToEntry() => new(_time, _method, _path, _query, Status, _body, _bodyLength);
    }
}
