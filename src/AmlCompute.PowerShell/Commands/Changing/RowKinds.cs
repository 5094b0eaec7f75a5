using System.Management.Automation;
using System.Reflection;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Changing;

/// <summary>
/// Finds the kind of target that a row describes, such as Cluster or Kubernetes. The kinds of a command are its parameter sets that have a
/// switch of the same name, and Cluster if that is its default set.
/// </summary>
internal static class RowKinds
{
    private const string ResourceId = nameof(ResourceId);

    /// <summary>Returns the kinds of a command, the default first if it has one; none for a command on existing targets.</summary>
    public static IReadOnlyList<string> ListKinds(Type command)
    {
        string[] sets =
        [
            // Metadata tokens follow the order of the declarations; reflection promises no order.
            .. command.GetProperties().Where(IsKindSwitch).OrderBy(property => property.MetadataToken).Select(property => property.Name),
        ];
        return CreatesClusters(command) ? [ParameterSets.Cluster, .. sets] : sets;
    }

    /// <summary>Returns true for the switch of a kind, such as -Kubernetes.</summary>
    public static bool IsKindSwitch(PropertyInfo parameter) =>
        parameter.PropertyType == typeof(SwitchParameter)
        && parameter.GetCustomAttributes<ParameterAttribute>().Any(attribute => attribute.ParameterSetName == parameter.Name);

    /// <summary>Returns true if targets of the kind have the setting; false for null.</summary>
    public static bool HasSetting(string kind, PropertyInfo? parameter) =>
        parameter is not null && parameter.GetCustomAttributes<ParameterAttribute>()
            .Any(attribute => attribute.ParameterSetName == kind || attribute.ParameterSetName == ParameterAttribute.AllParameterSets);

    /// <summary>Returns the names of the settings of the command line, without switches that are off, which decide no kind.</summary>
    public static IEnumerable<string> ListSpecified(IReadOnlyDictionary<string, object?> defaults) =>
        defaults.Where(setting => setting.Value is not SwitchParameter { IsPresent: false }).Select(setting => setting.Key);

    /// <summary>Returns true if a column excludes a kind that only the other command for new targets has, such as Kubernetes.</summary>
    public static bool ExcludesOtherKind(Type command, string column, object? value) =>
        ListKinds(command).Count > 0 && ComputeTypes.FindByAnyName(column) is not null && RowValue.IsBlankOrOff(value);

    /// <summary>Returns the kind in a column such as Type.</summary>
    /// <exception cref="ComputeTargetException">The command cannot create or attach such targets.</exception>
    public static string ParseKind(Type command, string column, string text)
    {
        string? kind = ComputeTypes.FindByAnyName(text) is { } type ? ComputeTypes.GetWord(type) : null;
        IReadOnlyList<string> kinds = ListKinds(command);
        return kinds.FirstOrDefault(known => known == kind) ?? throw ComputeTargetException.CreateInvalidArgument(
            $"'{column}': '{text}' is not a kind of target that this command supports. "
            + $"{Suggestions.DidYouMean(text, kinds)}Allowed values: {string.Join(", ", kinds)}.");
    }

    /// <summary>
    /// Chooses the kind of a row: that of the row, of the command line or of the resource id; or else the default of the command or the
    /// only kind that has the settings. Returns null if several kinds are possible, or none.
    /// </summary>
    /// <param name="command">The command with the parameters of the row.</param>
    /// <param name="named">The kind in a column of the row; null for none.</param>
    /// <param name="parameters">The parameters that the row sets, without switches that are off.</param>
    /// <param name="defaults">The settings of the command line by their parameters.</param>
    public static string? ChooseKind(
        IRowCommand command, string? named, List<PropertyInfo> parameters, IReadOnlyDictionary<string, object?> defaults)
    {
        Type type = command.GetType();

        // A row excludes a kind by a switch that is off, such as Instance in the row of a cluster beside -Instance.
        string[] kinds = [.. ListKinds(type).Where(kind => command.Source.HasColumn(kind) != true)];
        string? specified = named
            ?? parameters.Find(IsKindSwitch)?.Name
            ?? defaults.FirstOrDefault(
                setting => kinds.Contains(setting.Key) && setting.Value is SwitchParameter { IsPresent: true }).Key;
        if (specified is not null)
        {
            return specified;
        }

        string[] possible = FindPossibleKinds(type, kinds, parameters, defaults);
        string[] kindsOfResource = FindResourceId(command, parameters, defaults) is { } id
            ? [.. AttachableResource.FindComputeTypes(id).Select(ComputeTypes.GetWord)]
            : [];
        if (kindsOfResource.Length > 0)
        {
            return Array.Find(kindsOfResource, possible.Contains) ?? kindsOfResource[0];
        }

        if (CreatesClusters(type) && (possible.Length == 0 || possible.Contains(kinds[0])))
        {
            return kinds[0];
        }

        return possible.Length == 1 ? possible[0] : null;
    }

    /// <summary>Sets the switch of a kind; does nothing for null, and for a kind without a switch.</summary>
    public static void SetKind(IRowCommand command, string? kind) =>
        (kind is null ? null : command.GetType().GetProperty(kind))?.SetValue(command, new SwitchParameter(true));

    /// <summary>
    /// Returns the kinds that have all settings of the row; of these, if possible, those with all of the command line, without switches
    /// that are off.
    /// </summary>
    private static string[] FindPossibleKinds(
        Type type, IReadOnlyList<string> kinds, List<PropertyInfo> parameters, IReadOnlyDictionary<string, object?> defaults)
    {
        string[] withSettings = [.. kinds.Where(kind => parameters.TrueForAll(parameter => HasSetting(kind, parameter)))];
        string[] withDefaults =
            [.. withSettings.Where(kind => ListSpecified(defaults).All(name => HasSetting(kind, type.GetProperty(name))))];
        return withDefaults.Length > 0 ? withDefaults : withSettings;
    }

    /// <summary>
    /// Returns the id of the resource to attach; null for none. A row with the name of a resource ignores the id of the command line.
    /// </summary>
    private static string? FindResourceId(
        IRowCommand command, List<PropertyInfo> parameters, IReadOnlyDictionary<string, object?> defaults)
    {
        object? id = parameters.Find(parameter => parameter.Name == ResourceId)?.GetValue(command);
        if (id is null && !parameters.Exists(parameter => parameter.Name == "ResourceName"))
        {
            defaults.TryGetValue(ResourceId, out id);
        }

        return id as string;
    }

    /// <summary>Returns true for a command that creates a cluster if no kind is given.</summary>
    private static bool CreatesClusters(Type command) =>
        command.GetCustomAttribute<CmdletAttribute>()?.DefaultParameterSetName == ParameterSets.Cluster;
}
