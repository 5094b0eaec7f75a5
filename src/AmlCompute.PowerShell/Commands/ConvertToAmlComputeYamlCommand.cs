using System.Management.Automation;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>Converts compute targets or configurations to YAML of az ml compute, one document each. Secrets are omitted.</summary>
[Cmdlet(VerbsData.ConvertTo, "AmlComputeYaml")]
[OutputType(typeof(string))]
public sealed class ConvertToAmlComputeYamlCommand : AmlComputeCommand
{
    private bool _hasWrittenDocument;

    /// <summary>Gets or sets the compute targets, or configurations of New-AmlComputeConfiguration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    private protected override bool IsAboutTargets => false;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject item in InputObject)
        {
            Attempt(item, () =>
            {
                string text = item.BaseObject switch
                {
                    ComputeTarget target => ComputeDocumentWriter.ToYaml(target, WriteWarning),
                    ComputeConfiguration configuration => ComputeDocumentWriter.ToYaml(configuration, WriteWarning),
                    { } unknown => throw Invalid(
                        $"An object of type {unknown.GetType().Name} is neither a compute target nor a configuration. "
                        + "Give the targets of Get-AmlComputeTarget, or configurations of New-AmlComputeConfiguration."),
                };
                WriteObject(_hasWrittenDocument ? $"---\n{text}" : text);
                _hasWrittenDocument = true;
            });
        }
    }
}
