using System.Collections;
using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files.V1;

namespace AmlCompute.Commands;

/// <summary>
/// Converts JSON, or the objects of ConvertFrom-Json, to compute targets, which must belong to the workspace. Sends no request.
/// </summary>
[Cmdlet(VerbsData.ConvertFrom, "AmlComputeJson")]
[OutputType(
    typeof(ComputeCluster), typeof(ComputeInstance), typeof(AksCompute), typeof(KubernetesCompute), typeof(VirtualMachineCompute),
    typeof(HDInsightCompute), typeof(DatabricksCompute), typeof(DataLakeAnalyticsCompute), typeof(DataFactoryCompute),
    typeof(SynapseSparkCompute), typeof(UnknownCompute))]
public sealed class ConvertFromAmlComputeJsonCommand : WorkspaceScopedCommand
{
    private readonly List<string> _lines = [];
    private bool _hasText;

    /// <summary>
    /// Gets or sets the JSON text, of which piped lines are joined; or objects and hashtables as from ConvertFrom-Json. The form can be
    /// that of ConvertTo-AmlComputeJson, of the service and its lists, of an ARM template, or of az ml compute show.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Gets or sets the values for the parameters of ARM templates, by name.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? TemplateParameter { get; set; }

    private protected override string? MissingInput =>
        InputObject.Length > 0 ? null : "-InputObject is missing. Pipe JSON: Get-Content cpu.json | ConvertFrom-AmlComputeJson.";

    /// <inheritdoc/>
    protected override void ProcessRecord() => OrEnd(() =>
    {
        foreach (PSObject given in InputObject)
        {
            _hasText |= given.BaseObject is string;
            _lines.Add(given.BaseObject as string ?? PlainData.ToJsonText(given, nameof(InputObject)));
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(null, () => WriteObject(
        V1Json.FromText(string.Join("\n", _lines), CurrentWorkspace(), !_hasText, ArgumentsFrom(TemplateParameter)),
        enumerateCollection: true));
}
