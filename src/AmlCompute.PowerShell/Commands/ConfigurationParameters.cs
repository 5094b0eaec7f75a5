using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>The parameters of New- and Connect-AmlComputeTarget, copied so that they cannot differ, for a command with both.</summary>
internal sealed class ConfigurationParameters
{
    private static readonly Type[] Sources = [typeof(NewAmlComputeTargetCommand), typeof(ConnectAmlComputeTargetCommand)];

    private readonly RuntimeDefinedParameterDictionary _parameters = [];
    private bool _isResource;

    /// <summary>Gets the name of a bound parameter; null if none is bound.</summary>
    public string? Given => Bound.Keys.FirstOrDefault();

    /// <param name="inSets">
    /// True to use the parameter sets of the two commands; false to define all in one set and check combinations later.
    /// </param>
    /// <param name="declared">The parameter that the command declares itself; null for none.</param>
    /// <param name="isResource">
    /// True if the id of a resource is given: it decides the kind, so that the default set has the settings of resources and requires no
    /// size.
    /// </param>
    public RuntimeDefinedParameterDictionary Define(bool inSets, string? declared = null, bool isResource = false)
    {
        _isResource = isResource;
        foreach (PropertyInfo property in Sources.SelectMany(ParametersOf).Where(property => property.Name != declared))
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
    public ComputeConfiguration Configure(IConfigurationHost host, string? resourceId = null)
    {
        IEnumerable<(string, object?)> bound = Bound.Select(item => (item.Key, item.Value));
        PSObject row = PlainRow.Create(
            resourceId is null ? bound : bound.Prepend((nameof(ConnectAmlComputeTargetCommand.ResourceId), resourceId)));
        return ParameterRow.From(row, CommandFor(row), isCommandLine: true).Configure(host);
    }

    /// <summary>Returns the configuration with the values of the bound parameters in the place of its own.</summary>
    public ComputeConfiguration Replace(ComputeConfiguration configuration, IConfigurationHost host)
    {
        IReadOnlyDictionary<string, object?> bound = Bound;
        object? ValueOf(string parameter) => bound.TryGetValue(parameter, out object? value) ? value : null;

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
        return copy.SetNode(ComputeTarget.Members.Identity, ConfigurationCommand.IdentityOf(identityType, identityIds));
    }

    /// <summary>Gets the bound settings by their parameters.</summary>
    public IReadOnlyDictionary<string, object?> Bound => _parameters.Values.Where(parameter => parameter.IsSet)
        .ToDictionary(parameter => parameter.Name, parameter => (object?)parameter.Value);

    /// <summary>Returns the command for a row: Connect-AmlComputeTarget if only that has its kind or one of its settings.</summary>
    public static Type CommandFor(PSObject row, IEnumerable<string>? given = null)
    {
        (string Name, object? Value)[] cells = [.. PlainRow.MembersOf(row) ?? []];
        string[] kinds =
        [
            .. cells.Where(cell => ParameterRow.KindColumns.Contains(cell.Name))
                .Select(cell => ComputeTypes.Named($"{cell.Value}") is { } type ? ComputeTypes.WordOf(type) : string.Empty),
        ];
        IEnumerable<string> members = cells.Where(cell => !ParameterRow.IsBlank(cell.Value)).Select(cell => cell.Name).Concat(kinds)
            .Concat(given ?? []);
        HashSet<string> creating = NamesOf(typeof(NewAmlComputeTargetCommand));
        HashSet<string> attaching = NamesOf(typeof(ConnectAmlComputeTargetCommand));
        return !kinds.Intersect([ParameterSets.Cluster, ParameterSets.Instance]).Any()
            && members.Any(member => attaching.Contains(member) && !creating.Contains(member))
            ? typeof(ConnectAmlComputeTargetCommand)
            : typeof(NewAmlComputeTargetCommand);
    }

    private static HashSet<string> NamesOf(Type command) => new(
        ParameterRow.ParametersOf(command).SelectMany(ParameterRow.NamesOf), StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<PropertyInfo> ParametersOf(Type command) =>
        ParameterRow.ParametersOf(command).Where(property => property.Name != nameof(ProvisioningCommand.Name));

    /// <summary>Adds the missing attributes: a parameter of both commands, such as -Aks, gets the parameter sets of both.</summary>
    private void Merge(RuntimeDefinedParameter parameter, PropertyInfo property, bool inSets)
    {
        IEnumerable<Attribute> attributes = property.GetCustomAttributes()
            .Where(attribute => attribute is CmdletMetadataAttribute or ArgumentCompleterAttribute);
        foreach (Attribute attribute in attributes.Where(IsCopied).Select(attribute => inSets ? ForSet(attribute) : WithoutSet(attribute)))
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

    /// <summary>Leaves out the set for resources of any kind, because the default set of the copy is that of a cluster.</summary>
    private bool IsCopied(Attribute attribute) =>
        _isResource || attribute is not ParameterAttribute { ParameterSetName: ParameterSets.Resource, DontShow: false };

    private Attribute ForSet(Attribute attribute) => attribute is not ParameterAttribute parameter ? attribute : parameter switch
    {
        { ParameterSetName: ParameterSets.Resource, DontShow: false } =>
            new ParameterAttribute { ParameterSetName = ParameterSets.Cluster },
        { ValueFromPipeline: true } => new ParameterAttribute
        {
            ParameterSetName = parameter.ParameterSetName,
            Mandatory = parameter.Mandatory && !(_isResource && parameter.ParameterSetName == ParameterSets.Cluster),
            Position = parameter.Position,
        },
        _ => parameter,
    };

    private static Attribute WithoutSet(Attribute attribute) =>
        attribute is ParameterAttribute parameter
            ? new ParameterAttribute { Position = parameter.Position, DontShow = parameter.DontShow }
            : attribute;
}
