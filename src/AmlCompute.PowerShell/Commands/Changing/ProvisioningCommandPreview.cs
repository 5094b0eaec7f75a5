using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.WorkspacePlans;

namespace AmlCompute.Commands;

/// <content>Shows the checks of a target and the planned change with -WhatIf, which changes nothing.</content>
public abstract partial class ProvisioningCommand
{
    /// <summary>Shows the checks of a target, and the change if the service would accept it; emits a target that is kept.</summary>
    /// <inheritdoc cref="ProvisionTarget"/>
    /// <exception cref="ComputeTargetException">A request failed, or an earlier item has the same name.</exception>
    private void PreviewTarget(Workspace workspace, string name, ComputeConfiguration configuration, object item)
    {
        ExistingTarget action = ExistingTargetAction;
        (IReadOnlyList<ComputeCheck> checks, ComputeTarget? existing) =
            Await(call => new Preflight(new PlanReader(workspace, call)).CheckAsync(name, configuration, action));
        bool isRefused = WriteChecks(checks, workspace, name, item);
        if (existing is not null && action == ExistingTarget.Keep)
        {
            WarnOfKept(name, ExistingTargetRules.FindDifferences(existing, configuration), item);
            WriteObject(existing);
            return;
        }

        string? earlierItem = isRefused ? null : _rows.FindEarlierOrAdd($"{workspace.Id}/{name}", item);
        if (isRefused || (earlierItem is not null && action == ExistingTarget.Keep))
        {
            return;
        }

        if (earlierItem is not null && action == ExistingTarget.Refuse)
        {
            throw CreateRepeatedNameError(name, earlierItem);
        }

        bool overwrites = existing is not null || earlierItem is not null;
        string change = DescribeChange(overwrites ? "Overwrite existing" : CreationVerb, configuration);
        CostDifference? cost = EstimateCostChange(
            workspace, (existing?.MachineRange, PlannedMachines.PredictNew(configuration, workspace)));
        _ = ShouldProcess($"{name} in workspace {workspace.Name}", AppendCost(change, cost));
    }

    private static ComputeTargetException CreateRepeatedNameError(string name, string earlierItem) =>
        ComputeTargetException.CreateForTarget(
            name,
            ErrorIds.ComputeTargetExists,
            $"Compute target '{name}' would exist already, because {earlierItem} has the same name.",
            "Use another name in one of them.");

    /// <summary>Writes the checks as errors and warnings; returns true if the service would refuse the target.</summary>
    private bool WriteChecks(IReadOnlyList<ComputeCheck> checks, Workspace workspace, string name, object item)
    {
        WarnOfChecks(checks, name);
        ComputeCheck[] refusals = [.. checks.Where(check => check.ErrorId is not null)];
        foreach (ComputeCheck refusal in refusals)
        {
            ComputeTargetException error = refusal.ToError(name);
            error.Workspace = workspace;
            WriteFailure(error, item);
        }

        return refusals.Length > 0;
    }
}
