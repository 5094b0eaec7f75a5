using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox;

/// <summary>The requests in order of arrival.</summary>
internal sealed class RequestLog
{
    private readonly object _gate = new();
    private readonly List<Line> _lines = [];

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
            _lines.Add(line);
        }

        return line;
    }

    public void SetStatus(Line line, int status)
    {
        lock (_gate)
        {
            line.Status = status;
        }
    }

    internal sealed class Line(SandboxRequest request, DateTimeOffset time)
    {
        private readonly string _query = Redaction.Query(request.Uri.Query);
        private readonly string? _body = Redaction.Body(request.Body);

        public int? Status { get; set; }

        public SandboxRequestEntry ToEntry() => new(time, request.Method, request.Uri.AbsolutePath, _query, Status, _body);
    }
}
