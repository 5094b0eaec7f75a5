using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Restarts running compute instances. Waits up to -Timeout for another operation in progress.</summary>
[Cmdlet(VerbsLifecycle.Restart, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeInstance), typeof(CommandJob))]
public sealed class RestartAmlComputeTargetCommand : InstanceActionCommand
{
    private protected override string ActionText => "Restart compute instance";

    private protected override Goal CreateGoal(string name) => new PowerGoal(name, PowerChange.Restart);
}
