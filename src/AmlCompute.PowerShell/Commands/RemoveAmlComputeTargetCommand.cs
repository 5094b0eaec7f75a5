using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>
/// Deletes compute targets that the service created. Attached targets are refused, because a deletion could delete their resources.
/// </summary>
[Alias("rmact")]
[Cmdlet(
    VerbsCommon.Remove, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ComputeTarget), typeof(CommandJob))]
public sealed class RemoveAmlComputeTargetCommand : RemovalCommand
{
    private protected override UnderlyingResourceAction ResourceAction => UnderlyingResourceAction.Delete;

    private protected override string ActionText => "Delete compute target";
}
