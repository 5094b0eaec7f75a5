using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client;

namespace AmlCompute.Commands;

/// <summary>Hands what happens during a call to the pipeline thread, which writes it.</summary>
internal sealed class PumpLog : ICallLog
{
    private readonly PipelinePump _pump;

    public PumpLog(PipelinePump pump, bool wantsDebug)
    {
        _pump = pump;
        WantsDebug = wantsDebug;
    }

    public bool WantsDebug { get; }

    public void Verbose(string message) => _pump.Post(cmdlet => cmdlet.WriteVerbose(message));

    public void Debug(string message) => _pump.Post(cmdlet => cmdlet.WriteDebug(message));

    public void Warning(string message) => _pump.Post(cmdlet => cmdlet.WriteWarning(message));

    public void Progress(CallProgress progress) =>
        _pump.Post(cmdlet => cmdlet.WriteProgress(new ProgressRecord(0, progress.Activity, progress.Status)
        {
            PercentComplete = progress.Percent,
            RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        }));
}
