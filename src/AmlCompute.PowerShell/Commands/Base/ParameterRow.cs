using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Base;

/// <summary>A row of data whose members are parameters of a command, converted as on the command line.</summary>
internal sealed class ParameterRow
{
    private static readonly HashSet<string> NotInRows = new(StringComparer.Ordinal)
    {
        nameof(ProvisioningCommand.Configuration), nameof(ProvisioningCommand.Path), nameof(ProvisioningCommand.LiteralPath),
        nameof(ProvisioningCommand.TemplateParameter),
        nameof(ProvisioningCommand.InputObject), nameof(ProvisioningCommand.Force), nameof(ProvisioningCommand.IfNotExists),
        nameof(ProvisioningCommand.Wait), nameof(ProvisioningCommand.Timeout), nameof(ProvisioningCommand.ThrottleLimit),
        nameof(ProvisioningCommand.AsJob), nameof(WorkspaceScopedCommand.Workspace),
    };

    private readonly ConfigurationCommand _command;

    private ParameterRow(ConfigurationCommand command) => _command = command;

    /// <summary>Reads a row, or the bound parameters of a command line. Empty strings, as in blank cells, count as not specified.</summary>
    /// <exception cref="ComputeTargetException">The object is not a row, a member is not a parameter, or a value is invalid.</exception>
    public static ParameterRow From(PSObject row, Type commandType, bool isCommandLine = false)
    {
        IEnumerable<KeyValuePair<string, object?>> members = MembersOf(row, commandType);
        ConfigurationCommand command = (ConfigurationCommand)Activator.CreateInstance(commandType)!;
        Dictionary<string, string> columns = new(StringComparer.Ordinal);
        command.Columns = columns;
        command.Source = isCommandLine ? ParameterSource.CommandLine : new ParameterSource(columns);
        List<PropertyInfo> bound = [];
        foreach (KeyValuePair<string, object?> member in members)
        {
            if (IsBlank(member.Value))
            {
                continue;
            }

            PropertyInfo parameter = FindParameter(commandType, member.Key);
            columns[parameter.Name] = member.Key;
            parameter.SetValue(command, ConvertValue(parameter, member.Value!, command.Source.WordOf(parameter.Name)));
            bound.Add(parameter);
        }

        RequireOneSet(command, bound);
        return new ParameterRow(command);
    }

    /// <summary>Returns true for null and for an empty string, which a table with blank cells contains.</summary>
    public static bool IsBlank(object? value) => value is null or "" || PlainData.Unwrap(value) is "";

    public ComputeConfiguration Configure(IConfigurationHost host) => _command.Configure(host);

    /// <summary>Returns a configuration, or the one that a row describes, and its name if it has one.</summary>
    public static (string? Name, ComputeConfiguration Configuration) Read(PSObject given, Type commandType, IConfigurationHost host)
    {
        if (given.BaseObject is ComputeConfiguration configuration)
        {
            return (configuration.Name, configuration);
        }

        ParameterRow row = From(given, commandType);
        return ((row._command as ProvisioningCommand)?.Name, row.Configure(host));
    }

    /// <summary>Returns the parameters that a row or a configuration can contain.</summary>
    public static IEnumerable<PropertyInfo> ParametersOf(Type commandType) =>
        commandType.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute)) && !NotInRows.Contains(property.Name));

    private static IEnumerable<KeyValuePair<string, object?>> MembersOf(PSObject row, Type commandType)
    {
        if (row.TypeNames.Any(name => name.EndsWith("AmlCompute." + nameof(ComputeTarget), StringComparison.Ordinal)))
        {
            throw Invalid(
                "A compute target is not a valid configuration. Specify a name, and the settings to copy as parameters or in a hashtable.");
        }

        return row.BaseObject switch
        {
            IDictionary dictionary => dictionary.Cast<DictionaryEntry>()
                .Select(entry => new KeyValuePair<string, object?>(entry.Key.ToString()!, entry.Value)),
            PSCustomObject => row.Properties.Select(property => new KeyValuePair<string, object?>(property.Name, property.Value)),
            string name when commandType.GetCustomAttribute<CmdletAttribute>()!.VerbName == VerbsCommunications.Connect => throw Invalid(
                $"The name '{name}' alone is not a configuration. "
                + "Specify the settings as parameters such as -Kubernetes and -ResourceId, or -Configuration."),
            string name => throw Invalid(
                $"The name '{name}' alone is not a configuration. "
                + "Specify the settings as parameters, at least -VmSize, or -Configuration."),
            { } other => throw Invalid(
                $"An object of type {other.GetType().Name} is not a valid configuration. "
                + "Pipe names, configurations, or rows whose members are parameters."),
        };
    }

    private static PropertyInfo FindParameter(Type commandType, string name)
    {
        List<PropertyInfo> parameters = [.. ParametersOf(commandType)];
        if (parameters.Find(parameter => NamesOf(parameter).Contains(name, StringComparer.OrdinalIgnoreCase)) is { } found)
        {
            return found;
        }

        string meant = Suggestions.DidYouMean(name, parameters.SelectMany(NamesOf));
        IEnumerable<string> allowed = parameters.Select(parameter => parameter.Name).OrderBy(known => known, StringComparer.Ordinal);
        string advice = meant.Length > 0 ? meant.TrimEnd() : $"Allowed settings: {string.Join(", ", allowed)}.";
        throw Invalid($"'{name}' is not a setting of a compute target. {advice}");
    }

    private static IEnumerable<string> NamesOf(PropertyInfo parameter) =>
        [parameter.Name, .. parameter.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames)];

    private static object? ConvertValue(PropertyInfo parameter, object value, string word)
    {
        try
        {
            Type type = Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
            object? converted = parameter.GetCustomAttribute<IdentityTypeAttribute>() switch
            {
                _ when type == typeof(Duration) => new DurationAttribute().Transform(null!, value),
                { } identityType => identityType.Transform(null!, value),
                _ when type == typeof(bool) || type == typeof(SwitchParameter) => ToFlag(type, value, word),
                _ => LanguagePrimitives.ConvertTo(value, parameter.PropertyType, CultureInfo.InvariantCulture),
            };
            foreach (ValidateSetAttribute words in parameter.GetCustomAttributes<ValidateSetAttribute>())
            {
                if (!words.ValidValues.Contains(converted?.ToString(), StringComparer.OrdinalIgnoreCase))
                {
                    throw Invalid($"{word} cannot be '{converted}'. Allowed values: {string.Join(", ", words.ValidValues)}.");
                }
            }

            return converted;
        }
        catch (Exception exception) when (exception is PSInvalidCastException or ArgumentTransformationMetadataException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{word}: {exception.Message}", exception);
        }
    }

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

    /// <summary>Requires that all bound parameters belong to one parameter set, as on the command line.</summary>
    private static void RequireOneSet(ConfigurationCommand command, List<PropertyInfo> bound)
    {
        string set = bound.Find(parameter => parameter.PropertyType == typeof(SwitchParameter)
            && parameter.GetCustomAttributes<ParameterAttribute>().Any(attribute => attribute.ParameterSetName == parameter.Name)
            && ((SwitchParameter)parameter.GetValue(command)!).IsPresent)?.Name
            ?? command.GetType().GetCustomAttribute<CmdletAttribute>()!.DefaultParameterSetName;
        if (set == ParameterSets.Batch)
        {
            // Connect-AmlComputeTarget has its own errors for a missing kind and for Batch accounts.
            return;
        }

        PropertyInfo? stray = bound.Find(parameter => !parameter.GetCustomAttributes<ParameterAttribute>()
            .Any(attribute => attribute.ParameterSetName == set || attribute.ParameterSetName == ParameterAttribute.AllParameterSets));
        if (stray is not null)
        {
            throw Invalid($"{command.Source.WordOf(stray.Name)} is not a valid setting for {set}.");
        }
    }

    private static ComputeTargetException Invalid(string message) => new(ErrorIds.InvalidArgument, message);
}
