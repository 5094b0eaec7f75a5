using System.Globalization;

namespace AmlCompute.Files.Nodes;

/// <summary>What a plain word of a file stands for.</summary>
internal enum ScalarKind
{
    /// <summary>Text, quoted or not to be taken for anything else.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false, in any of the words YAML has for them.</summary>
    Flag,

    /// <summary>Nothing.</summary>
    Null,
}

/// <summary>Where something stands in a file; both count from 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The character in the line.</param>
internal readonly record struct FilePosition(long Line, long Column);

/// <summary>A piece of a YAML or JSON file, with its place for error messages.</summary>
internal abstract class FileNode
{
    protected FileNode(FilePosition position) => Position = position;

    public FilePosition Position { get; }

    /// <summary>Gets how many pieces it has, those it repeats by alias counted each time.</summary>
    public abstract long Size { get; }

    /// <summary>Gets how deep it is: 1 for a value.</summary>
    public virtual int Height => 1;

    /// <summary>What stands at a path of names and, in brackets, of numbers of items; as far as the path goes.</summary>
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

/// <summary>One value.</summary>
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

/// <summary>Values in a row.</summary>
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
}
