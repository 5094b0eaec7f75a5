using System.Collections.Concurrent;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Prices;

/// <summary>
/// Reads prices beside the other reads of a command: the sizes of each region once for each session, and then, if the connection uses them,
/// the retail prices of sizes without a price.
/// </summary>
#pragma warning disable CA1001 // A semaphore without an allocated wait handle holds no resource.
internal sealed class PriceReads
#pragma warning restore CA1001
{
    /// <summary>The longest time that the end of a command waits for prices.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly AsyncQueue<RegionNeed> _queue = new();
    private readonly ConcurrentDictionary<(WorkspaceConnection Connection, string Region), bool> _regions = new();
    private readonly ConcurrentDictionary<SizeNeed, bool> _sizes = new();
    private readonly ConcurrentQueue<ComputeTargetException> _problems = new();
    private readonly bool _usesRetail;
    private readonly TimeSpan? _limit;

    /// <param name="usesRetail">True for retail prices on every connection.</param>
    /// <param name="waits">True to wait for the prices without a limit, because the output of the command needs them.</param>
    public PriceReads(bool usesRetail = false, bool waits = false)
    {
        _usesRetail = usesRetail;
        _limit = waits ? null : LongestWait;
    }

    /// <summary>Gets the prices that are not valid.</summary>
    public IEnumerable<ComputeTargetException> Problems => _problems;

    /// <summary>Asks for the sizes of the region of a workspace. It can be called on any thread.</summary>
    public void Need(Workspace workspace, string? region)
    {
        region ??= workspace.Location;
        if (region is not null
            && !workspace.Connection.Prices.HasRegion(region)
            && _regions.TryAdd((workspace.Connection, PriceBook.RegionKey(region)), true))
        {
            _queue.Add(new RegionNeed(workspace, region));
        }
    }

    /// <summary>Asks for the price of a target. It can be called on any thread.</summary>
    public void Need(ComputeTarget target)
    {
        if (target is not (ComputeCluster or ComputeInstance) || target.Region is not { } region)
        {
            return;
        }

        Need(target.Workspace, region);
        if (UsesRetail(target.Workspace.Connection) && target.Machines is { VmSize: { } size } use)
        {
            Need(target.Workspace.Connection, region, size, use.OsType, use.IsLowPriority);
        }
    }

    /// <summary>Asks for the retail price of a size.</summary>
    public void Need(WorkspaceConnection connection, string region, string size, string? osType = null, bool isSpot = false) =>
        _sizes.TryAdd(new SizeNeed(connection, region, size, osType, isSpot), true);

    /// <summary>Marks the end of the needs.</summary>
    public void Close() => _queue.Close();

    /// <summary>Reads prices until <see cref="Close"/>, and then at most for the limit.</summary>
    public async Task RunAsync(CallContext call)
    {
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        CallContext inside = call.With(leaving.Token);
        List<Task> reads = [];
        TimeProvider? clock = null;
        using (call.Token.Register(_queue.Close))
        {
            while (await _queue.TakeAsync().ConfigureAwait(false) is { } need)
            {
                clock ??= ServiceConnection.ClientOf(need.Workspace).WallClock;
                reads.Add(ReadSizesAsync(need.Workspace, need.Region, inside));
            }
        }

        Task all = EndAsync(reads, inside);
        Task end = _limit is { } limit ? (clock ?? TimeProvider.System).DelayAsync(limit, leaving.Token) : all;
        if (await Task.WhenAny(all, end).ConfigureAwait(false) != all)
        {
            call.Log.Verbose($"The prices were not read within {_limit:c}; the costs are empty.");
        }

        leaving.Cancel();
        await Task.WhenAny(all).ConfigureAwait(false);
        _ = all.Exception;
    }

    private bool UsesRetail(WorkspaceConnection connection) => _usesRetail || ((ServiceConnection)connection).UsesRetailPrices;

    private async Task EndAsync(List<Task> reads, CallContext call)
    {
        await Task.WhenAll(reads).ConfigureAwait(false);
        foreach (IGrouping<(WorkspaceConnection Connection, string Region), SizeNeed> region in _sizes.Keys
            .Where(need => need.Connection.Prices.Find(need.Region, need.Size, need.OsType, need.IsSpot) is null)
            .GroupBy(need => (need.Connection, need.Region)))
        {
            IEnumerable<string> sizes = region.Select(need => need.Size);
            try
            {
                await RetailPrices.ReadAsync((ServiceConnection)region.Key.Connection, region.Key.Region, sizes, call)
                    .ConfigureAwait(false);
            }
            catch (ComputeTargetException exception)
            {
                _problems.Enqueue(exception);
            }
        }
    }

    private async Task ReadSizesAsync(Workspace workspace, string region, CallContext call)
    {
        try
        {
            await SizePrices.ReadAsync(workspace, region, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception is { ErrorId: ErrorIds.MalformedResponse, Status: 0 })
        {
            _problems.Enqueue(exception);
        }
        catch (ComputeTargetException exception)
        {
            call.Log.Verbose($"The sizes of {region} cannot be read; the costs are empty. {exception.Message}");
        }
    }

    private sealed record RegionNeed(Workspace Workspace, string Region);

    private sealed record SizeNeed(WorkspaceConnection Connection, string Region, string Size, string? OsType, bool IsSpot);
}
