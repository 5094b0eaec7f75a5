using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Tells how the compute targets of a workspace stand to what files or configurations want: what is missing, different or extra. Nothing is changed.</summary>
[Cmdlet(VerbsData.Compare, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(ComputeComparison))]
public sealed class CompareAmlComputeTargetCommand : WantedTargetsCommand
{
    private protected override void Process(Workspace workspace, TargetComparison drift) => WriteObject(drift.Describe(workspace));
}
