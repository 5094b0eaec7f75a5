namespace AmlCompute.Sandbox.Wire;

/// <summary>
/// The counters in the rate-limit headers: buckets that each request empties by one and that refill with time.
/// </summary>
internal sealed class RateLimits
{
    private readonly Bucket _reads = new(250, 25, 3750);
    private readonly Bucket _writes = new(200, 10, 3000);
    private readonly Bucket _deletes = new(200, 10, 3000);

    /// <summary>Counts a request, and returns its two headers.</summary>
    public IEnumerable<KeyValuePair<string, string>> Count(string method, DateTimeOffset now)
    {
        (string word, Bucket bucket) = FindBucket(method);
        int used = bucket.Take(now);
        return
        [
            Header($"x-ms-ratelimit-remaining-subscription-{word}", bucket.Size - used),
            Header($"x-ms-ratelimit-remaining-subscription-global-{word}", bucket.GlobalSize - used),
        ];
    }

    /// <summary>Gets the whole seconds until another request is within the limits; null if it is within the limits now.</summary>
    public int? Wait(string method, DateTimeOffset now) => FindBucket(method).Bucket.Wait(now);

    private (string Word, Bucket Bucket) FindBucket(string method) => method switch
    {
        "GET" => ("reads", _reads),
        "DELETE" => ("deletes", _deletes),
        _ => ("writes", _writes),
    };

    private static KeyValuePair<string, string> Header(string name, int value) =>
        new(name, Math.Max(0, value).ToString(CultureInfo.InvariantCulture));

    private sealed class Bucket(int size, int perSecond, int globalSize)
    {
        private double _used;
        private DateTimeOffset _last;

        public int Size { get; } = size;

        public int GlobalSize { get; } = globalSize;

        public int Take(DateTimeOffset now)
        {
            _used = Math.Min(UsedAt(now) + 1, Size);
            _last = now;
            return (int)Math.Ceiling(_used);
        }

        public int? Wait(DateTimeOffset now)
        {
            double over = UsedAt(now) + 1 - Size;
            return over > 0 ? (int)Math.Ceiling(over / perSecond) : null;
        }

        private double UsedAt(DateTimeOffset now) =>
            Math.Max(0, _used - (_last == default ? 0 : (now - _last).TotalSeconds * perSecond));
    }
}
