using System.Text;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.ArmJson;

/// <summary>Reads JSON text as nodes, with the limits of <see cref="FileSource"/> and with the line and column of each value.</summary>
internal static class JsonReader
{
    private static readonly JsonReaderOptions Options = new()
    {
        AllowMultipleValues = true,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,

        // One level more than a text may have, because the error for it is that of FileSource.
        MaxDepth = FileSource.DeepestNesting + 1,
    };

    /// <summary>Returns the values of the text; a list at its top level stands for its items.</summary>
    /// <exception cref="ComputeTargetException">The text is not valid JSON, has a duplicate member, or exceeds a limit.</exception>
    public static IReadOnlyList<FileNode> ReadNodes(FileSource source)
    {
        byte[] text = Encoding.UTF8.GetBytes(source.Text);
        Utf8JsonReader reader = new(text, Options);
        PositionTracker tracker = new(source, text);
        List<FileNode> nodes = [];
        try
        {
            while (reader.Read())
            {
                FileNode node = ReadNode(ref reader, tracker);
                nodes.AddRange(node is FileList list ? list.Items : [node]);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader throws InvalidOperationException for an escape of an incomplete surrogate pair.
            FilePosition position = exception is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
                ? tracker.GetPosition(line, column)
                : tracker.GetPosition(ref reader);

            // The message ends with the position of the reader, in bytes.
            int end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            string message = end < 0 ? exception.Message : exception.Message.Substring(0, end);
            throw source.CreateError(position, $"The text is not valid JSON. {message}", exception);
        }

        return nodes;
    }

    private static FileNode ReadNode(ref Utf8JsonReader reader, PositionTracker tracker)
    {
        FilePosition position = tracker.CountValue(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.StartArray => ReadList(ref reader, tracker, position),
            JsonTokenType.StartObject => ReadMap(ref reader, tracker, position),
            JsonTokenType.String => new FileScalar(reader.GetString()!, ScalarKind.Text, position),
            JsonTokenType.Number => new FileScalar(ReadTokenText(ref reader), ScalarKind.Number, position),
            JsonTokenType.Null => new FileScalar(ReadTokenText(ref reader), ScalarKind.Null, position),
            _ => new FileScalar(ReadTokenText(ref reader), ScalarKind.Flag, position),
        };
    }

    private static FileList ReadList(ref Utf8JsonReader reader, PositionTracker tracker, FilePosition position)
    {
        List<FileNode> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadNode(ref reader, tracker));
        }

        return new FileList(items, position);
    }

    private static FileMap ReadMap(ref Utf8JsonReader reader, PositionTracker tracker, FilePosition position)
    {
        List<KeyValuePair<FileScalar, FileNode>> entries = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            FileScalar key = new(reader.GetString()!, ScalarKind.Text, tracker.CountValue(ref reader));
            if (!keys.Add(key.Text))
            {
                throw tracker.Source.CreateError(key.Position, $"The member '{key.Text}' is duplicated.");
            }

            reader.Read();
            entries.Add(new(key, ReadNode(ref reader, tracker)));
        }

        return new FileMap(entries, position);
    }

    /// <summary>Returns the current token unchanged, because a number must keep all its digits.</summary>
    private static string ReadTokenText(ref Utf8JsonReader reader) => Encoding.UTF8.GetString(reader.ValueSpan.ToArray());

    /// <summary>Counts the keys and values, and converts the position of each in bytes to line and column.</summary>
    private sealed class PositionTracker(FileSource source, byte[] text)
    {
        /// <summary>The number of keys and values that were read.</summary>
        private long _count;

        /// <summary>The last position: the number of bytes before it, and its line and column, both from 1.</summary>
        private int _offset;
        private int _line = 1;
        private int _column = 1;

        public FileSource Source { get; } = source;

        /// <summary>Counts the current key or value, and returns its position.</summary>
        /// <exception cref="ComputeTargetException">The text has too many keys and values, or is nested too deep.</exception>
        public FilePosition CountValue(ref Utf8JsonReader reader)
        {
            FilePosition position = GetPosition(ref reader);
            if (reader.CurrentDepth >= FileSource.DeepestNesting)
            {
                throw Source.CreateTooDeepError(position);
            }

            _count++;
            return _count <= FileSource.MostNodes ? position : throw Source.CreateTooManyNodesError(position);
        }

        /// <summary>Returns the position of a byte of a line, both counted from 0.</summary>
        public FilePosition GetPosition(long line, long column)
        {
            int lineStart = 0;
            for (long index = 0; index < line; index++)
            {
                lineStart = Array.IndexOf(text, (byte)'\n', lineStart) + 1;
            }

            return new FilePosition(line + 1, Encoding.UTF8.GetCharCount(text, lineStart, (int)column) + 1);
        }

        /// <summary>Returns the position of the current token, which cannot be before that of the last call.</summary>
        public FilePosition GetPosition(ref Utf8JsonReader reader)
        {
            for (; _offset < reader.TokenStartIndex; _offset++)
            {
                _column += CountCharacters(text[_offset]);
                if (text[_offset] == (byte)'\n')
                {
                    _line++;
                    _column = 1;
                }
            }

            return new FilePosition(_line, _column);
        }

        /// <summary>Returns the number of UTF-16 characters that a byte begins; 0 for a byte inside a character.</summary>
        private static int CountCharacters(byte value) => value switch
        {
            < 0x80 => 1,
            < 0xC0 => 0,
            < 0xF0 => 1,
            _ => 2,
        };
    }
}
