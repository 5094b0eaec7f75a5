using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Resizes compute instances to another size that the service allows. They are not available during the operation.</summary>
[Cmdlet(VerbsCommon.Resize, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeInstance), typeof(CommandJob))]
public sealed class ResizeAmlComputeTargetCommand : InstanceActionCommand
{
    /// <summary>Gets or sets the new size, such as Standard_DS11_v2.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(ResizeVmSizeCompleter))]
    [ValidateNotNullOrEmpty]
    public string VmSize { get; set; } = string.Empty;

    private protected override string ActionText => $"Resize compute instance to {VmSize}";

    private protected override Goal CreateGoal(string name) => new ResizeGoal(name, VmSize);
}
