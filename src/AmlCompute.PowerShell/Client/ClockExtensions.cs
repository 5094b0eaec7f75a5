namespace AmlCompute.Client;

/// <summary>Pauses on a clock that may be a sandbox's.</summary>
internal static class ClockExtensions
{
    public static Task Delay(this TimeProvider clock, TimeSpan time, CancellationToken token) =>
#if NETFRAMEWORK
        TimeProviderTaskExtensions.Delay(clock, time, token);
#else
        Task.Delay(time, clock, token);
#endif

    public static CancellationTokenSource CreateCancellationTokenSource(this TimeProvider clock, TimeSpan time) =>
#if NETFRAMEWORK
        TimeProviderTaskExtensions.CreateCancellationTokenSource(clock, time);
#else
        new(time, clock);
#endif
}
