using System.Management.Automation;
using AmlCompute.Client;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets how much of the limits of a region is used: of clusters, of all cores, and of the cores of each family.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeUsage")]
[OutputType(typeof(ComputeUsage))]
public sealed class GetAmlComputeUsageCommand : WorkspaceScopedCommand
{
    /// <summary>Gets or sets the families or totals, such as standardDSv2Family or Total*; wildcards are allowed. Names for people are looked through, too.</summary>
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

    /// <summary>Gets or sets the priority of the cores to keep; clusters are not counted in cores and left out then.</summary>
    [Parameter]
    [ValidateSet("Dedicated", "LowPriority")]
    public string? Priority { get; set; }

    /// <summary>Gets or sets whether to leave out what nothing is used of.</summary>
    [Parameter]
    public SwitchParameter InUse { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        WildcardPattern[] names = OrEnd(() => Array.ConvertAll(Name, Patterns.Parse));
        Workspace workspace = CurrentWorkspace();
        Attempt(null, () =>
        {
            IReadOnlyList<ComputeUsage> usages = Await(async call => await (await RegionCatalog.OpenAsync(workspace, Location, call).ConfigureAwait(false)).ReadUsagesAsync().ConfigureAwait(false));
            foreach (ComputeUsage usage in usages.Where(usage =>
                (names.Length == 0 || names.Any(name => name.IsMatch(usage.Name) || name.IsMatch(usage.DisplayName ?? string.Empty)))
                && (Priority is null || Priority.Equals(usage.Priority, StringComparison.OrdinalIgnoreCase))
                && (!InUse || usage.Used > 0)))
            {
                WriteObject(usage);
            }
        });
    }
}
