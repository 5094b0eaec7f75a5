using System.Text;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.ArmJson;

/// <summary>Reads JSON with the same limits and positions as YAML.</summary>
internal static class JsonReader
{
    private static readonly JsonReaderOptions Options = new()
    {
        AllowMultipleValues = true,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = FileSource.DeepestNesting,
    };

    public static IReadOnlyList<FileNode> Read(FileSource source)
    {
        byte[] text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(source.Text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ComputeTargetException(
                ErrorIds.InvalidArgument, "The text contains an incomplete surrogate pair, which cannot be encoded.", exception);
        }

        Utf8JsonReader reader = new(text, Options);
        PositionTracker tracker = new(source, text);
        List<FileNode> nodes = [];
        try
        {
            while (reader.Read())
            {
                FileNode node = Node(ref reader, tracker);
                nodes.AddRange(node is FileList list ? list.Items : [node]);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader throws InvalidOperationException for an escape of an incomplete surrogate pair.
            FilePosition at = exception is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
                ? tracker.At(line, column)
                : tracker.At(ref reader);
            int end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            string message = end < 0 ? exception.Message : exception.Message.Substring(0, end);
            throw source.Wrong(at, $"The text is not valid JSON. {message}", exception);
        }

        return nodes;
    }

    private static FileNode Node(ref Utf8JsonReader reader, PositionTracker tracker)
    {
        FilePosition position = tracker.Count(ref reader);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                List<FileNode> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Node(ref reader, tracker));
                }

                return new FileList(items, position);
            case JsonTokenType.StartObject:
                List<KeyValuePair<FileScalar, FileNode>> entries = [];
                HashSet<string> keys = new(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    FileScalar key = new(reader.GetString()!, ScalarKind.Text, tracker.Count(ref reader));
                    if (!keys.Add(key.Text))
                    {
                        throw tracker.Source.Wrong(key.Position, $"The member '{key.Text}' is duplicated.");
                    }

                    reader.Read();
                    entries.Add(new(key, Node(ref reader, tracker)));
                }

                return new FileMap(entries, position);
            case JsonTokenType.String:
                return new FileScalar(reader.GetString()!, ScalarKind.Text, position);
            default:
                return new FileScalar(
                    Encoding.UTF8.GetString(reader.ValueSpan.ToArray()),
                    reader.TokenType switch
                    {
                        JsonTokenType.Number => ScalarKind.Number,
                        JsonTokenType.Null => ScalarKind.Null,
                        _ => ScalarKind.Flag,
                    },
                    position);
        }
    }

    /// <summary>Converts the byte position of the reader to line and column. It only moves forward, as the reader does.</summary>
    private sealed class PositionTracker(FileSource source, byte[] text)
    {
        private long _count;
        private int _line = 1;
        private int _lineStart;
        private int _seen;

        public FileSource Source { get; } = source;

        public FilePosition Count(ref Utf8JsonReader reader)
        {
            FilePosition position = At(ref reader);
            return ++_count <= FileSource.MostNodes ? position : throw Source.TooManyNodes(position);
        }

        /// <summary>Returns the position of a byte of a line, both counted from 0.</summary>
        public FilePosition At(long line, long column)
        {
            int start = 0;
            for (long seen = 0; seen < line; seen++)
            {
                start = Array.IndexOf(text, (byte)'\n', start) + 1;
            }

            return new FilePosition(line + 1, Encoding.UTF8.GetCharCount(text, start, (int)column) + 1);
        }

        public FilePosition At(ref Utf8JsonReader reader)
        {
            for (; _seen < reader.TokenStartIndex; _seen++)
            {
                if (text[_seen] == (byte)'\n')
                {
                    _line++;
                    _lineStart = _seen + 1;
                }
            }

            return new FilePosition(_line, Encoding.UTF8.GetCharCount(text, _lineStart, _seen - _lineStart) + 1);
        }
    }
}
