namespace AmlCompute.Client.Http;

/// <summary>
/// The end of the time that the user allows for one item. Every request, retry and pause of a call that carries it ends at that time, with
/// the error <see cref="ErrorIds.WaitTimeout"/>.
/// </summary>
internal sealed class Deadline
{
    private readonly TimeProvider _clock;
    private readonly long _started;

    /// <param name="clock">The clock of the connection; the time begins now.</param>
    /// <param name="timeout">The time that is allowed.</param>
    public Deadline(TimeProvider clock, TimeSpan timeout)
    {
        _clock = clock;
        _started = clock.GetTimestamp();
        Timeout = timeout;
    }

    public TimeSpan Timeout { get; }

    /// <summary>Gets the time that is left; zero if none is.</summary>
    public TimeSpan Left => Timeout - _clock.GetElapsedTime(_started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Creates the error of a call that has not ended in time.</summary>
    /// <param name="message">A clause without a period, such as <c>No response from management.azure.com</c>.</param>
    /// <param name="computeName">The name of the compute target; null if the call does not concern one.</param>
    /// <param name="advice">A further sentence; empty for none.</param>
    /// <param name="lacksName">True if the message does not name the compute target.</param>
    public ComputeTargetException Passed(string message, string? computeName, string advice = "", bool lacksName = true) =>
        new(ErrorIds.WaitTimeout, $"{message} within the timeout of {Timeout:c}. {advice}".TrimEnd())
        {
            ComputeName = computeName,
            LacksName = lacksName,
        };
}
