using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Regions;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Finds the regions that have a size: the quota that is left there, whether nodes of the size fit, and their cost.</summary>
[Cmdlet(VerbsCommon.Find, "AmlComputeRegion")]
[OutputType(typeof(ComputeRegion))]
public sealed class FindAmlComputeRegionCommand : WorkspaceScopedCommand
{
    private readonly HashSet<string> _sizes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, bool> _found = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets or sets the size, such as Standard_NC4as_T4_v3. Names, sizes, and objects with a VmSize can be piped.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Size")]
    [ArgumentCompleter(typeof(AnyVmSizeCompleter))]
    [ValidateNotNullOrEmpty]
    public string VmSize { get; set; } = string.Empty;

    /// <summary>Gets or sets the number of nodes that must fit into the quota; the default is 1.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(NodeCountCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int Nodes { get; set; } = 1;

    /// <summary>Gets or sets the regions to read. The default is all regions in which the service has compute targets.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Location { get; set; } = [];

    /// <summary>Gets or sets whether the nodes are Spot machines, the priority LowPriority of a cluster.</summary>
    [Parameter]
    public SwitchParameter LowPriority { get; set; }

    /// <summary>Gets or sets whether to read prices that the service does not list from the public Retail Prices API.</summary>
    [Parameter]
    public SwitchParameter RetailPrices { get; set; }

    /// <summary>Gets or sets the maximum number of regions to read at the same time: 1 to 100; the default is 16.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Highest)]
    public int ThrottleLimit { get; set; } = Throttle.Workspaces;

    private protected override bool IsAboutTargets => false;

    private protected override int Throttling => ThrottleLimit;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Workspace workspace = CurrentWorkspace();
        string size = VmSize;
        int nodes = Nodes;
        Attempt(size, () =>
        {
            IEnumerable<string> locations = Location.Length > 0
                ? Location.Select(RegionNames.KeyOf).Distinct(StringComparer.Ordinal)
                : Await(call => RegionCatalog.ListLocationsAsync(workspace, call));
            foreach (string location in locations)
            {
                Begin(
                    location,
                    call => RegionCatalog.InRegionAsync(location, () => ReadAsync(workspace, location, size, nodes, call)),
                    Write);
            }
        });
    }

    private protected override void Complete()
    {
        base.Complete();
        foreach (string size in _sizes.Count == 0 ? [] : _found.Where(item => !item.Value).Select(item => item.Key))
        {
            Fail(
                new ComputeTargetException(ErrorIds.InvalidVmSize, RegionNames.NoSuchSize(size, _sizes, "these regions"))
                {
                    Correction = Suggestions.Correction(size, _sizes),
                },
                size);
        }
    }

    private async Task<(ComputeRegion Region, IReadOnlyList<VmSize> Sizes, ComputeTargetException? Problem)> ReadAsync(
        Workspace workspace, string location, string name, int nodes, CallContext call)
    {
        RegionCatalog region = new(workspace, location, call);
        Task<IReadOnlyList<ComputeUsage>> usages = region.ReadUsagesAsync();
        Task<IReadOnlyList<ComputeQuota>> limits = RegionNames.KeyOf(workspace.Location ?? string.Empty) == RegionNames.KeyOf(location)
            ? region.ReadLimitsAsync()
            : Task.FromResult<IReadOnlyList<ComputeQuota>>([]);
        (IReadOnlyList<VmSize> sizes, ComputeTargetException? problem) =
            await SizePrices.ReadAllAsync(region, RetailPrices, call, name).ConfigureAwait(false);
        VmSize? size = RegionNames.FindSize(sizes, name);
        return (
            new ComputeRegion(
                location,
                name,
                size,
                await usages.ConfigureAwait(false),
                (await limits.ConfigureAwait(false)).FirstOrDefault(quota => quota.IsOf(workspace)
                    && string.Equals(quota.Name, size?.Family, StringComparison.OrdinalIgnoreCase))?.Limit,
                nodes,
                LowPriority,
                workspace.Connection.Prices.Find(location, name, null, LowPriority)),
            sizes,
            problem);
    }

    private void Write((ComputeRegion Region, IReadOnlyList<VmSize> Sizes, ComputeTargetException? Problem) read)
    {
        WriteObject(read.Region);
        string size = read.Region.VmSize;
        bool exists = RegionNames.FindSize(read.Sizes, size) is not null;
        _found[size] = exists || (_found.TryGetValue(size, out bool isFound) && isFound);
        if (!exists)
        {
            _sizes.UnionWith(read.Sizes.Select(known => known.Name));
        }

        if (read.Problem is not null)
        {
            Fail(read.Problem, read.Region.Location);
        }
    }
}
