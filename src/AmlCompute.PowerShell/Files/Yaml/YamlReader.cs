using System.Text.RegularExpressions;
using AmlCompute.Files.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AmlCompute.Files.Yaml;

/// <summary>Reads the documents of a YAML text as nodes, within the limits of <see cref="FileSource"/>. It refuses type tags.</summary>
internal sealed class YamlReader(FileSource source)
{
    private const string MergeKey = "<<";

    /// <summary>The numbers of YAML 1.1 and of YAML 1.2, except those with colons, which are text here.</summary>
    private static readonly Regex Number = new(
        @"^[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
            + @"|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|\.(?:inf|Inf|INF))$|^\.(?:nan|NaN|NAN)$",
        RegexOptions.CultureInvariant);

    private readonly Parser _parser = new(new Scanner(new StringReader(source.Text), skipComments: true));
    private readonly Dictionary<string, FileNode> _anchors = new(StringComparer.Ordinal);

    /// <summary>The number of keys and values that were read; values repeated by alias count each time.</summary>
    private long _count;

    /// <summary>Returns the value of each document that is not empty or null.</summary>
    /// <exception cref="ComputeTargetException">
    /// The text is not valid YAML, has a type tag or a key that is not a word, or exceeds a limit.
    /// </exception>
    public static IReadOnlyList<FileNode> ReadNodes(FileSource source)
    {
        YamlReader reader = new(source);
        try
        {
            return reader.ReadDocuments();
        }
        catch (YamlException exception)
        {
            throw CreateError(source, exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The parser throws these exceptions for some invalid texts: the first for a list inside a flow mapping that is never closed,
            // the second for a type tag that is not a URI, and for an escape beyond U+10FFFF.
            FilePosition position = reader._parser.Current is { } last ? ToPosition(last.End) : new FilePosition(1, 1);
            throw source.CreateError(position, "The text is not valid YAML from here on.", exception);
        }
    }

    /// <summary>
    /// Returns the kind of a word without quotes. A word that only YAML 1.1 or only YAML 1.2 reads as null, a flag or a number has that
    /// kind; dates, numbers with colons, and the flags y and n are text, because they are names and values of users more often.
    /// </summary>
    public static ScalarKind GetKindOfWord(string word) => word switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE"
            or "yes" or "Yes" or "YES" or "no" or "No" or "NO"
            or "on" or "On" or "ON" or "off" or "Off" or "OFF"
            => ScalarKind.Flag,
        _ => Number.IsMatch(word) ? ScalarKind.Number : ScalarKind.Text,
    };

    /// <summary>Returns the error of the parser; for a tab or a wrong indentation, with the position of the line that has it.</summary>
    private static ComputeTargetException CreateError(FileSource source, YamlException exception)
    {
        string[] lines = source.Text.Split('\n');
        if (FindIndentingTab(lines, exception) is { } tab)
        {
            return source.CreateError(tab, "The line is indented with a tab. Use blanks; YAML does not allow tabs.", exception);
        }

        int index = (int)exception.Start.Line - 1;
        string line = index < lines.Length ? lines[index] : string.Empty;
        return HasWrongIndentation(lines, index, line, exception)
            ? source.CreateError(
                new FilePosition(index + 1, ReadIndentation(line).Length + 1),
                "The indentation of the line fits no line above it. Indent all keys of one level equally.",
                exception)
            : source.CreateError(ToPosition(exception.Start), $"The text is not valid YAML. {exception.Message}", exception);
    }

    /// <summary>Returns the first tab in the indentation of the lines that the parser names, and of the next line; null for none.</summary>
    private static FilePosition? FindIndentingTab(string[] lines, YamlException exception)
    {
        for (int index = (int)exception.Start.Line - 1; index <= exception.End.Line && index < lines.Length; index++)
        {
            int tab = ReadIndentation(lines[index]).IndexOf('\t');
            if (tab >= 0)
            {
                return new FilePosition(index + 1, tab + 1);
            }
        }

        return null;
    }

    /// <summary>
    /// Returns true if the error is probably in the indentation: the parser stopped at the key of an indented line, or a key at the start
    /// of a line follows indented lines. Only the message of the parser tells the latter from other errors.
    /// </summary>
    private static bool HasWrongIndentation(string[] lines, int index, string line, YamlException exception)
    {
        string before = line.Substring(0, Math.Min(line.Length, (int)exception.Start.Column - 1));
        if (ReadIndentation(line).Length > 0)
        {
            return Regex.IsMatch(before, @"^ +[\w.-]*$", RegexOptions.CultureInvariant);
        }

        return before.Length == 0 && line.Length > 0 && char.IsLetter(line[0])
            && lines.Take(index).Any(earlier => earlier.StartsWith(" ", StringComparison.Ordinal))
            && exception.Message.Contains("<document end>");
    }

    private static string ReadIndentation(string line) => line.Substring(0, line.Length - line.TrimStart(' ', '\t').Length);

    private static FilePosition ToPosition(Mark mark) => new(mark.Line, mark.Column);

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

    /// <summary>Reads the value at the current event of the parser. Afterwards the parser is at the last event of the value.</summary>
    private FileNode ReadNode(int depth)
    {
        ParsingEvent current = _parser.Current!;
        FilePosition position = ToPosition(current.Start);
        if (depth > FileSource.DeepestNesting)
        {
            throw source.CreateTooDeepError(position);
        }

        if (current is AnchorAlias alias)
        {
            return ResolveAlias(alias, position, depth);
        }

        // For some invalid texts, the parser returns the end of a collection without its start.
        NodeEvent node = current as NodeEvent ?? throw source.CreateError(position, "The text is not valid YAML: a value is missing here.");
        if (!node.Tag.IsEmpty)
        {
            throw source.CreateError(position, "Type tags are not allowed; remove the tag that begins with '!'.");
        }

        FileNode read = ReadValue(node, position, depth);
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor.Value] = read;
        }

        return AddToCount(read, 1);
    }

    private FileNode ReadValue(NodeEvent node, FilePosition position, int depth) => node switch
    {
        Scalar { Style: ScalarStyle.Plain } scalar => new FileScalar(scalar.Value, GetKindOfWord(scalar.Value), position),
        Scalar scalar => new FileScalar(scalar.Value, ScalarKind.Text, position),
        SequenceStart => ReadList(position, depth),
        _ => ReadMap(position, depth),
    };

    private FileNode ResolveAlias(AnchorAlias alias, FilePosition position, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out FileNode? node))
        {
            throw source.CreateError(
                position, $"The alias '*{alias.Value}' has no anchor before it, or is inside the value of its anchor.");
        }

        return depth + node.Height - 1 <= FileSource.DeepestNesting
            ? AddToCount(node, node.Size)
            : throw source.CreateTooDeepError(position);
    }

    /// <summary>Adds the values to the count of the text, and returns the node.</summary>
    private FileNode AddToCount(FileNode node, long size)
    {
        _count += size;
        return _count <= FileSource.MostNodes ? node : throw source.CreateTooManyNodesError(node.Position);
    }

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
            bool isMergeKey = _parser.Current is Scalar { Value: MergeKey, Style: ScalarStyle.Plain };
            FileScalar key = ReadKey(keys, depth);
            _parser.MoveNext();
            FileNode value = ReadNode(depth + 1);
            if (isMergeKey)
            {
                merged.AddRange(value is FileList list ? list.Items : [value]);
            }
            else
            {
                entries.Add(new(key, value));
            }
        }

        // The keys of the map itself come first, so that they replace merged keys of the same name.
        foreach (FileNode node in merged)
        {
            FileMap map = node as FileMap ?? throw source.CreateError(node.Position, "Only keys with values can be merged.");
            entries.AddRange(map.Entries.Where(entry => keys.Add(entry.Key.Text)));
        }

        return new FileMap(entries, position);
    }

    private FileScalar ReadKey(HashSet<string> keys, int depth)
    {
        FilePosition position = ToPosition(_parser.Current!.Start);
        FileScalar key = ReadNode(depth + 1) as FileScalar ?? throw source.CreateError(position, "A key must be a word.");
        return keys.Add(key.Text) ? key : throw source.CreateError(position, $"The key '{key.Text}' is duplicated.");
    }
}
