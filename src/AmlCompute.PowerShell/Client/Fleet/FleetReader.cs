using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Fleet;

/// <summary>
/// Reads many workspaces at the same time as one stream. The parts of a workspace follow each other, and the workspace whose first part
/// arrives first comes first. If the read of a workspace fails, its last part has the error.
/// </summary>
/// <param name="parallelLimit">The largest number of workspaces, and of lists of workspaces, that are read at the same time.</param>
/// <param name="read">Reads one workspace.</param>
internal sealed class FleetReader<T>(int parallelLimit, Func<Workspace, CallContext, IAsyncEnumerable<IReadOnlyList<T>>> read)
{
    /// <summary>Returns the parts as they arrive. A caller that leaves the loop early cancels all reads.</summary>
    public async IAsyncEnumerable<FleetPart<T>> ReadPartsAsync(FleetScope scope, CallContext call)
    {
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        using FleetRun<T> run = new(parallelLimit, read, scope, call.WithToken(stopping.Token));
        Task reads = Task.Run(run.ReadAllAsync, CancellationToken.None);
        try
        {
            while (await run.Stream.TakeAsync().ConfigureAwait(false) is { } parts)
            {
                while (await parts.TakeAsync().ConfigureAwait(false) is { } part)
                {
                    yield return part;
                }

                parts.ReleaseSlot();
            }

            await reads.ConfigureAwait(false);
        }
        finally
        {
            stopping.Cancel();

            // WhenAny waits without throwing; if the loop ended normally, the exception was thrown above.
            await Task.WhenAny(reads).ConfigureAwait(false);

            // The exception counts as observed even if the caller left the loop early.
            _ = reads.Exception;
        }
    }
}
