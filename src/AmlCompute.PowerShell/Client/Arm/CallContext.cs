namespace AmlCompute.Client.Arm;

/// <summary>What belongs to one call of a user: when to stop, and where to say what happens.</summary>
internal sealed record CallContext(ICallLog Log, CancellationToken Token)
{
    /// <summary>Gets the way to a sign-in that the user's session holds already; null where there is no session to ask.</summary>
    public ISessionSignIn? Session { get; init; }

    /// <summary>Gets a value indicating whether a sign-in may begin or be renewed for this call; otherwise only a token that is there already is used.</summary>
    public bool MaySignIn { get; init; } = true;

    /// <summary>Gets what a long work calls when the service has taken its change over, and what is left only looks: the next item may begin.</summary>
    public Action Accepted { get; init; } = () => { };

    /// <summary>Gets the responses that the calls of one command read once for all of them.</summary>
    public ResponseCache Responses { get; init; } = new();

    /// <summary>The same call under another token.</summary>
    public CallContext With(CancellationToken token) => this with { Token = token };
}

/// <summary>Takes what happens during a call. Called on any thread.</summary>
internal interface ICallLog
{
    /// <summary>Gets a value indicating whether bodies are wanted; they cost time to write.</summary>
    bool WantsDebug { get; }

    void Verbose(string message);

    void Debug(string message);

    void Warning(string message);

    void Progress(CallProgress progress);
}

/// <summary>How far a wait has come.</summary>
/// <param name="Activity">What is waited for.</param>
/// <param name="Status">How it is now.</param>
/// <param name="Percent">0 to 100, or -1 when it cannot be told.</param>
/// <param name="IsCompleted">True for the last record of a wait, in every ending.</param>
internal sealed record CallProgress(string Activity, string Status, int Percent, bool IsCompleted)
{
    /// <summary>What goes on for an unknown time.</summary>
    /// <param name="activity">What is waited for.</param>
    /// <param name="status">How it is now.</param>
    /// <param name="elapsed">The time since it began.</param>
    public static CallProgress Running(string activity, string status, TimeSpan elapsed) => new(activity, $"{status}, {elapsed:hh\\:mm\\:ss}", -1, IsCompleted: false);

    /// <summary>The last record of a wait.</summary>
    public static CallProgress Completed(string activity) => new(activity, "Done", 100, IsCompleted: true);

    /// <summary>The last record of the wait that this one is of.</summary>
    public CallProgress Complete() => Completed(Activity) with { Id = Id, ParentId = ParentId };

    /// <summary>Gets which of a command's records it is; a later one of the same id takes its place.</summary>
    public int Id { get; init; }

    /// <summary>Gets the id of the record it is a part of; -1 for none.</summary>
    public int ParentId { get; init; } = -1;
}

/// <summary>The log of a call that nobody watches.</summary>
internal sealed class SilentLog : ICallLog
{
    public bool WantsDebug => false;

    public void Verbose(string message)
    {
    }

    public void Debug(string message)
    {
    }

    public void Warning(string message)
    {
    }

    public void Progress(CallProgress progress)
    {
    }
}
