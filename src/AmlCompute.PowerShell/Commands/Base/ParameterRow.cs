using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>A row of data whose members are parameters of a command, read as the command line would be.</summary>
internal sealed class ParameterRow
{
    private static readonly HashSet<string> NotInRows = new(StringComparer.Ordinal)
    {
        nameof(ProvisioningCommand.Configuration), nameof(ProvisioningCommand.Path), nameof(ProvisioningCommand.LiteralPath), nameof(ProvisioningCommand.InputObject),
        nameof(ProvisioningCommand.Force), nameof(ProvisioningCommand.IfNotExists), nameof(ProvisioningCommand.Wait), nameof(ProvisioningCommand.Timeout),
        nameof(ProvisioningCommand.ThrottleLimit), nameof(ProvisioningCommand.AsJob), nameof(WorkspaceScopedCommand.Workspace),
    };

    private readonly ConfigurationCommand _command;

    private ParameterRow(ConfigurationCommand command) => _command = command;

    /// <summary>Gets the name of the compute target, if the row has one.</summary>
    public string? Name => (_command as ProvisioningCommand)?.Name;

    /// <summary>Reads the row. Empty texts, as in a table with blank cells, count as not given.</summary>
    /// <exception cref="ComputeTargetException">It is no row, or a member is no parameter, or its value does not fit.</exception>
    public static ParameterRow From(PSObject row, Type commandType)
    {
        IEnumerable<KeyValuePair<string, object?>> members = MembersOf(row, commandType);
        ConfigurationCommand command = (ConfigurationCommand)Activator.CreateInstance(commandType)!;
        List<PropertyInfo> bound = [];
        foreach (KeyValuePair<string, object?> member in members)
        {
            if (member.Value is null || (PlainData.Unwrap(member.Value) is string text && text.Length == 0))
            {
                continue;
            }

            PropertyInfo parameter = Find(commandType, member.Key);
            parameter.SetValue(command, Convert(parameter, member.Value));
            bound.Add(parameter);
        }

        RequireOneSet(command, bound);
        return new ParameterRow(command);
    }

    public ComputeConfiguration Configure(IConfigurationHost host) => _command.Configure(host);

    /// <summary>The parameters that a row or a configuration may hold.</summary>
    public static IEnumerable<PropertyInfo> ParametersOf(Type commandType) =>
        commandType.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute)) && !NotInRows.Contains(property.Name));

    private static IEnumerable<KeyValuePair<string, object?>> MembersOf(PSObject row, Type commandType)
    {
        if (row.TypeNames.Any(name => name.EndsWith("AmlCompute." + nameof(ComputeTarget), StringComparison.Ordinal)))
        {
            throw Invalid("A compute target cannot be copied by piping it; give a name, and the settings to copy as parameters or in a hashtable.");
        }

        return row.BaseObject switch
        {
            IDictionary dictionary => dictionary.Cast<DictionaryEntry>().Select(entry => new KeyValuePair<string, object?>(entry.Key.ToString()!, entry.Value)),
            PSCustomObject => row.Properties.Select(property => new KeyValuePair<string, object?>(property.Name, property.Value)),
            string name when commandType.GetCustomAttribute<CmdletAttribute>()!.VerbName == VerbsCommunications.Connect => throw Invalid(
                $"The name '{name}' alone does not say what to attach; give the settings as parameters, -Kubernetes and -ResourceId for example, or a configuration."),
            string name => throw Invalid($"The name '{name}' alone does not say what to make; give the settings as parameters, -VmSize at least, or a configuration."),
            { } other => throw Invalid($"A {other.GetType().Name} says nothing about a compute target; pipe names, configurations, or rows whose members are parameters."),
        };
    }

    private static PropertyInfo Find(Type commandType, string name)
    {
        List<PropertyInfo> parameters = [.. ParametersOf(commandType)];
        if (parameters.Find(parameter => NamesOf(parameter).Contains(name, StringComparer.OrdinalIgnoreCase)) is { } found)
        {
            return found;
        }

        string meant = Suggestions.DidYouMean(name, parameters.SelectMany(NamesOf));
        throw Invalid($"'{name}' is no setting of a compute target. " + (meant.Length > 0
            ? meant.TrimEnd()
            : $"There are: {string.Join(", ", parameters.Select(parameter => parameter.Name).OrderBy(known => known, StringComparer.Ordinal))}."));
    }

    private static IEnumerable<string> NamesOf(PropertyInfo parameter) =>
        [parameter.Name, .. parameter.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames)];

    private static object? Convert(PropertyInfo parameter, object value)
    {
        try
        {
            Type type = Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
            object? converted = type == typeof(Duration) ? new DurationAttribute().Transform(null!, value)
                : parameter.GetCustomAttribute<IdentityTypeAttribute>() is { } identityType ? identityType.Transform(null!, value)
                : type == typeof(bool) || type == typeof(SwitchParameter) ? Flag(type, value)
                : LanguagePrimitives.ConvertTo(value, parameter.PropertyType, CultureInfo.InvariantCulture);
            foreach (ValidateSetAttribute words in parameter.GetCustomAttributes<ValidateSetAttribute>())
            {
                if (!words.ValidValues.Contains(converted?.ToString(), StringComparer.OrdinalIgnoreCase))
                {
                    throw Invalid($"'{parameter.Name}' cannot be '{converted}': {string.Join(", ", words.ValidValues)}.");
                }
            }

            return converted;
        }
        catch (Exception exception) when (exception is PSInvalidCastException or ArgumentTransformationMetadataException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"'{parameter.Name}': {exception.Message}", exception);
        }
    }

    /// <summary>PowerShell takes every text but an empty one for true, 'False' among them.</summary>
    private static object Flag(Type type, object value)
    {
        bool flag = PlainData.Unwrap(value) is string text
            ? bool.TryParse(text, out bool parsed) ? parsed : throw Invalid($"'{text}' is neither True nor False.")
            : LanguagePrimitives.IsTrue(value);
        return type == typeof(bool) ? flag : new SwitchParameter(flag);
    }

    /// <summary>As on the command line, the parameters must go together.</summary>
    private static void RequireOneSet(ConfigurationCommand command, List<PropertyInfo> bound)
    {
        string set = bound.Find(parameter => parameter.PropertyType == typeof(SwitchParameter)
            && parameter.GetCustomAttributes<ParameterAttribute>().Any(attribute => attribute.ParameterSetName == parameter.Name)
            && ((SwitchParameter)parameter.GetValue(command)!).IsPresent)?.Name
            ?? command.GetType().GetCustomAttribute<CmdletAttribute>()!.DefaultParameterSetName;
        if (set == ParameterSets.Batch)
        {
            // The command itself says what is missing or gone.
            return;
        }

        PropertyInfo? stray = bound.Find(parameter => !parameter.GetCustomAttributes<ParameterAttribute>()
            .Any(attribute => attribute.ParameterSetName == set || attribute.ParameterSetName == ParameterAttribute.AllParameterSets));
        if (stray is not null)
        {
            throw Invalid($"'{stray.Name}' does not go with {set}.");
        }
    }

    private static ComputeTargetException Invalid(string message) => new(ErrorIds.InvalidArgument, message);
}
