namespace AmlCompute.Client.Http;

/// <summary>Writes the messages and the progress of a call. Its members can be called on any thread.</summary>
internal interface ICallLog
{
    /// <summary>Gets a value indicating whether debug messages are shown; formatting the bodies of requests costs time.</summary>
    bool WantsDebug { get; }

    void WriteVerbose(string message);

    void WriteDebug(string message);

    void WriteWarning(string message);

    void WriteProgress(CallProgress progress);

    /// <summary>Reports the state of a target that a command waits for. Only changes are written.</summary>
    void WriteState(string target, string state);
}

/// <summary>A log that discards all messages.</summary>
internal sealed class SilentLog : ICallLog
{
    public bool WantsDebug => false;

    public void WriteVerbose(string message) { }

    public void WriteDebug(string message) { }

    public void WriteWarning(string message) { }

    public void WriteProgress(CallProgress progress) { }

    public void WriteState(string target, string state) { }
}
