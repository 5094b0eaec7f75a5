namespace AmlCompute.Client.Http;

/// <summary>The clocks of the requests of a connection.</summary>
/// <param name="Main">The clock of timeouts and polls; a sandbox has its own.</param>
/// <param name="Pauses">
/// The clock of the pauses before retries; null for retries without pauses, because only the user moves the clock of a manual sandbox.
/// </param>
/// <param name="Silence">
/// The clock of the progress, which also measures the time without a byte. In a sandbox it is the system clock, because the time of a
/// sandbox can stand still or pass faster.
/// </param>
internal sealed record RequestClocks(TimeProvider Main, TimeProvider? Pauses, TimeProvider Silence)
{
    /// <summary>Uses one clock for everything, as a connection to Azure does.</summary>
    public RequestClocks(TimeProvider clock)
        : this(clock, clock, clock) { }
}
