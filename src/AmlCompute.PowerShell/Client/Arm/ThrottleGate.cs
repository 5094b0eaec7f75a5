namespace AmlCompute.Client.Arm;

/// <summary>
/// The time before which the calls of one command send no request over a connection, because the service has throttled one of them.
/// </summary>
internal sealed class ThrottleGate
{
    private readonly object _gate = new();
    private readonly Dictionary<RequestSender, DateTimeOffset> _until = [];

    /// <summary>Lets no request pass before a time.</summary>
    public void Close(RequestSender sender, DateTimeOffset until)
    {
        lock (_gate)
        {
            _until[sender] = _until.TryGetValue(sender, out DateTimeOffset known) && known > until ? known : until;
        }
    }

    /// <summary>Returns the time that is left before the next request.</summary>
    public TimeSpan Left(RequestSender sender, DateTimeOffset now)
    {
        lock (_gate)
        {
            return _until.TryGetValue(sender, out DateTimeOffset until) && until > now ? until - now : TimeSpan.Zero;
        }
    }
}
