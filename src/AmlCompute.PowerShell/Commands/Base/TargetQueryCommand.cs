using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that reads targets, or something of them; without a name, of all that fit.</summary>
public abstract class TargetQueryCommand : TargetCommand
{
    /// <summary>Gets or sets the names; wildcards are allowed. Without one, all targets of the workspace that fit are read.</summary>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[] Name { get; set; } = [];

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

    /// <summary>Does every target of the workspace that fits.</summary>
    private protected virtual void ProcessAll(Workspace workspace) => ProcessPattern(workspace, new WildcardPattern("*"));
}
