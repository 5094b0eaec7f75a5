using AmlCompute.Client.Http;

namespace AmlCompute.Tests.Client;

/// <summary>Keeps what a call says.</summary>
internal sealed class CallLog : ICallLog
{
    public bool WantsDebug { get; set; }

    public List<string> VerboseLines { get; } = [];

    public List<string> DebugLines { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<CallProgress> ProgressRecords { get; } = [];

    public void WriteVerbose(string message) => VerboseLines.Add(message);

    public void WriteDebug(string message) => DebugLines.Add(message);

    public void WriteWarning(string message) => Warnings.Add(message);

    public List<string> States { get; } = [];

    public void WriteProgress(CallProgress progress) => ProgressRecords.Add(progress);

    public void WriteState(string target, string state) => States.Add($"{target}: {state}");
}
