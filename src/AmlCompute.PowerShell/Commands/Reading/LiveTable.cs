using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Commands.Reading;

/// <summary>
/// A table of the default view that is drawn over itself on the terminal. A frame is one text that overwrites the lines of the frame before
/// it, so the terminal never shows an empty screen, and nothing has to be restored when the user presses Ctrl+C.
/// </summary>
internal sealed class LiveTable
{
    /// <summary>The lines of a frame other than rows: the header, the status, and the line of the cursor.</summary>
    private const int OtherLines = 5;

    /// <summary>Only the runspace of the prompt owns the terminal, and messages would tear the table.</summary>
    private const string IsTerminal = """
        -not ($Host.Name -ceq 'ConsoleHost' -and [Console]::IsOutputRedirected) -and
        "$VerbosePreference" -in 'SilentlyContinue', 'Ignore' -and "$DebugPreference" -in 'SilentlyContinue', 'Ignore' -and
        $(try { $Host.Runspace.InstanceId -in $null, [runspace]::DefaultRunspace.InstanceId } catch { $true })
        """;

    // Out-String removes colors unless the user or this script requests them.
    private const string Render = """
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
    private Size _window;
    private int _height;

    private LiveTable(PSCmdlet command) => _command = command;

    /// <summary>Returns a table if the command ends its pipeline and the host has a terminal with a cursor; null otherwise.</summary>
    public static LiveTable? For(PSCmdlet command)
    {
        InvocationInfo invocation = command.MyInvocation;
        LiveTable table = new(command);
        return invocation.PipelinePosition == invocation.PipelineLength
            && !invocation.BoundParameters.ContainsKey("Verbose")
            && !invocation.BoundParameters.ContainsKey("Debug")
            && command.Host.UI?.SupportsVirtualTerminal == true
            && table.Size() is { Width: > 0, Height: > OtherLines }
            && table.Run(IsTerminal) is [true]
            ? table
            : null;
    }

    /// <summary>Draws the targets and the status over the frame before.</summary>
    /// <param name="targets">The targets. If not all fit, those that do not meet the condition or changed last are shown.</param>
    /// <param name="status">Lines below the table.</param>
    public void Show(IReadOnlyList<WatchedTarget> targets, IReadOnlyList<string> status)
    {
        Size window = Size();
        int room = Math.Max(1, window.Height - 1 - status.Count);
        int count = Math.Min(targets.Count, room);
        string[] lines = Lines(targets, count, window);
        while (lines.Length + (count < targets.Count ? 1 : 0) > room && count > 1)
        {
            count = Math.Max(1, count - Math.Max(1, (lines.Length - room) / 2));
            lines = Lines(targets, count, window);
        }

        IEnumerable<string> frame = lines.Take(room)
            .Concat(count < targets.Count ? [$"... {targets.Count - count} more"] : [])
            .Concat(status.Select(line => Cut(TerminalText.Clean(line), window.Width - 1)));
        Draw([.. frame], window);
    }

    /// <summary>Erases the table. The next frame is drawn below the output that follows.</summary>
    public void Clear() => Draw([], _window);

    private static string Cut(string line, int width) => line.Length <= width ? line : $"{line.Substring(0, Math.Max(0, width - 3))}...";

    private string[] Lines(IReadOnlyList<WatchedTarget> targets, int count, Size window)
    {
        IEnumerable<WatchedTarget> shown = count < targets.Count
            ? targets.Intersect(targets.OrderBy(target => target.Rank).Take(count))
            : targets;
        string[] lines =
        [
            .. Run(Render, shown.Select(target => target.Target).ToArray(), window.Width - 1).Select(line => $"{line}".TrimEnd()),
        ];
        int first = Array.FindIndex(lines, line => line.Length > 0);
        int last = Array.FindLastIndex(lines, line => line.Length > 0);
        return first < 0 ? [] : [.. lines.Skip(first).Take(last - first + 1)];
    }

    private void Draw(IReadOnlyList<string> lines, Size window)
    {
        // The lines of the frame before have wrapped in another way if the window was resized.
        string start = _height > 0 && window != _window ? "\u001b[2J\u001b[H"
            : _height > 0 ? $"\r\u001b[{_height}A"
            : "\r";
        _command.Host.UI.Write($"{start}{string.Concat(lines.Select(line => $"{line}\u001b[K\r\n"))}\u001b[J");
        _height = lines.Count;
        _window = window;
    }

    private Size Size()
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

    private object[] Run(string script, params object[] arguments) =>
    [
        .. _command.InvokeCommand
            .InvokeScript(script, useNewScope: true, PipelineResultTypes.None, null, arguments)
            .Select(item => item.BaseObject),
    ];
}
