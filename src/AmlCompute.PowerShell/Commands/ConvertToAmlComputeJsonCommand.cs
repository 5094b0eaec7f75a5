using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files;
using AmlCompute.Files.V1;

namespace AmlCompute.Commands;

/// <summary>Converts compute targets to JSON: that of the Python SDK v1, the ARM resource, or an ARM template.</summary>
[Cmdlet(VerbsData.ConvertTo, "AmlComputeJson", DefaultParameterSetName = ParameterSets.Default)]
[OutputType(typeof(string))]
public sealed class ConvertToAmlComputeJsonCommand : AmlComputeCommand
{
    /// <summary>The template of each workspace.</summary>
    private readonly Dictionary<(WorkspaceConnection Connection, string Id), TemplateWriter> _templates = [];

    /// <summary>Gets or sets the compute targets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ComputeTarget[] InputObject { get; set; } = [];

    /// <summary>Gets or sets whether to emit the ARM resource in the order and form of the service's response.</summary>
    [Parameter(ParameterSetName = ParameterSets.Default)]
    public SwitchParameter AsArm { get; set; }

    /// <summary>Gets or sets whether to emit an ARM template, with parameters for the workspace and for values such as passwords.</summary>
    [Parameter(ParameterSetName = ParameterSets.Template)]
    public SwitchParameter AsTemplate { get; set; }

    /// <summary>Gets or sets whether to omit white space and line breaks.</summary>
    [Parameter]
    public SwitchParameter Compress { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (ComputeTarget target in InputObject)
        {
            if (AsTemplate)
            {
                Attempt(target, () => FindOrAddTemplate(target.Workspace).AddTarget(target));
            }
            else
            {
                WriteObject(AsArm ? V1Json.ToArmText(target, Compress) : V1Json.ToV1Text(target, Compress));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (TemplateWriter template in _templates.Values.Where(template => !template.IsEmpty))
        {
            WriteObject(template.ToText(Compress));
        }
    }

    private TemplateWriter FindOrAddTemplate(Workspace workspace)
    {
        if (!_templates.TryGetValue(workspace.Key, out TemplateWriter? template))
        {
            _templates[workspace.Key] = template = new TemplateWriter(workspace);
        }

        return template;
    }
}
