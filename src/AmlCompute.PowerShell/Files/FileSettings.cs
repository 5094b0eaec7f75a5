using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A description in a text as the source of settings: messages name the key or JSON path, with line and column.</summary>
/// <param name="source">The text.</param>
/// <param name="root">The map that describes the target.</param>
/// <param name="keys">The given keys and values of the form of the Azure CLI by their JSON paths; null for the form of ARM.</param>
internal sealed class FileSettings(FileSource source, FileNode root, Dictionary<string, (string Key, FileNode Value)>? keys) : SettingSource
{
    /// <summary>
    /// Returns the key that the text has for the setting, or else that of the table; in the form of ARM, and for a setting without a key,
    /// the JSON path.
    /// </summary>
    public override string GetWord(string computeType, IReadOnlyList<string> path)
    {
        string pathText = JsonFault.FormatPath(path);
        if (keys is null)
        {
            return $"'{pathText}'";
        }

        if (keys.TryGetValue(pathText, out (string Key, FileNode Value) given))
        {
            return $"'{given.Key}'";
        }

        string[] tableKeys = [.. SettingSearch.FindOnPath(computeType, path).Select(found => found.Setting.Key).OfType<string>()];
        return $"'{(tableKeys.Length > 0 ? string.Join(".", tableKeys) : pathText)}'";
    }

    /// <summary>Returns the position of a setting; for one that is not given, that of the value around it.</summary>
    public override string FormatPlace(IReadOnlyList<string> path)
    {
        FileNode node = keys is null ? root.FindDeepest(path) : FindInnermostGiven(keys, path) ?? root;
        return source.DescribePosition(node.Position);
    }

    private static FileNode? FindInnermostGiven(
        Dictionary<string, (string Key, FileNode Value)> keys, IReadOnlyList<string> path)
    {
        for (int length = path.Count; length > 0; length--)
        {
            if (keys.TryGetValue(JsonFault.FormatPath(path.Take(length)), out (string Key, FileNode Value) given))
            {
                return given.Value;
            }
        }

        return null;
    }
}
