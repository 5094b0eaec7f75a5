using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Starts compute instances. Skips running instances, and waits up to -Timeout for another operation in progress.</summary>
[Cmdlet(VerbsLifecycle.Start, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeInstance), typeof(CommandJob))]
public sealed class StartAmlComputeTargetCommand : InstanceActionCommand
{
    private protected override string ActionText => "Start compute instance";

    private protected override Goal CreateGoal(string name) => new PowerGoal(name, PowerChange.Start);
}
