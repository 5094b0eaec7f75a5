namespace AmlCompute.Sandbox.Wire;

/// <summary>
/// Counts requests for the rate-limit headers of Azure Resource Manager. Each request takes one token from a bucket, which refills with
/// time.
/// </summary>
internal sealed class RateLimits
{
    // The documented limits of a subscription and a principal. The sandbox counts the requests of all subscriptions together.
    private readonly Bucket _reads = new(size: 250, refillPerSecond: 25);
    private readonly Bucket _writes = new(size: 200, refillPerSecond: 10);
    private readonly Bucket _deletes = new(size: 200, refillPerSecond: 10);

    /// <summary>Counts a request, and returns its two headers.</summary>
    public IEnumerable<KeyValuePair<string, string>> CountRequest(string method, DateTimeOffset now)
    {
        (string headerSuffix, Bucket bucket) = FindBucket(method);
        int used = bucket.TakeToken(now);
        return
        [
            CreateHeader($"x-ms-ratelimit-remaining-subscription-{headerSuffix}", bucket.Size - used),
            CreateHeader($"x-ms-ratelimit-remaining-subscription-global-{headerSuffix}", bucket.GlobalSize - used),
        ];
    }

    /// <summary>Finds the whole seconds until another request is within the limits; null if it is within the limits now.</summary>
    public int? FindWaitSeconds(string method, DateTimeOffset now) => FindBucket(method).Bucket.FindWaitSeconds(now);

    private (string HeaderSuffix, Bucket Bucket) FindBucket(string method) => method switch
    {
        "GET" => ("reads", _reads),
        "DELETE" => ("deletes", _deletes),
        _ => ("writes", _writes),
    };

    private static KeyValuePair<string, string> CreateHeader(string name, int value) =>
        new(name, Math.Max(0, value).ToString(CultureInfo.InvariantCulture));

    private sealed class Bucket(int size, int refillPerSecond)
    {
        private double _usedTokens;
        private DateTimeOffset? _lastRequest;

        public int Size { get; } = size;

        /// <summary>The limit of all principals of a subscription together, 15 times the limit of one.</summary>
        public int GlobalSize => 15 * Size;

        /// <summary>Takes a token for a request, and returns the number of used tokens, rounded up.</summary>
        public int TakeToken(DateTimeOffset now)
        {
            _usedTokens = Math.Min(CountUsedTokens(now) + 1, Size);
            _lastRequest = now;
            return (int)Math.Ceiling(_usedTokens);
        }

        public int? FindWaitSeconds(DateTimeOffset now)
        {
            double missingTokens = CountUsedTokens(now) + 1 - Size;
            return missingTokens > 0 ? (int)Math.Ceiling(missingTokens / refillPerSecond) : null;
        }

        private double CountUsedTokens(DateTimeOffset now)
        {
            // Before the first request, the bucket is full.
            double refilled = (now - (_lastRequest ?? now)).TotalSeconds * refillPerSecond;
            return Math.Max(0, _usedTokens - refilled);
        }
    }
}
