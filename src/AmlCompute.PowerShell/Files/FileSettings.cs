using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>The settings of one description in a file: their keys or JSON paths, with line and column.</summary>
/// <param name="source">The file.</param>
/// <param name="root">The description.</param>
/// <param name="keys">The keys and values of YAML by their JSON paths; null for JSON.</param>
internal sealed class FileSettings(FileSource source, FileNode root, Dictionary<string, (string Key, FileNode Value)>? keys) : SettingSource
{
    public override string WordOf(string computeType, IReadOnlyList<string> path)
    {
        string text = JsonFault.TextOf(path);
        if (keys is null)
        {
            return $"'{text}'";
        }

        IEnumerable<string> words = SettingTable.Find(computeType, path).Select(found => found.Setting.Key).OfType<string>();
        return $"'{(keys.TryGetValue(text, out (string Key, FileNode Value) given) ? given.Key : string.Join(".", words))}'";
    }

    /// <summary>Returns the place of a setting; for one that is not given, that of the value around it.</summary>
    public override string PlaceOf(IReadOnlyList<string> path)
    {
        FileNode? value = keys is null ? root.Find(path) : Enumerable.Range(0, path.Count)
            .Select(count => JsonFault.TextOf(path.Take(path.Count - count)))
            .Select(text => keys.TryGetValue(text, out (string Key, FileNode Value) given) ? given.Value : null)
            .FirstOrDefault(given => given is not null);
        return source.PlaceOf((value ?? root).Position);
    }
}
