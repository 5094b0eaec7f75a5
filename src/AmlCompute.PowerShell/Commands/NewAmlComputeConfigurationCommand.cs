using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>
/// Makes a configuration: the settings of New- and Connect-AmlComputeTarget as an object, to be piped into them. Nothing is sent.
/// </summary>
[Cmdlet(VerbsCommon.New, "AmlComputeConfiguration", DefaultParameterSetName = ParameterSets.Cluster)]
[OutputType(typeof(ComputeConfiguration))]
public sealed class NewAmlComputeConfigurationCommand : WorkspaceScopedCommand, IDynamicParameters
{
    private readonly ConfigurationParameters _parameters = new();

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
    public object GetDynamicParameters() => _parameters.Define(inSets: true);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName is ParameterSets.Path or ParameterSets.LiteralPath)
        {
            Attempt(Path.Length > 0 ? Path : LiteralPath, WriteFiles);
            return;
        }

        WriteObject(OrEnd(() => _parameters.Configure(this)));
    }

    private void WriteFiles()
    {
        if (_parameters.Given is { } setting)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"-{setting} does not go with files, which say what to make; write it into the file.");
        }

        WriteObject(ReadFiles(Path, LiteralPath, null).Select(definition => definition.Configuration), enumerateCollection: true);
    }
}
