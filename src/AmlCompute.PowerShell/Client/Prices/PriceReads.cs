using System.Collections.Concurrent;
using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Prices;

/// <summary>
/// Reads prices while a command reads other things: the sizes of each region once for each session, and then, if the connection uses them,
/// the retail prices of sizes without a price.
/// </summary>
/// <param name="usesRetail">True for retail prices on every connection.</param>
/// <param name="waits">True to wait for the prices without a limit, because the output of the command needs them.</param>
#pragma warning disable CA1001 // A semaphore without an allocated wait handle holds no resource.
internal sealed class PriceReads(bool usesRetail = false, bool waits = false)
#pragma warning restore CA1001
{
    /// <summary>The longest time that the end of a command waits for prices.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly AsyncQueue<RegionRequest> _queue = new();
    private readonly ConcurrentDictionary<(WorkspaceConnection Connection, string Region), bool> _requestedRegions = new();

    /// <summary>The reads of <see cref="ReadAsync"/>, which its calls share.</summary>
    private readonly ConcurrentDictionary<(WorkspaceConnection Connection, string Region), Lazy<Task>> _sizeReads = new();

    /// <summary>The requested retail prices; the value is true until the price is read.</summary>
    private readonly ConcurrentDictionary<RetailRequest, bool> _retailRequests = new();

    private readonly ConcurrentQueue<ComputeTargetException> _problems = new();
    private readonly SemaphoreSlim _retailTurn = new(1, 1);
    private readonly TimeSpan? _limit = waits ? null : LongestWait;
    private volatile bool _isLate;

    /// <summary>Requests the sizes of a region; null for that of the workspace. It can be called on any thread.</summary>
    public void RequestSizes(Workspace workspace, string? region)
    {
        region ??= workspace.Location;
        if (region is not null
            && !workspace.Connection.Prices.IsRegionRead(region)
            && _requestedRegions.TryAdd((workspace.Connection, RegionNames.Normalize(region)), true))
        {
            _queue.Add(new RegionRequest(workspace, region));
        }
    }

    /// <summary>Requests the price of a target. It can be called on any thread.</summary>
    public void RequestPrice(ComputeTarget target)
    {
        if (target is ComputeCluster or ComputeInstance && target.Region is { } region)
        {
            RequestSizes(target.Workspace, region);
            RequestRetailPrice(target.Workspace.Connection, region, target.Machines!);
        }
    }

    /// <summary>Ends the requests, so that <see cref="RunAsync"/> ends after the last price.</summary>
    public void Close() => _queue.Close();

    /// <summary>Reads the requested prices until <see cref="Close"/>, and then at most for the limit.</summary>
    public async Task RunAsync(CallContext call)
    {
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        CallContext stoppingCall = call.WithToken(stopping.Token);
        List<Task> sizeReads = [];
        TimeProvider? clock = null;
        using (call.Token.Register(_queue.Close))
        {
            while (await _queue.TakeAsync().ConfigureAwait(false) is { } request)
            {
                clock ??= ServiceConnection.GetClient(request.Workspace).WallClock;
                sizeReads.Add(ReadSizesAsync(request.Workspace, request.Region, stoppingCall));
            }
        }

        Task reads = CompleteAsync(sizeReads, stoppingCall);
        await WaitWithinLimitAsync(reads, _limit, clock ?? TimeProvider.System, stopping, call).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads the prices of machines, without <see cref="RunAsync"/>: the sizes of each region once for all calls, then the retail prices,
    /// all for at most 5 seconds. After a call that took longer, the other prices stay unknown, so that a command waits once.
    /// </summary>
    public async Task ReadAsync(Workspace workspace, IEnumerable<MachineRange?> machines, CallContext call)
    {
        if (_isLate)
        {
            return;
        }

        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        Task reads = ReadAllAsync(workspace, [.. machines.OfType<MachineRange>()], call.WithToken(stopping.Token));
        TimeProvider clock = ServiceConnection.GetClient(workspace).WallClock;
        await WaitWithinLimitAsync(reads, LongestWait, clock, stopping, call).ConfigureAwait(false);
    }

    /// <summary>Returns the errors of prices that are not valid or could not be read, each once.</summary>
    public IEnumerable<ComputeTargetException> TakeProblems()
    {
        while (_problems.TryDequeue(out ComputeTargetException? problem))
        {
            yield return problem;
        }
    }

    private async Task CompleteAsync(List<Task> sizeReads, CallContext call)
    {
        await Task.WhenAll(sizeReads).ConfigureAwait(false);
        await ReadRetailPricesAsync(call).ConfigureAwait(false);
    }

    private async Task ReadAllAsync(Workspace workspace, IReadOnlyList<MachineRange> machines, CallContext call)
    {
        WorkspaceConnection connection = workspace.Connection;
        MachineRange[] located = [.. machines.Where(range => range.Region is not null)];
        IEnumerable<string> unreadRegions = located.Select(range => range.Region!).Where(region => !connection.Prices.IsRegionRead(region));
        await Task.WhenAll(unreadRegions.Select(region => ReadSizesOnceAsync(workspace, region, call))).ConfigureAwait(false);
        foreach (MachineRange range in located)
        {
            RequestRetailPrice(connection, range.Region!, new MachineUse(range.VmSize, range.OsType, range.IsLowPriority, null));
        }

        await _retailTurn.WaitAsync(call.Token).ConfigureAwait(false);
        try
        {
            await ReadRetailPricesAsync(call).ConfigureAwait(false);
        }
        finally
        {
            _retailTurn.Release();
        }
    }

    private Task ReadSizesOnceAsync(Workspace workspace, string region, CallContext call) => _sizeReads.GetOrAdd(
        (workspace.Connection, RegionNames.Normalize(region)),
        _ => new Lazy<Task>(() => ReadSizesAsync(workspace, region, call))).Value;

    /// <summary>Requests the retail price of machines, if the command or the connection uses retail prices.</summary>
    private void RequestRetailPrice(WorkspaceConnection connection, string region, MachineUse machines)
    {
        if ((usesRetail || connection.Prices.UsesRetail) && machines.VmSize is { } size)
        {
            _retailRequests.TryAdd(new RetailRequest(connection, region, size, machines.OsType, machines.IsLowPriority), true);
        }
    }

    /// <summary>Waits for reads, and cancels them when the limit has passed; null for no limit.</summary>
    private async Task WaitWithinLimitAsync(
        Task reads, TimeSpan? limit, TimeProvider clock, CancellationTokenSource stopping, CallContext call)
    {
        Task end = limit is { } time ? clock.DelayAsync(time, stopping.Token) : reads;
        if (await Task.WhenAny(reads, end).ConfigureAwait(false) != reads)
        {
            _isLate = true;
            call.Log.WriteVerbose($"The prices were not read within {limit:c}; the costs are empty.");
        }

        stopping.Cancel();
        try
        {
            await reads.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The limit of this call has passed, or that of the call whose read of the sizes it shares.
        }
    }

    /// <summary>Reads the retail prices that are still unknown. The price of a size is requested once, even if it cannot be read.</summary>
    private async Task ReadRetailPricesAsync(CallContext call)
    {
        foreach (IGrouping<(WorkspaceConnection Connection, string Region), RetailRequest> region in _retailRequests.Keys
            .Where(request => _retailRequests.TryUpdate(request, newValue: false, comparisonValue: true))
            .Where(request => request.Connection.Prices.FindPrice(request.Region, request.Size, request.OsType, request.IsSpot) is null)
            .GroupBy(request => (request.Connection, request.Region)))
        {
            IEnumerable<string> sizes = region.Select(request => request.Size);
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
            // The service answered, and the prices in the answer are not valid.
            _problems.Enqueue(exception);
        }
        catch (ComputeTargetException exception)
        {
            call.Log.WriteVerbose($"The sizes of {region} cannot be read; the costs are empty. {exception.Message}");
        }
    }

    private sealed record RegionRequest(Workspace Workspace, string Region);

    private sealed record RetailRequest(WorkspaceConnection Connection, string Region, string Size, string? OsType, bool IsSpot);
}
