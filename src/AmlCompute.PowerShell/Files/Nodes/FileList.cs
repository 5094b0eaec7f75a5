namespace AmlCompute.Files.Nodes;

/// <summary>A list of values in the order of the file.</summary>
internal sealed class FileList(IReadOnlyList<FileNode> items, FilePosition position) : FileNode(position)
{
    public IReadOnlyList<FileNode> Items { get; } = items;

    public override long Size { get; } = 1 + items.Sum(item => item.Size);

    public override int Height { get; } = 1 + items.Select(item => item.Height).DefaultIfEmpty().Max();
}
