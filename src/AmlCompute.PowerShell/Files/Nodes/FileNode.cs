using System.Globalization;

namespace AmlCompute.Files.Nodes;

/// <summary>A value of a YAML or JSON file with its position for error messages.</summary>
internal abstract class FileNode(FilePosition position)
{
    public FilePosition Position { get; } = position;

    /// <summary>Gets the number of keys and values: the value and all inside it; values repeated by alias count each time.</summary>
    public abstract long Size { get; }

    /// <summary>Gets the number of levels of values inside each other; 1 for a scalar and for an empty list or map.</summary>
    public virtual int Height => 1;

    /// <summary>Returns the value at a path of names and of indexes in brackets, or the deepest existing value on the path.</summary>
    public FileNode FindDeepest(IEnumerable<string> path)
    {
        FileNode node = this;
        foreach (string name in path)
        {
            FileNode? child = node switch
            {
                FileMap map => map[name],
                FileList list when int.TryParse(name.Trim('[', ']'), NumberStyles.None, CultureInfo.InvariantCulture, out int index) =>
                    list.Items.ElementAtOrDefault(index),
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
