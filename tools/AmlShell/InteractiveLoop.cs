using System.Management.Automation;
using System.Management.Automation.Language;

namespace AmlCompute.Shell;

/// <summary>Prompt, read, run, until <c>exit</c> or Ctrl+D.</summary>
internal sealed class InteractiveLoop(ShellSession session, ShellHost host, ShellTerminal terminal)
{
    private const string ContinuationPrompt = ">> ";

    private readonly List<string> _history = [];

    public int Run()
    {
        terminal.Write($"""
            AmlShell {host.Version.ToString(3)}, PowerShell {session.EngineVersion}: the bare engine, with the engine's own commands only.
            Select-Object, Format-List and all else of Microsoft.PowerShell.Utility and
            Management are not here; use pwsh for those. 'exit' leaves.

            """);
        ReadAndRun(() => host.ExitCode is not null);
        return host.ExitCode ?? 0;
    }

    public void RunNested()
    {
        ReadAndRun(() => host.NestedPromptExited || host.ExitCode is not null);
        host.WithdrawExit();
    }

    /// <summary>True if the parser waits for more: an open brace, quote or pipe.</summary>
    internal static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        return errors.Any(error => error.IncompleteInput);
    }

    private void ReadAndRun(Func<bool> isOver)
    {
        while (!isOver())
        {
            LineInput input = Read();
            if (input.End == LineEnd.EndOfInput)
            {
                return;
            }

            if (input.End == LineEnd.Accepted && !string.IsNullOrWhiteSpace(input.Text))
            {
                session.Run(input.Text, addToHistory: true);
            }
        }
    }

    private LineInput Read()
    {
        LineInput input = terminal.ReadLine(session.Prompt(), _history, ShellSession.Complete);
        while (input.End == LineEnd.Accepted && IsIncomplete(input.Text))
        {
            LineInput next = terminal.ReadLine(ContinuationPrompt, _history, ShellSession.Complete);
            // An empty line says that nothing more will come: the parser's error tells what is missing.
            if (next.End == LineEnd.Accepted && next.Text.Length == 0)
            {
                break;
            }

            input = next with { Text = input.Text + "\n" + next.Text };
        }

        return input;
    }
}
