using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;

namespace AmlCompute.Commands;

/// <summary>
/// Makes a configuration: the settings of New- and Connect-AmlComputeTarget as an object, to be piped into them. Nothing is sent.
/// </summary>
/// <remarks>Its parameters are those of the two commands, taken over from them when it is called, so that they cannot differ.</remarks>
[Cmdlet(VerbsCommon.New, "AmlComputeConfiguration", DefaultParameterSetName = ParameterSets.Cluster)]
[OutputType(typeof(ComputeConfiguration))]
public sealed class NewAmlComputeConfigurationCommand : WorkspaceScopedCommand, IDynamicParameters
{
    private static readonly HashSet<string> AttachOnly = new(StringComparer.Ordinal) { nameof(ConnectAmlComputeTargetCommand.ResourceId), nameof(ConnectAmlComputeTargetCommand.ResourceName) };

    private readonly RuntimeDefinedParameterDictionary _parameters = [];

    /// <summary>
    /// Gets or sets files that say what to make, in the YAML of the Azure CLI (az ml compute) or the JSON of ARM. Wildcards are allowed; a folder stands for
    /// its *.yml, *.yaml and *.json files.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Gets or sets the files and folders, as -Path does, but with every character standing for itself.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    public object GetDynamicParameters()
    {
        foreach (PropertyInfo property in ParametersOf(typeof(NewAmlComputeTargetCommand)).Concat(ParametersOf(typeof(ConnectAmlComputeTargetCommand))))
        {
            if (!_parameters.TryGetValue(property.Name, out RuntimeDefinedParameter? parameter))
            {
                _parameters[property.Name] = parameter = new RuntimeDefinedParameter(property.Name, property.PropertyType, []);
            }

            Merge(parameter, property);
        }

        return _parameters;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName is ParameterSets.Path or ParameterSets.LiteralPath)
        {
            Attempt(Path.Length > 0 ? Path : LiteralPath, WriteFiles);
            return;
        }

        PSObject row = new();
        foreach (RuntimeDefinedParameter parameter in _parameters.Values.Where(parameter => parameter.IsSet))
        {
            row.Properties.Add(new PSNoteProperty(parameter.Name, parameter.Value));
        }

        bool attaches = !ParametersOf(typeof(NewAmlComputeTargetCommand)).Any(property => property.Name == ParameterSetName) && ParameterSetName != ParameterSets.Cluster
            || _parameters.Values.Any(parameter => parameter.IsSet && AttachOnly.Contains(parameter.Name));
        Type command = attaches ? typeof(ConnectAmlComputeTargetCommand) : typeof(NewAmlComputeTargetCommand);
        WriteObject(OrEnd(() => ParameterRow.From(row, command).Configure(this)));
    }

    private void WriteFiles()
    {
        if (_parameters.Values.FirstOrDefault(parameter => parameter.IsSet) is { } setting)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"-{setting.Name} does not go with files, which say what to make; write it into the file.");
        }

        WriteObject(ReadFiles(Path, LiteralPath, null).Select(definition => definition.Configuration), enumerateCollection: true);
    }

    private static IEnumerable<PropertyInfo> ParametersOf(Type command) =>
        ParameterRow.ParametersOf(command).Where(property => property.Name != nameof(ProvisioningCommand.Name));

    /// <summary>Adds what is not there yet: a parameter that both commands have, such as -Aks, gets the sets of both.</summary>
    private static void Merge(RuntimeDefinedParameter parameter, PropertyInfo property)
    {
        foreach (Attribute attribute in property.GetCustomAttributes().Where(attribute => attribute is CmdletMetadataAttribute or ArgumentCompleterAttribute))
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
}
