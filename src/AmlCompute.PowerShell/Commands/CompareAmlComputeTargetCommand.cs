using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>
/// Compares the compute targets of a workspace with files or configurations, and emits the missing, different and extra ones. Changes
/// nothing.
/// </summary>
[Cmdlet(VerbsData.Compare, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(ComputeComparison))]
public sealed class CompareAmlComputeTargetCommand : WantedTargetsCommand
{
    private protected override void Process(Workspace workspace, IReadOnlyList<TargetComparison> comparisons)
    {
        foreach (TargetComparison comparison in comparisons)
        {
            WriteObject(comparison.Describe(workspace));
        }
    }
}
