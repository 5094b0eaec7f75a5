using System.Collections.Concurrent;

namespace AmlCompute.Async;

/// <summary>Work that is worth a short wait and no more, for a thread of the engine that runs no command.</summary>
internal static class BriefWork
{
    /// <summary>Runs <paramref name="body"/> on the pool and waits for it on this thread; when the time is up, cancels it and leaves it behind.</summary>
    /// <returns>What came of it; null when it took too long.</returns>
    public static T? Await<T>(Func<CancellationToken, Task<T>> body, TimeSpan limit)
        where T : class
    {
        CancellationTokenSource cancelling = new();
        BlockingCollection<Task<T>> ended = new();
        Task<T> work = Task.Run(() => body(cancelling.Token), CancellationToken.None);
        work.ContinueWith(
            task =>
            {
                // Also what fails after it was left; nobody is there to be told.
                _ = task.Exception;
                ended.Add(task);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        if (ended.TryTake(out Task<T>? done, limit))
        {
            cancelling.Dispose();
            return done.GetAwaiter().GetResult();
        }

        // On the pool, as what a cancellation calls may block.
        _ = Task.Run(cancelling.Cancel, CancellationToken.None);
        return null;
    }
}
