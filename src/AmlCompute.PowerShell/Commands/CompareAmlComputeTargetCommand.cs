using System.Management.Automation;
using AmlCompute.Client;

namespace AmlCompute.Commands;

/// <summary>Tells how the compute targets of a workspace stand to what files or configurations want: what is missing, different or extra. Nothing is changed.</summary>
[Cmdlet(VerbsData.Compare, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(ComputeComparison))]
public sealed class CompareAmlComputeTargetCommand : WantedTargetsCommand
{
    private protected override void Process(Workspace workspace, ComputeDrift drift) => WriteObject(drift.Describe(workspace));
}
