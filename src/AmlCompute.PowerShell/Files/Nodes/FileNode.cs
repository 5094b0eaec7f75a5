using System.Globalization;

namespace AmlCompute.Files.Nodes;

/// <summary>The kind of a scalar value in a file.</summary>
internal enum ScalarKind
{
    /// <summary>Text: quoted, or a word that is of no other kind.</summary>
    Text,

    Number,

    /// <summary>True or false, in any of the words of YAML.</summary>
    Flag,

    /// <summary>Null or an empty value.</summary>
    Null,
}

/// <summary>A position in a file; line and column start at 1.</summary>
internal readonly record struct FilePosition(long Line, long Column);

/// <summary>A value of a YAML or JSON file with its position for error messages.</summary>
internal abstract class FileNode(FilePosition position)
{
    public FilePosition Position { get; } = position;

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

internal sealed class FileScalar(string text, ScalarKind kind, FilePosition position) : FileNode(position)
{
    public string Text { get; } = text;

    public ScalarKind Kind { get; } = kind;

    public override long Size => 1;
}

internal sealed class FileList(IReadOnlyList<FileNode> items, FilePosition position) : FileNode(position)
{
    public IReadOnlyList<FileNode> Items { get; } = items;

    public override long Size { get; } = 1 + items.Sum(item => item.Size);

    public override int Height { get; } = 1 + items.Select(item => item.Height).DefaultIfEmpty().Max();
}

/// <summary>Keys with values, in the order of the file.</summary>
internal sealed class FileMap(IReadOnlyList<KeyValuePair<FileScalar, FileNode>> entries, FilePosition position) : FileNode(position)
{
    public IReadOnlyList<KeyValuePair<FileScalar, FileNode>> Entries { get; } = entries;

    public override long Size { get; } = 1 + entries.Sum(entry => 1 + entry.Value.Size);

    public override int Height { get; } = 1 + entries.Select(entry => entry.Value.Height).DefaultIfEmpty().Max();

    public FileNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;

    /// <summary>Returns the value of a key in any casing, as ARM compares names.</summary>
    public FileNode? Member(string key) =>
        this[key] ?? Entries.FirstOrDefault(entry => entry.Key.Text.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
}
