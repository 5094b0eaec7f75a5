using System.Collections.Concurrent;
using System.Management.Automation;
using AmlCompute.Client.Fleet;
using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the usage and limits of a region: clusters, all cores, and the cores of each VM family.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeUsage")]
[OutputType(typeof(ComputeUsage))]
public sealed class GetAmlComputeUsageCommand : RegionQueryCommand<ComputeUsage>
{
    private readonly List<Workspace> _piped = [];
    private readonly List<ComputeUsage> _regions = [];
    private FleetChoice _choice = null!;
    private bool _readsMany;

    /// <inheritdoc/>
    [Parameter(Position = 0)]
    [Alias("Family"), ArgumentCompleter(typeof(UsageNameCompleter)), ValidateNotNullOrEmpty, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter)), ValidateNotNullOrEmpty]
    public override string? Location { get; set; }

    /// <summary>Gets or sets whether to omit the rows without usage, unless less than 10 percent of their limit is left.</summary>
    [Parameter]
    public SwitchParameter Used { get; set; }

    /// <summary>Gets or sets the priority of the cores to get. The number of clusters has no priority and is then omitted.</summary>
    [Parameter]
    [ValidateSet("Dedicated", "LowPriority")]
    public string? Priority { get; set; }

    /// <summary>Gets or sets whether to omit rows without usage.</summary>
    [Parameter]
    public SwitchParameter InUse { get; set; }

    /// <summary>Gets or sets whether to add rows for the workspaces and compute targets that use the quota.</summary>
    [Parameter]
    public SwitchParameter Expand { get; set; }

    /// <summary>Gets or sets whether to read all regions of the service, for the subscription of the workspace.</summary>
    [Parameter]
    public SwitchParameter AllLocations { get; set; }

    /// <summary>Gets or sets the workspaces whose regions are read: objects, resource ids, or names; wildcards are allowed.</summary>
    [Parameter]
    [Alias("WorkspaceName")]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override object? Workspace { get; set; }

    /// <summary>Gets or sets whether to read the regions of all workspaces of the subscription.</summary>
    [Parameter]
    public SwitchParameter AllWorkspaces { get; set; }

    /// <summary>Gets or sets the subscriptions to read, or * for all of the sign-in; the default is that of the session.</summary>
    [Parameter]
    [Alias("Subscription")]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SubscriptionId { get; set; } = [];

    /// <summary>Gets or sets the maximum number of regions to read at the same time: 1 to 100; the default is 16.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Highest)]
    public int ThrottleLimit { get; set; } = Throttle.Workspaces;

    private protected override int Throttling => ThrottleLimit;

    private protected override bool SelectsMany => _choice.IsMany;

    private protected override bool SharesConnection => !SelectsMany && _piped.Count == 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _choice = OrEnd(() => new FleetChoice(Workspace, AllWorkspaces, SubscriptionId));
        if (AllLocations && (Location is not null || SelectsMany))
        {
            OrEnd(() => throw Invalid(
                "-AllLocations reads the regions of one subscription. Omit -Location and -AllWorkspaces, or give one -Workspace."));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is { } piped)
        {
            Attempt(piped, () => _piped.Add(_choice.Piped(piped, Session, FindConfig)));
        }
        else if (SelectsMany)
        {
            _readsMany = true;
        }
        else if (AllLocations)
        {
            ReadLocations(CurrentWorkspace());
        }
        else
        {
            base.ProcessRecord();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_readsMany || _piped.Count > 0)
        {
            ReadMany(OrEnd(() => _choice.ToScope(_piped, Session, FindConfig)));
        }

        base.EndProcessing();
    }

    private protected override void Complete()
    {
        base.Complete();
        if (_regions.Count > 0)
        {
            ReportMissing("all regions", _regions);
        }
    }

    /// <summary>Reads the usages of a region, those with usage first.</summary>
    private protected override async Task<IReadOnlyList<ComputeUsage>> ReadAsync(RegionCatalog region, CallContext call) =>
        [.. (await region.ReadUsagesAsync(Expand).ConfigureAwait(false)).OrderByDescending(row => row.Used > 0)];

    private protected override bool IsNamed(ComputeUsage row, Func<string, bool> matches) =>
        matches(row.Name) || matches(row.DisplayName ?? string.Empty);

    private protected override bool Fits(ComputeUsage row) =>
        (Priority is null || Priority.Equals(row.Priority, StringComparison.OrdinalIgnoreCase)) && (!InUse || row.Used > 0)
        && (!Used || row.Used > 0 || row.PercentUsed > 90);

    private protected override ComputeTargetException NoSuch(string name, string location, IReadOnlyList<ComputeUsage> rows) =>
        RegionNames.NoSuch("usage", "Usages", name, rows.Select(row => row.Name), location);

    /// <summary>Reads the usages of all regions; a region that fails is one error.</summary>
    private void ReadLocations(Workspace workspace) => Attempt(null, () =>
    {
        foreach (string location in Await(call => RegionCatalog.ListLocationsAsync(workspace, call)))
        {
            Begin(
                location,
                call => RegionCatalog.InRegionAsync(location, () => ReadAsync(new RegionCatalog(workspace, location, call), call)),
                rows =>
                {
                    _regions.AddRange(rows);
                    Write(rows);
                });
        }
    });

    /// <summary>Reads the usages of each subscription and region of many workspaces once.</summary>
    private void ReadMany(FleetScope scope)
    {
        ConcurrentDictionary<string, bool> begun = new(StringComparer.OrdinalIgnoreCase);
        FleetReader<ComputeUsage> reader = new(ThrottleLimit, ReadWorkspaceAsync);
        List<ComputeUsage> all = [];
        foreach (FleetPart<ComputeUsage> part in Stream(call => reader.ReadAsync(scope, call)))
        {
            if (part.Error is not null)
            {
                Fail(part.Error, part.Id);
            }

            all.AddRange(part.Items);
            Write(part.Items);
        }

        if (all.Count > 0)
        {
            ReportMissing(string.Join(", ", all.Select(row => row.Location).Distinct()), all);
        }

        async IAsyncEnumerable<IReadOnlyList<ComputeUsage>> ReadWorkspaceAsync(Workspace workspace, CallContext call)
        {
            RegionCatalog region = await RegionCatalog.OpenAsync(workspace, Location, call).ConfigureAwait(false);
            if (begun.TryAdd($"{workspace.SubscriptionId}/{region.Location}", true))
            {
                yield return await ReadAsync(region, call).ConfigureAwait(false);
            }
        }
    }
}
