using System.Text.RegularExpressions;
using AmlCompute.Files.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AmlCompute.Files.Yaml;

/// <summary>Reads YAML without type tags and within the limits of <see cref="FileSource"/>.</summary>
internal sealed class YamlReader(FileSource source)
{
    private const string MergeKey = "<<";

    private static readonly Regex Number = new(
        @"^[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
            + @"|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|\.(?:inf|Inf|INF))$|^\.(?:nan|NaN|NAN)$",
        RegexOptions.CultureInvariant);

    private readonly Parser _parser = new(new Scanner(new StringReader(source.Text), skipComments: true));
    private readonly Dictionary<string, FileNode> _anchors = new(StringComparer.Ordinal);
    private long _count;

    public static IReadOnlyList<FileNode> Read(FileSource source)
    {
        YamlReader reader = new(source);
        try
        {
            return reader.ReadDocuments();
        }
        catch (YamlException exception)
        {
            throw ErrorOf(source, exception);
        }
        catch (InvalidOperationException exception)
        {
            // The parser throws this exception for some invalid texts, such as a list inside a flow mapping that is never closed.
            FilePosition position = reader._parser.Current is { } last ? At(last.End) : new FilePosition(1, 1);
            throw source.Wrong(position, "The text is not valid YAML from here on.", exception);
        }
    }

    /// <summary>Returns the kind of a word without quotes; it is text only if both YAML 1.1 and 1.2 read it as text.</summary>
    public static ScalarKind KindOf(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE"
            or "yes" or "Yes" or "YES" or "no" or "No" or "NO"
            or "on" or "On" or "ON" or "off" or "Off" or "OFF"
            => ScalarKind.Flag,
        _ => Number.IsMatch(plain) ? ScalarKind.Number : ScalarKind.Text,
    };

    /// <summary>Returns the error of the parser; for a tab or a wrong indentation, with the position of the line that has it.</summary>
    private static ComputeTargetException ErrorOf(FileSource source, YamlException exception)
    {
        string[] lines = source.Text.Split('\n');
        int first = (int)exception.Start.Line - 1;
        for (int index = first; index <= exception.End.Line && index < lines.Length; index++)
        {
            int tab = Indentation(lines[index]).IndexOf('\t');
            if (tab >= 0)
            {
                return source.Wrong(
                    new FilePosition(index + 1, tab + 1),
                    "The line is indented with a tab. Use blanks; YAML does not allow tabs.",
                    exception);
            }
        }

        string line = first < lines.Length ? lines[first] : string.Empty;
        int indentation = Indentation(line).Length;
        string before = line.Substring(0, Math.Min(line.Length, (int)exception.Start.Column - 1));
        bool isLess = indentation == 0 && before.Length == 0 && line.Length > 0 && char.IsLetter(line[0])
            && lines.Take(first).Any(other => other.StartsWith(" ", StringComparison.Ordinal))
            && exception.Message.Contains("<document end>");
        return isLess || (indentation > 0 && Regex.IsMatch(before, @"^ +[\w.-]*$", RegexOptions.CultureInvariant))
            ? source.Wrong(
                new FilePosition(first + 1, indentation + 1),
                "The indentation of the line fits no line above it. Indent all keys of one level equally.",
                exception)
            : source.Wrong(At(exception.Start), $"The text is not valid YAML. {exception.Message}", exception);
    }

    private static string Indentation(string line) => line.Substring(0, line.Length - line.TrimStart(' ', '\t').Length);

    private static FilePosition At(Mark mark) => new(mark.Line, mark.Column);

    private List<FileNode> ReadDocuments()
    {
        List<FileNode> documents = [];
        while (_parser.MoveNext())
        {
            if (_parser.Current is DocumentStart)
            {
                _anchors.Clear();
                _parser.MoveNext();
                FileNode document = ReadNode(1);
                if (document is not FileScalar { Kind: ScalarKind.Null })
                {
                    documents.Add(document);
                }
            }
        }

        return documents;
    }

    /// <summary>Reads the value at the current event of the parser, and leaves the parser at the last event of the value.</summary>
    private FileNode ReadNode(int depth)
    {
        ParsingEvent current = _parser.Current!;
        FilePosition position = At(current.Start);
        if (depth > FileSource.DeepestNesting)
        {
            throw source.TooDeep(position);
        }

        if (current is AnchorAlias alias)
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out FileNode? known))
            {
                throw source.Wrong(position, $"The alias '*{alias.Value}' has no anchor before it, or is inside the value of its anchor.");
            }

            return depth + known.Height - 1 <= FileSource.DeepestNesting
                ? Counted(known, known.Size)
                : throw source.TooDeep(position);
        }

        // For some invalid texts, the parser returns the end of a collection without its start.
        NodeEvent node = current as NodeEvent ?? throw source.Wrong(position, "The text is not valid YAML: a value is missing here.");
        if (!node.Tag.IsEmpty)
        {
            throw source.Wrong(position, "Type tags are not allowed; remove the tag that begins with '!'.");
        }

        FileNode read = node switch
        {
            Scalar { Style: ScalarStyle.Plain } scalar => new FileScalar(scalar.Value, KindOf(scalar.Value), position),
            Scalar scalar => new FileScalar(scalar.Value, ScalarKind.Text, position),
            SequenceStart => ReadList(position, depth),
            _ => ReadMap(position, depth),
        };
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor.Value] = read;
        }

        return Counted(read, 1);
    }

    private FileNode Counted(FileNode node, long size) =>
        (_count += size) <= FileSource.MostNodes ? node : throw source.TooManyNodes(node.Position);

    private FileList ReadList(FilePosition position, int depth)
    {
        List<FileNode> items = [];
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        return new FileList(items, position);
    }

    private FileMap ReadMap(FilePosition position, int depth)
    {
        List<KeyValuePair<FileScalar, FileNode>> entries = [];
        List<FileNode> merged = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            bool merges = _parser.Current is Scalar { Value: MergeKey, Style: ScalarStyle.Plain };
            if (ReadNode(depth + 1) is not FileScalar key)
            {
                throw source.Wrong(At(_parser.Current!.Start), "A key must be a word.");
            }

            if (!keys.Add(key.Text))
            {
                throw source.Wrong(key.Position, $"The key '{key.Text}' is duplicated.");
            }

            _parser.MoveNext();
            FileNode value = ReadNode(depth + 1);
            if (merges)
            {
                merged.AddRange(value is FileList list ? list.Items : [value]);
            }
            else
            {
                entries.Add(new(key, value));
            }
        }

        foreach (FileNode more in merged)
        {
            FileMap map = more as FileMap ?? throw source.Wrong(more.Position, "Only keys with values can be merged.");
            entries.AddRange(map.Entries.Where(entry => keys.Add(entry.Key.Text)));
        }

        return new FileMap(entries, position);
    }
}
