using AmlCompute.Settings;

namespace AmlCompute.Commands.Parameters;

/// <summary>The limits of the durations that commands take.</summary>
internal static class Durations
{
    public static readonly Duration DefaultTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(30));

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    public static TimeSpan Timeout(Duration duration) => duration.Within(nameof(Timeout), TimeSpan.Zero, LongestTimeout);

    public static TimeSpan? PollingInterval(Duration? duration) =>
        duration?.Within(nameof(PollingInterval), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    public static TimeSpan? IdleTimeBeforeScaleDown(Duration? duration) =>
        duration?.Within(nameof(IdleTimeBeforeScaleDown), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));

    /// <summary>The limits are the service's own.</summary>
    public static TimeSpan? IdleTimeBeforeShutdown(Duration? duration) =>
        duration?.Within(nameof(IdleTimeBeforeShutdown), ConfigurationRules.IdleTimeBeforeShutdown.Least, ConfigurationRules.IdleTimeBeforeShutdown.Most);

    /// <summary>The same for an instance that has one: no time at all means that it is never shut down.</summary>
    public static TimeSpan? IdleTimeBeforeShutdownOrNever(Duration? duration) =>
        duration?.Within(nameof(IdleTimeBeforeShutdown), TimeSpan.Zero, ConfigurationRules.IdleTimeBeforeShutdown.Most) is { Ticks: > 0 } ? IdleTimeBeforeShutdown(duration) : null;
}
