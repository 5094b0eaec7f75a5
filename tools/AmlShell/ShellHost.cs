using System.Globalization;
using System.Management.Automation.Host;

namespace AmlCompute.Shell;

internal sealed class ShellHost : PSHost
{
    private readonly ShellTerminal _terminal;

    public ShellHost(ShellTerminal terminal)
    {
        _terminal = terminal;
        UI = new ShellUI(terminal);
    }

    /// <summary>Raised when the engine wants a prompt of its own in the middle of a pipeline ("Suspend" of a confirmation).</summary>
    public event Action? NestedPromptRequested;

    /// <summary>Raised when a native command that had the terminal has ended.</summary>
    public event Action? ApplicationEnded;

    /// <summary>Set by <c>exit</c>.</summary>
    public int? ExitCode { get; private set; }

    public bool NestedPromptExited { get; private set; }

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "AmlShell";

    public override PSHostUserInterface UI { get; }

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version!;

    public override void EnterNestedPrompt()
    {
        NestedPromptRequested?.Invoke();
        NestedPromptExited = false;
    }

    public override void ExitNestedPrompt() => NestedPromptExited = true;

    public override void NotifyBeginApplication() => _terminal.HideProgress();

    public override void NotifyEndApplication() => ApplicationEnded?.Invoke();

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <summary><c>exit</c> at a nested prompt leaves only that prompt.</summary>
    public void WithdrawExit() => ExitCode = null;
}
