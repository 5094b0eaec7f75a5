using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Detaches compute targets from the workspace. The underlying resources are not changed.</summary>
[Cmdlet(
    VerbsCommunications.Disconnect, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ComputeTarget), typeof(CommandJob))]
public sealed class DisconnectAmlComputeTargetCommand : RemovalCommand
{
    private protected override UnderlyingResourceAction ResourceAction => UnderlyingResourceAction.Detach;

    private protected override string ActionText => "Detach compute target";
}
