using System.Globalization;
using Azure;

namespace AmlCompute.Client.Arm;

/// <summary>The delay before the next poll that the service requests with the Retry-After header.</summary>
internal static class RetryAfter
{
    /// <summary>The upper limit of the delay, because the header can contain more than a timer supports.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>
    /// Reads the header in both forms of HTTP, seconds and a date. Returns null if the header is missing or requests no delay.
    /// </summary>
    public static TimeSpan? Read(Response response, TimeProvider clock)
    {
        if (!response.Headers.TryGetValue("Retry-After", out string? text))
        {
            return null;
        }

        TimeSpan asked =
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
                ? TimeSpan.FromSeconds(Math.Min(seconds, (long)Longest.TotalSeconds))
            : DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
                ? time - clock.GetUtcNow()
            : TimeSpan.Zero;
        return asked <= TimeSpan.Zero ? null : asked < Longest ? asked : Longest;
    }
}
