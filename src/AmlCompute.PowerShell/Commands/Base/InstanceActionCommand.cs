using AmlCompute.Client.Running;

namespace AmlCompute.Commands;

/// <summary>
/// A command that starts, stops, restarts or resizes compute instances, and emits them. Wildcards match compute instances only.
/// </summary>
public abstract class InstanceActionCommand : TargetChangeCommand
{
    private protected abstract string ActionText { get; }

    private protected override bool FitsPattern(ComputeTarget target) => target is ComputeInstance;

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given)
    {
        // -WhatIf reports a change only if the service would accept it and the instance is not in that state.
        if (WantsWhatIf && !Await(call => NeedsAsync(new InstanceOperator(workspace, call), name)))
        {
            WriteVerbose($"{name}: nothing to change.");
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

    /// <summary>Returns true if the action would change the instance.</summary>
    private protected abstract Task<bool> NeedsAsync(InstanceOperator instances, string name);

    private protected abstract Task<ComputeTarget> ActAsync(InstanceOperator instances, string name);
}

/// <summary>A command that moves instances to another state.</summary>
public abstract class InstanceMoveCommand : InstanceActionCommand
{
    private protected abstract InstanceMove Move { get; }

    private protected override Task<bool> NeedsAsync(InstanceOperator instances, string name) => instances.NeedsAsync(name, Move);

    private protected override Task<ComputeTarget> ActAsync(InstanceOperator instances, string name) =>
        instances.MoveAsync(name, Move, ChosenWait());
}
