using System.Management.Automation;
using AmlCompute.Client;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that reads something of targets; without a name, of all that have it.</summary>
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
            Attempt(null, () => ProcessPattern(CurrentWorkspace(), new WildcardPattern("*")));
            return;
        }

        base.ProcessRecord();
    }

    /// <summary>Whether a target has what is read. One that was named and has it not is an error; one among all is passed over.</summary>
    private protected abstract bool Fits(ComputeTarget target);

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern)
    {
        List<ComputeTarget> targets = [.. Stream(call => ServiceConnection.ClientOf(workspace).ListAsync(workspace, call))
            .Where(target => pattern.IsMatch(target.Name) && Fits(target))];
        foreach (ComputeTarget target in targets)
        {
            Attempt(target.Name, () => ProcessTarget(workspace, target.Name, target));
        }
    }
}
