namespace AmlCompute.Client.Http;

/// <summary>Shows the progress of a slow request, and of a long pause before a retry.</summary>
internal sealed class RequestProgress : IDisposable
{
    /// <summary>The status at the start, and of the attempt after a long pause.</summary>
    public const string NoResponse = "No response yet";

    /// <summary>The id of the progress record: the last one that the command reserves for an item; waits use the lower ones.</summary>
    private const int Id = 15;

    /// <summary>The time before the first record if the service has answered before, because most requests are shorter.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    /// <summary>The time between two records, and before the first record if the service has not answered yet.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly ICallLog _log;
    private readonly string _activity;
    private readonly long _started;
    private readonly ITimer _timer;
    private string _status = NoResponse;
    private bool _isShown;
    private bool _isDisposed;

    /// <summary>Starts the timer of the first record.</summary>
    /// <param name="clock">The clock of the timer and of the elapsed time.</param>
    /// <param name="log">The log that gets the records.</param>
    /// <param name="host">The host of the request.</param>
    /// <param name="hasAnswered">True if an earlier request of the command got a response.</param>
    public RequestProgress(TimeProvider clock, ICallLog log, string host, bool hasAnswered)
    {
        _clock = clock;
        _log = log;
        _activity = $"Waiting for {host}";
        _started = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => WriteRecord(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // Before the first response to the command, the progress appears sooner, because the service may be unreachable.
        _timer.Change(hasAnswered ? FirstDelay : Interval, Interval);
    }

    /// <summary>Shows another status at once.</summary>
    public void ShowStatus(string status)
    {
        lock (_gate)
        {
            _status = status;
        }

        WriteRecord();
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _isDisposed = true;
            if (_isShown)
            {
                _log.WriteProgress(CallProgress.CreateCompleted(_activity) with { Id = Id });
            }
        }
    }

    private void WriteRecord()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isShown = true;
                _log.WriteProgress(CallProgress.CreateRunning(_activity, _status, _clock.GetElapsedTime(_started)) with { Id = Id });
            }
        }
    }
}
