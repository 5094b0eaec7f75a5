using AmlCompute.Files.ArmJson;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.Yaml;

namespace AmlCompute.Files;

/// <summary>Reads the values of a YAML or JSON text.</summary>
internal static class FileParser
{
    /// <summary>Returns the values of the text: one for each YAML document, JSON value, or item of a JSON array.</summary>
    /// <exception cref="ComputeTargetException">The text is not valid YAML or JSON, or exceeds a limit.</exception>
    public static IReadOnlyList<FileNode> Parse(FileSource source)
    {
        source.Check();
        IReadOnlyList<FileNode> nodes = source.IsJson ? JsonReader.Read(source) : YamlReader.Read(source);
        return nodes.Count > 0 ? nodes : throw source.Empty();
    }
}
