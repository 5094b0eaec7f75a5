using AmlCompute.Sandbox.Handlers;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox;

/// <summary>An Azure Machine Learning service in memory, which returns a response to each request. It is thread-safe.</summary>
public sealed class SandboxService
{
    // A fixed date: the results of tests that move the clock must not depend on the day on which they run.
    private static readonly DateTimeOffset ManualStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly object _gate = new();
    private readonly SandboxOptions _options;
    private readonly SandboxClock _clock;
    private readonly FaultList _faults = new();
    private readonly RequestLog _log = new();
    private readonly SandboxState _state;
    private readonly int _seed;
    private readonly AccessCheck _access;
    private readonly Router _router;
    private readonly ResponseWriter _writer;

    /// <summary>Creates a service, which goes on from a saved state if it gets one.</summary>
    /// <param name="options">The options. A state replaces their start time and seed.</param>
    /// <param name="state">The result of <see cref="SaveState"/>; null for a service whose workspaces have no computes.</param>
    /// <exception cref="ArgumentException">An option is not valid; the message names it.</exception>
    /// <exception cref="InvalidDataException">The state is not valid, has another version, or does not fit the options.</exception>
    public SandboxService(SandboxOptions options, byte[]? state = null)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        options.Validate();
        DateTimeOffset start = options.StartTime ?? (options.ManualClock ? ManualStart : TimeProvider.System.GetUtcNow());
        _seed = options.Seed;
        int nextOperation = 0;
        IReadOnlyList<JournalEntry> savedEntries = [];
        if (state is not null)
        {
            (start, _seed, nextOperation, savedEntries) = Journal.ReadState(state);
        }

        _clock = new SandboxClock(options.Speed, options.ManualClock, start);
        _state = new SandboxState(options, _seed, _faults);
        RateLimits limits = new();
        _access = new AccessCheck(options, _state.Seeds, limits);
        _router = new Router(_state);
        _writer = new ResponseWriter(options, _state.Seeds, limits);
        RestoreState(savedEntries, nextOperation, start);

        // The faults must not affect the saved requests.
        foreach (SandboxFault fault in options.Faults)
        {
            _faults.AddFault(fault);
        }
    }

    /// <summary>The clock of the sandbox, for clients that wait in sandbox time.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>The subscriptions that have a workspace.</summary>
    public IReadOnlyList<string> SubscriptionIds
    {
        get
        {
            lock (_gate)
            {
                return _state.Workspaces.SubscriptionIds;
            }
        }
    }

    /// <summary>A copy of the list of the last 10,000 requests, in order of arrival.</summary>
    public IReadOnlyList<SandboxRequestEntry> Requests => _log.CopyEntries();

    /// <summary>The number of all requests since the start, or since <see cref="ClearRequests"/>.</summary>
    public long RequestCount => _log.Count;

    /// <summary>Removes all requests from the list, and counts from zero again.</summary>
    public void ClearRequests() => _log.Clear();

    /// <summary>Moves the clock forward, and fires the timers that are due, each at its own time.</summary>
    /// <param name="time">The interval by which the clock moves.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, longer than 3650 days, or ends after the year 7999.</exception>
    public void Advance(TimeSpan time) => _clock.Advance(time);

    /// <summary>Adds a fault, which affects the next requests.</summary>
    /// <param name="fault">The fault.</param>
    /// <exception cref="ArgumentException">
    /// A value of the fault is not valid, or the fault has no effect, or effects that cannot be combined.
    /// </exception>
    public void AddFault(SandboxFault fault) => _faults.AddFault(fault ?? throw new ArgumentNullException(nameof(fault)));

    /// <summary>Adds a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="workspaceId">
    /// The resource id of the workspace of a job whose target is a name, or that has no target; null if only one workspace fits.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A value of the job is not valid, its name is in use, or not exactly one target or workspace fits.
    /// </exception>
    public void AddJob(SandboxJob job, string? workspaceId = null)
    {
        (job ?? throw new ArgumentNullException(nameof(job))).Validate();
        lock (_gate)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            _state.Timeline.RunUntil(now);
            (Workspace workspace, Compute? target) = _state.Workspaces.FindTarget(job.Target, workspaceId);
            try
            {
                string name = job.Name ?? workspace.Jobs.CreateName(workspace.Id, _state.Seeds);
                SandboxRequest request = JobsHandler.ToRequest(job, name, workspace, target, _options.ApiVersions[0]);
                _ = ServeRequest(new RequestContext(request, now, hasStrictMembers: false) { IsInternal = true });
            }
            catch (ServiceError error)
            {
                throw new ArgumentException(error.Message, nameof(job), error);
            }
        }
    }

    /// <summary>Gets the state as JSON, without passwords, keys and tokens. A service that is created with it goes on from there.</summary>
    public byte[] SaveState()
    {
        lock (_gate)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            _state.Timeline.RunUntil(now);
            return _state.Journal.WriteState(now, _seed, _state.Operations.NextNumber);
        }
    }

    /// <summary>Serves one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the wait for a delayed response.</param>
    /// <exception cref="IOException">A fault reset the connection.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the response.</exception>
    public async Task<SandboxResponse> SendAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        _ = request ?? throw new ArgumentNullException(nameof(request));
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset arrival = _clock.GetUtcNow();
        SandboxRequestEntry entry = _log.AddRequest(request, arrival);
        SandboxFault? fault = _faults.TakeResponseFault(request.Method, request.Uri.AbsolutePath);
        TimeSpan delay = _options.Latency + (fault?.Delay ?? TimeSpan.Zero);
        if (delay > TimeSpan.Zero)
        {
            await _clock.DelayAsync(delay, cancellationToken);
        }

        if (fault is { ConnectionReset: true })
        {
            throw new IOException("The connection was reset by the remote host (a sandbox fault).");
        }

        SandboxResponse response = CreateResponse(request, fault, arrival);
        _log.SetStatus(entry, response.Status);
        return response;
    }

    private SandboxResponse CreateResponse(SandboxRequest request, SandboxFault? fault, DateTimeOffset arrival)
    {
        lock (_gate)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            if (fault?.Status is not null)
            {
                return _writer.WriteFault(request.Method.ToUpperInvariant(), fault, now, now - arrival);
            }

            RequestContext context = new(request, now, _options.StrictMembers);
            return _writer.WriteReply(context, ServeClientRequest(context), now, now - arrival);
        }
    }

    /// <summary>Serves a request of a client, and returns an error as a reply.</summary>
    private Reply ServeClientRequest(RequestContext request)
    {
        try
        {
            _state.Timeline.RunUntil(request.Now);
            _access.CheckRequest(request);
            return ServeRequest(request);
        }
        catch (ServiceError error)
        {
            return new Reply(error.Status, error.ToEnvelope(), Header: error.Header);
        }
    }

    /// <summary>Serves a request, and adds an accepted change to the journal.</summary>
    private Reply ServeRequest(RequestContext request)
    {
        _state.Now = request.Now;
        int operationNumber = _state.Operations.NextNumber;
        Reply reply = _router.ServeRequest(request);
        if (request.Method != "GET" && (reply.Operation is not null || IsImmediateChange(request, reply)))
        {
            _state.Journal.AddEntry(request, reply, operationNumber);
        }

        return reply;
    }

    /// <summary>
    /// Checks that a POST changed something without an operation. Apart from updateQuotas, the actions with a body in their response only
    /// read.
    /// </summary>
    private static bool IsImmediateChange(RequestContext request, Reply reply) => request.Method == "POST"
        && (reply.Body is null || request.Segments[request.Segments.Count - 1].EqualsIgnoreCase("updateQuotas"));

    /// <summary>Serves the requests of a saved state again.</summary>
    /// <exception cref="InvalidDataException">The times are not in order or too late, or a request fails.</exception>
    private void RestoreState(IReadOnlyList<JournalEntry> entries, int nextOperation, DateTimeOffset savedOn)
    {
        DateTimeOffset[] times = [.. entries.Select(entry => entry.Time), savedOn, SandboxClock.LatestTime];
        if (!times.SequenceEqual(times.OrderBy(time => time)))
        {
            throw new InvalidDataException(
                $"The state is damaged, because its times are not in order, or one is after the year {SandboxClock.LatestTime.Year - 1}. " +
                "Restore the file from a copy, or delete it.");
        }

        foreach (JournalEntry entry in entries)
        {
            RestoreEntry(entry);
        }

        // The state has no operations of deleted computes. A new operation must not get the id of one of them.
        _state.Operations.NextNumber = Math.Max(_state.Operations.NextNumber, nextOperation);
    }

    /// <summary>Serves a request of a saved state again, at its time and with the id of its operation.</summary>
    /// <exception cref="InvalidDataException">The request fails.</exception>
    private void RestoreEntry(JournalEntry entry)
    {
        try
        {
            _state.Timeline.RunUntil(entry.Time);
            _state.Operations.NextNumber = entry.OperationNumber;
            if (entry.PlannedFailure is { } failure)
            {
                _faults.AddFault(new SandboxFault { FailOperation = true, Code = failure.Code, Message = failure.Message });
            }

            SandboxRequest request = entry.ToRequest();
            Reply reply = ServeRequest(
                new RequestContext(request, entry.Time, hasStrictMembers: false) { IsRestored = true, IsInternal = true });

            // Otherwise the fault would fail the operation of a later request.
            ArgumentCheck.Require(
                entry.PlannedFailure is null || reply.Operation is not null, "It has a failure, but it starts no operation.");
        }
        // A damaged state can have an invalid failure, one of a request that starts no operation, or one operation twice.
        catch (Exception exception) when (exception is ServiceError or UriFormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The state does not fit the options of the emulator, or is damaged: {entry.Method} {entry.Path} fails. " +
                exception.Message,
                exception);
        }
    }
}
