using System.Security;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.Templates;
using AmlCompute.Files.Yaml;

namespace AmlCompute.Files;

/// <summary>
/// Copies the settings of a target to a configuration, and writes settings as the text of a file: YAML of the Azure CLI for a target or
/// configuration, JSON of ARM for a target.
/// </summary>
internal static class ComputeDocumentWriter
{
    /// <summary>
    /// Returns the settings of a target for a new one: without secrets, and without the members that a PUT cannot set, such as states and
    /// data mounts. The JSON of the target is read as a file would be, so that both obey the same rules.
    /// </summary>
    /// <exception cref="ComputeTargetException">
    /// This version does not know the type of the target, or a setting is not valid, such as a tag that contains a secret.
    /// </exception>
    public static ComputeConfiguration CopySettings(ComputeTarget target)
    {
        if (target is UnknownCompute)
        {
            throw ComputeTargetException.CreateForTarget(
                target.Name,
                ErrorIds.UnsupportedComputeType,
                $"The settings of compute target '{target.Name}' cannot be copied because this version does not know its type.");
        }

        JsonObject json = target.ToNode();
        foreach (JsonMember secret in ComputeMembers.ListMembers(target.GetType()).Values.OfType<JsonMember<SecureString>>())
        {
            secret.RemoveFrom(json);
        }

        FileSource source = FileSource.FromObject(json.ToJsonString());
        FileNode node = ComputeFiles.Parse(source)[0];
        ComputeConfiguration read = ComputeDocumentReader.ReadDefinition(source, node, () => target.Workspace, target.Name).Configuration;
        return new ComputeConfiguration(read.ComputeType, read.IsAttach, read.ToNode(), read.Name);
    }

    /// <summary>Writes the settings of a target as JSON of ARM, and reports each setting that the JSON lacks in a sentence.</summary>
    /// <exception cref="ComputeTargetException">The settings of the target cannot be copied.</exception>
    public static string ToJson(ComputeTarget target, Action<string> reportLoss)
    {
        ComputeConfiguration copy = CopySettings(target);
        JsonObject body = copy.ToNode();
        foreach (string loss in UnreturnedMembers.DescribeMissing(copy.ComputeType, body, member => member.Path)
            .Concat(YamlLosses.DescribeMounts(copy.ComputeType, target.ToNode())))
        {
            reportLoss($"{target.Name}: {loss}");
        }

        JsonObject written = new() { ["name"] = target.Name };
        foreach (KeyValuePair<string, JsonNode?> member in body)
        {
            written[member.Key] = member.Value?.DeepClone();
        }

        return TerminalText.Escape(ExpressionReader.Escape(written)!.ToJsonString(JsonText.Indented)) + "\n";
    }

    /// <summary>Writes the settings of a target as YAML, with a comment, and a report, for each setting that the YAML lacks.</summary>
    /// <exception cref="ComputeTargetException">This version does not know the type of the target.</exception>
    public static string ToYaml(ComputeTarget target, Action<string>? reportLoss = null) =>
        ToYaml(target.Name, ComputeTypes.FindName(target.ComputeType), target.ToNode(), isConfiguration: false, reportLoss);

    /// <summary>Writes a configuration as YAML; unknown members are losses, too, because the user gave them.</summary>
    public static string ToYaml(ComputeConfiguration configuration, Action<string>? reportLoss = null) =>
        ToYaml(configuration.Name, configuration.ComputeType, configuration.ToNode(), isConfiguration: true, reportLoss);

    private static string ToYaml(string? name, string? type, JsonObject body, bool isConfiguration, Action<string>? reportLoss)
    {
        if (type is null)
        {
            throw ComputeTargetException.CreateForTarget(
                name,
                ErrorIds.UnsupportedComputeType,
                $"Compute target '{name}' has no YAML form because this version does not know its type.");
        }

        ArmBodyReader.RemoveIdOfCreatedResource(type, body);
        Redaction.RedactUrls(body);
        JsonObject written = [];
        if (name is not null)
        {
            written[ComputeFileKeys.NameKey] = name;
        }

        string typeWord = ComputeFileKeys.GetTypeWord(type);
        written[ComputeFileKeys.TypeKey] = typeWord;
        string yaml = YamlWriter.WriteDocument(FileKey.WriteAll(ComputeFileKeys.GetKeys(type), body, written));
        IReadOnlyList<string> losses = YamlLosses.DescribeLosses(type, body, yaml, isConfiguration);
        foreach (string loss in losses)
        {
            reportLoss?.Invoke($"{name ?? typeWord}: {loss}");
        }

        return yaml + string.Concat(losses.Select(YamlWriter.WriteComment));
    }
}
