using System.Management.Automation;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Sums the costs of compute targets, of piped ones or of workspaces, in groups.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "AmlComputeCost", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeCost))]
public sealed class MeasureAmlComputeCostCommand : TargetQueryCommand
{
    private readonly List<ComputeTarget> _targets = [];

    /// <summary>The keys of the targets in the sums: connection, workspace and name.</summary>
    private readonly HashSet<((WorkspaceConnection Connection, string Id) Workspace, string Name)> _counted = [];
    private CostGroups _groups = null!;

    /// <summary>The reader of prices; null before its first use, because it depends on a parameter.</summary>
    private PriceQueue? _prices;

    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the words that form groups, such as Owner, Type, VmSize or Tag:name; without one, all are one group.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CostGroupCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] By { get; set; } = [];

    /// <summary>Gets or sets whether to read prices that the service does not list from the public Retail Prices API.</summary>
    [Parameter]
    public SwitchParameter RetailPrices { get; set; }

    private protected override PriceQueue Prices => _prices ??= new PriceQueue(RetailPrices, waits: true);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _groups = RunOrEnd(() => new CostGroups([.. By.Distinct(StringComparer.OrdinalIgnoreCase)]));
    }

    private protected override void CompleteWork()
    {
        base.CompleteWork();
        WriteObject(_groups.SumCosts(_targets), enumerateCollection: true);
        WarnOfUnknownPrices();
        WarnOfUnknownMachines();
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input) =>
        AddTarget(input is not null && input.Workspace.IsSameAs(workspace)
            ? input
            : Await(call => TargetSuggestions.GetTargetAsync(workspace, name, call)));

    private protected override void WriteListed(ComputeTarget target) => AddTarget(target);

    private void AddTarget(ComputeTarget target)
    {
        // A target that is piped twice counts once.
        if (_counted.Add((target.Workspace.Key, target.Name.ToUpperInvariant())))
        {
            Prices.RequestPrice(target);
            _targets.Add(target);
        }
    }

    private void WarnOfUnknownPrices()
    {
        ComputeTarget[] withoutPrice = [.. _targets.Where(target => target is { Machines.Count: > 0, Price: null })];
        if (withoutPrice.Length == 0)
        {
            return;
        }

        bool usesRetail = RetailPrices || Array.TrueForAll(withoutPrice, target => target.Workspace.Connection.Prices.UsesRetail);
        string remedy = usesRetail ? string.Empty : " -RetailPrices reads prices that the service does not list.";
        string targets = withoutPrice.Length == 1 ? "1 target that runs" : $"{withoutPrice.Length} targets that run";
        WriteWarning($"No sum includes {targets}, because the price is unknown.{remedy}");
    }

    private void WarnOfUnknownMachines()
    {
        int count = _targets.Count(target => target.Machines is { Count: null });
        if (count > 0)
        {
            string targets = count == 1 ? "1 target" : $"{count} targets";
            WriteWarning($"CostPerHour does not include {targets}, because the service did not return how many machines run.");
        }
    }
}
