using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client.Arm;

namespace AmlCompute.Commands.Base;

/// <summary>Hands what happens during a call to the pipeline thread, which writes it.</summary>
internal sealed class PumpLog : ICallLog
{
    private const int MostShown = 8;

    /// <summary>More than any one item shows, so that no two of them show the same.</summary>
    private const int IdsOfItem = 16;

    private readonly PumpCall _call;
    private readonly bool _verboseAsDebug;

    /// <summary>What is shown and not completed. Of the pipeline thread.</summary>
    private readonly Dictionary<int, CallProgress> _shown = [];

    /// <param name="call">The way to the pipeline thread.</param>
    /// <param name="wantsDebug">Whether bodies are wanted.</param>
    /// <param name="verboseAsDebug">
    /// Whether verbose lines go to the debug stream. With -Debug alone the engine stops at every verbose line to ask, and where nobody can answer the command
    /// ends after the service has acted.
    /// </param>
    public PumpLog(PumpCall call, bool wantsDebug, bool verboseAsDebug)
    {
        _call = call;
        WantsDebug = wantsDebug;
        _verboseAsDebug = verboseAsDebug;
        call.WhenLeft = CompleteAll;
    }

    public bool WantsDebug { get; }

    public void Verbose(string message)
    {
        if (_verboseAsDebug)
        {
            Debug(message);
        }
        else
        {
            _call.Post(cmdlet => cmdlet.WriteVerbose(message));
        }
    }

    public void Debug(string message) => _call.Post(cmdlet => cmdlet.WriteDebug(message));

    public void Warning(string message) => _call.Post(cmdlet => cmdlet.WriteWarning(message));

    /// <summary>
    /// Items that are worked on at a time show theirs one below the other; more than fit on a screen show none, unless each has streams of its own.
    /// </summary>
    public void Progress(CallProgress progress)
    {
        if (_call.Place < MostShown || _call.Around is not null)
        {
            _call.Post(cmdlet => Show(cmdlet, progress));
        }
    }

    private void Show(Cmdlet cmdlet, CallProgress progress)
    {
        if (progress.IsCompleted)
        {
            _shown.Remove(progress.Id);
        }
        else
        {
            _shown[progress.Id] = progress;
        }

        int firstId = _call.Place * IdsOfItem;
        cmdlet.WriteProgress(new ProgressRecord(firstId + progress.Id, progress.Activity, progress.Status)
        {
            ParentActivityId = progress.ParentId < 0 ? progress.ParentId : firstId + progress.ParentId,
            PercentComplete = progress.Percent,
            RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
    }

    /// <summary>What runs in the background is not heard any more when it is left, so that its records would stay on the screen. Parts come before the whole.</summary>
    private void CompleteAll(Cmdlet cmdlet)
    {
        foreach (CallProgress progress in _shown.Values.OrderByDescending(shown => shown.Id).ToArray())
        {
            Show(cmdlet, progress.Complete());
        }
    }
}
