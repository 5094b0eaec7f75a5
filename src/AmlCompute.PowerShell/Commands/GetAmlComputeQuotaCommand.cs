using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the quotas of dedicated cores for each VM family, of the subscription and of the workspace.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeQuota")]
[OutputType(typeof(ComputeQuota))]
public sealed class GetAmlComputeQuotaCommand : RegionQueryCommand<ComputeQuota>
{
    /// <inheritdoc/>
    [Parameter(Position = 0)]
    [Alias("Family"), ArgumentCompleter(typeof(UsageNameCompleter)), ValidateNotNullOrEmpty, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter)), ValidateNotNullOrEmpty]
    public override string? Location { get; set; }

    /// <summary>Gets or sets the scope of the quotas: Subscription or Workspace; the default is both.</summary>
    [Parameter]
    [ValidateSet(QuotaId.Subscription, QuotaId.Workspace)]
    public string? Scope { get; set; }

    /// <summary>Gets or sets whether to get the quotas of all workspaces in the region, not only of the selected one.</summary>
    [Parameter]
    public SwitchParameter AllWorkspaces { get; set; }

    private protected override Task<IReadOnlyList<ComputeQuota>> ReadRowsAsync(RegionCatalog region, CallContext call) =>
        region.ReadQuotasAsync();

    private protected override bool IsNamed(ComputeQuota row, Func<string, bool> matches) => QuotaLookup.HasName(row, matches);

    private protected override bool IsSelected(ComputeQuota row) =>
        (Scope is null || Scope.Equals(row.Scope, StringComparison.OrdinalIgnoreCase))
        && (AllWorkspaces || row.WorkspaceName is null || row.BelongsTo(row.AskedWorkspace));

    private protected override ComputeTargetException CreateMissingError(string name, string location, IReadOnlyList<ComputeQuota> rows) =>
        QuotaLookup.CreateUnknownQuotaError(name, rows, location);
}
