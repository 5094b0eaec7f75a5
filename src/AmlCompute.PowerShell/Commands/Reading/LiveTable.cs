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
    /// <summary>The lines of a frame other than rows: the header, the status, and the line of the cursor.</summary>
    private const int LinesWithoutRows = 5;

    /// <summary>
    /// Returns true if the output is a terminal of the runspace of the prompt, and no messages are shown, which would break the table.
    /// </summary>
    private const string TerminalCheckScript = """
        -not ($Host.Name -ceq 'ConsoleHost' -and [Console]::IsOutputRedirected) -and
        "$VerbosePreference" -in 'SilentlyContinue', 'Ignore' -and "$DebugPreference" -in 'SilentlyContinue', 'Ignore' -and
        $(try { $Host.Runspace.InstanceId -in $null, [runspace]::DefaultRunspace.InstanceId } catch { $true })
        """;

    /// <summary>Renders targets in their default view. Out-String removes colors unless the user or this script requests them.</summary>
    private const string RenderScript = """
        param($Targets, $Width)
        $style = if ($PSVersionTable.PSVersion.Major -ge 7) { $PSStyle }
        $isHost = "$($style.OutputRendering)" -eq 'Host'
        try {
            if ($isHost) { $style.OutputRendering = 'Ansi' }
            $Targets | Microsoft.PowerShell.Utility\Out-String -Stream -Width $Width
        } finally {
            if ($isHost) { $style.OutputRendering = 'Host' }
        }
        """;

    private readonly PSCmdlet _command;
    private Size _lastWindow;
    private int _lastHeight;

    private LiveTable(PSCmdlet command) => _command = command;

    /// <summary>Returns a table if the command ends its pipeline and the host has a terminal with a cursor; null otherwise.</summary>
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
        int maxLines = Math.Max(1, window.Height - 1 - status.Count);
        int count = Math.Min(targets.Count, maxLines);
        string[] lines = RenderRows(targets, count, window);
        while (lines.Length + (count < targets.Count ? 1 : 0) > maxLines && count > 1)
        {
            // A target can take several lines, so that the number of targets that fit is only known after they were rendered.
            count = Math.Max(1, count - Math.Max(1, (lines.Length - maxLines) / 2));
            lines = RenderRows(targets, count, window);
        }

        IEnumerable<string> frame = lines.Take(maxLines)
            .Concat(count < targets.Count ? [$"... {targets.Count - count} more"] : [])
            .Concat(status.Select(line => Shorten(TerminalText.Clean(line), window.Width - 1)));
        WriteFrame([.. frame], window);
    }

    /// <summary>Erases the table. The next frame is drawn below the output that follows.</summary>
    public void Clear() => WriteFrame([], _lastWindow);

    private static string Shorten(string line, int width) =>
        line.Length <= width ? line : $"{line.Substring(0, Math.Max(0, width - 3))}...";

    /// <summary>Returns the lines of a table of the first targets by rank, without empty lines around it.</summary>
    private string[] RenderRows(IReadOnlyList<WatchedTarget> targets, int count, Size window)
    {
        IEnumerable<WatchedTarget> shown = count < targets.Count
            ? targets.Intersect(targets.OrderBy(target => target.Rank).Take(count))
            : targets;
        string[] lines =
        [
            .. RunScript(RenderScript, shown.Select(target => target.Target).ToArray(), window.Width - 1)
                .Select(line => $"{line}".TrimEnd()),
        ];
        int first = Array.FindIndex(lines, line => line.Length > 0);
        int last = Array.FindLastIndex(lines, line => line.Length > 0);
        return first < 0 ? [] : [.. lines.Skip(first).Take(last - first + 1)];
    }

    private void WriteFrame(IReadOnlyList<string> lines, Size window)
    {
        string start = "\r";
        if (_lastHeight > 0)
        {
            // After a resize the lines of the previous frame wrap in another way, so the screen is cleared.
            start = window == _lastWindow ? $"\r\u001b[{_lastHeight}A" : "\u001b[2J\u001b[H";
        }

        _command.Host.UI.Write($"{start}{string.Concat(lines.Select(line => $"{line}\u001b[K\r\n"))}\u001b[J");
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
            // The host has no window; a resize cannot be seen then.
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
