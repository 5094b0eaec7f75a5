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

/// <summary>A command that compares the compute targets of a workspace with files or configurations.</summary>
public abstract class WantedTargetsCommand : WorkspaceScopedCommand
{
    private readonly List<WantedTarget> _wanted = [];
    private readonly PipedRows _rows;

    /// <summary>The names of the piped comparisons; null if none was piped. Other targets of the workspace are then left alone.</summary>
    private HashSet<string>? _compared;

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

    /// <summary>Gets or sets the configurations: objects of New-AmlComputeConfiguration, or rows whose members are parameters.</summary>
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

    /// <inheritdoc/>
    protected override void ProcessRecord() => OrEnd(ReadWanted);

    /// <summary>Gets the wanted targets that were read.</summary>
    private protected IReadOnlyList<WantedTarget> Wanted => _wanted;

    /// <summary>Reads the wanted targets of the files or of the current input.</summary>
    private protected virtual void ReadWanted()
    {
        if (ParameterSetName != ParameterSets.Configuration)
        {
            foreach (ComputeDefinition definition in ReadFiles(Path, LiteralPath, Name, TemplateParameter))
            {
                definition.Check();
                _wanted.Add(new WantedTarget(definition.Name, definition.Configuration, definition.Path));
            }

            return;
        }

        foreach (PSObject given in Configuration)
        {
            if (WorkspaceArgument.Find(given) is not null)
            {
                throw Invalid("A workspace does not describe compute targets. Give the files with -Path.");
            }

            Add(given);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // All configurations must be known before a target can be reported as extra.
        IReadOnlyList<WantedTarget> wanted = OrEnd(() => _wanted.Count > 0 || _compared is not null
            ? _wanted
            : throw Invalid("No configuration was given. Use -Path, or pipe configurations."));
        foreach ((Workspace workspace, IReadOnlyList<ComputeTarget> live) in ReadWorkspaces())
        {
            ComputeTarget[] compared = [.. live.Where(target => _compared is null || _compared.Contains(target.Name))];
            Process(workspace, OrEnd(() => TargetComparison.CompareAll(wanted, compared)));
        }

        Finish();
    }

    /// <summary>Reads the workspaces to compare with.</summary>
    private protected virtual IEnumerable<(Workspace Workspace, IReadOnlyList<ComputeTarget> Live)> ReadWorkspaces()
    {
        Workspace workspace = CurrentWorkspace();
        yield return (workspace, OrEnd<IReadOnlyList<ComputeTarget>>(() => [.. List(workspace)]));
    }

    /// <summary>Returns the change in cost if all differences of a target, or those in place, were applied.</summary>
    private protected CostDifference? CostOf(Workspace workspace, TargetComparison comparison, bool inPlace = false) =>
        CostOf(workspace, (comparison.Live?.MachineRange, PlannedMachines.PredictCompared(comparison, workspace, inPlace)));

    /// <summary>Completes the work, or starts the job.</summary>
    private protected void Finish() => base.EndProcessing();

    /// <summary>Processes the wanted targets, and the targets of the workspace that are not wanted.</summary>
    private protected abstract void Process(Workspace workspace, IReadOnlyList<TargetComparison> comparisons);

    private void Add(PSObject given)
    {
        if (given.TypeNames.Any(name => name.EndsWith("AmlCompute." + nameof(ComputeComparison), StringComparison.Ordinal)))
        {
            Add(given.BaseObject as ComputeComparison ?? throw Invalid(
                "A comparison that was saved and read does not contain the settings. "
                + "Pipe the output of Compare-AmlComputeTarget, or use -Path."));
            return;
        }

        NumberedRow? row = MyInvocation.ExpectingInput && ParameterRow.IsRow(given) ? _rows.Next(given) : null;
        OrEnd(
            () =>
            {
                (string? known, ComputeConfiguration configuration) =
                    ParameterRow.Read(given, ConfigurationParameters.CommandFor(given), this, row is null ? null : _rows);
                string name = Name ?? known ?? throw Invalid(row is not null
                    ? "'Name' is missing."
                    : "A configuration has no name. Specify -Name here or in New-AmlComputeConfiguration.");
                Add(name, configuration, null);
            },
            row);
    }

    private void Add(ComputeComparison comparison)
    {
        _compared ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        _compared.Add(comparison.Name);
        if (comparison.Wanted is not null)
        {
            Add(comparison.Name, comparison.Wanted, comparison.Path);
        }
    }

    private void Add(string name, ComputeConfiguration configuration, string? path)
    {
        ComputeNames.Require(name);
        if (_wanted.Exists(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw Name is null
                ? ComputeTargetException.About(name, ErrorIds.InvalidArgument, $"Compute target '{name}' is described twice.")
                : Invalid("-Name requires a single configuration, and several were given.");
        }

        _wanted.Add(new WantedTarget(name, configuration, path));
    }
}
