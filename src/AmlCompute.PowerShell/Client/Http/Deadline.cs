namespace AmlCompute.Client.Http;

/// <summary>
/// The end of the time that the user allows for one item. Every request, retry and pause of a call that carries it ends at that time, with
/// the error <see cref="ErrorIds.WaitTimeout"/>.
/// </summary>
internal sealed class Deadline(TimeProvider clock, TimeSpan timeout)
{
    private readonly long _started = clock.GetTimestamp();

    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Gets the time that is left; zero if none is.</summary>
    public TimeSpan Left => Timeout - clock.GetElapsedTime(_started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>
    /// Creates the error of a call that has not ended in time. The message is a clause without a period, such as <c>No response from
    /// management.azure.com</c>; the advice is a further sentence.
    /// </summary>
    public ComputeTargetException TimedOut(string message, string? computeName, string advice = "", bool lacksName = true) =>
        new(ErrorIds.WaitTimeout, $"{message} within the timeout of {Timeout:c}. {advice}".TrimEnd())
        {
            ComputeName = computeName,
            LacksName = lacksName,
        };
}
