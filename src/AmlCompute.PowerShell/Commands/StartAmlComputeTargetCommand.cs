using System.Management.Automation;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Starts compute instances. One that runs is left alone; one that is just changing is waited for, up to -Timeout.</summary>
[Cmdlet(VerbsLifecycle.Start, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeInstance), typeof(ComputeJob))]
public sealed class StartAmlComputeTargetCommand : InstanceMoveCommand
{
    private protected override string ActionText => "Start compute instance";

    private protected override InstanceMove Move => InstanceMove.Start;
}
