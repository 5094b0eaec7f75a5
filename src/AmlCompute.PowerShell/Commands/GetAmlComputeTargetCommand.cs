using System.Management.Automation;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the compute targets of one or many workspaces, all or by name.</summary>
[Alias("gact")]
[Cmdlet(VerbsCommon.Get, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(
    typeof(ComputeCluster), typeof(ComputeInstance), typeof(AksCompute), typeof(KubernetesCompute), typeof(VirtualMachineCompute),
    typeof(HDInsightCompute), typeof(DatabricksCompute), typeof(DataLakeAnalyticsCompute), typeof(DataFactoryCompute),
    typeof(SynapseSparkCompute), typeof(UnknownCompute))]
public sealed class GetAmlComputeTargetCommand : TargetQueryCommand
{
    private readonly PriceQueue _prices = new();
    private WordFilter _provisioningStates = null!;

    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    [Alias("ComputeType"), ArgumentCompleter(typeof(ComputeTypeCompleter)), ValidateNotNullOrEmpty, SupportsWildcards]
    public override string[] Type { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    [ArgumentCompleter(typeof(ComputeStateCompleter)), ValidateNotNullOrEmpty, SupportsWildcards]
    public override string[] State { get; set; } = [];

    /// <summary>Gets or sets the provisioning states to keep, such as Succeeded or Failed; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProvisioningStateCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ProvisioningState { get; set; } = [];

    private protected override PriceQueue Prices => _prices;

    private protected override bool FiltersReadTargets => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _provisioningStates = RunOrEnd(
            () => new WordFilter(nameof(ProvisioningState), ProvisioningState, ProvisioningStates.All.Select(state => (state, state))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        WriteWarnings(_provisioningStates.CreateWarnings());
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        ComputeTarget target = Await(call =>
        {
            Task<ComputeTarget> read = TargetSuggestions.GetTargetAsync(workspace, name, call);

            // The prices are read at the same time as the target.
            _prices.RequestSizes(workspace, region: null);
            return read;
        });
        WriteNamed(input, target);
    }

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern)
    {
        foreach (ComputeTarget target in ListTargets(workspace))
        {
            if (Filter.MatchesExisting(target, pattern))
            {
                WriteTarget(target);
            }
        }
    }

    private protected override void ProcessAll(Workspace workspace)
    {
        foreach (ComputeTarget target in ListTargets(workspace))
        {
            WriteTarget(target);
        }
    }

    private protected override void WriteListed(ComputeTarget target) => WriteTarget(target);

    /// <summary>
    /// Writes a target that was read. A type that -Type does not select is an error for a name or id, as in the Python SDK v1.
    /// </summary>
    private void WriteNamed(ComputeTarget? input, ComputeTarget target)
    {
        if (input is null && !Filter.KeepsType(target))
        {
            throw ComputeTargetException.CreateForTarget(
                target.Name,
                ErrorIds.ComputeTargetNotFound,
                $"Compute target '{target.Name}' in workspace '{target.WorkspaceName}' is of type {target.ComputeType}, "
                    + $"not {string.Join(" or ", Type)}.",
                $"Get it without -Type: Get-AmlComputeTarget {CommandText.WriteTarget(target.Workspace, target.Name)}");
        }

        WriteTarget(target);
    }

    /// <summary>Writes the target if the filters keep it.</summary>
    private void WriteTarget(ComputeTarget target)
    {
        // A target is parsed only when a property is read, so an empty filter must not read one.
        if (Filter.KeepsTarget(target) && (_provisioningStates.IsEmpty || _provisioningStates.MatchesAny(target.ProvisioningState)))
        {
            _prices.RequestPrice(target);
            WriteObject(target);
        }
    }
}
