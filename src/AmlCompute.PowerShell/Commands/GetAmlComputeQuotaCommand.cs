using System.Management.Automation;
using AmlCompute.Client;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the quotas of dedicated cores, by family: those of the subscription, and those of the workspace.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeQuota")]
[OutputType(typeof(ComputeQuota))]
public sealed class GetAmlComputeQuotaCommand : WorkspaceScopedCommand
{
    /// <summary>Gets or sets the families, such as standardDSv2Family; wildcards are allowed. Names for people are looked through, too.</summary>
    [Parameter(Position = 0)]
    [Alias("Family")]
    [ArgumentCompleter(typeof(UsageNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Gets or sets the region; that of the workspace unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Gets or sets whose quotas to get: Subscription or Workspace; both unless given.</summary>
    [Parameter]
    [ValidateSet(QuotaId.Subscription, QuotaId.Workspace)]
    public string? Scope { get; set; }

    /// <summary>Gets or sets whether to get those of all workspaces of the region, not only of one.</summary>
    [Parameter]
    public SwitchParameter AllWorkspaces { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        WildcardPattern[] names = OrEnd(() => Array.ConvertAll(Name, Patterns.Parse));
        Workspace workspace = CurrentWorkspace();
        Attempt(null, () =>
        {
            IReadOnlyList<ComputeQuota> quotas = Await(async call => await (await RegionCatalog.OpenAsync(workspace, Location, call).ConfigureAwait(false)).ReadQuotasAsync().ConfigureAwait(false));
            foreach (ComputeQuota quota in quotas.Where(quota =>
                (names.Length == 0 || names.Any(name => QuotaEditor.IsNamed(quota, name.IsMatch)))
                && (Scope is null || Scope.Equals(quota.Scope, StringComparison.OrdinalIgnoreCase))
                && (AllWorkspaces || quota.WorkspaceName is null || quota.IsOf(workspace))))
            {
                WriteObject(quota);
            }
        });
    }
}
