using System.Management.Automation;
using System.Reflection;

namespace AmlCompute.Commands.Changing;

/// <summary>Finds the parameters of a command that can be the columns of a row, and those that apply to all rows.</summary>
internal static class RowParameters
{
    /// <summary>The columns for the kind of target.</summary>
    public static readonly HashSet<string> KindColumns = new(StringComparer.OrdinalIgnoreCase) { "Type", "ComputeType" };

    /// <summary>The parameters for files and piped objects, which cannot be columns.</summary>
    private static readonly HashSet<string> InputParameters = new(StringComparer.Ordinal)
    {
        nameof(ProvisioningCommand.Path), nameof(ProvisioningCommand.LiteralPath), nameof(ProvisioningCommand.TemplateParameter),
        nameof(ProvisioningCommand.InputObject), nameof(TargetCommand.PipelineObject),
    };

    /// <summary>The parameters that apply to the whole command.</summary>
    private static readonly HashSet<string> CommandParameters = new(StringComparer.Ordinal)
    {
        nameof(ProvisioningCommand.Configuration), nameof(ProvisioningCommand.Force), nameof(ProvisioningCommand.IfNotExists),
        nameof(ProvisioningCommand.Wait), nameof(ProvisioningCommand.Timeout), nameof(ProvisioningCommand.ThrottleLimit),
        nameof(ProvisioningCommand.AsJob), nameof(WorkspaceScopedCommand.Workspace),
    };

    /// <summary>The parameters that name or select targets, and are therefore not settings.</summary>
    private static readonly HashSet<string> SelectingParameters = new(StringComparer.Ordinal)
    {
        nameof(TargetCommand.Name), nameof(TargetCommand.Type), nameof(TargetCommand.State), nameof(TargetCommand.Exclude),
        nameof(SetAmlComputeTargetCommand.WithTag),
    };

    /// <summary>Returns the parameters that a column can name: the settings, and those that name or select targets.</summary>
    public static IEnumerable<PropertyInfo> ListParameters(Type commandType) => commandType.GetProperties().Where(property =>
        property.IsDefined(typeof(ParameterAttribute))
        && !InputParameters.Contains(property.Name)
        && !CommandParameters.Contains(property.Name)
        && !(property.Name == nameof(TargetCommand.ResourceId) && TakesExistingTargets(commandType)));

    /// <summary>Returns the parameters that are settings of a target.</summary>
    public static IEnumerable<PropertyInfo> ListSettings(Type commandType) =>
        ListParameters(commandType).Where(parameter => !SelectingParameters.Contains(parameter.Name));

    /// <summary>Returns the parameters by the columns of a row: their names and aliases, in any casing.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> ListByColumn(Type commandType)
    {
        Dictionary<string, PropertyInfo> parameters = new(StringComparer.OrdinalIgnoreCase);
        foreach (PropertyInfo parameter in ListParameters(commandType))
        {
            foreach (string column in ReadNames(parameter))
            {
                parameters[column] = parameter;
            }
        }

        return parameters;
    }

    /// <summary>Returns the name and the aliases of a parameter.</summary>
    public static IEnumerable<string> ReadNames(PropertyInfo parameter) =>
        [parameter.Name, .. parameter.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames)];

    /// <summary>
    /// Returns the parameter of the whole command that a column names, also as WorkspaceName, the alias of -Workspace; null for none.
    /// </summary>
    public static string? FindCommandParameter(string column, Type commandType) =>
        column.Equals("WorkspaceName", StringComparison.OrdinalIgnoreCase)
            ? nameof(WorkspaceScopedCommand.Workspace)
            : CommandParameters.FirstOrDefault(
                name => name.Equals(column, StringComparison.OrdinalIgnoreCase) && commandType.GetProperty(name) is not null);

    /// <summary>Returns true for a command on existing targets. Its rows can have the properties of a target.</summary>
    public static bool TakesExistingTargets(Type commandType) => typeof(TargetCommand).IsAssignableFrom(commandType);
}
