using AmlCompute.Client.Running;

namespace AmlCompute.Commands;

/// <summary>A command that starts, stops, restarts or resizes compute instances, and emits them. Wildcards stand for instances only.</summary>
public abstract class InstanceActionCommand : TargetChangeCommand
{
    private protected abstract string ActionText { get; }

    private protected override bool FitsPattern(ComputeTarget target) => target is ComputeInstance;

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given)
    {
        // What would be refused, or is so already, is no change to ask about.
        if (WantsWhatIf && !Await(call => NeedsAsync(new InstanceOperator(workspace, call), name)))
        {
            WriteVerbose($"{name}: it is so already.");
            return;
        }

        if (ShouldProcess($"{name} in workspace {workspace.Name}", ActionText))
        {
            Begin(
                workspace,
                name,
                given,
                call => ActAsync(new InstanceOperator(workspace, call), name),
                current => WriteObject(given?.TryRefresh(current) == true ? given : current));
        }
    }

    /// <summary>Whether there is anything to do.</summary>
    private protected abstract Task<bool> NeedsAsync(InstanceOperator instances, string name);

    private protected abstract Task<ComputeTarget> ActAsync(InstanceOperator instances, string name);
}

/// <summary>A command that brings instances into a state.</summary>
public abstract class InstanceMoveCommand : InstanceActionCommand
{
    private protected abstract InstanceMove Move { get; }

    private protected override Task<bool> NeedsAsync(InstanceOperator instances, string name) => instances.NeedsAsync(name, Move);

    private protected override Task<ComputeTarget> ActAsync(InstanceOperator instances, string name) => instances.MoveAsync(name, Move, ChosenWait());
}
