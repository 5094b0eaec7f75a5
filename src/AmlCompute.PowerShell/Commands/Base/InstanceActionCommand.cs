using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;

namespace AmlCompute.Commands;

/// <summary>
/// A command that starts, stops, restarts or resizes compute instances, and emits them. Wildcards match compute instances only.
/// </summary>
public abstract class InstanceActionCommand : TargetChangeCommand
{
    private protected abstract string ActionText { get; }

    private protected override bool FitsPattern(ComputeTarget target) => target is ComputeInstance;

    /// <summary>Returns the goal for an instance.</summary>
    private protected abstract Goal GoalFor(string name);

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given)
    {
        // -WhatIf reports a change only if the service would accept it and the instance is not in that state.
        Goal goal = GoalFor(name);
        if (WantsWhatIf && Await(call => new Runner(workspace, call).PlanAsync(goal)) is { Steps.Count: 0, IsBlocked: false })
        {
            WriteVerbose($"{name}: nothing to change.");
        }
        else if (ShouldProcess($"{name} in workspace {workspace.Name}", ActionText))
        {
            Run(workspace, goal, given, current => WriteRefreshed(given, current));
        }
    }
}
