using AmlCompute.Files.ArmJson;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.Yaml;

namespace AmlCompute.Files;

/// <summary>Reads the values of a text in the language of the text, YAML or JSON.</summary>
internal static class FileParser
{
    /// <summary>The values of the text: one for each YAML document, JSON value, or item of a JSON array.</summary>
    /// <exception cref="ComputeTargetException">The text breaks the rules of its language, or a limit.</exception>
    public static IReadOnlyList<FileNode> Parse(FileSource source)
    {
        source.Check();
        IReadOnlyList<FileNode> nodes = source.IsJson ? JsonReader.Read(source) : YamlReader.Read(source);
        return nodes.Count > 0 ? nodes : throw source.Empty();
    }
}
