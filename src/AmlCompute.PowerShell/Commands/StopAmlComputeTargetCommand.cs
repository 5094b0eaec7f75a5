using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Stops compute instances. Skips stopped instances, and waits up to -Timeout for another operation in progress.</summary>
[Cmdlet(VerbsLifecycle.Stop, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeInstance), typeof(CommandJob))]
public sealed class StopAmlComputeTargetCommand : InstanceActionCommand
{
    private protected override string ActionText => "Stop compute instance";

    private protected override Goal CreateGoal(string name) => new PowerGoal(name, PowerChange.Stop);
}
