namespace AmlCompute.Commands.Parameters;

/// <summary>Checks the durations of parameters against their limits.</summary>
internal static class Durations
{
    public static readonly Duration DefaultTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(30));

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    public static TimeSpan Timeout(Duration duration) => duration.Within(nameof(Timeout), TimeSpan.Zero, LongestTimeout);

    public static TimeSpan? PollingInterval(Duration? duration) =>
        duration?.Within(nameof(PollingInterval), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
}
