using System.Collections.Concurrent;
using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Prices;

/// <summary>
/// Reads prices beside the other reads of a command: the sizes of each region once for each session, and then, if the connection uses them,
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

    private readonly AsyncQueue<RegionNeed> _queue = new();
    private readonly ConcurrentDictionary<(WorkspaceConnection Connection, string Region), bool> _regions = new();
    private readonly ConcurrentDictionary<SizeNeed, bool> _sizes = new();
    private readonly ConcurrentQueue<ComputeTargetException> _problems = new();
    private readonly ConcurrentDictionary<(WorkspaceConnection Connection, string Region), Lazy<Task>> _shared = new();
    private readonly SemaphoreSlim _retailTurn = new(1, 1);
    private readonly TimeSpan? _limit = waits ? null : LongestWait;
    private volatile bool _isLate;

    /// <summary>Returns the errors of prices that are not valid or could not be read, each once.</summary>
    public IEnumerable<ComputeTargetException> TakeProblems()
    {
        while (_problems.TryDequeue(out ComputeTargetException? problem))
        {
            yield return problem;
        }
    }

    /// <summary>Asks for the sizes of the region of a workspace. It can be called on any thread.</summary>
    public void Need(Workspace workspace, string? region)
    {
        region ??= workspace.Location;
        if (region is not null
            && !workspace.Connection.Prices.IsRegionRead(region)
            && _regions.TryAdd((workspace.Connection, RegionNames.Normalize(region)), true))
        {
            _queue.Add(new RegionNeed(workspace, region));
        }
    }

    /// <summary>Asks for the price of a target. It can be called on any thread.</summary>
    public void Need(ComputeTarget target)
    {
        if (target is ComputeCluster or ComputeInstance && target.Region is { } region)
        {
            Need(target.Workspace, region);
            NeedRetail(target.Workspace.Connection, region, target.Machines!);
        }
    }

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

        await EndWithinAsync(_limit, EndAsync(reads, inside), clock ?? TimeProvider.System, leaving, call).ConfigureAwait(false);
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

        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        Task read = ReadAllAsync(workspace, [.. machines.OfType<MachineRange>()], call.With(leaving.Token));
        await EndWithinAsync(LongestWait, read, ServiceConnection.ClientOf(workspace).WallClock, leaving, call).ConfigureAwait(false);
    }

    private async Task ReadAllAsync(Workspace workspace, IReadOnlyList<MachineRange> machines, CallContext call)
    {
        WorkspaceConnection connection = workspace.Connection;
        MachineRange[] known = [.. machines.Where(range => range.Region is not null)];
        await Task.WhenAll(known.Select(range => range.Region!).Where(region => !connection.Prices.IsRegionRead(region))
            .Select(region => _shared.GetOrAdd(
                (connection, RegionNames.Normalize(region)),
                _ => new Lazy<Task>(() => ReadSizesAsync(workspace, region, call))).Value)).ConfigureAwait(false);
        foreach (MachineRange range in known)
        {
            NeedRetail(connection, range.Region!, new MachineUse(range.VmSize, range.OsType, range.IsLowPriority, null));
        }

        await _retailTurn.WaitAsync(call.Token).ConfigureAwait(false);
        try
        {
            await ReadRetailAsync(call).ConfigureAwait(false);
        }
        finally
        {
            _retailTurn.Release();
        }
    }

    /// <summary>Asks for the retail price of machines, if the command or the connection uses retail prices.</summary>
    private void NeedRetail(WorkspaceConnection connection, string region, MachineUse use)
    {
        if ((usesRetail || connection.Prices.UsesRetail) && use.VmSize is { } size)
        {
            _sizes.TryAdd(new SizeNeed(connection, region, size, use.OsType, use.IsLowPriority), true);
        }
    }

    /// <summary>Waits for reads, and cancels them when the limit has passed; null for no limit.</summary>
    private async Task EndWithinAsync(
        TimeSpan? limit, Task reads, TimeProvider clock, CancellationTokenSource leaving, CallContext call)
    {
        Task end = limit is { } time ? clock.DelayAsync(time, leaving.Token) : reads;
        if (await Task.WhenAny(reads, end).ConfigureAwait(false) != reads)
        {
            _isLate = true;
            call.Log.Verbose($"The prices were not read within {limit:c}; the costs are empty.");
        }

        leaving.Cancel();
        try
        {
            await reads.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The limit of this call has passed, or that of the call whose read of the sizes it shares.
        }
    }

    private async Task EndAsync(List<Task> reads, CallContext call)
    {
        await Task.WhenAll(reads).ConfigureAwait(false);
        await ReadRetailAsync(call).ConfigureAwait(false);
    }

    /// <summary>Reads the retail prices that are still unknown. A size whose price cannot be read is not asked for again.</summary>
    private async Task ReadRetailAsync(CallContext call)
    {
        foreach (IGrouping<(WorkspaceConnection Connection, string Region), SizeNeed> region in _sizes.Keys
            .Where(need => _sizes.TryUpdate(need, false, true))
            .Where(need => need.Connection.Prices.FindPrice(need.Region, need.Size, need.OsType, need.IsSpot) is null)
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
