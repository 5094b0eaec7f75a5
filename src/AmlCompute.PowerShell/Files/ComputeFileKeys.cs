using System.Security;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>The keys that the form of the Azure CLI can have for each compute type, created from the table of settings.</summary>
internal static class ComputeFileKeys
{
    public const string NameKey = "name";
    public const string TypeKey = "type";

    private static readonly Dictionary<string, IReadOnlyList<FileKey>> KeysByType =
        ComputeTypes.All.ToDictionary(type => type, type => CreateKeys(SettingTable.ListSettings(type)), StringComparer.Ordinal);

    /// <summary>Returns the keys of a known compute type, in the order in which they are written.</summary>
    public static IReadOnlyList<FileKey> GetKeys(string computeType) => KeysByType[computeType];

    /// <summary>Returns the word of a compute type in a file, such as <c>amlcompute</c>.</summary>
    public static string GetTypeWord(string computeType) => computeType.ToLowerInvariant();

    /// <summary>
    /// Creates the keys of the settings that have a key. Settings whose keys begin with the same name and a dot are in one group.
    /// </summary>
    public static IReadOnlyList<FileKey> CreateKeys(IEnumerable<Setting> settings) =>
    [
        .. settings.Where(setting => setting.Key is not null)
            .GroupBy(setting => setting.Key!.Split('.')[0], StringComparer.Ordinal)
            .Select(group => group.First().Key!.Contains('.') ? CreateGroup(group.Key, group) : CreateKey(group.Single())),
    ];

    private static GroupKey CreateGroup(string name, IEnumerable<Setting> settings) =>
        new(name, CreateKeys(settings.Select(setting => setting with { Key = setting.Key!.Substring(name.Length + 1) })));

    private static FileKey CreateKey(Setting setting) => setting switch
    {
        { Member: null } or { Form: SettingForm.Ignored } => new IgnoredKey(setting.Key!),
        { Form: SettingForm.Choice } => new TriggerKey(setting),
        { Member: JsonMember<SecureString> secret } => new SecretKey(setting, secret),
        _ => new ValueKey(setting),
    };
}
