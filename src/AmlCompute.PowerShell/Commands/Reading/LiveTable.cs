using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Commands.Reading;

/// <summary>
/// Draws a table of targets on the terminal, and updates it in place. A frame is one text that overwrites the lines of the previous frame,
/// so the terminal never shows an empty screen, and nothing has to be restored when the user presses Ctrl+C.
/// </summary>
internal sealed class LiveTable
{
    /// <summary>The lines of a frame other than rows: the workspace and the header, the status, and the line of the cursor.</summary>
    private const int LinesWithoutRows = 6;

    /// <summary>The smallest width that Out-String accepts.</summary>
    private const int SmallestWidth = 2;

    /// <summary>
    /// A script that returns true if the output is a terminal of the runspace of the prompt, and no verbose or debug messages are shown,
    /// which would break the table.
    /// </summary>
    private const string TerminalCheckScript = """
        -not ($Host.Name -ceq 'ConsoleHost' -and [Console]::IsOutputRedirected) -and
        "$VerbosePreference" -in 'SilentlyContinue', 'Ignore' -and "$DebugPreference" -in 'SilentlyContinue', 'Ignore' -and
        $(try { $Host.Runspace.InstanceId -in $null, [runspace]::DefaultRunspace.InstanceId } catch { $true })
        """;

    /// <summary>
    /// A script that renders targets in their default view. Out-String removes colors unless the user or this script requests them, which
    /// constrained language does not allow.
    /// </summary>
    private const string RenderScript = """
        param($Targets, $Width)
        $style = if ($PSVersionTable.PSVersion.Major -ge 7) { $PSStyle }
        $isHost = "$($style.OutputRendering)" -eq 'Host' -and $ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage'
        try {
            if ($isHost) { $style.OutputRendering = 'Ansi' }
            $Targets | Microsoft.PowerShell.Utility\Out-String -Stream -Width $Width
        } finally {
            if ($isHost) { $style.OutputRendering = 'Host' }
        }
        """;

    private readonly PSCmdlet _command;

    /// <summary>The size of the window when the previous frame was written.</summary>
    private Size _lastWindow;

    /// <summary>The number of lines of the previous frame; 0 before the first frame.</summary>
    private int _lastHeight;

    private LiveTable(PSCmdlet command) => _command = command;

    /// <summary>
    /// Returns a table if the command ends its pipeline, the host has a terminal with room for a table, and no messages are shown; null
    /// otherwise.
    /// </summary>
    public static LiveTable? CreateForTerminal(PSCmdlet command)
    {
        InvocationInfo invocation = command.MyInvocation;
        LiveTable table = new(command);
        return invocation.PipelinePosition == invocation.PipelineLength
            && !invocation.BoundParameters.ContainsKey("Verbose")
            && !invocation.BoundParameters.ContainsKey("Debug")
            && command.Host.UI?.SupportsVirtualTerminal == true
            && table.ReadWindowSize() is { Width: > 0, Height: > LinesWithoutRows }
            && table.RunScript(TerminalCheckScript) is [true]
            ? table
            : null;
    }

    /// <summary>Draws the targets and the status over the previous frame.</summary>
    /// <param name="targets">The targets. If not all fit, those that do not meet the condition or changed last are shown.</param>
    /// <param name="status">Lines below the table.</param>
    public void Draw(IReadOnlyList<WatchedTarget> targets, IReadOnlyList<string> status)
    {
        Size window = ReadWindowSize();
        string[] table = RenderTable(targets, Math.Max(1, window.Height - 1 - status.Count), window);
        WriteFrame([.. table, .. status.Select(line => Shorten(TerminalText.Clean(line), window.Width - 1))], window);
    }

    /// <summary>Erases the table. The next frame is drawn below the output that follows.</summary>
    public void Clear() => WriteFrame([], _lastWindow);

    private static string Shorten(string line, int width) =>
        line.Length <= width ? line : $"{line.Substring(0, Math.Max(0, width - 3))}...";

    /// <summary>Renders as many targets as fit into the height. If not all fit, the last line has the number of the others.</summary>
    private string[] RenderTable(IReadOnlyList<WatchedTarget> targets, int height, Size window)
    {
        int count = Math.Min(targets.Count, height);
        while (true)
        {
            string[] lines = RenderRows(targets, count, window);
            string[] lastLine = count < targets.Count ? [$"... {targets.Count - count} more"] : [];
            if (lines.Length + lastLine.Length <= height || count <= 1)
            {
                return [.. lines.Take(height - lastLine.Length), .. lastLine];
            }

            // A target can take several lines, so that the number of targets that fit is only known after they were rendered.
            count = Math.Max(1, count - Math.Max(1, (lines.Length - height) / 2));
        }
    }

    /// <summary>Returns the lines of a table of the first targets by rank, without empty lines around it.</summary>
    private string[] RenderRows(IReadOnlyList<WatchedTarget> targets, int count, Size window)
    {
        IEnumerable<WatchedTarget> shown = count < targets.Count
            ? targets.Intersect(targets.OrderBy(target => target.Rank).Take(count))
            : targets;
        string[] lines =
        [
            .. RunScript(RenderScript, shown.Select(target => target.Target).ToArray(), Math.Max(SmallestWidth, window.Width - 1))
                .Select(line => $"{line}".TrimEnd()),
        ];
        int first = Array.FindIndex(lines, line => line.Length > 0);
        int last = Array.FindLastIndex(lines, line => line.Length > 0);
        return first < 0 ? [] : [.. lines.Skip(first).Take(last - first + 1)];
    }

    private void WriteFrame(IReadOnlyList<string> lines, Size window)
    {
        const string ClearScreen = "\u001b[2J\u001b[H";
        const string EraseRestOfLine = "\u001b[K";
        const string EraseBelow = "\u001b[J";
        string start = "\r";
        if (_lastHeight > 0)
        {
            // After a resize the lines of the previous frame wrap in another way, so the screen is cleared.
            start = window == _lastWindow ? $"\r\u001b[{_lastHeight}A" : ClearScreen;
        }

        _command.Host.UI.Write($"{start}{string.Concat(lines.Select(line => $"{line}{EraseRestOfLine}\r\n"))}{EraseBelow}");
        _lastHeight = lines.Count;
        _lastWindow = window;
    }

    private Size ReadWindowSize()
    {
        try
        {
            return _command.Host.UI.RawUI.WindowSize;
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or IOException)
        {
            // The host has no window, so no table is drawn.
            return default;
        }
    }

    private object[] RunScript(string script, params object[] arguments) =>
    [
        .. _command.InvokeCommand
            .InvokeScript(script, useNewScope: true, PipelineResultTypes.None, null, arguments)
            .Select(item => item.BaseObject),
    ];
}
