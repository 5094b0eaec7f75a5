using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>A command that compares the compute targets of a workspace with files or configurations.</summary>
public abstract class WantedTargetsCommand : WorkspaceScopedCommand
{
    private readonly List<WantedTarget> _wanted = [];

    /// <summary>
    /// Gets or sets the files with the configurations, in the YAML of the Azure CLI (az ml compute) or the JSON of ARM. Wildcards are
    /// allowed; a folder stands for its *.yml, *.yaml and *.json files.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Gets or sets the files and folders like -Path, but without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// Gets or sets the configurations: objects of New-AmlComputeConfiguration or ConvertFrom-AmlComputeYaml, or rows whose members are
    /// parameters of New- or Connect-AmlComputeTarget.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Configuration, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] Configuration { get; set; } = [];

    /// <summary>Gets or sets the name for a single file or configuration. It replaces the name in it.</summary>
    [Parameter]
    [Alias("ComputeName")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => OrEnd(() =>
    {
        if (ParameterSetName != ParameterSets.Configuration)
        {
            foreach (ComputeDefinition definition in ReadFiles(Path, LiteralPath, Name))
            {
                definition.Check();
                _wanted.Add(new WantedTarget(definition.Name, definition.Configuration, definition.Path));
            }

            return;
        }

        foreach (PSObject given in Configuration)
        {
            Add(given);
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // All configurations must be known before a target can be reported as extra.
        Workspace workspace = CurrentWorkspace();
        IReadOnlyList<WantedTarget> wanted = OrEnd(
            () => _wanted.Count > 0 ? _wanted : throw Invalid("No configuration was given. Use -Path, or pipe configurations."));
        IReadOnlyList<ComputeTarget> live = OrEnd<IReadOnlyList<ComputeTarget>>(() => [.. List(workspace)]);
        foreach (TargetComparison drift in OrEnd(() => TargetComparison.Of(wanted, live)))
        {
            Process(workspace, drift);
        }

        base.EndProcessing();
    }

    /// <summary>Processes one compute target.</summary>
    private protected abstract void Process(Workspace workspace, TargetComparison drift);

    private void Add(PSObject given)
    {
        (string? known, ComputeConfiguration configuration) =
            ParameterRow.Read(given, ConfigurationParameters.CommandFor(given), this);
        string name = Name ?? known
            ?? throw Invalid("A configuration has no name. Specify -Name here or in New-AmlComputeConfiguration.");
        ComputeNames.Require(name);
        if (_wanted.Exists(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw Invalid(Name is null
                ? $"Compute target '{name}' is described twice."
                : "-Name requires a single configuration, and several were given.");
        }

        _wanted.Add(new WantedTarget(name, configuration, null));
    }
}
