using System.Collections.Concurrent;
using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Prices;

/// <summary>
/// Reads the prices of machines into the price book of their connection: from the list of sizes of each region, and then, if the command
/// or the connection uses them, the retail prices of sizes without a price. Thread-safe.
/// </summary>
/// <param name="usesRetail">True for retail prices on every connection.</param>
#pragma warning disable CA1001 // A semaphore without an allocated wait handle holds no resource.
internal sealed class PriceReader(bool usesRetail = false)
#pragma warning restore CA1001
{
    /// <summary>The longest time that a command waits for prices that its output does not need.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>The reads of sizes, which the calls of <see cref="ReadPricesAsync"/> share.</summary>
    private readonly ConcurrentDictionary<(WorkspaceConnection Connection, string Region), Lazy<Task>> _sizeReads = new();

    /// <summary>The requested retail prices; the value is true until the read of the price begins.</summary>
    private readonly ConcurrentDictionary<RetailRequest, bool> _retailRequests = new();

    private readonly ConcurrentQueue<ComputeTargetException> _problems = new();

    /// <summary>Lets one call read retail prices at a time, so that the others wait for prices that several calls requested.</summary>
    private readonly SemaphoreSlim _retailTurn = new(1, 1);

    /// <summary>True after a call whose prices were not read within the limit.</summary>
    private volatile bool _isLate;

    /// <summary>
    /// Reads the prices of machines: the sizes of each region once for all calls, then the retail prices, all within
    /// <see cref="LongestWait"/>. After a call that took longer, the other prices stay unknown, so that a command waits once. Machines that
    /// are null or have no region are ignored.
    /// </summary>
    public async Task ReadPricesAsync(Workspace workspace, IEnumerable<MachineRange?> machines, CallContext call)
    {
        if (_isLate)
        {
            return;
        }

        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        MachineRange[] located = [.. machines.OfType<MachineRange>().Where(range => range.Region is not null)];
        Task reads = ReadAllAsync(workspace, located, call.WithToken(stopping.Token));
        TimeProvider clock = ServiceConnection.GetClient(workspace).WallClock;
        if (!await WaitWithinLimitAsync(reads, LongestWait, clock, stopping, call).ConfigureAwait(false))
        {
            _isLate = true;
        }
    }

    /// <summary>Returns the problems that the reads have found since the last call.</summary>
    public IEnumerable<ComputeTargetException> TakeProblems()
    {
        while (_problems.TryDequeue(out ComputeTargetException? problem))
        {
            yield return problem;
        }
    }

    /// <summary>
    /// Reads the prices in the list of sizes of a region. A price that is not valid, or a list that does not end, becomes a problem; any
    /// other error is a verbose message.
    /// </summary>
    public async Task ReadSizePricesAsync(Workspace workspace, string region, CallContext call)
    {
        try
        {
            await SizePrices.ReadPricesAsync(workspace, region, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception is { ErrorId: ErrorIds.MalformedResponse, Status: 0 })
        {
            // The responses are valid JSON, but a price in them is not valid, or their links do not end.
            _problems.Enqueue(exception);
        }
        catch (ComputeTargetException exception)
        {
            call.Log.WriteVerbose($"The sizes of {region} cannot be read; costs can be empty. {exception.Message}");
        }
    }

    /// <summary>Returns true if the command or the connection uses retail prices.</summary>
    public bool UsesRetailPrices(WorkspaceConnection connection) => usesRetail || connection.Prices.UsesRetail;

    /// <summary>Requests the retail price of machines, if the command or the connection uses retail prices.</summary>
    public void RequestRetailPrice(WorkspaceConnection connection, string region, MachineUse machines)
    {
        if (UsesRetailPrices(connection) && machines.VmSize is { } size)
        {
            _retailRequests.TryAdd(new RetailRequest(connection, region, size, machines.OsType, machines.IsLowPriority), true);
        }
    }

    /// <summary>
    /// Reads the requested retail prices that are still unknown. The price of a size is read once, even if that fails; an error becomes a
    /// problem.
    /// </summary>
    public async Task ReadRetailPricesAsync(CallContext call)
    {
        foreach (IGrouping<(WorkspaceConnection Connection, string Region), RetailRequest> region in _retailRequests.Keys
            .Where(request => _retailRequests.TryUpdate(request, newValue: false, comparisonValue: true))
            .Where(request => request.Connection.Prices.FindPrice(request.Region, request.Size, request.OsType, request.IsSpot) is null)
            .GroupBy(request => (request.Connection, request.Region)))
        {
            IEnumerable<string> sizes = region.Select(request => request.Size);
            try
            {
                await RetailPrices.ReadPricesAsync((ServiceConnection)region.Key.Connection, region.Key.Region, sizes, call)
                    .ConfigureAwait(false);
            }
            catch (ComputeTargetException exception)
            {
                _problems.Enqueue(exception);
            }
        }
    }

    /// <summary>Waits for reads, and cancels them when the limit, if there is one, has passed. Returns false in that case.</summary>
    /// <param name="reads">The reads.</param>
    /// <param name="limit">The longest time to wait; null for no limit.</param>
    /// <param name="clock">The clock of the limit.</param>
    /// <param name="stopping">Cancels the reads.</param>
    /// <param name="call">The call of the user.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static async Task<bool> WaitWithinLimitAsync(
        Task reads, TimeSpan? limit, TimeProvider clock, CancellationTokenSource stopping, CallContext call)
    {
        Task end = limit is { } time ? clock.DelayAsync(time, stopping.Token) : reads;
        bool isInTime = await Task.WhenAny(reads, end).ConfigureAwait(false) == reads;
        if (!isInTime && !call.Token.IsCancellationRequested)
        {
            call.Log.WriteVerbose($"The prices were not read within {limit:c}; costs can be empty.");
        }

        stopping.Cancel();
        try
        {
            await reads.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!call.Token.IsCancellationRequested)
        {
            // The limit of this call has passed, or that of the call whose read of the sizes it shares.
        }

        return isInTime;
    }

    private async Task ReadAllAsync(Workspace workspace, MachineRange[] machines, CallContext call)
    {
        WorkspaceConnection connection = workspace.Connection;
        IEnumerable<string> unreadRegions =
            machines.Select(range => range.Region!).Where(region => !connection.Prices.IsRegionRead(region));
        await Task.WhenAll(unreadRegions.Select(region => ReadSizePricesOnceAsync(workspace, region, call))).ConfigureAwait(false);
        foreach (MachineRange range in machines)
        {
            RequestRetailPrice(connection, range.Region!, new MachineUse(range.VmSize, range.OsType, range.IsLowPriority, Count: null));
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

    private Task ReadSizePricesOnceAsync(Workspace workspace, string region, CallContext call) => _sizeReads.GetOrAdd(
        (workspace.Connection, RegionNames.Normalize(region)),
        _ => new Lazy<Task>(() => ReadSizePricesAsync(workspace, region, call))).Value;

    /// <summary>A request for the retail price of a size; a null as OS type means Linux.</summary>
    private sealed record RetailRequest(WorkspaceConnection Connection, string Region, string Size, string? OsType, bool IsSpot);
}
