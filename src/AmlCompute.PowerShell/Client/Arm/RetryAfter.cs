using System.Globalization;
using Azure;

namespace AmlCompute.Client.Arm;

/// <summary>How long the service asks to wait before the next look at an operation.</summary>
internal static class RetryAfter
{
    /// <summary>More than a clock's timer can take may be asked for; no operation here is that slow.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Reads the header in both forms that HTTP knows, seconds and a date. Null when nothing, or no time at all, is asked for.</summary>
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
