using System.Collections.Concurrent;
using System.Management.Automation;
using AmlCompute.Client.Fleet;
using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the usage and limits of a region: clusters, all cores, and the cores of each VM family.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeUsage")]
[OutputType(typeof(ComputeUsage))]
public sealed class GetAmlComputeUsageCommand : RegionQueryCommand<ComputeUsage>
{
    /// <summary>The piped workspaces.</summary>
    private readonly List<Workspace> _piped = [];

    /// <summary>The rows of all regions that -AllLocations has read.</summary>
    private readonly List<ComputeUsage> _rowsOfRegions = [];
    private FleetChoice _fleet = null!;

    /// <summary>True if the parameters select many workspaces, which are read after the last input.</summary>
    private bool _readsFleet;

    /// <inheritdoc/>
    [Parameter(Position = 0)]
    [Alias("Family"), ArgumentCompleter(typeof(UsageNameCompleter)), ValidateNotNullOrEmpty, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter)), ValidateNotNullOrEmpty]
    public override string? Location { get; set; }

    /// <summary>Gets or sets whether to omit rows without usage, like -InUse.</summary>
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

    /// <summary>Gets or sets the maximum number of regions or workspaces to read at a time: 1 to 100; the default is 16.</summary>
    [Parameter]
    [ValidateRange(1, ThrottleLimits.Maximum)]
    public int ThrottleLimit { get; set; } = ThrottleLimits.DefaultForWorkspaces;

    private protected override int Throttling => ThrottleLimit;

    private protected override bool SelectsMany => _fleet.SelectsMany;

    private protected override bool SharesConnection => !SelectsMany && _piped.Count == 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _fleet = RunOrEnd(() => new FleetChoice(Workspace, AllWorkspaces, SubscriptionId));
        if (AllLocations && Location is not null)
        {
            RunOrEnd(() => throw Invalid("-AllLocations and -Location cannot be combined."));
        }

        if (AllLocations && SelectsMany)
        {
            ThrowAllLocationsError();
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is not null && AllLocations)
        {
            ThrowAllLocationsError();
        }
        else if (PipelineObject is { } piped)
        {
            Attempt(piped, () => _piped.Add(_fleet.ResolvePiped(piped, Session, FindConfig)));
        }
        else if (SelectsMany)
        {
            _readsFleet = true;
        }
        else if (AllLocations)
        {
            ReadAllRegions(ResolveWorkspace());
        }
        else
        {
            base.ProcessRecord();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_readsFleet || _piped.Count > 0)
        {
            ReadFleet(RunOrEnd(() => _fleet.CreateScope(_piped, Session, FindConfig)));
        }

        base.EndProcessing();
    }

    private protected override void CompleteWork()
    {
        base.CompleteWork();
        if (_rowsOfRegions.Count > 0)
        {
            WriteMissing("any region", _rowsOfRegions);
        }
    }

    /// <summary>Reads the usages of a region, those with usage first.</summary>
    private protected override async Task<IReadOnlyList<ComputeUsage>> ReadRowsAsync(RegionCatalog region, CallContext call)
    {
        Task<IReadOnlyList<ComputeUsage>> read = Expand ? region.ReadExpandedUsagesAsync() : region.ReadUsagesAsync();
        return [.. (await read.ConfigureAwait(false)).OrderByDescending(row => row.Used > 0)];
    }

    private protected override bool IsNamed(ComputeUsage row, Func<string, bool> matches) =>
        matches(row.Name) || matches(row.DisplayName ?? string.Empty);

    private protected override bool IsSelected(ComputeUsage row) =>
        (Priority is null || Priority.Equals(row.Priority, StringComparison.OrdinalIgnoreCase))
        && (!(InUse || Used) || row.Used > 0);

    private protected override ComputeTargetException CreateMissingError(string name, string location, IReadOnlyList<ComputeUsage> rows) =>
        UnknownNames.CreateError("usage", "Usages", name, rows.Select(row => row.Name), location);

    private void ThrowAllLocationsError() => RunOrEnd(() => throw Invalid(
        "-AllLocations reads the regions of one subscription. "
        + "Omit -AllWorkspaces, -SubscriptionId and piped workspaces, or give one -Workspace."));

    /// <summary>Reads the usages of all regions; a region that fails is one error.</summary>
    private void ReadAllRegions(Workspace workspace) => Attempt(null, () =>
    {
        foreach (string location in Await(call => RegionCatalog.ListLocationsAsync(workspace, call)))
        {
            BeginItem(
                location,
                call => RegionCatalog.NameRegionInErrorAsync(
                    location, () => ReadRowsAsync(new RegionCatalog(workspace, location, call), call)),
                rows =>
                {
                    _rowsOfRegions.AddRange(rows);
                    WriteRows(rows);
                });
        }
    });

    /// <summary>Reads the usages of each subscription and region of many workspaces once.</summary>
    private void ReadFleet(FleetScope scope)
    {
        // Two sandboxes can have the same subscription; in Azure, two connections with the same subscription read the same usages.
        ConcurrentDictionary<(WorkspaceConnection? Sandbox, string Id), bool> regions = new();
        FleetReader<ComputeUsage> reader = new(ThrottleLimit, ReadRegionOnceAsync);
        List<ComputeUsage> all = [];
        foreach (FleetPart<ComputeUsage> part in Stream(call => reader.ReadPartsAsync(scope, call)))
        {
            if (part.Error is not null)
            {
                WriteFailure(part.Error, part.Id, isNameOfTarget: false);
            }

            all.AddRange(part.Items);
            WriteRows(part.Items);
        }

        if (all.Count > 0)
        {
            WriteMissing(string.Join(", ", all.Select(row => row.Location).Distinct()), all);
        }

        async IAsyncEnumerable<IReadOnlyList<ComputeUsage>> ReadRegionOnceAsync(Workspace workspace, CallContext call)
        {
            RegionCatalog region = await RegionCatalog.CreateAsync(workspace, Location, call).ConfigureAwait(false);
            string id = $"{workspace.SubscriptionId.ToUpperInvariant()}/{RegionNames.Normalize(region.Location)}";
            if (regions.TryAdd((workspace.IsSandbox ? workspace.Connection : null, id), true))
            {
                yield return await ReadRowsAsync(region, call).ConfigureAwait(false);
            }
        }
    }
}
