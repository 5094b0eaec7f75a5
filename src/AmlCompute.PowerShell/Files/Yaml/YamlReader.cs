using System.Text.RegularExpressions;
using AmlCompute.Files.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AmlCompute.Files.Yaml;

/// <summary>Reads YAML: values only, without types, and never more of them than the limits allow.</summary>
internal sealed class YamlReader
{
    private const string MergeKey = "<<";

    private static readonly Regex Number = new(
        @"^[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|\.(?:inf|Inf|INF))$|^\.(?:nan|NaN|NAN)$",
        RegexOptions.CultureInvariant);

    private readonly FileSource _source;
    private readonly Parser _parser;
    private readonly Dictionary<string, FileNode> _anchors = new(StringComparer.Ordinal);
    private long _count;

    private YamlReader(FileSource source)
    {
        _source = source;
        _parser = new Parser(new Scanner(new StringReader(source.Text), skipComments: true));
    }

    public static IReadOnlyList<FileNode> Read(FileSource source)
    {
        YamlReader reader = new(source);
        try
        {
            return reader.Documents();
        }
        catch (YamlException exception)
        {
            throw source.Wrong(At(exception.Start), $"This is not valid YAML. {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // What the parser throws at some broken texts, such as a list in a set of keys that is never closed.
            throw source.Wrong(reader._parser.Current is { } last ? At(last.End) : new FilePosition(1, 1), "This is not valid YAML from here on.", exception);
        }
    }

    /// <summary>What a word without quotes stands for, in YAML 1.1 or 1.2: what either takes for something else is not text.</summary>
    public static ScalarKind KindOf(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" or "yes" or "Yes" or "YES" or "no" or "No" or "NO" or "on" or "On" or "ON" or "off" or "Off" or "OFF"
            => ScalarKind.Flag,
        _ => Number.IsMatch(plain) ? ScalarKind.Number : ScalarKind.Text,
    };

    private static FilePosition At(Mark mark) => new(mark.Line, mark.Column);

    private List<FileNode> Documents()
    {
        List<FileNode> documents = [];
        while (_parser.MoveNext())
        {
            if (_parser.Current is DocumentStart)
            {
                _anchors.Clear();
                _parser.MoveNext();
                FileNode document = Node(1);
                if (document is not FileScalar { Kind: ScalarKind.Null })
                {
                    documents.Add(document);
                }
            }
        }

        return documents;
    }

    /// <summary>Reads the value at which the parser stands, and leaves it at the value's last event.</summary>
    private FileNode Node(int depth)
    {
        ParsingEvent current = _parser.Current!;
        FilePosition position = At(current.Start);
        if (depth > FileSource.DeepestNesting)
        {
            throw _source.TooDeep(position);
        }

        if (current is AnchorAlias alias)
        {
            return _anchors.TryGetValue(alias.Value.Value, out FileNode? known)
                ? depth + known.Height - 1 <= FileSource.DeepestNesting ? Counted(known, known.Size) : throw _source.TooDeep(position)
                : throw _source.Wrong(position, $"'*{alias.Value}' repeats nothing that stands before it, or what it stands in itself.");
        }

        // At some broken texts the parser ends what it has not begun.
        NodeEvent node = current as NodeEvent ?? throw _source.Wrong(position, "This is not valid YAML: a value is missing here.");
        if (!node.Tag.IsEmpty)
        {
            throw _source.Wrong(position, "Type tags are not allowed here; leave out what begins with '!'.");
        }

        FileNode read = node switch
        {
            Scalar scalar => new FileScalar(scalar.Value, scalar.Style == ScalarStyle.Plain ? KindOf(scalar.Value) : ScalarKind.Text, position),
            SequenceStart => List(position, depth),
            _ => Map(position, depth),
        };
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor.Value] = read;
        }

        return Counted(read, 1);
    }

    private FileNode Counted(FileNode node, long size) =>
        (_count += size) <= FileSource.MostNodes ? node : throw _source.TooManyNodes(node.Position);

    private FileList List(FilePosition position, int depth)
    {
        List<FileNode> items = [];
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        return new FileList(items, position);
    }

    private FileMap Map(FilePosition position, int depth)
    {
        List<KeyValuePair<FileScalar, FileNode>> entries = [];
        List<FileNode> merged = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            bool merges = _parser.Current is Scalar { Value: MergeKey, Style: ScalarStyle.Plain };
            if (Node(depth + 1) is not FileScalar key)
            {
                throw _source.Wrong(At(_parser.Current!.Start), "A key must be a word.");
            }

            if (!keys.Add(key.Text))
            {
                throw _source.Wrong(key.Position, $"The key '{key.Text}' is there twice.");
            }

            _parser.MoveNext();
            FileNode value = Node(depth + 1);
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
            entries.AddRange(((more as FileMap) ?? throw _source.Wrong(more.Position, "Only keys with values can be merged.")).Entries.Where(entry => keys.Add(entry.Key.Text)));
        }

        return new FileMap(entries, position);
    }
}
