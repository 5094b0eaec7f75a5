using System.Management.Automation;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Restarts compute instances that run. One that is just changing is waited for, up to -Timeout.</summary>
[Cmdlet(VerbsLifecycle.Restart, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeInstance), typeof(ComputeJob))]
public sealed class RestartAmlComputeTargetCommand : InstanceMoveCommand
{
    private protected override string ActionText => "Restart compute instance";

    private protected override InstanceMove Move => InstanceMove.Restart;
}
