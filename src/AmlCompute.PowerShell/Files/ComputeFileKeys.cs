using System.Security;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>The keys of each compute type, from the table of settings.</summary>
internal static class ComputeFileKeys
{
    public const string NameKey = "name";
    public const string TypeKey = "type";

    private static readonly Dictionary<string, IReadOnlyList<FileKey>> ByType =
        ComputeTypes.All.ToDictionary(type => type, type => Of(SettingTable.Of(type)), StringComparer.Ordinal);

    public static IReadOnlyList<FileKey> Of(string computeType) => ByType[computeType];

    /// <summary>Returns the keys of the settings; those with a dot are nested.</summary>
    public static IReadOnlyList<FileKey> Of(IEnumerable<Setting> settings) =>
    [
        .. settings.Where(setting => setting.Key is not null)
            .GroupBy(setting => setting.Key!.Split('.')[0], StringComparer.Ordinal)
            .Select(group => group.First().Key!.Contains('.')
                ? new GroupKey(group.Key, Of(group.Select(setting => setting with { Key = setting.Key!.Substring(group.Key.Length + 1) })))
                : KeyOf(group.Single())),
    ];

    private static FileKey KeyOf(Setting setting) => setting switch
    {
        { Member: null } or { Form: SettingForm.Ignored } => new IgnoredKey(setting.Key!),
        { Form: SettingForm.Choice } => new ChoiceKey(setting),
        { Member: JsonMember<SecureString> secret } => new SecretKey(setting, secret),
        _ => new ValueKey(setting),
    };
}
