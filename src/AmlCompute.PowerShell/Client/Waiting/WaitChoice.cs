namespace AmlCompute.Client.Waiting;

/// <summary>The choice of a user to wait for an operation after the service has accepted it.</summary>
/// <param name="ShouldWait">True to wait.</param>
/// <param name="Timeout">The longest time of the requests, of the pauses after a conflict and of the wait; zero limits no request.</param>
internal sealed record WaitChoice(bool ShouldWait, TimeSpan Timeout)
{
    /// <summary>Gets the timeout that the user chose. A copy with a shorter <see cref="Timeout"/> keeps it, for messages.</summary>
    public TimeSpan ChosenTimeout { get; } = Timeout;

    /// <summary>Returns the end of a clause, such as <c> within 00:30:00</c>; empty for a timeout of zero.</summary>
    public static string DescribeLimit(TimeSpan timeout) => timeout > TimeSpan.Zero ? $" within {timeout:c}" : string.Empty;
}
