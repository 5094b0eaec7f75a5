using System.Collections;
using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files.V1;

namespace AmlCompute.Commands;

/// <summary>Converts JSON, or objects of ConvertFrom-Json, to compute targets of the workspace. Sends no request.</summary>
[Cmdlet(VerbsData.ConvertFrom, "AmlComputeJson")]
[OutputType(
    typeof(ComputeCluster), typeof(ComputeInstance), typeof(AksCompute), typeof(KubernetesCompute), typeof(VirtualMachineCompute),
    typeof(HDInsightCompute), typeof(DatabricksCompute), typeof(DataLakeAnalyticsCompute), typeof(DataFactoryCompute),
    typeof(SynapseSparkCompute), typeof(UnknownCompute))]
public sealed class ConvertFromAmlComputeJsonCommand : WorkspaceScopedCommand
{
    private readonly List<string> _lines = [];

    /// <summary>True if the input has JSON text, whose errors have lines; otherwise it has objects only.</summary>
    private bool _hasText;

    /// <summary>Gets or sets JSON text or objects, in the forms of ConvertTo-AmlComputeJson, the service, ARM or az ml compute.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Gets or sets the values for the parameters of ARM templates, by name.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? TemplateParameter { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunOrEnd(() =>
    {
        foreach (PSObject item in InputObject)
        {
            _hasText |= item.BaseObject is string;
            _lines.Add(item.BaseObject as string ?? PlainJson.ConvertToText(item, nameof(InputObject)));
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteDescribed(
        _lines, text => V1Json.FromText(text, ResolveWorkspace(), !_hasText, CreateTemplateArguments(TemplateParameter)));
}
