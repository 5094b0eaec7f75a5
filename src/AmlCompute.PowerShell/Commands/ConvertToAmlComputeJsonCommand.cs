using System.Management.Automation;
using AmlCompute.Files.V1;

namespace AmlCompute.Commands;

/// <summary>Writes compute targets as JSON: the dictionary that serialize() of the Python SDK v1 gives, or with -AsArm the ARM resource.</summary>
[Cmdlet(VerbsData.ConvertTo, "AmlComputeJson")]
[OutputType(typeof(string))]
public sealed class ConvertToAmlComputeJsonCommand : AmlComputeCommand
{
    /// <summary>Gets or sets the compute targets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ComputeTarget[] InputObject { get; set; } = [];

    /// <summary>Gets or sets whether to keep the order and form of the service's answer.</summary>
    [Parameter]
    public SwitchParameter AsArm { get; set; }

    /// <summary>Gets or sets whether to leave out blanks and line breaks.</summary>
    [Parameter]
    public SwitchParameter Compress { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (ComputeTarget target in InputObject)
        {
            WriteObject(V1Json.ToText(target, AsArm, Compress));
        }
    }
}
