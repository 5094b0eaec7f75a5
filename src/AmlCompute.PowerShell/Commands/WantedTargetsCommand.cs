using System.Collections;
using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>A command that reads wanted compute targets from files or configurations, and can compare a workspace with them.</summary>
public abstract class WantedTargetsCommand : WorkspaceScopedCommand
{
    private readonly List<WantedTarget> _wanted = [];

    /// <summary>The names of the targets that configurations, rows and comparisons describe.</summary>
    private readonly HashSet<string> _namesOfConfigurations = new(StringComparer.OrdinalIgnoreCase);
    private readonly PipedRows _rows;

    /// <summary>
    /// The names of the piped comparisons; null if none was piped. If there are any, only these targets and those of piped configurations
    /// are compared.
    /// </summary>
    private HashSet<string>? _comparedNames;

    /// <summary>Initializes the command.</summary>
    protected WantedTargetsCommand() => _rows = new PipedRows(WriteWarning);

    /// <summary>Gets or sets the files: YAML of az ml compute or JSON of ARM. Folders and wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[] Path { get; set; } = [];

    /// <summary>Gets or sets the files and folders like -Path, but without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Gets or sets the values for the parameters of ARM templates in the files, by name.</summary>
    [Parameter(ParameterSetName = ParameterSets.Path)]
    [Parameter(ParameterSetName = ParameterSets.LiteralPath)]
    [ValidateNotNull]
    public IDictionary? TemplateParameter { get; set; }

    /// <summary>
    /// Gets or sets the configurations: objects of New-AmlComputeConfiguration, rows whose members are parameters, or comparisons of
    /// Compare-AmlComputeTarget.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Configuration, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public virtual PSObject[] Configuration { get; set; } = [];

    /// <summary>Gets or sets the name for a single file or configuration. It replaces the name in it.</summary>
    [Parameter]
    [Alias("ComputeName")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [SingleName("It replaces the name in a single file or configuration; without it, each file names its target.")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Gets the wanted targets that were read so far.</summary>
    private protected IReadOnlyList<WantedTarget> Wanted => _wanted;

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunOrEnd(ReadWanted);

    /// <summary>Reads the wanted targets of the files or of the current input.</summary>
    private protected virtual void ReadWanted()
    {
        if (ParameterSetName == ParameterSets.Configuration)
        {
            Array.ForEach(Configuration, ReadConfiguration);
            return;
        }

        foreach (ComputeDefinition definition in ReadFiles(Path, LiteralPath, Name, TemplateParameter))
        {
            definition.RequireValid();
            _wanted.Add(new WantedTarget(definition.Name, definition.Configuration, definition.Path));
        }
    }

    /// <summary>
    /// Compares the targets of each workspace with all wanted targets. It is called after the last input, because a target is extra only if
    /// no input describes it.
    /// </summary>
    private protected IEnumerable<(Workspace Workspace, IReadOnlyList<TargetComparison> Comparisons)> CompareWorkspaces()
    {
        if (_wanted.Count == 0 && _comparedNames is null)
        {
            RunOrEnd(() => throw Invalid("No configuration was given. Use -Path, or pipe configurations."));
        }

        foreach ((Workspace workspace, IReadOnlyList<ComputeTarget> live) in ReadWorkspaces())
        {
            ComputeTarget[] compared =
            [
                .. live.Where(target =>
                    _comparedNames is null || _comparedNames.Contains(target.Name) || _namesOfConfigurations.Contains(target.Name)),
            ];
            yield return (workspace, RunOrEnd(() => TargetComparison.CompareAll(_wanted, compared)));
        }
    }

    /// <summary>Reads the targets of each workspace to compare with.</summary>
    private protected virtual IEnumerable<(Workspace Workspace, IReadOnlyList<ComputeTarget> Live)> ReadWorkspaces()
    {
        Workspace workspace = ResolveWorkspace();
        yield return (workspace, RunOrEnd<IReadOnlyList<ComputeTarget>>(() => [.. ListTargets(workspace)]));
    }

    /// <summary>Returns true for a target that differs or is missing, and with -Prune for an extra one.</summary>
    private protected static bool IsChanged(TargetComparison comparison, bool prunes) => comparison.Status switch
    {
        ComputeComparisonStatus.Same => false,
        ComputeComparisonStatus.Extra => prunes,
        _ => true,
    };

    /// <summary>Returns the change in cost if differences of a target were applied; null for a type without machines.</summary>
    /// <param name="workspace">The workspace of the target.</param>
    /// <param name="comparison">The target and all of its differences.</param>
    /// <param name="applied">The differences that are applied; null for all.</param>
    private protected CostDifference? EstimateCostChange(
        Workspace workspace, TargetComparison comparison, IEnumerable<ComputeDifference>? applied = null) =>
        EstimateCostChange(workspace, (
            comparison.Live?.MachineRange,
            PlannedMachines.PredictCompared(comparison, applied ?? comparison.Differences, workspace)));

    /// <summary>Adds a configuration, a row, or a comparison of Compare-AmlComputeTarget.</summary>
    private void ReadConfiguration(PSObject source)
    {
        RefuseWorkspaceOrText(source);
        if (SavedObject.IsOfType<ComputeComparison>(source))
        {
            AddComparison(source.BaseObject as ComputeComparison ?? throw Invalid(
                "A comparison that was saved and read does not contain the settings. "
                + "Pipe the output of Compare-AmlComputeTarget, or use -Path."));
            return;
        }

        NumberedRow? row = MyInvocation.ExpectingInput && ParameterRow.IsRow(source) ? _rows.AddNumber(source) : null;
        RunOrEnd(
            () =>
            {
                (string? ownName, ComputeConfiguration configuration) = ParameterRow.ReadConfiguration(
                    source, ProvisioningChoice.ChooseCommand(source), this, row is null ? null : _rows);
                string name = Name ?? ownName ?? throw Invalid(row is not null
                    ? "'Name' is missing."
                    : "A configuration has no name. Specify -Name, or pipe rows with a Name.");
                AddWanted(name, configuration, null);
            },
            row);
    }

    private static void RefuseWorkspaceOrText(PSObject source)
    {
        if (WorkspaceArgument.FindWorkspace(source) is not null)
        {
            throw Invalid("A workspace does not describe compute targets. Give the files with -Path.");
        }

        if (source.BaseObject is string)
        {
            throw Invalid(
                "A text does not describe compute targets. Give the files with -Path, or convert YAML with ConvertFrom-AmlComputeYaml "
                + "or JSON with ConvertFrom-AmlComputeJson.");
        }
    }

    private void AddComparison(ComputeComparison comparison)
    {
        if (Name is not null)
        {
            throw Invalid("-Name cannot be combined with comparisons, because each has the name of its target.");
        }

        if (!SelectsMany)
        {
            RequireSameWorkspace(comparison, ResolveWorkspace());
        }

        _comparedNames ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        _comparedNames.Add(comparison.Name);
        if (comparison.Wanted is not null)
        {
            AddWanted(comparison.Name, comparison.Wanted, comparison.Path);
        }
    }

    /// <summary>Refuses a comparison with another workspace, whose targets are not those that this command reads.</summary>
    private static void RequireSameWorkspace(ComputeComparison comparison, Workspace workspace)
    {
        if (!string.Equals(comparison.WorkspaceId, workspace.Id, StringComparison.OrdinalIgnoreCase))
        {
            throw new ComputeTargetException(
                ErrorIds.WorkspaceMismatch,
                $"The comparison of compute target '{comparison.Name}' is of workspace '{comparison.WorkspaceName}', "
                + $"but the workspace is '{workspace.Name}' in resource group '{workspace.ResourceGroupName}'.")
            {
                Remedy = $"Give the workspace of the comparison with -Workspace {CommandText.Quote(comparison.WorkspaceId)}.",
            };
        }
    }

    private void AddWanted(string name, ComputeConfiguration configuration, string? path)
    {
        ComputeNames.RequireValid(name);
        if (!_namesOfConfigurations.Add(name))
        {
            throw Name is null
                ? ComputeTargetException.CreateForTarget(name, ErrorIds.InvalidArgument, $"Compute target '{name}' is described twice.")
                : Invalid("-Name requires a single configuration, and several were given.");
        }

        _wanted.Add(new WantedTarget(name, configuration, path));
    }
}
