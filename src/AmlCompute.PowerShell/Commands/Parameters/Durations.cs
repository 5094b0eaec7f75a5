namespace AmlCompute.Commands.Parameters;

/// <summary>Checks the durations of parameters against their limits.</summary>
internal static class Durations
{
    /// <summary>The default of -Timeout of the commands that wait.</summary>
    public static readonly Duration DefaultTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(30));

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    /// <summary>Returns the value of -Timeout.</summary>
    /// <exception cref="ComputeTargetException">The duration is not valid, is negative, or is longer than 30 days.</exception>
    public static TimeSpan CheckTimeout(Duration timeout) => timeout.RequireWithin("Timeout", TimeSpan.Zero, LongestTimeout);

    /// <summary>Returns the value of -PollingInterval; null if it is not specified.</summary>
    /// <exception cref="ComputeTargetException">The duration is not valid, less than a second or more than an hour.</exception>
    public static TimeSpan? CheckPollingInterval(Duration? interval) =>
        interval?.RequireWithin("PollingInterval", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
}
