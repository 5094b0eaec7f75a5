using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace AmlCompute.SpecHost;

/// <summary>What was written to the host since it was last taken.</summary>
public sealed class HostOutput
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();

    public void Write(string text)
    {
        lock (_gate)
        {
            _text.Append(text);
        }
    }

    public void WriteLine(string text) => Write(text + Environment.NewLine);

    public string Take()
    {
        lock (_gate)
        {
            var text = _text.ToString();
            _text.Clear();
            return text;
        }
    }
}

/// <summary>A host that nobody sits at: what is written is kept, and any question is an error.</summary>
internal sealed class SpecPSHost(HostOutput output) : PSHost
{
    public override string Name => "AmlCompute.SpecHost";

    public override Version Version { get; } = typeof(SpecPSHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI { get; } = new SpecPSHostUI(output);

    public override void EnterNestedPrompt() => throw new HostException("There is nobody to ask: the spec host is not interactive.");

    public override void ExitNestedPrompt()
    {
    }

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    // The script that said 'exit' ends; that it left tests without a result is reported.
    public override void SetShouldExit(int exitCode)
    {
    }
}

internal sealed class SpecPSHostUI(HostOutput output) : PSHostUserInterface
{
    public override PSHostRawUserInterface? RawUI => null;

    public override void Write(string value) => output.Write(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => output.Write(value);

    public override void WriteLine(string value) => output.WriteLine(value);

    public override void WriteErrorLine(string value) => output.WriteLine(value);

    public override void WriteDebugLine(string message) => output.WriteLine("DEBUG: " + message);

    public override void WriteVerboseLine(string message) => output.WriteLine("VERBOSE: " + message);

    public override void WriteWarningLine(string message) => output.WriteLine("WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine() => throw Refusal("a line");

    public override SecureString ReadLineAsSecureString() => throw Refusal("a secret");

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw Refusal($"{caption} {message} {string.Join(", ", descriptions.Select(field => field.Name))}");

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw Refusal($"{caption} {message}");

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw Refusal($"{caption} {message}");

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw Refusal($"{caption} {message}");

    private static HostException Refusal(string question) => new($"There is nobody to answer: the spec host is not interactive. Asked for: {question}");
}
