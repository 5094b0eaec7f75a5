using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AmlCompute.Shell;

/// <summary>The console of the process: what may be written to it and asked of it, depending on what is redirected.</summary>
internal sealed class ShellTerminal
{
    private const int DefaultWidth = 120;
    private const int DefaultHeight = 50;

    private readonly Lock _lock = new();
    private readonly bool _movesCursor;
    private readonly ProgressPane? _progress;
    private bool _atLineStart = true;
    private bool _outputIsErrors;

    private ShellTerminal(bool canAsk, bool movesCursor, bool usesColor)
    {
        CanAsk = canAsk;
        UsesColor = usesColor;
        _movesCursor = movesCursor;
        _progress = movesCursor ? new ProgressPane(usesEscapeCodes: usesColor) : null;
    }

    public bool CanAsk { get; }

    public bool UsesColor { get; }

    public static int Width => Measure(static () => Console.WindowWidth, DefaultWidth);

    public static int Height => Measure(static () => Console.WindowHeight, DefaultHeight);

    public static ShellTerminal Open(bool nonInteractive)
    {
        bool movesCursor = !Console.IsOutputRedirected
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && (!OperatingSystem.IsWindows() || WindowsConsole.EnableEscapeCodes());
        return new ShellTerminal(
            canAsk: !nonInteractive && !Console.IsInputRedirected && !Console.IsOutputRedirected,
            movesCursor,
            usesColor: movesCursor && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }

    public void Write(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_outputIsErrors)
        {
            WriteError(text);
            return;
        }

        lock (_lock)
        {
            HideProgress();
            Console.Out.Write(PSHostUserInterface.GetOutputString(text, UsesColor));
            _atLineStart = text.EndsWith('\n');
            DrawProgress();
        }
    }

    public void WriteError(string text)
    {
        lock (_lock)
        {
            HideProgress();
            Console.Error.Write(PSHostUserInterface.GetOutputString(text, UsesColor && !Console.IsErrorRedirected));
            DrawProgress();
        }
    }

    /// <summary>For the formatted text of an uncaught error, until disposed.</summary>
    public IDisposable SendOutputToErrors() => new OutputToErrors(this);

    public void ShowProgress(long source, ProgressRecord record)
    {
        lock (_lock)
        {
            _progress?.Update(source, record);
            HideProgress();
            DrawProgress();
        }
    }

    public void ClearProgress()
    {
        lock (_lock)
        {
            _progress?.Clear();
            HideProgress();
        }
    }

    /// <summary>Makes room for something that writes to the terminal by itself.</summary>
    public void HideProgress()
    {
        lock (_lock)
        {
            Console.Out.Write(_progress?.Erase());
        }
    }

    public LineInput ReadLine(
        string prompt, List<string>? history = null, Func<string, int, CommandCompletion>? complete = null)
    {
        HideProgress();
        if (!_movesCursor || Console.IsInputRedirected)
        {
            Console.Out.Write(prompt);
            string? line = Console.In.ReadLine();
            return new LineInput(line is null ? LineEnd.EndOfInput : LineEnd.Accepted, line ?? string.Empty);
        }

        LineEditor editor = new(static () => Console.ReadKey(intercept: true), Console.Out, static () => Width, prompt, history, complete);
        LineInput input = WithKeys(editor.Read);
        _atLineStart = true;
        return input;
    }

    /// <summary>Reads an answer to <paramref name="question"/> for a running pipeline, which Ctrl+C stops.</summary>
    public string Ask(string question, string prompt)
    {
        EnsureCanAsk(question);
        LineInput input = ReadLine(prompt);
        return input.End == LineEnd.Accepted ? input.Text : throw new PipelineStoppedException();
    }

    public SecureString AskSecret(string question, string prompt)
    {
        EnsureCanAsk(question);
        Write(prompt);
        SecureString secret = new();
        while (true)
        {
            ConsoleKeyInfo key = ReadKey(question, echo: false);
            if (key.Key == ConsoleKey.Enter)
            {
                Write(Environment.NewLine);
                secret.MakeReadOnly();
                return secret;
            }

            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
            {
                secret.RemoveAt(secret.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
            }
        }
    }

    public ConsoleKeyInfo ReadKey(string question, bool echo)
    {
        EnsureCanAsk(question);
        HideProgress();
        ConsoleKeyInfo key = WithKeys(() => Console.ReadKey(intercept: !echo));
        if (key.Key == ConsoleKey.C && key.Modifiers.HasFlag(ConsoleModifiers.Control))
        {
            Write(Environment.NewLine);
            throw new PipelineStoppedException();
        }

        return key;
    }

    private static int Measure(Func<int> size, int fallback)
    {
        // Some terminals say 0 when they do not know.
        int cells = Console.IsOutputRedirected ? 0 : size();
        return cells > 0 ? cells : fallback;
    }

    private static T WithKeys<T>(Func<T> read)
    {
        Console.TreatControlCAsInput = true;
        try
        {
            return read();
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private void EnsureCanAsk(string question)
    {
        if (!CanAsk)
        {
            throw new HostException(
                $"There is nobody to ask: input or output is redirected, or -NonInteractive was given. The question was: {question}",
                innerException: null, "NonInteractive", ErrorCategory.InvalidOperation);
        }
    }

    private void DrawProgress()
    {
        if (_progress is { IsEmpty: false } && _atLineStart)
        {
            Console.Out.Write(_progress.Draw(Width));
        }
    }

    private sealed class OutputToErrors : IDisposable
    {
        private readonly ShellTerminal _terminal;

        public OutputToErrors(ShellTerminal terminal)
        {
            _terminal = terminal;
            _terminal._outputIsErrors = true;
        }

        public void Dispose() => _terminal._outputIsErrors = false;
    }
}
