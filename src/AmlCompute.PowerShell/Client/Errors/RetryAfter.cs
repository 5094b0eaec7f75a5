using System.Globalization;
using Azure;

namespace AmlCompute.Client.Errors;

/// <summary>The delay before the next request that the service asks for with the Retry-After header.</summary>
internal static class RetryAfter
{
    /// <summary>Reads the header, seconds or a date; null if it is missing, not valid, or not in the future.</summary>
    public static TimeSpan? Read(Response response, TimeProvider clock)
    {
        if (!response.Headers.TryGetValue("Retry-After", out string? text))
        {
            return null;
        }

        DateTimeOffset now = clock.GetUtcNow();

        // The caller adds the delay to a later time.
        TimeSpan longest = DateTimeOffset.MaxValue - now - TimeSpan.FromDays(1);
        TimeSpan asked =
            double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out double seconds)
                ? TimeSpan.FromSeconds(Math.Min(seconds, Math.Floor(longest.TotalSeconds)))
            : DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
                ? time - now
            : TimeSpan.Zero;
        return asked <= TimeSpan.Zero ? null : asked < longest ? asked : longest;
    }
}
