using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AmlCompute.Tests.Models;

/// <summary>A PowerShell host with a screen of a given width that keeps what is written to it, and that cannot be asked anything.</summary>
internal sealed class ScreenHost(int width, bool hasColors = false, int height = 50) : PSHost
{
    private readonly ScreenInterface _interface = new(width, hasColors, height);

    public IReadOnlyList<string> Screen => _interface.Lines;

    /// <summary>Gets the terminal.</summary>
    public TerminalScreen Terminal => _interface.Terminal;

    /// <summary>Changes the size of the window.</summary>
    public void Resize(int columns, int rows) => _interface.RawUI.WindowSize = new Size(columns, rows);

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => nameof(ScreenHost);

    public override PSHostUserInterface UI => _interface;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class ScreenInterface(int width, bool hasColors, int height) : PSHostUserInterface
    {
        public override bool SupportsVirtualTerminal => hasColors;

        public List<string> Lines { get; } = [];

        public TerminalScreen Terminal { get; } = new(width, height);

        public override PSHostRawUserInterface RawUI { get; } = new ScreenSize(width, height);

        public override void Write(string value) => Terminal.Write(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
            throw new NotSupportedException();

        public override void WriteLine(string value)
        {
            Lines.Add(GetOutputString(value, hasColors));
            Terminal.Write($"{GetOutputString(value, hasColors)}\r\n");
        }

        public override void WriteErrorLine(string value) => Lines.Add(value);

        public override void WriteDebugLine(string message) => Lines.Add(message);

        public override void WriteVerboseLine(string message) => Lines.Add(message);

        public override void WriteWarningLine(string message) => Lines.Add($"WARNING: {message}");

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) =>
            throw new NotSupportedException();
    }

    private sealed class ScreenSize(int width, int height) : PSHostRawUserInterface
    {
        public override Size BufferSize { get; set; } = new(width, height);

        public override Size WindowSize { get; set; } = new(width, height);

        public override Size MaxWindowSize => WindowSize;

        public override Size MaxPhysicalWindowSize => WindowSize;

        public override ConsoleColor BackgroundColor { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override Coordinates WindowPosition { get; set; }

        public override string WindowTitle { get; set; } = string.Empty;

        public override bool KeyAvailable => false;

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
            throw new NotSupportedException();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();
    }
}
