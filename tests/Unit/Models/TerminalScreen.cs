using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace AmlCompute.Tests.Models;

/// <summary>The screen of a terminal: what a user sees after the sequences that move the cursor and erase.</summary>
internal sealed class TerminalScreen(int width, int height)
{
    private readonly List<StringBuilder> _lines = [new()];
    private readonly Channel<int> _written = Channel.CreateUnbounded<int>();
    private int _row;
    private int _column;

    /// <summary>Gets the number of times that something was written.</summary>
    public int Writes { get; private set; }

    /// <summary>Gets the number of times that the whole screen was empty after a text.</summary>
    public int Blanks { get; private set; }

    /// <summary>Gets the lines of the window, without colors.</summary>
    public string[] Lines => [.. _lines.TakeLast(height).Select(line => line.ToString().TrimEnd())];

    public void Write(string text)
    {
        Writes++;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r':
                    _column = 0;
                    break;
                case '\n':
                    Down();
                    break;
                case '\u001b':
                    int end = text.IndexOfAny([.. Enumerable.Range('A', 58).Select(code => (char)code).Where(char.IsLetter)], i);
                    Run(text[end], text[(i + 2)..end]);
                    i = end;
                    break;
                default:
                    Put(text[i]);
                    break;
            }
        }

        Blanks += _lines.TrueForAll(line => line.Length == 0) ? 1 : 0;
        _written.Writer.TryWrite(Writes);
    }

    /// <summary>Waits until something was written this many times.</summary>
    public async Task WrittenAsync(int writes)
    {
        while (await _written.Reader.ReadAsync() < writes)
        {
        }
    }

    private void Run(char command, string argument)
    {
        int first = Math.Max(0, _lines.Count - height);
        switch (command)
        {
            case 'A':
                _row = Math.Max(first, _row - int.Parse(argument, CultureInfo.InvariantCulture));
                break;
            case 'K':
                _lines[_row].Length = Math.Min(_lines[_row].Length, _column);
                break;
            case 'H':
                (_row, _column) = (first, 0);
                break;
            case 'J' when argument == "2":
                _lines.Skip(first).ToList().ForEach(line => line.Clear());
                break;
            case 'J':
                _lines[_row].Length = Math.Min(_lines[_row].Length, _column);
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                break;
            case 'm':
                break;
            default:
                throw new NotSupportedException($"ESC[{argument}{command}");
        }
    }

    private void Put(char character)
    {
        if (_column == width)
        {
            _column = 0;
            Down();
        }

        StringBuilder line = _lines[_row];
        line.Append(' ', Math.Max(0, _column - line.Length));
        line.Length = Math.Max(line.Length, _column + 1);
        line[_column++] = character;
    }

    private void Down()
    {
        _row++;
        if (_row == _lines.Count)
        {
            _lines.Add(new StringBuilder());
        }
    }
}
