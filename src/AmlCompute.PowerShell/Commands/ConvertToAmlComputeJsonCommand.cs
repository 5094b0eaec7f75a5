using System.Management.Automation;
using AmlCompute.Files.V1;

namespace AmlCompute.Commands;

/// <summary>
/// Converts compute targets to JSON: the dictionary of serialize() in the Python SDK v1, or the ARM resource with -AsArm.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "AmlComputeJson")]
[OutputType(typeof(string))]
public sealed class ConvertToAmlComputeJsonCommand : AmlComputeCommand
{
    /// <summary>Gets or sets the compute targets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ComputeTarget[] InputObject { get; set; } = [];

    /// <summary>Gets or sets whether to emit the ARM resource in the order and form of the service's response.</summary>
    [Parameter]
    public SwitchParameter AsArm { get; set; }

    /// <summary>Gets or sets whether to omit white space and line breaks.</summary>
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
