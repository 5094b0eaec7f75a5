namespace AmlCompute.Client;

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
