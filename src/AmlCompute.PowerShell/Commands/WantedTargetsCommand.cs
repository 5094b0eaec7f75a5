using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>A command that holds the compute targets of a workspace against those that files or configurations want.</summary>
public abstract class WantedTargetsCommand : WorkspaceScopedCommand
{
    private readonly List<WantedTarget> _wanted = [];

    /// <summary>
    /// Gets or sets the files that say what is wanted, in the YAML of the Azure CLI (az ml compute) or the JSON of ARM. Wildcards are allowed; a folder
    /// stands for its *.yml, *.yaml and *.json files.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Gets or sets the files and folders, as -Path does, but with every character standing for itself.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// Gets or sets what is wanted: objects of New-AmlComputeConfiguration or ConvertFrom-AmlComputeYaml, or rows whose members are parameters of New- or
    /// Connect-AmlComputeTarget.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Configuration, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] Configuration { get; set; } = [];

    /// <summary>Gets or sets the name, for a single file or configuration, instead of the one in it.</summary>
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
        // What is wanted must be known as a whole before anything is called extra.
        Workspace workspace = CurrentWorkspace();
        IReadOnlyList<WantedTarget> wanted = OrEnd(() => _wanted.Count > 0 ? _wanted : throw Invalid("Nothing says what is wanted."));
        IReadOnlyList<ComputeTarget> live = OrEnd<IReadOnlyList<ComputeTarget>>(() => [.. List(workspace)]);
        foreach (TargetComparison drift in OrEnd(() => TargetComparison.Of(wanted, live)))
        {
            Process(workspace, drift);
        }

        base.EndProcessing();
    }

    /// <summary>Does one compute target.</summary>
    private protected abstract void Process(Workspace workspace, TargetComparison drift);

    private void Add(PSObject given)
    {
        ParameterRow? row = given.BaseObject is ComputeConfiguration ? null : ParameterRow.From(given, ConfigurationParameters.CommandFor(given));
        ComputeConfiguration configuration = row?.Configure(this) ?? (ComputeConfiguration)given.BaseObject;
        string name = Name ?? row?.Name ?? configuration.Name
            ?? throw Invalid("A configuration has no name. Give it with -Name, or in New-AmlComputeConfiguration.");
        ComputeNames.Require(name);
        if (_wanted.Exists(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw Invalid(Name is null ? $"Compute target '{name}' is described twice." : "-Name goes with one configuration, and there are several.");
        }

        _wanted.Add(new WantedTarget(name, configuration, null));
    }
}
