using AmlCompute.Settings;

namespace AmlCompute.Client.Changes;

/// <summary>Computes the wanted tags of a target from its current ones.</summary>
internal static class TagEdit
{
    /// <summary>Removes tags, then adds some. ARM ignores the case of a tag name, and keeps that of an existing tag.</summary>
    /// <param name="currentTags">The current tags; null for none.</param>
    /// <param name="added">The tags to add or to change; a value of null is sent as null.</param>
    /// <param name="isRemoved">Returns true for the name of a tag to remove.</param>
    /// <param name="source">The source of the added tags, for errors.</param>
    /// <exception cref="ComputeTargetException">The resulting tags break a rule, such as that of their number.</exception>
    public static JsonNode RemoveAndAdd(
        JsonNode? currentTags,
        IReadOnlyDictionary<string, string?> added,
        Func<string, bool> isRemoved,
        SettingSource source)
    {
        JsonObject tags = currentTags?.DeepClone() as JsonObject ?? [];
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

        RequireValidTags(tags, source);
        return tags;
    }

    private static void RequireValidTags(JsonObject tags, SettingSource source)
    {
        // The rules of tags are the same for all types. A JSON node can have only one parent.
        ComputeConfiguration tagsOnly = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false, source: source)
            .SetNode(ComputeTarget.Members.Tags, tags.DeepClone());
        ConfigurationRules.Require(tagsOnly, null, setting => setting.Member == ComputeTarget.Members.Tags);
    }
}
