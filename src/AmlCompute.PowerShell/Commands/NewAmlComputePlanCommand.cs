using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Running;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Plans the changes that apply files or configurations to a workspace. Invoke-AmlComputePlan applies the plan.</summary>
[Cmdlet(VerbsCommon.New, "AmlComputePlan", DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(ComputePlan))]
public sealed class NewAmlComputePlanCommand : WantedTargetsCommand
{
    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[] Path { get; set; } = [];

    /// <summary>Gets or sets whether to plan the removal of extra targets: created ones are deleted, attached ones are detached.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Gets or sets whether to plan to delete a target and create it again if it cannot be changed in place.</summary>
    [Parameter]
    public SwitchParameter AllowReplace { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((Workspace workspace, IReadOnlyList<TargetComparison> comparisons) in CompareWorkspaces())
        {
            WritePlan(workspace, comparisons);
        }

        base.EndProcessing();
    }

    private void WritePlan(Workspace workspace, IReadOnlyList<TargetComparison> comparisons)
    {
        foreach (TargetComparison comparison in comparisons.Where(comparison => IsChanged(comparison, Prune)))
        {
            // The planner takes the prices from the price book, which this fills.
            _ = EstimateCostChange(workspace, comparison);
        }

        WriteObject(RunOrEnd(
            () => Await(call => new WorkspacePlanner(new PlanReader(workspace, call), Prune, AllowReplace).PlanAsync(comparisons))));
    }
}
