using System.Management.Automation;
using AmlCompute.Client.Regions;

namespace AmlCompute.Commands;

/// <summary>Gets the quotas of dedicated cores, by family: those of the subscription, and those of the workspace.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeQuota")]
[OutputType(typeof(ComputeQuota))]
public sealed class GetAmlComputeQuotaCommand : RegionQueryCommand<ComputeQuota>
{
    /// <summary>Gets or sets whose quotas to get: Subscription or Workspace; both unless given.</summary>
    [Parameter]
    [ValidateSet(QuotaId.Subscription, QuotaId.Workspace)]
    public string? Scope { get; set; }

    /// <summary>Gets or sets whether to get those of all workspaces of the region, not only of one.</summary>
    [Parameter]
    public SwitchParameter AllWorkspaces { get; set; }

    private protected override Task<IReadOnlyList<ComputeQuota>> ReadAsync(RegionCatalog region) => region.ReadQuotasAsync();

    private protected override bool IsNamed(ComputeQuota row, Func<string, bool> matches) => QuotaUpdate.IsNamed(row, matches);

    private protected override bool Fits(ComputeQuota row) =>
        (Scope is null || Scope.Equals(row.Scope, StringComparison.OrdinalIgnoreCase))
        && (AllWorkspaces || row.WorkspaceName is null || row.IsOf(row.AskedWorkspace));

    private protected override ComputeTargetException NoSuch(string name, string location, IReadOnlyList<ComputeQuota> rows) =>
        QuotaUpdate.NoSuchQuota(name, rows, location);
}
