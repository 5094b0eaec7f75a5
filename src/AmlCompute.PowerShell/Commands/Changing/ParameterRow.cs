using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Changing;

/// <summary>A row of data whose members are parameters of a command, converted as on the command line.</summary>
internal sealed class ParameterRow
{
    public static readonly HashSet<string> KindColumns = new(StringComparer.OrdinalIgnoreCase) { "Type", "ComputeType" };

    /// <summary>Columns that say which target a row of an existing one is about.</summary>
    private static readonly HashSet<string> Describing = new(StringComparer.OrdinalIgnoreCase)
    {
        "Id", "ResourceId", "WorkspaceName", "Workspace", "ResourceGroupName", "ResourceGroup", "SubscriptionId", "Type", "ComputeType",
        "State",
    };

    private static readonly HashSet<string> NotInRows = new(StringComparer.Ordinal)
    {
        nameof(ProvisioningCommand.Configuration), nameof(ProvisioningCommand.Path), nameof(ProvisioningCommand.LiteralPath),
        nameof(ProvisioningCommand.TemplateParameter),
        nameof(ProvisioningCommand.InputObject), nameof(ProvisioningCommand.Force), nameof(ProvisioningCommand.IfNotExists),
        nameof(ProvisioningCommand.Wait), nameof(ProvisioningCommand.Timeout), nameof(ProvisioningCommand.ThrottleLimit),
        nameof(ProvisioningCommand.AsJob), nameof(WorkspaceScopedCommand.Workspace), nameof(TargetCommand.PipelineObject),
    };

    /// <summary>Settings of which a row has one group or the other. A row with one group ignores the other on the command line.</summary>
    private static readonly string[][][] Alternatives =
    [
        [["ResourceId"], ["ResourceName", "ResourceGroupName", "SynapseWorkspaceName"]],
        [["SubnetId"], ["VNetName", "SubnetName", "VNetResourceGroupName"]],
        [["AdminCredential"], ["AdminUserName"]],
        [["SslCname", "SslCertPemFile", "SslKeyPemFile"], ["LeafDomainLabel", "OverwriteExistingDomain"]],
    ];

    private readonly Type _type;
    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);

    private ParameterRow(Type commandType, bool isCommandLine)
    {
        _type = commandType;
        Command = (IRowCommand)Activator.CreateInstance(commandType)!;
        Command.Source = new ParameterSource(_columns, isCommandLine);
    }

    /// <summary>Reads a row, or the bound parameters of a command line. Empty strings, as in blank cells, count as not specified.</summary>
    /// <param name="row">The row.</param>
    /// <param name="commandType">The command whose parameters are the columns.</param>
    /// <param name="rows">The rows of the pipe, with the settings of the command line; null for one that was not piped.</param>
    /// <param name="isCommandLine">True if the members are the bound parameters of a command line.</param>
    /// <exception cref="ComputeTargetException">The object is not a row, a member is not a parameter, or a value is invalid.</exception>
    public static ParameterRow From(PSObject row, Type commandType, PipedRows? rows = null, bool isCommandLine = false)
    {
        (string Name, object? Value)[] members = [.. MembersOf(row, commandType)];
        ParameterRow read = new(commandType, isCommandLine);
        List<PropertyInfo> bound = [];
        List<string> others = [];
        string? kind = null;
        bool isTable = rows is not null && row.BaseObject is PSCustomObject;
        bool hasKinds = RowKinds.Of(commandType).Count > 0;
        if (isTable)
        {
            // The columns of a table are the same in all rows, so that a blank cell does not hide a mistake.
            string[] given = [.. members.Select(member => member.Name), .. rows!.Defaults.Keys];
            foreach (string column in members.Select(member => member.Name))
            {
                if (FindParameter(commandType, column) is null && !(hasKinds && KindColumns.Contains(column)))
                {
                    RequireNoMistake(column, commandType, given);
                }
            }
        }

        foreach ((string name, object? value) in members.Where(member => !IsBlank(member.Value)))
        {
            if (hasKinds && KindColumns.Contains(name))
            {
                kind = RowKinds.Parse(commandType, name, LanguagePrimitives.ConvertTo<string>(value));
            }
            else if (FindParameter(commandType, name) is { } parameter)
            {
                read._columns[parameter.Name] = name;
                string word = read.Command.Source.WordOf(parameter.Name);
                parameter.SetValue(read.Command, ConvertValue(parameter, value!, word));
                bound.Add(parameter);
            }
            else if (isTable)
            {
                others.Add(name);
            }
            else
            {
                throw Unknown(name, commandType);
            }
        }

        rows?.Ignore(others.Where(other => !NamesTargets(commandType) || !Describing.Contains(other)));
        read.Complete(kind, bound, rows);
        return read;
    }

    /// <summary>Returns true for null and for an empty string, which a table with blank cells contains.</summary>
    public static bool IsBlank(object? value) => value is null or "" || PlainData.Unwrap(value) is "";

    /// <summary>Returns true for a row: a hashtable, or an object without a class, except a target that was saved and read.</summary>
    public static bool IsRow(object? given) =>
        given is PSObject { BaseObject: IDictionary or PSCustomObject } row
        && !SavedObject.Is<ComputeTarget>(row) && !SavedObject.Is<VmSize>(row) && !SavedObject.Is<Workspace>(row);

    public string? Name => (Command as ProvisioningCommand)?.Name;

    public IRowCommand Command { get; }

    /// <summary>Gets a value indicating whether no column of the row is a setting.</summary>
    public bool HasOnlyDefaults => _columns.All(column => column.Key == nameof(ProvisioningCommand.Name) || column.Value[0] == '-');

    public ComputeConfiguration Configure(IConfigurationHost host) => ((ConfigurationCommand)Command).Configure(host);

    /// <summary>Returns a configuration, or the one that a row describes, and its name if it has one.</summary>
    public static (string? Name, ComputeConfiguration Configuration) Read(
        PSObject given, Type commandType, IConfigurationHost host, PipedRows? rows = null)
    {
        if (given.BaseObject is ComputeConfiguration configuration)
        {
            return (configuration.Name, configuration);
        }

        ParameterRow row = From(given, commandType, rows);
        return (row.Name, row.Configure(host));
    }

    /// <summary>Returns the parameters that a row or a configuration can contain.</summary>
    public static IEnumerable<PropertyInfo> ParametersOf(Type commandType) =>
        commandType.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute)) && !NotInRows.Contains(property.Name)
            && !(property.Name == nameof(TargetCommand.ResourceId) && NamesTargets(commandType)));

    private static IEnumerable<(string Name, object? Value)> MembersOf(PSObject row, Type commandType)
    {
        if (SavedObject.Is<ComputeTarget>(row))
        {
            throw Invalid(
                "A compute target is not a configuration. Copy it with 'New-AmlComputeConfiguration -From (Get-AmlComputeTarget "
                + $"{SavedObject.TextOf(row, nameof(ComputeTarget.Name))})', and pipe that to this command.");
        }

        bool attaches = commandType.GetCustomAttribute<CmdletAttribute>()!.VerbName == VerbsCommunications.Connect;
        return PlainRow.MembersOf(row) ?? throw Invalid(row.BaseObject switch
        {
            FileSystemInfo file => $"A file is not a configuration. Use -Path '{file.FullName}'.",
            string name => $"The name '{name}' alone is not a configuration. Specify the settings as parameters"
                + $"{(attaches ? " such as -Kubernetes and -ResourceId" : ", at least -VmSize")}, or -Configuration.",
            { } other => $"An object of type {other.GetType().Name} is not a valid configuration. "
                + "Pipe names, configurations, or rows whose members are parameters.",
        });
    }

    private static PropertyInfo? FindParameter(Type commandType, string name) => ParametersOf(commandType)
        .FirstOrDefault(parameter => NamesOf(parameter).Contains(name, StringComparer.OrdinalIgnoreCase));

    private static ComputeTargetException Unknown(string name, Type commandType)
    {
        List<PropertyInfo> parameters = [.. ParametersOf(commandType)];
        if (name.IndexOf("passphrase", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            throw Invalid($"'{name}' is not a setting of a compute target. {SettingRules.NoPassphrase}");
        }

        string meant = Suggestions.DidYouMean(name, parameters.SelectMany(NamesOf));
        IEnumerable<string> allowed = parameters.Select(parameter => parameter.Name).OrderBy(known => known, StringComparer.Ordinal);
        string advice = meant.Length > 0 ? meant.TrimEnd() : $"Allowed settings: {string.Join(", ", allowed)}.";
        return Invalid($"'{name}' is not a setting of a compute target. {advice}");
    }

    /// <summary>Refuses a column near the name of a setting that the row lacks, and one that only the command line can have.</summary>
    private static void RequireNoMistake(string column, Type commandType, string[] given)
    {
        if (column.IndexOfAny([';', ',', '\t']) is var at and >= 0)
        {
            string delimiter = column[at] == '\t' ? "\"`t\"" : $"'{column[at]}'";
            throw Mistake($"'{column}' is one column with several names. Read the file with Import-Csv -Delimiter {delimiter}.");
        }

        bool isOfTarget = IsPropertyOfTarget(column);
        string? parameter = NotInRows.Append("WorkspaceName")
            .FirstOrDefault(name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
        if (parameter is not null && !(isOfTarget && NamesTargets(commandType)))
        {
            throw Mistake(
                $"'{column}' cannot be a column. Use the parameter -{parameter.Replace("WorkspaceName", "Workspace")}, "
                + "which applies to all rows.");
        }

        if (isOfTarget)
        {
            return;
        }

        IEnumerable<string> missing = ParametersOf(commandType).Select(NamesOf)
            .Where(names => !names.Any(name => given.Contains(name, StringComparer.OrdinalIgnoreCase)))
            .SelectMany(names => names);
        if (Suggestions.FindIntended(column, missing) is { } meant)
        {
            throw Mistake($"'{column}' is not a setting of a compute target. Did you mean '{meant}'?");
        }

        static ComputeTargetException Mistake(string message) => new(ErrorIds.InvalidArgument, message) { IsOfTable = true };
    }

    private static bool IsPropertyOfTarget(string name) => ComputeTypes.All.Select(ComputeTypes.ClassOf).Any(
        type => type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not null);

    /// <summary>Returns true for a command on existing targets. Its rows can have the properties of a target.</summary>
    private static bool NamesTargets(Type commandType) => typeof(TargetCommand).IsAssignableFrom(commandType);

    /// <summary>Returns the name and the aliases of a parameter.</summary>
    public static IEnumerable<string> NamesOf(PropertyInfo parameter) =>
        [parameter.Name, .. parameter.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames)];

    private static object? ConvertValue(PropertyInfo parameter, object value, string word)
    {
        try
        {
            Type type = Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
            ArgumentTransformationAttribute? transformation =
                parameter.GetCustomAttributes<ArgumentTransformationAttribute>().FirstOrDefault(other => other is not CredentialAttribute);
            value = transformation?.Transform(null!, value) ?? value;
            object? converted = PlainData.Unwrap(value) switch
            {
                _ when type == typeof(bool) || type == typeof(SwitchParameter) => ToFlag(type, value, word),
                string text when type == typeof(int) => ToNumber(text, word),
                string text when type == typeof(string[]) => text.Split([';'], StringSplitOptions.RemoveEmptyEntries)
                    .Select(item => item.Trim()).ToArray(),
                string when type == typeof(SecureString) || type == typeof(PSCredential) => throw Invalid(
                    $"{word}: a secret cannot be text. Give it on the command line: -{parameter.Name} "
                    + $"({(type == typeof(PSCredential) ? "Get-Credential" : "Read-Host -AsSecureString")})."),
                _ => LanguagePrimitives.ConvertTo(value, parameter.PropertyType, CultureInfo.InvariantCulture),
            };
            if (parameter.GetCustomAttribute<KnownWordsAttribute>()?.ProblemOf(converted) is { } problem)
            {
                throw Invalid($"{word}: {problem}");
            }

            return converted;
        }
        catch (Exception exception) when (exception is PSInvalidCastException or ArgumentTransformationMetadataException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{word}: {exception.Message}", exception);
        }
    }

    /// <summary>Parses the text, because PowerShell converts '1,5' to 15.</summary>
    private static int ToNumber(string text, string word) =>
        int.TryParse(text, NumberStyles.Integer | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Invalid($"{word}: '{text}' is not a valid whole number, such as 3.");

    /// <summary>Parses the text, because PowerShell converts every non-empty string to true, also 'False'.</summary>
    private static object ToFlag(Type type, object value, string word)
    {
        bool flag = PlainData.Unwrap(value) is string text
            ? bool.TryParse(text, out bool parsed)
                ? parsed
                : throw Invalid($"{word}: '{text}' is not a valid Boolean value. Use True or False.")
            : LanguagePrimitives.IsTrue(value);
        return type == typeof(bool) ? flag : new SwitchParameter(flag);
    }

    /// <summary>Requires that all settings of the row belong to one kind of target, and adds those of the command line.</summary>
    private void Complete(string? named, List<PropertyInfo> bound, PipedRows? rows)
    {
        IReadOnlyDictionary<string, object?> defaults = rows?.Defaults ?? PipedRows.NoDefaults;
        string? kind = RowKinds.Choose(_type, Command, named, bound, defaults);
        if (kind is not null && bound.Find(parameter => !RowKinds.Has(kind, parameter)) is { } stray)
        {
            throw Invalid($"{Command.Source.WordOf(stray.Name)} is not a valid setting for {kind}.");
        }

        foreach (KeyValuePair<string, object?> setting in defaults)
        {
            if (_type.GetProperty(setting.Key) is { } parameter
                && !_columns.ContainsKey(setting.Key)
                && !RowKinds.IsKind(parameter)
                && (kind is null || RowKinds.Has(kind, parameter))
                && !Alternatives.Any(groups => groups.Any(group => group.Contains(setting.Key))
                    && groups.Any(group => !group.Contains(setting.Key) && group.Any(bound.Select(other => other.Name).Contains))))
            {
                _columns[setting.Key] = $"-{setting.Key}";
                parameter.SetValue(Command, ConvertValue(parameter, setting.Value!, $"-{setting.Key}"));
            }
        }

        RowKinds.Set(Command, kind);
    }

    private static ComputeTargetException Invalid(string message) => new(ErrorIds.InvalidArgument, message);
}
