using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that reads targets or their details. Without a name it reads all targets of the workspace.</summary>
public abstract class TargetQueryCommand : TargetCommand
{
    /// <summary>Gets or sets the names; wildcards are allowed. Without a name, all matching targets of the workspace are read.</summary>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the tags that a target must have: names, or hashtables of names and values; wildcards are allowed.</summary>
    [Parameter]
    [Alias("Tags")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public object[] Tag { get; set; } = [];

    private protected override object[] WantedTags => Tag;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!IsGiven)
        {
            Attempt(null, () => ProcessAll(CurrentWorkspace()));
            return;
        }

        base.ProcessRecord();
    }

    /// <summary>Processes all matching targets of the workspace.</summary>
    private protected virtual void ProcessAll(Workspace workspace) => ProcessPattern(workspace, Patterns.Parse("*"));
}
