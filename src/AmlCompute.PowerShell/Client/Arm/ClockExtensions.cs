namespace AmlCompute.Client.Arm;

/// <summary>Pauses on a clock that may be a sandbox's.</summary>
internal static class ClockExtensions
{
    public static Task DelayAsync(this TimeProvider clock, TimeSpan time, CancellationToken token) =>
#if NETFRAMEWORK
        TimeProviderTaskExtensions.Delay(clock, time, token);
#else
        Task.Delay(time, clock, token);
#endif

    public static CancellationTokenSource CreateTimeoutSource(this TimeProvider clock, TimeSpan time) =>
#if NETFRAMEWORK
        TimeProviderTaskExtensions.CreateCancellationTokenSource(clock, time);
#else
        new(time, clock);
#endif
}
