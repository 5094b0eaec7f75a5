using System.Management.Automation;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Chooses between New- and Connect-AmlComputeTarget for a row, whose columns are parameters of one of them.</summary>
internal static class ProvisioningChoice
{
    private static readonly HashSet<string> NamesOfNew = ListParameterNames(typeof(NewAmlComputeTargetCommand));

    private static readonly HashSet<string> NamesOfConnect = ListParameterNames(typeof(ConnectAmlComputeTargetCommand));

    /// <summary>
    /// Returns the command for a row: Connect-AmlComputeTarget if only that has its kind or one of its settings, and New-AmlComputeTarget
    /// otherwise. A row of the kind Cluster or Instance is always for New-AmlComputeTarget. A switch that is off does not decide.
    /// </summary>
    /// <param name="row">The row; for another object the settings of the command line decide.</param>
    /// <param name="defaults">The settings of the command line by their parameters; null for none.</param>
    public static Type ChooseCommand(PSObject row, IReadOnlyDictionary<string, object?>? defaults = null)
    {
        (string Name, object? Value)[] cells = [.. PlainRow.ReadMembers(row) ?? []];
        string[] kinds =
        [
            .. cells.Where(cell => RowParameters.KindColumns.Contains(cell.Name))
                .Select(cell => ComputeTypes.FindByAnyName($"{cell.Value}") is { } type ? ComputeTypes.GetWord(type) : string.Empty),
        ];
        IEnumerable<string> settings =
        [
            .. cells.Where(cell => !RowValue.IsBlankOrOff(cell.Value)).Select(cell => cell.Name),
            .. kinds,
            .. RowKinds.ListSpecified(defaults ?? PipedRows.NoDefaults),
        ];
        bool isCreated = kinds.Intersect([ParameterSets.Cluster, ParameterSets.Instance]).Any();
        bool needsConnect = settings.Any(setting => NamesOfConnect.Contains(setting) && !NamesOfNew.Contains(setting));
        return needsConnect && !isCreated ? typeof(ConnectAmlComputeTargetCommand) : typeof(NewAmlComputeTargetCommand);
    }

    private static HashSet<string> ListParameterNames(Type command) => new(
        RowParameters.ListParameters(command).SelectMany(RowParameters.ReadNames), StringComparer.OrdinalIgnoreCase);
}
