using AmlCompute.Settings;

namespace AmlCompute.Commands.Parameters;

/// <summary>Checks the durations of parameters against their limits.</summary>
internal static class Durations
{
    public static readonly Duration DefaultTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(30));

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    public static TimeSpan Timeout(Duration duration) => duration.Within(nameof(Timeout), TimeSpan.Zero, LongestTimeout);

    public static TimeSpan? PollingInterval(Duration? duration) =>
        duration?.Within(nameof(PollingInterval), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    public static TimeSpan? IdleTimeBeforeScaleDown(Duration? duration) =>
        duration?.Within(nameof(IdleTimeBeforeScaleDown), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));

    /// <summary>Uses the limits of the service.</summary>
    public static TimeSpan? IdleTimeBeforeShutdown(Duration? duration) =>
        duration?.Within(
            nameof(IdleTimeBeforeShutdown),
            ConfigurationRules.IdleTimeBeforeShutdown.Least,
            ConfigurationRules.IdleTimeBeforeShutdown.Most);

    /// <summary>Like <see cref="IdleTimeBeforeShutdown"/>, but 0 is allowed and disables the shutdown of an existing instance.</summary>
    public static TimeSpan? IdleTimeBeforeShutdownOrNever(Duration? duration) =>
        duration?.Within(nameof(IdleTimeBeforeShutdown), TimeSpan.Zero, ConfigurationRules.IdleTimeBeforeShutdown.Most) is { Ticks: > 0 }
            ? IdleTimeBeforeShutdown(duration)
            : null;
}
