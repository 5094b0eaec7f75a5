using Target = AmlCompute.ComputeTarget.Members;

namespace AmlCompute.Settings;

/// <summary>Finds rows of <see cref="SettingTable"/> by JSON path, parameter or member.</summary>
internal static class SettingSearch
{
    /// <summary>Returns the settings on a JSON path, the outermost first, each with the number of names up to it.</summary>
    public static IEnumerable<(Setting Setting, int Length)> FindOnPath(string computeType, IReadOnlyList<string> path)
    {
        IReadOnlyList<Setting> level = SettingTable.ListSettings(computeType);
        int length = 0;
        while (FindNext(level, path, length) is { } setting)
        {
            length += setting.Path.Length;
            yield return (setting, length);
            level = setting.Items;

            // A list is followed by the index of an item, and a map by the name of one.
            length += (setting.IsList || setting.IsMap) && length < path.Count ? 1 : 0;
        }
    }

    /// <summary>
    /// Returns a row for each parameter of a whole property, with a compute type and the property; none for -ResourceId, and for parameters
    /// of a part of a property, such as -IdentityType. Settings of all types come last.
    /// </summary>
    public static IEnumerable<(string ComputeType, string Property, Setting Setting)> ListByParameter() =>
        from type in ComputeTypes.All
        from named in ComputeMembers.ListMembers(ComputeTypes.GetClass(type))
        from row in SettingTable.ListSettings(type)
        where row.Member == named.Value && row.Parameter is not null && row.Member != Target.ClusterResourceId

        // The index is -1 for a row of one type.
        orderby SettingTable.CommonSettings.IndexOf(row)
        group (type, named.Key, row) by row.Parameter into rows
        select rows.First();

    /// <summary>Returns the key of a member that YAML can contain, with the keys around it.</summary>
    public static string GetKey(string computeType, JsonMember member) =>
        SettingTable.ListSettings(computeType).First(row => row.Member == member).Key!;

    /// <summary>
    /// Returns the setting whose JSON path begins at the start; null for none. The settings of a choice are on the level of the choice.
    /// </summary>
    private static Setting? FindNext(IReadOnlyList<Setting> level, IReadOnlyList<string> path, int start) => level
        .SelectMany(row => row.Form == SettingForm.Choice ? row.Items.Prepend(row) : [row])
        .FirstOrDefault(row => row.Path.Length > 0 && row.Path.SequenceEqual(path.Skip(start).Take(row.Path.Length)));
}
