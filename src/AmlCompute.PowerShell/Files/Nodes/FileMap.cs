namespace AmlCompute.Files.Nodes;

/// <summary>Keys with values: those of the map in the order of the file, then those that YAML merges into it.</summary>
internal sealed class FileMap(IReadOnlyList<KeyValuePair<FileScalar, FileNode>> entries, FilePosition position) : FileNode(position)
{
    public IReadOnlyList<KeyValuePair<FileScalar, FileNode>> Entries { get; } = entries;

    public override long Size { get; } = 1 + entries.Sum(entry => 1 + entry.Value.Size);

    public override int Height { get; } = 1 + entries.Select(entry => entry.Value.Height).DefaultIfEmpty().Max();

    /// <summary>Gets the value of a key in the same casing; null if the map does not have the key.</summary>
    public FileNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;

    /// <summary>Returns the value of a key in any casing, as ARM compares names; null if the map does not have the key.</summary>
    public FileNode? FindMember(string key) =>
        this[key] ?? Entries.FirstOrDefault(entry => entry.Key.Text.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
}
