using System.Collections.Concurrent;
using AmlCompute.Client.Errors;

namespace AmlCompute.Client.Http;

/// <summary>The context of one call of a cmdlet: its log, its cancellation token, its session and its cached responses.</summary>
internal sealed record CallContext(ICallLog Log, CancellationToken Token)
{
    /// <summary>The longest pause that is not reported.</summary>
    private static readonly TimeSpan LongestSilentPause = TimeSpan.FromSeconds(10);

    /// <summary>Gets the sign-in of the user's PowerShell session; null if the call has no session.</summary>
    public ISessionSignIn? Session { get; init; }

    /// <summary>Gets a value indicating whether this call may sign in or renew a token; otherwise only a cached token is used.</summary>
    public bool MaySignIn { get; init; } = true;

    /// <summary>Gets the callback that runs when the service has accepted a change. The next item can then begin.</summary>
    public Action Accepted { get; init; } = () => { };

    /// <summary>Gets the cache of responses that the calls of one command share.</summary>
    public ResponseCache Responses { get; init; } = new();

    /// <summary>Gets the objects that the calls of one command share, by their keys.</summary>
    public ConcurrentDictionary<object, object> Shared { get; init; } = new();

    /// <summary>Gets the pause of all calls of one command after the service has throttled one of them.</summary>
    public ThrottleGate Gate { get; init; } = new();

    /// <summary>Gets the end of the time for all requests and pauses of this call; null for no limit.</summary>
    public Deadline? Deadline { get; init; }

    /// <summary>Gets the secrets that the calls of one command have sent, which no text from the service may repeat.</summary>
    public SentSecrets Secrets { get; init; } = new();

    /// <summary>Gets the record of whether the service has responded to the command.</summary>
    public ServiceReach Reach { get; init; } = new();

    /// <summary>Gets the folder for the settings of targets that are replaced; null for that of the user.</summary>
    public string? RecoveryFolder { get; init; }

    public CallContext With(CancellationToken token) => this with { Token = token };

    /// <summary>Waits between two polls, at most until the deadline. A long pause is written to the log and as progress.</summary>
    public async Task PauseAsync(TimeProvider clock, TimeSpan pause, string activity, string? computeName = null)
    {
        if (Announce(pause, clock, activity) is { } status)
        {
            Log.Progress(new CallProgress(activity, status, -1, IsCompleted: false));
        }

        if (Deadline is { } deadline && deadline.Left <= pause)
        {
            await clock.DelayAsync(deadline.Left, Token).ConfigureAwait(false);
            throw deadline.TimedOut($"{activity} did not end", computeName, lacksName: false);
        }

        await clock.DelayAsync(pause, Token).ConfigureAwait(false);
    }

    /// <summary>Writes a long pause to the log, and returns its status for a progress record; null for a short pause.</summary>
    public string? Announce(TimeSpan pause, TimeProvider clock, string subject)
    {
        if (pause <= LongestSilentPause)
        {
            return null;
        }

        string status = $"Next request at {clock.GetUtcNow() + pause:u}";
        Log.Verbose($"{subject}: {status}, after a pause of {pause:c}.");
        return status;
    }
}

/// <summary>Writes the messages and the progress of a call. Its members can be called on any thread.</summary>
internal interface ICallLog
{
    /// <summary>Gets a value indicating whether debug messages are shown; formatting the bodies of requests costs time.</summary>
    bool WantsDebug { get; }

    void Verbose(string message);

    void Debug(string message);

    void Warning(string message);

    void Progress(CallProgress progress);

    /// <summary>Reports the state of a target that a command waits for. Only changes are written.</summary>
    void State(string target, string state);
}

/// <summary>One progress record: 0 to 100 percent, or -1 if unknown. The last one is completed, also after a failure.</summary>
internal sealed record CallProgress(string Activity, string Status, int Percent, bool IsCompleted)
{
    /// <summary>The most targets with a record of their own, so that the records fit on a screen.</summary>
    public const int MostShown = 5;

    private const int LongestName = 24;

    private const int ShortestName = 9;

    private const string SlowestLabel = "; slowest: ";

    /// <summary>The columns for an activity and a status in the line that PowerShell 7 draws on a terminal of 80 columns.</summary>
    private const int StatusColumns = 75;

    /// <summary>Shortens a long name in the middle, because the names of many targets differ at their ends.</summary>
    public static string Shorten(string name, int longest = LongestName) => name.Length <= longest
        ? name
        : $"{name.Substring(0, longest / 3)}...{name.Substring(name.Length - (longest - (longest / 3) - 3))}";

    /// <summary>Returns the status of a record of several targets, so that a terminal of 80 columns shows the end of the name.</summary>
    public static string StatusOfMany(string activity, int done, int failed, int left, TimeSpan elapsed, string? slowest)
    {
        string counts = $"{done} done, {(failed > 0 ? $"{failed} failed, " : string.Empty)}{left} left";
        string time = $", {elapsed:hh\\:mm\\:ss}";
        int room = StatusColumns - activity.Length - counts.Length - SlowestLabel.Length;
        return slowest is null ? counts + time
            : room < time.Length + ShortestName ? $"{counts}{SlowestLabel}{Shorten(slowest, Math.Max(room, ShortestName))}"
            : $"{counts}{time}{SlowestLabel}{Shorten(slowest, Math.Min(room - time.Length, LongestName))}";
    }

    /// <summary>Creates a record of an operation whose duration is unknown.</summary>
    public static CallProgress Running(string activity, string status, TimeSpan elapsed) =>
        new(activity, $"{status}, {elapsed:hh\\:mm\\:ss}", -1, IsCompleted: false);

    public static CallProgress Completed(string activity) => new(activity, "Done", 100, IsCompleted: true);

    /// <summary>Creates the last record of the wait that this record belongs to.</summary>
    public CallProgress Complete() => Completed(Activity) with { Id = Id, ParentId = ParentId };

    /// <summary>Gets the id of the record within the command; a later record with the same id replaces it.</summary>
    public int Id { get; init; }

    /// <summary>Gets the id of the parent record; -1 for none.</summary>
    public int ParentId { get; init; } = -1;
}

/// <summary>A log that discards all messages.</summary>
internal sealed class SilentLog : ICallLog
{
    public bool WantsDebug => false;

    public void Verbose(string message) { }

    public void Debug(string message) { }

    public void Warning(string message) { }

    public void Progress(CallProgress progress) { }

    public void State(string target, string state) { }
}
