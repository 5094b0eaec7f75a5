using AmlCompute.Settings;

namespace AmlCompute.Client.Changes;

/// <summary>Computes the wanted tags of a target from its current ones.</summary>
internal static class TagEdit
{
    /// <summary>Removes tags, then adds some. ARM ignores the case of a tag name, and keeps that of an existing tag.</summary>
    public static JsonNode Apply(
        string computeType, JsonNode? live, IReadOnlyDictionary<string, string?> added, Func<string, bool> isRemoved, SettingSource source)
    {
        JsonObject tags = live?.DeepClone() as JsonObject ?? [];
        foreach (string name in tags.Select(tag => tag.Key).Where(isRemoved).ToArray())
        {
            tags.Remove(name);
        }

        foreach (KeyValuePair<string, string?> tag in added)
        {
            string name = tags.Select(current => current.Key)
                .FirstOrDefault(current => current.Equals(tag.Key, StringComparison.OrdinalIgnoreCase)) ?? tag.Key;
            tags[name] = tag.Value;
        }

        ComputeConfiguration tagsOnly = new ComputeConfiguration(computeType, isAttach: false, source: source)
            .SetNode(ComputeTarget.Members.Tags, tags.DeepClone());
        ConfigurationRules.Require(tagsOnly, null, row => row.Member == ComputeTarget.Members.Tags);
        return tags;
    }
}
