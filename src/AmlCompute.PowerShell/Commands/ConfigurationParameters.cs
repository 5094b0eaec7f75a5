using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>
/// The parameters of New- and Connect-AmlComputeTarget for a command that accepts both. They are copied from the two commands, so that they
/// cannot differ.
/// </summary>
internal sealed class ConfigurationParameters
{
    private static readonly Type[] Sources = [typeof(NewAmlComputeTargetCommand), typeof(ConnectAmlComputeTargetCommand)];

    private readonly RuntimeDefinedParameterDictionary _parameters = [];

    /// <summary>Gets the name of a bound parameter; null if none is bound.</summary>
    public string? Given => _parameters.Values.FirstOrDefault(parameter => parameter.IsSet)?.Name;

    /// <summary>Defines the parameters.</summary>
    /// <param name="inSets">
    /// True to use the parameter sets of the two commands; false to define all in one set and check combinations later.
    /// </param>
    public RuntimeDefinedParameterDictionary Define(bool inSets)
    {
        foreach (PropertyInfo property in Sources.SelectMany(ParametersOf))
        {
            if (!_parameters.TryGetValue(property.Name, out RuntimeDefinedParameter? parameter))
            {
                _parameters[property.Name] = parameter = new RuntimeDefinedParameter(property.Name, property.PropertyType, []);
            }

            Merge(parameter, property, inSets);
        }

        return _parameters;
    }

    /// <summary>Creates the configuration that the bound parameters describe.</summary>
    /// <exception cref="ComputeTargetException">The parameters contradict each other.</exception>
    public ComputeConfiguration Configure(IConfigurationHost host)
    {
        PSObject row = new();
        foreach (RuntimeDefinedParameter parameter in _parameters.Values.Where(parameter => parameter.IsSet))
        {
            row.Properties.Add(new PSNoteProperty(parameter.Name, parameter.Value));
        }

        return ParameterRow.From(row, CommandFor(row), isCommandLine: true).Configure(host);
    }

    /// <summary>Returns the configuration with the values of the bound parameters in the place of its own.</summary>
    public ComputeConfiguration Replace(ComputeConfiguration configuration, IConfigurationHost host)
    {
        object? ValueOf(string parameter) =>
            _parameters.TryGetValue(parameter, out RuntimeDefinedParameter? known) && known.IsSet ? known.Value : null;

        // The location of the nodes is that of the resource, unless a response of the service shows another.
        ComputeConfiguration copy = configuration.Without(
            ValueOf(nameof(ConfigurationCommand.Location)) is null ? [] : [ComputeTarget.Members.ComputeLocation]);
        foreach (Setting setting in SettingTable.Of(configuration.ComputeType))
        {
            if (setting is { Parameter: { } parameter, Member: { } member } && ValueOf(parameter) is { } value)
            {
                copy.SetNode(member, ParameterValue.Convert(setting, value, $"-{parameter}", host));
            }
        }

        string? identityType = (string?)ValueOf(nameof(ConfigurationCommand.IdentityType));
        string[]? identityIds = (string[]?)ValueOf(nameof(ConfigurationCommand.IdentityId));
        return identityType is null && identityIds is null ? copy : copy.SetNode(
            ComputeTarget.Members.Identity, ComputeIdentity.Describe(identityType ?? ComputeIdentity.UserAssigned, identityIds));
    }

    /// <summary>Returns the command for a row: Connect-AmlComputeTarget if the row has a setting that only this command has.</summary>
    public static Type CommandFor(PSObject row)
    {
        IEnumerable<string> members = row.BaseObject is System.Collections.IDictionary dictionary
            ? dictionary.Keys.Cast<object>().Select(key => key.ToString()!)
            : row.BaseObject is PSCustomObject
            ? row.Properties.Where(property => !ParameterRow.IsBlank(property.Value)).Select(property => property.Name)
            : [];
        HashSet<string> creating = NamesOf(typeof(NewAmlComputeTargetCommand));
        HashSet<string> attaching = NamesOf(typeof(ConnectAmlComputeTargetCommand));
        return members.Any(member => attaching.Contains(member) && !creating.Contains(member))
            ? typeof(ConnectAmlComputeTargetCommand)
            : typeof(NewAmlComputeTargetCommand);
    }

    private static HashSet<string> NamesOf(Type command) => new(
        ParameterRow.ParametersOf(command).SelectMany(
            property => property.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames).Append(property.Name)),
        StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<PropertyInfo> ParametersOf(Type command) =>
        ParameterRow.ParametersOf(command).Where(property => property.Name != nameof(ProvisioningCommand.Name));

    /// <summary>Adds the missing attributes: a parameter of both commands, such as -Aks, gets the parameter sets of both.</summary>
    private static void Merge(RuntimeDefinedParameter parameter, PropertyInfo property, bool inSets)
    {
        IEnumerable<Attribute> attributes = property.GetCustomAttributes()
            .Where(attribute => attribute is CmdletMetadataAttribute or ArgumentCompleterAttribute);
        foreach (Attribute attribute in inSets ? attributes : attributes.Select(WithoutSet))
        {
            bool isThere = attribute is ParameterAttribute set
                ? parameter.Attributes.OfType<ParameterAttribute>().Any(known => known.ParameterSetName == set.ParameterSetName)
                : parameter.Attributes.Any(known => known.GetType() == attribute.GetType());
            if (!isThere)
            {
                parameter.Attributes.Add(attribute);
            }
        }
    }

    private static Attribute WithoutSet(Attribute attribute) =>
        attribute is ParameterAttribute parameter
            ? new ParameterAttribute { Position = parameter.Position, DontShow = parameter.DontShow }
            : attribute;
}
