using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the compute targets of a workspace, all or by name.</summary>
[Alias("gact")]
[Cmdlet(VerbsCommon.Get, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(
    typeof(ComputeCluster), typeof(ComputeInstance), typeof(AksCompute), typeof(KubernetesCompute), typeof(VirtualMachineCompute),
    typeof(HDInsightCompute), typeof(DatabricksCompute), typeof(DataLakeAnalyticsCompute), typeof(DataFactoryCompute),
    typeof(SynapseSparkCompute), typeof(UnknownCompute))]
public sealed class GetAmlComputeTargetCommand : TargetQueryCommand
{
    private WordFilter _states = null!;

    /// <summary>Gets or sets the provisioning states to keep, such as Succeeded or Failed; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProvisioningStateCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ProvisioningState { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _states = OrEnd(
            () => new WordFilter(nameof(ProvisioningState), ProvisioningState, ProvisioningStates.All.Select(state => (state, state))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach (string warning in _states.Warnings())
        {
            WriteWarning(warning);
        }
    }

    private protected override bool FiltersItself => true;

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given) =>
        Emit(Await(call => NearTargets.GetAsync(workspace, name, call)));

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern)
    {
        foreach (ComputeTarget target in List(workspace).Where(target => pattern.IsMatch(target.Name)))
        {
            Emit(target);
        }
    }

    private protected override void ProcessAll(Workspace workspace)
    {
        foreach (ComputeTarget target in List(workspace))
        {
            Emit(target);
        }
    }

    private void Emit(ComputeTarget target)
    {
        // A target is parsed only when a property is read, so an empty filter must not read one.
        if (Filter.Keeps(target) && (_states.IsEmpty || _states.Keeps(target.ProvisioningState)))
        {
            WriteObject(target);
        }
    }
}
