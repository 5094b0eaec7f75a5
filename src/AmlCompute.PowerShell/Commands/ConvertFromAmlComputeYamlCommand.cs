using System.Collections;
using System.Management.Automation;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>
/// Converts YAML of az ml compute, or JSON of ARM, to configurations for New- or Connect-AmlComputeTarget. Sends no request.
/// </summary>
[Cmdlet(VerbsData.ConvertFrom, "AmlComputeYaml")]
[OutputType(typeof(ComputeConfiguration))]
public sealed class ConvertFromAmlComputeYamlCommand : WorkspaceScopedCommand
{
    private readonly List<string> _lines = [];

    /// <summary>Gets or sets the text; piped lines are joined.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    [ValidateNotNull]
    public string[] InputObject { get; set; } = [];

    /// <summary>Gets or sets the values for the parameters of an ARM template in the text, by name.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? TemplateParameter { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _lines.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteDescribed(
        _lines,
        text => ComputeFiles.ReadText(
            text, CurrentFolder ?? string.Empty, ResolveWorkspace, CreateTemplateArguments(TemplateParameter), RunInBackground)
            .Select(definition => definition.Configuration));
}
