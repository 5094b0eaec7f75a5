namespace AmlCompute.Settings;

/// <summary>Finds secrets in settings that are not secret, such as a connection string in a tag, and masks of secrets.</summary>
internal static class SecretRules
{
    private static readonly JsonMember[] PublicKeys =
        [ComputeCluster.Members.SshPublicKey, ComputeInstance.Members.SshPublicKey, SshMembers.SshPublicKey];

    /// <summary>
    /// Returns the problem of the first secret that every reader could see, or of the first mask of a secret in a known setting; null for
    /// none. The message does not contain the secret.
    /// </summary>
    public static SettingProblem? FindProblem(ComputeConfiguration wanted) =>
        ListTexts(wanted.ToNodeWithoutSecrets(), []).Select(item => FindProblemOfText(wanted, item.Path, item.Text)).FirstOrDefault(
            problem => problem is not null);

    private static SettingProblem? FindProblemOfText(ComputeConfiguration wanted, string[] path, string text)
    {
        Setting[] settings = [.. SettingSearch.FindOnPath(wanted.ComputeType, path).Select(found => found.Setting)];
        if (settings.Length > 0 && SecretForms.IsMasked(text))
        {
            return new(path, $"{path} contains the mask of a secret instead of the secret.");
        }

        if (SecretForms.FindKind(text) is not { } secret || Array.Exists(settings, setting => setting.MayHoldSecret))
        {
            return null;
        }

        return Array.Exists(PublicKeys, key => key.Names.SequenceEqual(path))
            ? new(path, $"{path} contains {secret}. Use the public key, such as the text of the file that ends with .pub.")
            : new(path, $"{path} contains {secret}, which every reader of the target could see. Use a value without a secret.");
    }

    /// <summary>
    /// Returns the texts in JSON with their paths. The name of a member is a text, too, with the path of its object. A path does not
    /// contain a name that is a secret.
    /// </summary>
    private static IEnumerable<(string[] Path, string Text)> ListTexts(JsonNode? node, string[] path) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            ListTexts(member.Value, SecretForms.FindKind(member.Key) is null ? [.. path, member.Key] : path).Prepend((path, member.Key))),
        JsonArray items => items.SelectMany((item, index) => ListTexts(item, [.. path, $"[{index}]"])),
        _ => JsonText.ReadString(node) is { } text ? [(path, text)] : [],
    };
}
