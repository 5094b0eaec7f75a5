using System.Management.Automation;
using System.Reflection;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Changing;

/// <summary>The kinds of target that a command can create or attach: the parameter sets that have a switch of their name.</summary>
internal static class RowKinds
{
    private const string ResourceId = nameof(ResourceId);

    /// <summary>Returns the kinds of a command, the default first; none for a command on existing targets.</summary>
    public static IReadOnlyList<string> Of(Type command)
    {
        string[] sets =
        [
            .. command.GetProperties().Where(IsKind).OrderBy(property => property.MetadataToken).Select(property => property.Name),
        ];
        return IsOfClusters(command) ? [ParameterSets.Cluster, .. sets] : sets;
    }

    public static bool IsKind(PropertyInfo parameter) =>
        parameter.PropertyType == typeof(SwitchParameter)
        && parameter.GetCustomAttributes<ParameterAttribute>().Any(attribute => attribute.ParameterSetName == parameter.Name);

    /// <summary>Returns true if targets of the kind have the setting.</summary>
    public static bool Has(string kind, PropertyInfo? parameter) =>
        parameter is not null && parameter.GetCustomAttributes<ParameterAttribute>()
            .Any(attribute => attribute.ParameterSetName == kind || attribute.ParameterSetName == ParameterAttribute.AllParameterSets);

    /// <summary>Returns the kind in a column such as Type.</summary>
    /// <exception cref="ComputeTargetException">The command cannot create or attach such targets.</exception>
    public static string Parse(Type command, string column, string text)
    {
        string? kind = ComputeTypes.Named(text) is { } type ? ComputeTypes.WordOf(type) : null;
        IReadOnlyList<string> kinds = Of(command);
        return kinds.FirstOrDefault(known => known == kind) ?? throw ComputeTargetException.Invalid(
            $"'{column}': '{text}' is not a kind of target that this command supports. "
            + $"{Suggestions.DidYouMean(text, kinds)}Allowed values: {string.Join(", ", kinds)}.");
    }

    /// <summary>Chooses the kind of a row: the named one, that of the command line or the resource id, or the only one possible.</summary>
    public static string? Choose(
        Type type, IRowCommand command, string? named, List<PropertyInfo> bound, IReadOnlyDictionary<string, object?> defaults)
    {
        IReadOnlyList<string> kinds = Of(type);
        string? given = named
            ?? bound.Find(parameter => IsKind(parameter) && ((SwitchParameter)parameter.GetValue(command)!).IsPresent)?.Name
            ?? defaults.FirstOrDefault(item => kinds.Contains(item.Key) && item.Value is SwitchParameter { IsPresent: true }).Key;
        if (given is not null)
        {
            return given;
        }

        PropertyInfo[] settings = [.. bound.Where(parameter => !IsKind(parameter))];
        string[] fitting = [.. kinds.Where(kind => settings.All(parameter => Has(kind, parameter)))];
        string[] best = [.. fitting.Where(kind => defaults.Keys.All(name => Has(kind, type.GetProperty(name))))];
        best = best.Length > 0 ? best : fitting;
        object? id = bound.Find(parameter => parameter.Name == ResourceId)?.GetValue(command);
        if (id is null && !bound.Exists(parameter => parameter.Name == "ResourceName"))
        {
            defaults.TryGetValue(ResourceId, out id);
        }

        string[] ofId = id is string text ? [.. AttachableResource.TypesOf(text).Select(ComputeTypes.WordOf)] : [];
        return Array.Find(ofId, best.Contains)
            ?? ofId.FirstOrDefault()
            ?? (IsOfClusters(type) && (best.Length == 0 || best.Contains(kinds[0])) ? kinds[0]
                : best.Length == 1 ? best[0]
                : null);
    }

    /// <summary>Sets the switch of a kind.</summary>
    public static void Set(object command, string? kind) =>
        (kind is null ? null : command.GetType().GetProperty(kind))?.SetValue(command, new SwitchParameter(true));

    /// <summary>Returns true for a command that creates a cluster if no kind is given.</summary>
    private static bool IsOfClusters(Type command) =>
        command.GetCustomAttribute<CmdletAttribute>()?.DefaultParameterSetName == ParameterSets.Cluster;
}
