using System.Management.Automation;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Changing;

/// <summary>The piped rows of a command: their numbers, the settings of the command line, and the columns that are not settings.</summary>
/// <param name="warn">Writes a warning.</param>
internal sealed class PipedRows(Action<string> warn)
{
    public static readonly IReadOnlyDictionary<string, object?> NoDefaults = new Dictionary<string, object?>();

    private readonly HashSet<string> _ignored = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private int _count;

    /// <summary>Gets or sets the settings of the command line by their parameters, for the rows that do not have them.</summary>
    public IReadOnlyDictionary<string, object?> Defaults { get; set; } = NoDefaults;

    /// <summary>Takes the settings that are bound on a command line, before the first object is piped.</summary>
    public void TakeDefaults(PSCmdlet command) => Defaults = ParameterRow.ParametersOf(command.GetType())
        .Where(parameter =>
            parameter.Name != nameof(ProvisioningCommand.Name) && command.MyInvocation.BoundParameters.ContainsKey(parameter.Name))
        .ToDictionary(parameter => parameter.Name, parameter => (object?)parameter.GetValue(command));

    /// <summary>Returns the next piped object with its number.</summary>
    public NumberedRow Next(PSObject row) => new(row, ++_count);

    /// <summary>Warns of columns that are not settings, each once.</summary>
    public void Ignore(IEnumerable<string> columns)
    {
        string[] added = [.. columns.Where(_ignored.Add)];
        if (added.Length > 0)
        {
            warn($"Ignored {(added.Length == 1 ? "column" : "columns")}, not a setting of a compute target: {string.Join(", ", added)}.");
        }
    }

    /// <summary>Returns the item that used a name before; null if this is the first, which is kept.</summary>
    public string? FirstWith(string name, object? given)
    {
        if (_names.TryGetValue(name, out string? first))
        {
            return first;
        }

        _names[name] = given is NumberedRow row ? $"row {row.Number}" : "an earlier item";
        return null;
    }
}

/// <summary>A piped size, which is a row with that size.</summary>
internal static class SizeRow
{
    /// <summary>Returns a size as a row; any other object unchanged.</summary>
    public static PSObject Of(PSObject piped) =>
        Is(piped) ? PlainRow.Create([(nameof(VmSize), SavedObject.TextOf(piped, nameof(VmSize.Name)))]) : piped;

    public static bool Is(PSObject? piped) => piped is not null && SavedObject.Is<VmSize>(piped);
}
