using System.Management.Automation;
using System.Reflection;
using AmlCompute.Commands.Base;

namespace AmlCompute.Commands.Changing;

/// <summary>The state that the piped rows of one command share, such as the settings of the command line.</summary>
/// <param name="warn">Writes a warning.</param>
internal sealed class PipedRows(Action<string> warn)
{
    public static readonly IReadOnlyDictionary<string, object?> NoDefaults = new Dictionary<string, object?>();

    /// <summary>The commands and columns of the rows whose columns are not mistaken.</summary>
    private readonly HashSet<string> _checkedColumns = new(StringComparer.Ordinal);

    /// <summary>The columns that were reported as ignored.</summary>
    private readonly HashSet<string> _ignoredColumns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The item that named each target, in words for a message.</summary>
    private readonly Dictionary<string, string> _items = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The parameters by columns, for each type of command, because reflection for each row is slow.</summary>
    private readonly Dictionary<Type, IReadOnlyDictionary<string, PropertyInfo>> _parameters = [];

    /// <summary>The number of rows so far.</summary>
    private int _count;

    /// <summary>Gets or sets the settings of the command line by their parameters, for the rows that do not have them.</summary>
    public IReadOnlyDictionary<string, object?> Defaults { get; set; } = NoDefaults;

    /// <summary>Reads the settings that are bound on a command line, before the first object is piped.</summary>
    public void ReadDefaults(PSCmdlet command) => Defaults = RowParameters.ListSettings(command.GetType())
        .Where(parameter => command.MyInvocation.BoundParameters.ContainsKey(parameter.Name))
        .ToDictionary(parameter => parameter.Name, parameter => (object?)parameter.GetValue(command));

    /// <summary>Returns the parameters of a command by the columns of its rows.</summary>
    public IReadOnlyDictionary<string, PropertyInfo> ListParameters(Type commandType)
    {
        if (!_parameters.TryGetValue(commandType, out IReadOnlyDictionary<string, PropertyInfo>? parameters))
        {
            _parameters[commandType] = parameters = RowParameters.ListByColumn(commandType);
        }

        return parameters;
    }

    /// <summary>Checks the columns of a row, unless an earlier row has passed with the same columns, because the check is slow.</summary>
    /// <param name="commandType">The command whose parameters are the columns.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="check">Throws an exception if a column is mistaken.</param>
    public void CheckColumns(Type commandType, string[] columns, Action check)
    {
        string key = string.Join("\n", [commandType.Name, .. columns]);
        if (!_checkedColumns.Contains(key))
        {
            check();
            _checkedColumns.Add(key);
        }
    }

    /// <summary>Returns the next piped row with its number.</summary>
    public NumberedRow AddNumber(PSObject row) => new(row, ++_count);

    /// <summary>Warns of columns that are not settings, each once.</summary>
    public void WarnOfIgnored(IEnumerable<string> columns)
    {
        string[] added = [.. columns.Where(_ignoredColumns.Add)];
        if (added.Length > 0)
        {
            warn($"Ignored {(added.Length == 1 ? "column" : "columns")}, not a setting of a compute target: {string.Join(", ", added)}.");
        }
    }

    /// <summary>Returns the earlier item of the same target, in words for a message; null if this is the first, which is added.</summary>
    /// <param name="target">The name of the target, with the id of its workspace if the items can have several.</param>
    /// <param name="item">The row, or another object, that names the target.</param>
    public string? FindEarlierOrAdd(string target, object item)
    {
        if (_items.TryGetValue(target, out string? earlier))
        {
            return earlier;
        }

        _items[target] = item is NumberedRow row ? $"row {row.Number}" : "an earlier item";
        return null;
    }
}
