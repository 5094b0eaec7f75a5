using System.Globalization;

namespace AmlCompute.Files.Nodes;

/// <summary>The kind of a scalar value in a file.</summary>
internal enum ScalarKind
{
    /// <summary>Text: quoted, or a word that is of no other kind.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false, in any of the words of YAML.</summary>
    Flag,

    /// <summary>Null or an empty value.</summary>
    Null,
}

/// <summary>A position in a file; line and column start at 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The character in the line.</param>
internal readonly record struct FilePosition(long Line, long Column);

/// <summary>A value of a YAML or JSON file with its position for error messages.</summary>
internal abstract class FileNode
{
    protected FileNode(FilePosition position) => Position = position;

    public FilePosition Position { get; }

    /// <summary>Gets the number of values in it; values repeated by alias count each time.</summary>
    public abstract long Size { get; }

    /// <summary>Gets the depth of nesting; 1 for a scalar.</summary>
    public virtual int Height => 1;

    /// <summary>Returns the value at a path of names and of indexes in brackets, or the deepest existing value on the path.</summary>
    public FileNode Find(IEnumerable<string> path)
    {
        FileNode node = this;
        foreach (string name in path)
        {
            FileNode? child = node switch
            {
                FileMap map => map[name],
                FileList list => list.Items[int.Parse(name.Trim('[', ']'), CultureInfo.InvariantCulture)],
                _ => null,
            };
            if (child is null)
            {
                break;
            }

            node = child;
        }

        return node;
    }
}

internal sealed class FileScalar : FileNode
{
    public FileScalar(string text, ScalarKind kind, FilePosition position)
        : base(position)
    {
        Text = text;
        Kind = kind;
    }

    public string Text { get; }

    public ScalarKind Kind { get; }

    public override long Size => 1;
}

/// <summary>A list of values.</summary>
internal sealed class FileList : FileNode
{
    public FileList(IReadOnlyList<FileNode> items, FilePosition position)
        : base(position)
    {
        Items = items;
        Size = 1 + items.Sum(item => item.Size);
        Height = 1 + items.Select(item => item.Height).DefaultIfEmpty().Max();
    }

    public IReadOnlyList<FileNode> Items { get; }

    public override long Size { get; }

    public override int Height { get; }
}

/// <summary>Keys with values, in the order of the file.</summary>
internal sealed class FileMap : FileNode
{
    public FileMap(IReadOnlyList<KeyValuePair<FileScalar, FileNode>> entries, FilePosition position)
        : base(position)
    {
        Entries = entries;
        Size = 1 + entries.Sum(entry => 1 + entry.Value.Size);
        Height = 1 + entries.Select(entry => entry.Value.Height).DefaultIfEmpty().Max();
    }

    public IReadOnlyList<KeyValuePair<FileScalar, FileNode>> Entries { get; }

    public override long Size { get; }

    public override int Height { get; }

    public FileNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;

    /// <summary>Returns the value of a key in any casing, as ARM compares names.</summary>
    public FileNode? Member(string key) =>
        this[key] ?? Entries.FirstOrDefault(entry => entry.Key.Text.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
}
