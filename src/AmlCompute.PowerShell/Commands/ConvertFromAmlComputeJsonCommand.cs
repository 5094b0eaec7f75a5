using System.Management.Automation;
using AmlCompute.Files.V1;

namespace AmlCompute.Commands;

/// <summary>Reads what ConvertTo-AmlComputeJson wrote. The targets must be of the workspace; nothing is sent.</summary>
[Cmdlet(VerbsData.ConvertFrom, "AmlComputeJson")]
[OutputType(
    typeof(ComputeCluster), typeof(ComputeInstance), typeof(AksCompute), typeof(KubernetesCompute), typeof(VirtualMachineCompute), typeof(HDInsightCompute),
    typeof(DatabricksCompute), typeof(DataLakeAnalyticsCompute), typeof(DataFactoryCompute), typeof(SynapseSparkCompute), typeof(UnknownCompute))]
public sealed class ConvertFromAmlComputeJsonCommand : WorkspaceScopedCommand
{
    private readonly List<string> _lines = [];

    /// <summary>Gets or sets the JSON text; piped lines are taken together.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _lines.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(null, () => WriteObject(
        V1Json.FromText(string.Join("\n", _lines), CurrentWorkspace()), enumerateCollection: true));
}
