using System.Globalization;
using Azure;

namespace AmlCompute.Client.Errors;

/// <summary>Reads the delay before the next request that the service asks for with the Retry-After header.</summary>
internal static class RetryAfter
{
    /// <summary>Reads the header, seconds or a date; null if it is missing, not valid, or not in the future.</summary>
    public static TimeSpan? ReadDelay(Response response, TimeProvider clock)
    {
        if (!response.Headers.TryGetValue("Retry-After", out string? text))
        {
            return null;
        }

        // The caller adds the delay to a later time, which must not be above the maximum.
        DateTimeOffset now = clock.GetUtcNow();
        TimeSpan longest = DateTimeOffset.MaxValue - now - TimeSpan.FromDays(1);
        TimeSpan delay = TimeSpan.Zero;
        if (double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out double seconds))
        {
            delay = TimeSpan.FromSeconds(Math.Min(seconds, Math.Floor(longest.TotalSeconds)));
        }
        else if (DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time))
        {
            delay = time - now;
        }

        if (delay <= TimeSpan.Zero)
        {
            return null;
        }

        return delay < longest ? delay : longest;
    }
}
