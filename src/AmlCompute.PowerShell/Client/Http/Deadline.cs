namespace AmlCompute.Client.Http;

/// <summary>
/// The end of the time that the user allows for one item. Every request, retry and pause of a call that carries it ends at that time, with
/// the error <see cref="ErrorIds.WaitTimeout"/>.
/// </summary>
internal sealed class Deadline(TimeProvider clock, TimeSpan timeout)
{
    private readonly long _started = clock.GetTimestamp();

    /// <summary>Gets the time from the creation of this object to the deadline.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Gets the remaining time; zero after the deadline.</summary>
    public TimeSpan Remaining => Timeout - clock.GetElapsedTime(_started) is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero;

    /// <summary>Creates the error of a call that has not ended in time.</summary>
    /// <param name="message">A clause without a period, such as <c>No response from management.azure.com</c>.</param>
    /// <param name="computeName">The target of the call; null for none.</param>
    /// <param name="advice">A further sentence; empty for none.</param>
    /// <param name="lacksName">True if the message does not name the target.</param>
    public ComputeTargetException CreateTimeoutError(string message, string? computeName, string advice = "", bool lacksName = true) =>
        new(ErrorIds.WaitTimeout, $"{message} within the timeout of {Timeout:c}. {advice}".TrimEnd())
        {
            ComputeName = computeName,
            LacksName = lacksName,
        };
}
