using System.Collections;
using System.Management.Automation;
using System.Reflection;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Changing;

/// <summary>A row of data that was read into a command, whose parameters the members of the row set.</summary>
internal sealed class ParameterRow
{
    /// <summary>The columns that a list of existing targets has; they are not settings, and cause no warning.</summary>
    private static readonly HashSet<string> IdentifyingColumns = new(StringComparer.OrdinalIgnoreCase)
    {
        "Id", "ResourceId", "WorkspaceName", "Workspace", "ResourceGroupName", "ResourceGroup", "SubscriptionId", "Type", "ComputeType",
        "State",
    };

    /// <summary>
    /// The groups of settings that replace each other. A row that has a setting of one group ignores those of the other groups on the
    /// command line.
    /// </summary>
    private static readonly string[][][] Alternatives =
    [
        [["ResourceId"], ["ResourceName", "ResourceGroupName", "SynapseWorkspaceName"]],
        [["SubnetId"], ["VNetName", "SubnetName", "VNetResourceGroupName"]],
        [["AdminCredential"], ["AdminUserName"]],
        [["SslCname", "SslCertPemFile", "SslKeyPemFile"], ["LeafDomainLabel", "OverwriteExistingDomain"]],
    ];

    private readonly Type _commandType;

    /// <summary>The column of each setting; a setting of the command line has the parameter with its hyphen.</summary>
    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);

    /// <summary>The parameters that the row sets.</summary>
    private readonly List<PropertyInfo> _parameters = [];

    /// <summary>The kind of target in a column such as Type; null for none.</summary>
    private string? _namedKind;

    private ParameterRow(Type commandType, bool isCommandLine)
    {
        _commandType = commandType;
        Command = (IRowCommand)Activator.CreateInstance(commandType)!;
        Command.Source = new ParameterSource(_columns, isCommandLine);
    }

    /// <summary>Gets the name of the target; null if the row has none, and for a command on existing targets.</summary>
    public string? Name => (Command as ProvisioningCommand)?.Name;

    /// <summary>Gets the command whose parameters have the values of the row. It never runs.</summary>
    public IRowCommand Command { get; }

    /// <summary>Gets a value indicating whether the row itself sets no parameter except the name.</summary>
    public bool HasOnlyDefaults => _parameters.TrueForAll(parameter => parameter.Name == nameof(ProvisioningCommand.Name));

    /// <summary>Reads a row, or the bound parameters of a command line. Empty strings, as in blank cells, count as not specified.</summary>
    /// <param name="source">The row.</param>
    /// <param name="commandType">The command whose parameters are the columns.</param>
    /// <param name="rows">The rows of the pipe, with the settings of the command line; null for one that was not piped.</param>
    /// <param name="isCommandLine">True if the members are the bound parameters of a command line.</param>
    /// <exception cref="ComputeTargetException">The object is not a row, or one of its members or values is not valid.</exception>
    public static ParameterRow Create(PSObject source, Type commandType, PipedRows? rows = null, bool isCommandLine = false)
    {
        (string Name, object? Value)[] members = [.. ReadMembers(source, commandType)];
        IReadOnlyDictionary<string, PropertyInfo> parameters = rows?.ListParameters(commandType) ?? RowParameters.ListByColumn(commandType);
        bool isTable = rows is not null && source.BaseObject is PSCustomObject;
        if (isTable)
        {
            string[] columns = [.. members.Select(member => member.Name)];
            rows!.CheckColumns(commandType, columns, () => RequireColumns(
                columns.Where(column => !parameters.ContainsKey(column)), commandType, [.. columns, .. rows.Defaults.Keys]));
        }

        ParameterRow row = new(commandType, isCommandLine);
        IReadOnlyList<string> ignored = row.SetMembers(members, parameters, isTable);
        rows?.WarnOfIgnored(ignored.Where(column => !IdentifiesTarget(column, commandType)));
        row.AddDefaults(rows?.Defaults ?? PipedRows.NoDefaults);
        return row;
    }

    /// <summary>Returns true for a hashtable, or an object without a class that is not a saved target, size or workspace.</summary>
    public static bool IsRow(PSObject? value) =>
        value is { BaseObject: IDictionary or PSCustomObject } row
        && !SavedObject.IsOfType<ComputeTarget>(row) && !SavedObject.IsOfType<VmSize>(row) && !SavedObject.IsOfType<Workspace>(row);

    /// <summary>Returns a configuration, or the one that a row describes, and its name; the name is null if it has none.</summary>
    /// <exception cref="ComputeTargetException">The object is neither, or a setting of the row is not valid.</exception>
    public static (string? Name, ComputeConfiguration Configuration) ReadConfiguration(
        PSObject source, Type commandType, IConfigurationHost host, PipedRows? rows = null)
    {
        if (source.BaseObject is ComputeConfiguration configuration)
        {
            return (configuration.Name, configuration);
        }

        if (source.BaseObject is string name && host is not ProvisioningCommand)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"The name '{name}' alone is not a configuration. Create one with New-AmlComputeConfiguration.");
        }

        ParameterRow row = Create(source, commandType, rows);
        return (row.Name, row.CreateConfiguration(host));
    }

    public ComputeConfiguration CreateConfiguration(IConfigurationHost host) => ((ConfigurationCommand)Command).CreateConfiguration(host);

    /// <summary>Refuses mistaken columns of a table, also those with a blank cell.</summary>
    private static void RequireColumns(IEnumerable<string> columns, Type commandType, string[] specified)
    {
        foreach (string column in columns.Where(column => !IsKindColumn(column, commandType)))
        {
            RowColumns.RequireNoMistake(column, commandType, specified);
        }
    }

    private static bool IsKindColumn(string column, Type commandType) =>
        RowParameters.KindColumns.Contains(column) && RowKinds.ListKinds(commandType).Count > 0;

    private static bool IdentifiesTarget(string column, Type commandType) =>
        RowParameters.TakesExistingTargets(commandType) && IdentifyingColumns.Contains(column);

    /// <summary>Returns true for the id of an existing target, which a hashtable can have beside its settings.</summary>
    private static bool IsTargetId(string column, Type commandType) =>
        RowParameters.TakesExistingTargets(commandType) && PipedTarget.IsIdMember(column);

    private static IEnumerable<(string Name, object? Value)> ReadMembers(PSObject source, Type commandType)
    {
        if (SavedObject.IsOfType<ComputeTarget>(source))
        {
            string choice = source.BaseObject is ComputeTarget target
                ? CommandText.WriteTarget(target.Workspace, target.Name)
                : CommandText.WriteResourceId(SavedObject.ReadText(source, nameof(ComputeTarget.Id)) ?? string.Empty);
            throw ComputeTargetException.CreateInvalidArgument(
                "A compute target is not a configuration. Copy it with 'New-AmlComputeConfiguration -From (Get-AmlComputeTarget "
                + $"{choice})', and pipe that to this command.");
        }

        bool attaches = commandType.GetCustomAttribute<CmdletAttribute>()!.VerbName == VerbsCommunications.Connect;
        string exampleSettings = attaches ? " such as -Kubernetes and -ResourceId" : ", at least -VmSize";
        return PlainRow.ReadMembers(source) ?? throw ComputeTargetException.CreateInvalidArgument(source.BaseObject switch
        {
            FileSystemInfo file => "A file is not a configuration. Use -Path "
                + $"{CommandText.Quote(WildcardPattern.Escape(file.FullName))}.",
            string name => $"The name '{name}' alone is not a configuration. Specify the settings as parameters"
                + $"{exampleSettings}, or create a configuration with New-AmlComputeConfiguration.",
            { } value => $"An object of type {value.GetType().Name} is not a valid configuration. "
                + "Use a configuration, or a row whose members are parameters.",
        });
    }

    /// <summary>Sets the parameters of all members, and returns the columns that are not settings.</summary>
    private List<string> SetMembers(
        (string Name, object? Value)[] members, IReadOnlyDictionary<string, PropertyInfo> parameters, bool isTable)
    {
        List<string> ignored = [];
        foreach ((string column, object? value) in members.Where(member => !RowValue.IsBlank(member.Value)))
        {
            if (IsKindColumn(column, _commandType))
            {
                SetNamedKind(column, LanguagePrimitives.ConvertTo<string>(value));
            }
            else if (parameters.TryGetValue(column, out PropertyInfo? parameter))
            {
                RequireSameValue(parameter, column, value, members);
                SetParameter(parameter, column, value!);
            }
            else if (RowKinds.ExcludesOtherKind(_commandType, column, value))
            {
                // The kind of the row is another one in any case.
                continue;
            }
            else if (isTable || IsTargetId(column, _commandType))
            {
                ignored.Add(column);
            }
            else
            {
                throw RowColumns.CreateUnknownError(column, _commandType);
            }
        }

        return ignored;
    }

    /// <summary>Sets the kind of a column such as Type; refuses columns with different kinds.</summary>
    private void SetNamedKind(string column, string text)
    {
        string kind = RowKinds.ParseKind(_commandType, column, text);
        if (_namedKind is not null && _namedKind != kind)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"'{column}': '{text}' contradicts the kind {_namedKind} of another column. Use one of the columns.");
        }

        _namedKind = kind;
    }

    /// <summary>Refuses two columns of one parameter with different texts or numbers, such as MaxNodes and MaxNodeCount.</summary>
    private void RequireSameValue(PropertyInfo parameter, string column, object? value, (string Name, object? Value)[] members)
    {
        if (_columns.TryGetValue(parameter.Name, out string? earlierColumn) && !IdentifiesTarget(column, _commandType)
            && !string.Equals(FormatCell(value), FormatCell(FindCell(earlierColumn)), StringComparison.OrdinalIgnoreCase))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"'{earlierColumn}' and '{column}' are the same setting, but have different values. Use one of them.");
        }

        object? FindCell(string name) => Array.Find(members, member => member.Name == name).Value;

        static string? FormatCell(object? cell) => PlainData.FormatText(PlainData.Unwrap(cell));
    }

    private void SetParameter(PropertyInfo parameter, string column, object value)
    {
        _columns[parameter.Name] = column;
        parameter.SetValue(Command, RowValue.Convert(parameter, value, Command.Source.GetWord(parameter.Name)));
        _parameters.Add(parameter);
    }

    /// <summary>Sets the kind, and the settings of the command line that targets of the kind have and the row does not.</summary>
    private void AddDefaults(IReadOnlyDictionary<string, object?> defaults)
    {
        List<PropertyInfo> settings = _parameters.FindAll(IsValueOrOn);
        string? kind = RowKinds.ChooseKind(Command, _namedKind, settings, defaults);
        RequireSettingsOfKind(kind, settings);
        foreach (KeyValuePair<string, object?> setting in defaults)
        {
            if (_commandType.GetProperty(setting.Key) is { } parameter
                && !_columns.ContainsKey(setting.Key)
                && !RowKinds.IsKindSwitch(parameter)
                && (kind is null || RowKinds.HasSetting(kind, parameter))
                && !HasAlternative(setting.Key))
            {
                _columns[setting.Key] = $"-{setting.Key}";
                object? value = setting.Value is null ? null : RowValue.Convert(parameter, setting.Value, $"-{setting.Key}");
                parameter.SetValue(Command, value);
            }
        }

        RowKinds.SetKind(Command, kind);
    }

    /// <summary>Refuses a setting that targets of the kind do not have; no setting if the kind is null.</summary>
    private void RequireSettingsOfKind(string? kind, List<PropertyInfo> settings)
    {
        if (kind is not null && settings.Find(parameter => !RowKinds.HasSetting(kind, parameter)) is { } wrongParameter)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"{Command.Source.GetWord(wrongParameter.Name)} is not a valid setting for {kind}.");
        }
    }

    /// <summary>Returns true if the row has a setting of another group of <see cref="Alternatives"/> than the given setting.</summary>
    private bool HasAlternative(string setting) => Alternatives
        .Where(groups => groups.Any(group => group.Contains(setting)))
        .Any(groups => groups.Where(group => !group.Contains(setting)).SelectMany(group => group).Any(IsInRow));

    private bool IsInRow(string setting) => _parameters.Exists(parameter => parameter.Name == setting && IsValueOrOn(parameter));

    /// <summary>Returns false for a switch that is off, such as Instance in the row of a cluster. It is valid for every kind.</summary>
    private bool IsValueOrOn(PropertyInfo parameter) => parameter.GetValue(Command) is not SwitchParameter { IsPresent: false };
}
