namespace AmlCompute.Client.Http;

/// <summary>Delays and timeouts on the clock of a connection, which can be that of a sandbox, on .NET and on .NET Framework.</summary>
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
