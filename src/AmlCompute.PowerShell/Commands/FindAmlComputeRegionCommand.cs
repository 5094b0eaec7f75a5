using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Regions;
using AmlCompute.Commands.Base;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>
/// Finds the regions that have a size and enough quota for nodes of it. It emits each region that it reads, with the quota and the cost.
/// </summary>
[Cmdlet(VerbsCommon.Find, "AmlComputeRegion")]
[OutputType(typeof(ComputeRegion))]
public sealed class FindAmlComputeRegionCommand : WorkspaceScopedCommand
{
    /// <summary>The sizes of the regions that do not have a requested one, for suggestions.</summary>
    private readonly HashSet<string> _knownSizes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The requested sizes; the value is true if a region has the size.</summary>
    private readonly Dictionary<string, bool> _requestedSizes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The regions to read; empty before they are known.</summary>
    private string[] _locations = [];

    /// <summary>The region of the workspace; null before it is known, and empty if the role does not allow to read it.</summary>
    private string? _ownRegion;

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
    [ValidateRange(1, ThrottleLimits.Maximum)]
    public int ThrottleLimit { get; set; } = ThrottleLimits.DefaultForWorkspaces;

    private protected override bool IsAboutTargets => false;

    private protected override int Throttling => ThrottleLimit;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Workspace workspace = ResolveWorkspace();
        WantedNodes wanted = new(VmSize, Nodes, LowPriority);
        Attempt(wanted.VmSize, () =>
        {
            _ownRegion ??= FindOwnRegion(workspace);
            if (_locations.Length == 0)
            {
                _locations = FindLocations(workspace);
            }

            foreach (string location in _locations)
            {
                BeginItem(
                    location,
                    call => RegionCatalog.NameRegionInErrorAsync(location, () => ReadRegionAsync(workspace, location, wanted, call)),
                    WriteReading);
            }
        });
    }

    private protected override void CompleteWork()
    {
        base.CompleteWork();
        if (_knownSizes.Count == 0)
        {
            return;
        }

        foreach (string size in _requestedSizes.Where(requested => !requested.Value).Select(requested => requested.Key))
        {
            WriteFailure(
                new ComputeTargetException(ErrorIds.InvalidVmSize, UnknownNames.DescribeSize(size, _knownSizes, "these regions"))
                {
                    Remedy = $"{CommandText.WriteSizeList(ResolveWorkspace(), _locations[0])} lists the sizes of {_locations[0]}.",
                    Correction = Suggestions.FindCorrection(size, _knownSizes),
                },
                size);
        }
    }

    /// <summary>Returns the regions of -Location, or else all regions of the service.</summary>
    private string[] FindLocations(Workspace workspace) => Location.Length > 0
        ? [.. Location.Select(RegionNames.Normalize).Distinct(StringComparer.Ordinal)]
        : [.. Await(call => RegionCatalog.ListLocationsAsync(workspace, call))];

    /// <summary>
    /// Returns the region of the workspace, and reads the workspace if its region is unknown. If the role does not allow the read, returns
    /// an empty text and writes a warning, because the quotas of the subscription can be compared without the workspace.
    /// </summary>
    private string FindOwnRegion(Workspace workspace)
    {
        try
        {
            return Await(call => RegionCatalog.LocateAsync(workspace, null, call));
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.AuthorizationFailed)
        {
            WriteWarning($"The quota of workspace '{workspace.Name}' was not compared. {MaskSecrets(exception).Message}");
            return string.Empty;
        }
    }

    private async Task<RegionReading> ReadRegionAsync(Workspace workspace, string location, WantedNodes wanted, CallContext call)
    {
        RegionCatalog region = new(workspace, location, call);
        Task<IReadOnlyList<ComputeUsage>> usages = region.ReadUsagesAsync();
        Task<IReadOnlyList<ComputeQuota>> limits = ReadWorkspaceLimitsAsync(region);
        (IReadOnlyList<VmSize> sizes, ComputeTargetException? priceProblem) =
            await SizePrices.ReadSizesAndRetailAsync(region, RetailPrices, call, wanted.VmSize).ConfigureAwait(false);
        VmSize? size = AmlCompute.VmSize.FindByName(sizes, wanted.VmSize);
        IReadOnlyList<ComputeUsage> usagesOfRegion = await usages.ConfigureAwait(false);
        ComputeQuota? workspaceLimit = (await limits.ConfigureAwait(false)).FirstOrDefault(
            quota => quota.BelongsTo(workspace) && string.Equals(quota.Name, size?.Family, StringComparison.OrdinalIgnoreCase));
        ComputeRegion result = new(
            location,
            wanted,
            size,
            usagesOfRegion,
            workspaceLimit?.Limit,
            workspace.Connection.Prices.FindPrice(location, wanted.VmSize, osType: null, wanted.IsSpot));
        return new RegionReading(result, size is not null, sizes, priceProblem);
    }

    /// <summary>Reads the limits of the workspace, which only its own region has.</summary>
    private Task<IReadOnlyList<ComputeQuota>> ReadWorkspaceLimitsAsync(RegionCatalog region) =>
        RegionNames.Normalize(_ownRegion!) == RegionNames.Normalize(region.Location)
            ? region.ReadQuotasWithoutUsagesAsync()
            : Task.FromResult<IReadOnlyList<ComputeQuota>>([]);

    private void WriteReading(RegionReading reading)
    {
        WriteObject(reading.Region);
        string size = reading.Region.VmSize;
        _requestedSizes[size] = reading.HasSize || (_requestedSizes.TryGetValue(size, out bool isFound) && isFound);
        if (!reading.HasSize)
        {
            _knownSizes.UnionWith(reading.Sizes.Select(known => known.Name));
        }

        if (reading.PriceProblem is not null)
        {
            WriteFailure(reading.PriceProblem, reading.Region.Location);
        }
    }

    /// <summary>The result for a region: whether it has the size, all its sizes, and the error of its prices; null for none.</summary>
    private sealed record RegionReading(
        ComputeRegion Region, bool HasSize, IReadOnlyList<VmSize> Sizes, ComputeTargetException? PriceProblem);
}
