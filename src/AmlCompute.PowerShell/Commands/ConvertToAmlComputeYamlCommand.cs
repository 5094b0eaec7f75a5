using System.Management.Automation;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>
/// Converts compute targets or configurations to YAML of the Azure CLI (az ml compute), one document each. Secrets are omitted.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "AmlComputeYaml")]
[OutputType(typeof(string))]
public sealed class ConvertToAmlComputeYamlCommand : AmlComputeCommand
{
    private bool _isNext;

    /// <summary>Gets or sets the compute targets, or configurations of New-AmlComputeConfiguration.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    private protected override string? MissingInput =>
        InputObject.Length > 0 ? null : "-InputObject is missing. Pipe compute targets: Get-AmlComputeTarget | ConvertTo-AmlComputeYaml.";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject item in InputObject)
        {
            Attempt(item, () =>
            {
                string text = item.BaseObject switch
                {
                    ComputeTarget target => ComputeDocument.ToYaml(target, WriteWarning),
                    ComputeConfiguration configuration => ComputeDocument.ToYaml(configuration, WriteWarning),
                    { } other => throw new ComputeTargetException(
                        ErrorIds.InvalidArgument,
                        $"An object of type {other.GetType().Name} is neither a compute target nor a configuration, "
                        + "and cannot be converted to YAML."),
                };
                WriteObject(_isNext ? $"---\n{text}" : text);
                _isNext = true;
            });
        }
    }
}
