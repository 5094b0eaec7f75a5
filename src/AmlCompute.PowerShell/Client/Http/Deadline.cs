namespace AmlCompute.Client.Http;

/// <summary>
/// The end of the time for the requests of a call, such as the timeout of one item. At that time a request that has no response yet ends
/// with the error <see cref="ErrorIds.WaitTimeout"/>, and no request is sent any more. A retry that would begin later is not made.
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
