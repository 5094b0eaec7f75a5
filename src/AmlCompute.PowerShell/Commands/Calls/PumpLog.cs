using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client.Http;

namespace AmlCompute.Commands.Calls;

/// <summary>The log of one call: posts messages to the pipeline thread, which writes them to the streams of PowerShell.</summary>
internal sealed class PumpLog : ICallLog
{
    /// <summary>The tag of the records in the information stream. Scripts can select records by it.</summary>
    private const string StateTag = "AmlComputeState";

    private readonly PumpCall _call;
    private readonly ItemProgress _items;
    private readonly bool _writesVerboseAsDebug;
    private readonly Func<string, string> _mask;

    /// <summary>The last states that were written. Only the pipeline thread uses them.</summary>
    private readonly Dictionary<string, string> _states = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The progress records that are not completed. Only the pipeline thread uses them.</summary>
    private readonly Dictionary<int, CallProgress> _openRecords = [];

    /// <param name="call">The call, which posts to the pipeline thread.</param>
    /// <param name="items">The progress of all items of the command.</param>
    /// <param name="wantsDebug">True to write the bodies of requests and responses.</param>
    /// <param name="writesVerboseAsDebug">True to write verbose messages and states to the debug stream.</param>
    /// <param name="mask">Masks the secrets in a text.</param>
    public PumpLog(PumpCall call, ItemProgress items, bool wantsDebug, bool writesVerboseAsDebug, Func<string, string> mask)
    {
        _call = call;
        _items = items;
        _mask = mask;
        WantsDebug = wantsDebug;
        _writesVerboseAsDebug = writesVerboseAsDebug;
        call.OnAbandoned = CompleteRecords;
    }

    public bool WantsDebug { get; }

    public void WriteVerbose(string message) => _call.Post(cmdlet => WriteVerbose(cmdlet, Clean(message), _writesVerboseAsDebug));

    public void WriteDebug(string message) => _call.Post(cmdlet => cmdlet.WriteDebug(Clean(message)));

    public void WriteWarning(string message) => _call.Post(cmdlet => cmdlet.WriteWarning(Clean(message)));

    /// <summary>Writes a changed state to the information stream, like show_output of the Python SDK v1, and as verbose.</summary>
    public void WriteState(string target, string state) => _call.Post(cmdlet =>
    {
        if (_states.TryGetValue(target, out string? before) && before == state)
        {
            return;
        }

        _states[target] = state;
        string text = Clean($"{target}: {state}");
        WriteVerbose(cmdlet, text, _writesVerboseAsDebug);

        // A command that runs outside of the engine has no information stream.
        if (cmdlet.CommandRuntime is ICommandRuntime2)
        {
            cmdlet.WriteInformation(text, [StateTag]);
        }
    });

    /// <summary>Shows the progress of the work: of an item among those of the other items, otherwise in a record of its own.</summary>
    public void WriteProgress(CallProgress progress) => _call.Post(cmdlet => WriteProgress(cmdlet, progress));

    /// <summary>
    /// Returns true for -Debug without -Verbose. PowerShell then asks for confirmation at every verbose message, and without a user the
    /// command would end after the service has acted; verbose messages are written to the debug stream instead.
    /// </summary>
    public static bool ShouldWriteVerboseAsDebug(InvocationInfo invocation) =>
        invocation.BoundParameters.TryGetValue("Debug", out object? debug)
        && LanguagePrimitives.IsTrue(debug)
        && !invocation.BoundParameters.ContainsKey("Verbose");

    /// <summary>Writes a verbose message to its stream, or to the debug stream.</summary>
    public static void WriteVerbose(Cmdlet cmdlet, string text, bool asDebug)
    {
        if (asDebug)
        {
            cmdlet.WriteDebug(text);
        }
        else
        {
            cmdlet.WriteVerbose(text);
        }
    }

    private string Clean(string message) => TerminalText.Clean(_mask(message));

    private void WriteProgress(Cmdlet cmdlet, CallProgress progress)
    {
        if (progress.IsCompleted)
        {
            _openRecords.Remove(progress.Id);
        }
        else
        {
            _openRecords[progress.Id] = progress;
        }

        if (_call.IsItem)
        {
            _items.WriteItem(cmdlet, _call, progress);
        }
        else
        {
            cmdlet.WriteProgress(ItemProgress.CreateRecord(progress, progress.Id, progress.ParentId, progress.Activity));
        }
    }

    /// <summary>Completes all records of an abandoned call, which would remain on the screen: children before their parent.</summary>
    private void CompleteRecords(Cmdlet cmdlet)
    {
        foreach (CallProgress progress in _openRecords.Values.OrderByDescending(record => record.Id).ToArray())
        {
            WriteProgress(cmdlet, progress.ToCompleted());
        }

        if (_call.IsItem)
        {
            _items.RemoveItem(cmdlet, _call);
        }
    }
}
