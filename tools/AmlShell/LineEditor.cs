using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text;

namespace AmlCompute.Shell;

internal enum LineEnd
{
    Accepted,
    Cancelled,
    EndOfInput,
}

internal readonly record struct LineInput(LineEnd End, string Text);

/// <summary>Reads one line from a terminal that understands escape codes: cursor keys, history, and Tab through the candidates.</summary>
internal sealed class LineEditor
{
    private readonly Func<ConsoleKeyInfo> _readKey;
    private readonly TextWriter _output;
    private readonly Func<int> _width;
    private readonly List<string> _history;
    private readonly Func<string, int, CommandCompletion>? _complete;
    private readonly string _promptHead;
    private readonly string _prompt;
    private readonly int _promptWidth;
    private readonly StringBuilder _text = new();
    private int _cursor;
    private int _row;
    private int _recalled;
    private string _unfinished = string.Empty;
    private CommandCompletion? _completion;
    private int _candidateLength;

    public LineEditor(
        Func<ConsoleKeyInfo> readKey,
        TextWriter output,
        Func<int> width,
        string prompt,
        List<string>? history = null,
        Func<string, int, CommandCompletion>? complete = null)
    {
        _readKey = readKey;
        _output = output;
        _width = width;
        _history = history ?? [];
        _complete = complete;
        int lastLine = prompt.LastIndexOf('\n') + 1;
        _promptHead = prompt[..lastLine];
        _prompt = prompt[lastLine..];
        _promptWidth = new StringDecorated(_prompt).ContentLength;
        _recalled = _history.Count;
    }

    public LineInput Read()
    {
        _output.Write(_promptHead);
        while (true)
        {
            Draw();
            ConsoleKeyInfo key = _readKey();
            if (End(key) is { } end)
            {
                return Finish(end);
            }

            if (key.Key == ConsoleKey.Tab)
            {
                Complete(forward: !key.Modifiers.HasFlag(ConsoleModifiers.Shift));
            }
            else
            {
                _completion = null;
                Edit(key);
            }
        }
    }

    private static bool IsControl(ConsoleKeyInfo key, ConsoleKey letter) =>
        key.Key == letter && key.Modifiers.HasFlag(ConsoleModifiers.Control);

    private LineEnd? End(ConsoleKeyInfo key) =>
        key.Key == ConsoleKey.Enter ? LineEnd.Accepted
        : IsControl(key, ConsoleKey.C) ? LineEnd.Cancelled
        : IsControl(key, ConsoleKey.D) && _text.Length == 0 ? LineEnd.EndOfInput
        : null;

    private LineInput Finish(LineEnd end)
    {
        _cursor = _text.Length;
        Draw();
        _output.WriteLine(end == LineEnd.Cancelled ? "^C" : string.Empty);
        string text = _text.ToString();
        if (end == LineEnd.Accepted && !string.IsNullOrWhiteSpace(text) && _history.LastOrDefault() != text)
        {
            _history.Add(text);
        }

        return new LineInput(end, text);
    }

    private void Edit(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Backspace when _cursor > 0:
                _text.Remove(--_cursor, 1);
                break;
            case ConsoleKey.Delete when _cursor < _text.Length:
                _text.Remove(_cursor, 1);
                break;
            case ConsoleKey.LeftArrow:
                _cursor = Math.Max(0, _cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                _cursor = Math.Min(_text.Length, _cursor + 1);
                break;
            case ConsoleKey.Home:
                _cursor = 0;
                break;
            case ConsoleKey.End:
                _cursor = _text.Length;
                break;
            case ConsoleKey.UpArrow:
                Recall(_recalled - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_recalled + 1);
                break;
            case ConsoleKey.Escape:
                Replace(string.Empty);
                break;
            default:
                Insert(key.KeyChar);
                break;
        }
    }

    private void Insert(char character)
    {
        if (!char.IsControl(character))
        {
            _text.Insert(_cursor++, character);
        }
    }

    private void Recall(int index)
    {
        if (index < 0 || index > _history.Count)
        {
            return;
        }

        if (_recalled == _history.Count)
        {
            _unfinished = _text.ToString();
        }

        _recalled = index;
        Replace(index == _history.Count ? _unfinished : _history[index]);
    }

    private void Replace(string text)
    {
        _text.Clear().Append(text);
        _cursor = text.Length;
    }

    private void Complete(bool forward)
    {
        if (_complete is null)
        {
            return;
        }

        if (_completion is null)
        {
            _completion = _complete(_text.ToString(), _cursor);
            _candidateLength = _completion.ReplacementLength;
        }

        if (_completion.GetNextResult(forward) is not { } candidate)
        {
            _completion = null;
            return;
        }

        _text.Remove(_completion.ReplacementIndex, _candidateLength).Insert(_completion.ReplacementIndex, candidate.CompletionText);
        _candidateLength = candidate.CompletionText.Length;
        _cursor = _completion.ReplacementIndex + _candidateLength;
    }

    private void Draw()
    {
        int width = _width();
        int end = _promptWidth + _text.Length;
        int target = _promptWidth + _cursor;
        StringBuilder frame = new();
        frame.Append(Move(_row, 'A')).Append("\r\e[J").Append(_prompt).Append(_text);
        if (end % width == 0 && end > 0)
        {
            // A full row leaves the cursor on its last column until one more character comes.
            frame.Append(" \r");
        }

        frame.Append(Move((end / width) - (target / width), 'A')).Append('\r').Append(Move(target % width, 'C'));
        _row = target / width;
        _output.Write(frame);
    }

    private static string Move(int cells, char direction) => cells > 0 ? $"\e[{cells}{direction}" : string.Empty;
}
