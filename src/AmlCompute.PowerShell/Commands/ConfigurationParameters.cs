using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>
/// The dynamic parameters of a command that has those of New- and Connect-AmlComputeTarget, such as New-AmlComputeConfiguration. They are
/// copied from these two commands, so that they cannot differ.
/// </summary>
internal sealed class ConfigurationParameters
{
    private static readonly Type[] Sources = [typeof(NewAmlComputeTargetCommand), typeof(ConnectAmlComputeTargetCommand)];

    private readonly RuntimeDefinedParameterDictionary _parameters = [];

    /// <summary>Gets the bound settings by their parameters.</summary>
    public IReadOnlyDictionary<string, object?> Bound => _parameters.Values.Where(parameter => parameter.IsSet)
        .ToDictionary(parameter => parameter.Name, parameter => (object?)parameter.Value);

    /// <summary>Gets the name of a bound parameter; null if none is bound.</summary>
    public string? BoundName => _parameters.Values.FirstOrDefault(parameter => parameter.IsSet)?.Name;

    /// <summary>Defines the parameters in one set, for a command that checks their combinations later.</summary>
    public RuntimeDefinedParameterDictionary DefineInOneSet() => DefineParameters(ListParameters(), CopyWithoutSet);

    /// <summary>Defines the parameters in the sets of the two commands, for a command that declares -ResourceId itself.</summary>
    /// <param name="hasResourceId">
    /// True if the id of a resource is given: it decides the kind, so that the default set has the settings of resources and requires no
    /// size.
    /// </param>
    public RuntimeDefinedParameterDictionary DefineInSets(bool hasResourceId) => DefineParameters(
        ListParameters().Where(property => property.Name != nameof(ConnectAmlComputeTargetCommand.ResourceId)),
        attribute => CopyWithSet(attribute, hasResourceId));

    /// <summary>Creates the configuration that the bound parameters describe.</summary>
    /// <param name="host">Resolves the workspace and reads files.</param>
    /// <param name="resourceId">The id of the resource to attach, of a command that declares -ResourceId itself; null for none.</param>
    /// <exception cref="ComputeTargetException">A value is missing or not valid, or the parameters contradict each other.</exception>
    public ComputeConfiguration CreateConfiguration(IConfigurationHost host, string? resourceId = null)
    {
        IEnumerable<(string, object?)> bound = Bound.Select(item => (item.Key, item.Value));
        PSObject row = PlainRow.Create(
            resourceId is null ? bound : bound.Prepend((nameof(ConnectAmlComputeTargetCommand.ResourceId), resourceId)));
        return ParameterRow.Create(row, ProvisioningChoice.ChooseCommand(row), isCommandLine: true).CreateConfiguration(host);
    }

    /// <summary>Returns a copy of the configuration with the values of the bound parameters, except null, in place of its own.</summary>
    /// <exception cref="ComputeTargetException">A value is not valid.</exception>
    public ComputeConfiguration ReplaceSettings(ComputeConfiguration configuration, IConfigurationHost host)
    {
        IReadOnlyDictionary<string, object?> bound = Bound;
        object? FindValue(string parameter) => bound.TryGetValue(parameter, out object? value) ? value : null;

        // The location of the nodes is that of the resource, unless a response of the service shows another.
        ComputeConfiguration copy = configuration.CopyWithout(
            FindValue(nameof(ConfigurationCommand.Location)) is null ? [] : [ComputeTarget.Members.ComputeLocation]);
        foreach (Setting setting in SettingTable.ListSettings(configuration.ComputeType))
        {
            if (setting is { Parameter: { } parameter, Member: { } member } && FindValue(parameter) is { } value)
            {
                copy.SetNode(member, ParameterValue.Convert(setting, value, $"-{parameter}", host));
            }
        }

        string? identityType = (string?)FindValue(nameof(ConfigurationCommand.IdentityType));
        string[]? identityIds = (string[]?)FindValue(nameof(ConfigurationCommand.IdentityId));
        return copy.SetNode(ComputeTarget.Members.Identity, ConfigurationCommand.DescribeIdentity(identityType, identityIds));
    }

    private static IEnumerable<PropertyInfo> ListParameters() => Sources.SelectMany(RowParameters.ListParameters)
        .Where(property => property.Name != nameof(ProvisioningCommand.Name));

    /// <summary>Defines the parameters; a parameter of both commands, such as -Aks, gets the parameter sets of both.</summary>
    /// <param name="properties">The properties of the two commands.</param>
    /// <param name="copySet">Returns the copy of an attribute; null to leave it out.</param>
    private RuntimeDefinedParameterDictionary DefineParameters(
        IEnumerable<PropertyInfo> properties, Func<ParameterAttribute, ParameterAttribute?> copySet)
    {
        foreach (PropertyInfo property in properties)
        {
            if (!_parameters.TryGetValue(property.Name, out RuntimeDefinedParameter? parameter))
            {
                _parameters[property.Name] = parameter = new RuntimeDefinedParameter(property.Name, property.PropertyType, []);
            }

            IEnumerable<Attribute> attributes = property.GetCustomAttributes()
                .Where(attribute => attribute is CmdletMetadataAttribute or ArgumentCompleterAttribute)
                .Select(attribute => attribute is ParameterAttribute set ? copySet(set) : attribute)
                .OfType<Attribute>();
            foreach (Attribute attribute in attributes.Where(attribute => !HasAttribute(parameter, attribute)))
            {
                parameter.Attributes.Add(attribute);
            }
        }

        return _parameters;
    }

    private static bool HasAttribute(RuntimeDefinedParameter parameter, Attribute attribute) => attribute is ParameterAttribute set
        ? parameter.Attributes.OfType<ParameterAttribute>().Any(known => known.ParameterSetName == set.ParameterSetName)
        : parameter.Attributes.Any(known => known.GetType() == attribute.GetType());

    private static ParameterAttribute? CopyWithoutSet(ParameterAttribute attribute) => IsResourceSet(attribute)
        ? null
        : new ParameterAttribute { Position = attribute.Position, DontShow = attribute.DontShow };

    /// <summary>
    /// Copies an attribute with its set. With the id of a resource, the settings of resources are in the set of a cluster, which is the
    /// default of the command, and no size is mandatory there. Piped values are not bound, because the command has its own parameter for
    /// them.
    /// </summary>
    private static ParameterAttribute? CopyWithSet(ParameterAttribute attribute, bool hasResourceId)
    {
        if (IsResourceSet(attribute))
        {
            return hasResourceId ? new ParameterAttribute { ParameterSetName = ParameterSets.Cluster } : null;
        }

        return !attribute.ValueFromPipeline ? attribute : new ParameterAttribute
        {
            ParameterSetName = attribute.ParameterSetName,
            Mandatory = attribute.Mandatory && !(hasResourceId && attribute.ParameterSetName == ParameterSets.Cluster),
            Position = attribute.Position,
        };
    }

    /// <summary>Returns true for the set of Connect-AmlComputeTarget for resources of any kind, except its hidden parameters.</summary>
    private static bool IsResourceSet(ParameterAttribute attribute) =>
        attribute is { ParameterSetName: ParameterSets.Resource, DontShow: false };
}
