using System.Collections.Concurrent;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Prices;

/// <summary>
/// Reads prices while a command reads other things: the command requests them one by one, and <see cref="RunAsync"/> begins to read the
/// sizes of each region as soon as they are requested, and reads the retail prices at the end.
/// </summary>
/// <param name="usesRetail">True for retail prices on every connection.</param>
/// <param name="waits">True to wait for the prices without a limit, because they are the output of the command.</param>
#pragma warning disable CA1001 // The semaphore of a queue, without an allocated wait handle, holds no resource.
internal sealed class PriceQueue(bool usesRetail = false, bool waits = false)
#pragma warning restore CA1001
{
    private readonly PriceReader _reader = new(usesRetail);
    private readonly AsyncQueue<RegionRequest> _queue = new();
    private readonly ConcurrentDictionary<(WorkspaceConnection Connection, string Region), bool> _requestedRegions = new();

    /// <summary>
    /// Requests the sizes of a region; null for that of the workspace, which is ignored if it is unknown. It can be called on any thread.
    /// </summary>
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

    /// <summary>
    /// Requests the price of a cluster or an instance; any other target, and one without a known region, is ignored. It can be called on
    /// any thread.
    /// </summary>
    public void RequestPrice(ComputeTarget target)
    {
        if (target is ComputeCluster or ComputeInstance && target.Region is { } region)
        {
            RequestSizes(target.Workspace, region);
            if (_reader.UsesRetailPrices(target.Workspace.Connection))
            {
                // Machines parses a target of a list, which is slow for thousands of them.
                _reader.RequestRetailPrice(target.Workspace.Connection, region, target.Machines!);
            }
        }
    }

    /// <summary>Ends the requests, so that <see cref="RunAsync"/> ends after the last price.</summary>
    public void Close() => _queue.Close();

    /// <summary>
    /// Reads the requested prices until <see cref="Close"/>, and then at most for <see cref="PriceReader.LongestWait"/>, unless the command
    /// waits without a limit.
    /// </summary>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public async Task RunAsync(CallContext call)
    {
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        CallContext stoppingCall = call.WithToken(stopping.Token);
        List<Task> sizeReads = [];
        TimeProvider clock = TimeProvider.System;
        using (call.Token.Register(_queue.Close))
        {
            while (await _queue.TakeAsync().ConfigureAwait(false) is { } request)
            {
                clock = ServiceConnection.GetClient(request.Workspace).WallClock;
                sizeReads.Add(_reader.ReadSizePricesAsync(request.Workspace, request.Region, stoppingCall));
            }
        }

        TimeSpan? limit = waits ? null : PriceReader.LongestWait;
        Task reads = CompleteAsync(sizeReads, stoppingCall);
        await PriceReader.WaitWithinLimitAsync(reads, limit, clock, stopping, call).ConfigureAwait(false);
    }

    /// <inheritdoc cref="PriceReader.TakeProblems"/>
    public IEnumerable<ComputeTargetException> TakeProblems() => _reader.TakeProblems();

    private async Task CompleteAsync(List<Task> sizeReads, CallContext call)
    {
        await Task.WhenAll(sizeReads).ConfigureAwait(false);
        await _reader.ReadRetailPricesAsync(call).ConfigureAwait(false);
    }

    private sealed record RegionRequest(Workspace Workspace, string Region);
}
