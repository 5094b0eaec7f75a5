namespace AmlCompute.Client.Http;

/// <summary>The time before which the calls of one command send no request over a connection that the service throttles.</summary>
internal sealed class ThrottleGate
{
    private readonly object _gate = new();
    private readonly Dictionary<RequestSender, Pause> _pauses = [];

    /// <summary>Lets no request of a connection pass before a time. A pause that ends later is kept.</summary>
    public void Close(RequestSender sender, DateTimeOffset now, DateTimeOffset until)
    {
        lock (_gate)
        {
            if (!_pauses.TryGetValue(sender, out Pause? current) || current.End < until)
            {
                _pauses[sender] = new Pause(now, until);
            }
        }
    }

    /// <summary>
    /// Returns the time before which a request waits; null if it can be sent. A request that has waited until a time (null for one that has
    /// not waited) waits again only for a pause that began before that time; otherwise it would wait for all retries of another request.
    /// </summary>
    public DateTimeOffset? FindOpenTime(RequestSender sender, DateTimeOffset now, DateTimeOffset? waitedUntil)
    {
        lock (_gate)
        {
            return _pauses.TryGetValue(sender, out Pause? pause)
                && pause.End > now
                && (waitedUntil is null || pause.Start < waitedUntil)
                ? pause.End
                : null;
        }
    }

    private sealed record Pause(DateTimeOffset Start, DateTimeOffset End);
}
