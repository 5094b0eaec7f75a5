using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>The settings of one description in a file: their keys or JSON paths, with line and column.</summary>
internal sealed class FileSettings : SettingSource
{
    private readonly FileSource _source;
    private readonly FileNode _root;
    /// <summary>The keys and values of YAML by their JSON paths; null for JSON.</summary>
    private readonly Dictionary<string, (string Key, FileNode Value)>? _keys;

    public FileSettings(FileSource source, FileNode root, Dictionary<string, (string Key, FileNode Value)>? keys)
    {
        _source = source;
        _root = root;
        _keys = keys;
    }

    /// <inheritdoc/>
    public override string WordOf(string computeType, IReadOnlyList<string> path)
    {
        string text = JsonFault.TextOf(path);
        if (_keys is null)
        {
            return $"'{text}'";
        }

        IEnumerable<string> keys = SettingTable.Find(computeType, path).Select(found => found.Setting.Key).OfType<string>();
        return $"'{(_keys.TryGetValue(text, out (string Key, FileNode Value) given) ? given.Key : string.Join(".", keys))}'";
    }

    /// <summary>Returns the place of a setting; for one that is not given, that of the value around it.</summary>
    public override string PlaceOf(IReadOnlyList<string> path)
    {
        FileNode? value = _keys is null ? _root.Find(path) : Enumerable.Range(0, path.Count)
            .Select(count => JsonFault.TextOf(path.Take(path.Count - count)))
            .Select(text => _keys.TryGetValue(text, out (string Key, FileNode Value) given) ? given.Value : null)
            .FirstOrDefault(given => given is not null);
        return _source.PlaceOf((value ?? _root).Position);
    }
}
