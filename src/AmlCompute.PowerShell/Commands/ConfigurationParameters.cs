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
    private bool _isResource;

    /// <summary>Gets the name of a bound parameter; null if none is bound.</summary>
    public string? BoundName => Bound.Keys.FirstOrDefault();

    /// <summary>Defines the parameters.</summary>
    /// <param name="inSets">
    /// True to use the parameter sets of the two commands; false to define all in one set and check combinations later.
    /// </param>
    /// <param name="declared">The parameter that the command declares itself; null for none.</param>
    /// <param name="isResource">
    /// True if the id of a resource is given: it decides the kind, so that the default set has the settings of resources and requires no
    /// size.
    /// </param>
    public RuntimeDefinedParameterDictionary DefineParameters(bool inSets, string? declared = null, bool isResource = false)
    {
        _isResource = isResource;
        foreach (PropertyInfo property in Sources.SelectMany(FindParameters).Where(property => property.Name != declared))
        {
            if (!_parameters.TryGetValue(property.Name, out RuntimeDefinedParameter? parameter))
            {
                _parameters[property.Name] = parameter = new RuntimeDefinedParameter(property.Name, property.PropertyType, []);
            }

            AddAttributes(parameter, property, inSets);
        }

        return _parameters;
    }

    /// <summary>Creates the configuration that the bound parameters describe.</summary>
    /// <exception cref="ComputeTargetException">The parameters contradict each other.</exception>
    public ComputeConfiguration CreateConfiguration(IConfigurationHost host, string? resourceId = null)
    {
        IEnumerable<(string, object?)> bound = Bound.Select(item => (item.Key, item.Value));
        PSObject row = PlainRow.Create(
            resourceId is null ? bound : bound.Prepend((nameof(ConnectAmlComputeTargetCommand.ResourceId), resourceId)));
        return ParameterRow.Create(row, ChooseCommand(row), isCommandLine: true).CreateConfiguration(host);
    }

    /// <summary>Returns the configuration with the values of the bound parameters in the place of its own.</summary>
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

    /// <summary>Gets the bound settings by their parameters.</summary>
    public IReadOnlyDictionary<string, object?> Bound => _parameters.Values.Where(parameter => parameter.IsSet)
        .ToDictionary(parameter => parameter.Name, parameter => (object?)parameter.Value);

    /// <summary>Returns the command for a row: Connect-AmlComputeTarget if only that has its kind or one of its settings.</summary>
    /// <param name="row">The row.</param>
    /// <param name="specified">The settings of the command line.</param>
    public static Type ChooseCommand(PSObject row, IEnumerable<string>? specified = null)
    {
        (string Name, object? Value)[] cells = [.. PlainRow.ReadMembers(row) ?? []];
        string[] kinds =
        [
            .. cells.Where(cell => RowParameters.KindColumns.Contains(cell.Name))
                .Select(cell => ComputeTypes.FindByAnyName($"{cell.Value}") is { } type ? ComputeTypes.GetWord(type) : string.Empty),
        ];
        IEnumerable<string> settings =
            [.. cells.Where(cell => !RowValue.IsBlank(cell.Value)).Select(cell => cell.Name), .. kinds, .. specified ?? []];
        HashSet<string> ofNew = ReadParameterNames(typeof(NewAmlComputeTargetCommand));
        HashSet<string> ofConnect = ReadParameterNames(typeof(ConnectAmlComputeTargetCommand));
        bool isCreated = kinds.Intersect([ParameterSets.Cluster, ParameterSets.Instance]).Any();
        bool needsConnect = settings.Any(setting => ofConnect.Contains(setting) && !ofNew.Contains(setting));
        return needsConnect && !isCreated ? typeof(ConnectAmlComputeTargetCommand) : typeof(NewAmlComputeTargetCommand);
    }

    private static HashSet<string> ReadParameterNames(Type command) => new(
        RowParameters.FindAll(command).SelectMany(RowParameters.ReadNames), StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<PropertyInfo> FindParameters(Type command) =>
        RowParameters.FindAll(command).Where(property => property.Name != nameof(ProvisioningCommand.Name));

    /// <summary>Adds the missing attributes: a parameter of both commands, such as -Aks, gets the parameter sets of both.</summary>
    private void AddAttributes(RuntimeDefinedParameter parameter, PropertyInfo property, bool inSets)
    {
        IEnumerable<Attribute> attributes = property.GetCustomAttributes()
            .Where(attribute => attribute is CmdletMetadataAttribute or ArgumentCompleterAttribute)
            .Where(IsCopied)
            .Select(attribute => inSets ? ChangeSet(attribute) : RemoveSet(attribute));
        foreach (Attribute attribute in attributes)
        {
            bool exists = attribute is ParameterAttribute set
                ? parameter.Attributes.OfType<ParameterAttribute>().Any(known => known.ParameterSetName == set.ParameterSetName)
                : parameter.Attributes.Any(known => known.GetType() == attribute.GetType());
            if (!exists)
            {
                parameter.Attributes.Add(attribute);
            }
        }
    }

    /// <summary>Returns false for the set for resources of any kind, because the default set of the copy is that of a cluster.</summary>
    private bool IsCopied(Attribute attribute) =>
        _isResource || attribute is not ParameterAttribute { ParameterSetName: ParameterSets.Resource, DontShow: false };

    /// <summary>
    /// Moves the settings of resources to the default set. Piped values are not bound, because the command has its own parameter for them.
    /// </summary>
    private Attribute ChangeSet(Attribute attribute) => attribute switch
    {
        ParameterAttribute { ParameterSetName: ParameterSets.Resource, DontShow: false } =>
            new ParameterAttribute { ParameterSetName = ParameterSets.Cluster },
        ParameterAttribute { ValueFromPipeline: true } parameter => new ParameterAttribute
        {
            ParameterSetName = parameter.ParameterSetName,
            Mandatory = parameter.Mandatory && !(_isResource && parameter.ParameterSetName == ParameterSets.Cluster),
            Position = parameter.Position,
        },
        _ => attribute,
    };

    private static Attribute RemoveSet(Attribute attribute) =>
        attribute is ParameterAttribute parameter
            ? new ParameterAttribute { Position = parameter.Position, DontShow = parameter.DontShow }
            : attribute;
}
