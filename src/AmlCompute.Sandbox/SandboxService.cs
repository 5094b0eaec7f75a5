using AmlCompute.Sandbox.Handlers;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox;

/// <summary>An Azure Machine Learning service in memory, which returns a response to each request. It is thread-safe.</summary>
public sealed class SandboxService
{
    // A fixed date: the results of tests that move the clock must not depend on the day on which they run.
    private static readonly DateTimeOffset ManualStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly object _gate = new();
    private readonly SandboxOptions _options;
    private readonly SandboxClock _clock;
    private readonly FaultBook _faults = new();
    private readonly RequestLog _log = new();
    private readonly SandboxState _state;
    private readonly FrontDoor _frontDoor;
    private readonly Router _router;
    private readonly ResponseWriter _writer;

    /// <summary>Creates a service whose workspaces have no computes.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public SandboxService(SandboxOptions options)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        options.Validate();
        foreach (SandboxFault fault in options.Faults)
        {
            _faults.Add(fault);
        }

        _clock = new SandboxClock(options.Speed, options.ManualClock, options.ManualClock ? ManualStart : TimeProvider.System.GetUtcNow());
        _state = new SandboxState(options, _faults);
        RateLimits limits = new();
        _frontDoor = new FrontDoor(options, _state.Seeds, limits);
        _router = new Router(_state);
        _writer = new ResponseWriter(options, _state.Seeds, limits);
    }

    /// <summary>The clock of the sandbox, for clients that wait in sandbox time.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>A copy of the list of the last 10,000 requests, in order of arrival.</summary>
    public IReadOnlyList<SandboxRequestEntry> Requests => _log.Snapshot();

    /// <summary>The number of all requests since the start, or since <see cref="ClearRequests"/>.</summary>
    public long RequestCount => _log.Count;

    /// <summary>Removes all requests from the list, and counts from zero again.</summary>
    public void ClearRequests() => _log.Clear();

    /// <summary>Moves the clock forward, and fires the timers that are due, each at its own time.</summary>
    /// <param name="time">The interval by which the clock moves.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or longer than 3650 days.</exception>
    public void Advance(TimeSpan time) => _clock.Advance(time);

    /// <summary>Adds a fault, which affects the next requests.</summary>
    /// <param name="fault">The fault.</param>
    /// <exception cref="ArgumentException">The fault has no effect, or effects that cannot be combined.</exception>
    public void AddFault(SandboxFault fault) => _faults.Add(fault ?? throw new ArgumentNullException(nameof(fault)));

    /// <summary>Serves one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the wait for a delayed response.</param>
    /// <exception cref="IOException">A fault reset the connection.</exception>
    public async Task<SandboxResponse> SendAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        _ = request ?? throw new ArgumentNullException(nameof(request));
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset arrival = _clock.GetUtcNow();
        RequestLog.Line line = _log.Add(request, arrival);
        SandboxFault? fault = _faults.TakeForRequest(request.Method, request.Uri.AbsolutePath);
        TimeSpan delay = _options.Latency + (fault?.Delay ?? TimeSpan.Zero);
        if (delay > TimeSpan.Zero)
        {
            await _clock.DelayAsync(delay, cancellationToken);
        }

        if (fault is { ConnectionReset: true })
        {
            throw new IOException("The connection was reset by the remote host (a sandbox fault).");
        }

        SandboxResponse response = Answer(request, fault?.Status is null ? null : fault, arrival);
        _log.SetStatus(line, response.Status);
        return response;
    }

    private SandboxResponse Answer(SandboxRequest request, SandboxFault? fault, DateTimeOffset arrival)
    {
        lock (_gate)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            if (fault is not null)
            {
                return _writer.WriteFault(request.Method.ToUpperInvariant(), fault, now, now - arrival);
            }

            _state.Timeline.PlayTo(now);
            RequestContext context = new(request, now);
            Reply reply;
            try
            {
                _frontDoor.Check(context);
                reply = _router.Serve(context);
            }
            catch (ServiceError error)
            {
                reply = new Reply(error.Status, error.ToEnvelope(), Header: error.Header);
            }

            return _writer.Write(context, reply, now, now - arrival);
        }
    }
}
