using System.Collections.Concurrent;
using AmlCompute.Client.Errors;

namespace AmlCompute.Client.Http;

/// <summary>The context of one call of a cmdlet: its log and its limits, and the state that the calls of a command share.</summary>
internal sealed record CallContext(ICallLog Log, CancellationToken Token)
{
    /// <summary>The longest pause that is not reported.</summary>
    private static readonly TimeSpan LongestSilentPause = TimeSpan.FromSeconds(10);

    /// <summary>Gets the sign-in of the user's PowerShell session; null if the call has no session.</summary>
    public ISessionSignIn? Session { get; init; }

    /// <summary>Gets a value indicating whether this call may sign in or renew a token; otherwise only a cached token is used.</summary>
    public bool MaySignIn { get; init; } = true;

    /// <summary>Gets a value indicating whether the call changes nothing, even by a POST, so that cached responses stay valid.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>
    /// Gets the callback that lets the next item begin while this call waits: after the last step of its plan, or until the target is free.
    /// It can run several times.
    /// </summary>
    public Action OnAccepted { get; init; } = () => { };

    /// <summary>Gets the cache of responses that the calls of one command share.</summary>
    public ResponseCache Responses { get; init; } = new();

    /// <summary>
    /// Gets further objects that the calls of one command share. A room of the client adds an object of its own type under a key that
    /// contains the type, because this room must not name the type.
    /// </summary>
    public ConcurrentDictionary<object, object> SharedObjects { get; init; } = new();

    /// <summary>Gets the pause of all calls of one command after the service has throttled one of them.</summary>
    public ThrottleGate Gate { get; init; } = new();

    /// <summary>Gets the end of the time for all requests and pauses of this call; null for none.</summary>
    public Deadline? Deadline { get; init; }

    /// <summary>Gets the secrets that the calls of one command have sent, which no text from the service may repeat.</summary>
    public SentSecrets Secrets { get; init; } = new();

    /// <summary>Gets the record of the first answer to the command, which decides how long a failed connection is retried.</summary>
    public ServiceReachability Reachability { get; init; } = new();

    /// <summary>
    /// Gets the path of the folder for the recovery files of targets that are replaced, which only tests set; null for that of the
    /// environment variable, or the default folder.
    /// </summary>
    public string? RecoveryFolder { get; init; }

    public CallContext WithToken(CancellationToken token) => this with { Token = token };

    /// <summary>
    /// Waits between two polls, at most until the deadline. A long pause that another poll follows is written to the log, and as progress
    /// that the caller completes.
    /// </summary>
    /// <param name="clock">The clock of the connection.</param>
    /// <param name="pause">The time to wait.</param>
    /// <param name="activity">The activity of the progress, and the subject of the error; it names the target.</param>
    /// <param name="computeName">The target of the call, for the error.</param>
    /// <exception cref="ComputeTargetException">The deadline is not later than the end of the pause.</exception>
    public async Task PauseAsync(TimeProvider clock, TimeSpan pause, string activity, string computeName)
    {
        if (Deadline is { } deadline && deadline.Remaining <= pause)
        {
            await clock.DelayAsync(deadline.Remaining, Token).ConfigureAwait(false);
            throw deadline.CreateTimeoutError($"{activity} did not end", computeName, lacksName: false);
        }

        if (ReportLongPause(pause, clock, activity) is { } status)
        {
            Log.WriteProgress(new CallProgress(activity, status, CallProgress.UnknownPercent, IsCompleted: false));
        }

        await clock.DelayAsync(pause, Token).ConfigureAwait(false);
    }

    /// <summary>Writes a long pause to the log, and returns its status for a progress record; null for a short pause.</summary>
    /// <param name="pause">The time to wait.</param>
    /// <param name="clock">The clock of the connection.</param>
    /// <param name="subject">The activity or host that the message begins with.</param>
    public string? ReportLongPause(TimeSpan pause, TimeProvider clock, string subject)
    {
        if (pause <= LongestSilentPause)
        {
            return null;
        }

        string status = $"Next request at {clock.GetUtcNow() + pause:u}";
        Log.WriteVerbose($"{subject}: {status}, after a pause of {pause:c}.");
        return status;
    }
}
