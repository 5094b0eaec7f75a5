using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;

namespace AmlCompute.Async;

/// <summary>
/// Lets the pipeline thread drive asynchronous work: it asks for the next result, the pool produces it, the pipeline thread writes it.
/// Background code never sees the cmdlet; it posts messages, which the pipeline thread runs while it waits.
/// </summary>
internal sealed class PipelinePump : IDisposable
{
    /// <summary>How long the pipeline thread waits for work that was told to stop before it leaves it behind.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Cmdlet _cmdlet;
    private readonly object _gate = new();
    private BlockingCollection<Action<Cmdlet>>? _messages;

    public PipelinePump(Cmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        Stopping = _stopping.Token;
    }

    /// <summary>Gets the token that is cancelled when the user stops the pipeline.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Hands a message to the pipeline thread. What comes when no call is waiting has no pipeline to go to and is dropped.</summary>
    public void Post(Action<Cmdlet> message)
    {
        lock (_gate)
        {
            if (_messages is { IsAddingCompleted: false })
            {
                _messages.Add(message);
            }
        }
    }

    /// <summary>
    /// Puts a question to the pipeline thread, which answers it while it waits. It is for what only that thread may do, such as running another command.
    /// </summary>
    /// <param name="question">Runs on the pipeline thread.</param>
    /// <param name="token">The token of the call that asks; an answer that comes later is not taken.</param>
    /// <exception cref="InvalidOperationException">No call is waiting, so nothing would ever answer.</exception>
    public async Task<T> AskAsync<T>(Func<Cmdlet, T> question, CancellationToken token)
    {
        // Without this flag, what follows the answer would run on the pipeline thread, in the middle of its messages.
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_messages is not { IsAddingCompleted: false })
            {
                throw new InvalidOperationException("No command is waiting that could answer.");
            }

            _messages.Add(cmdlet => Answer(cmdlet, question, answer), CancellationToken.None);
        }

        using (token.Register(() => answer.TrySetCanceled(token)))
        {
            return await answer.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Wakes the pipeline thread, which then cancels what is running. StopProcessing calls it from another thread.</summary>
    public void Stop()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The engine may dispose a command while it is still being stopped; then nothing is left to cancel.
            return;
        }
    }

    /// <summary>Runs <paramref name="body"/> on the pool and its messages on this thread, until it ends.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public T Await<T>(Func<CancellationToken, Task<T>> body)
    {
        ThrowIfStopping();
        CancellationTokenSource call = new();
        Task<T> task = Start(() => body(call.Token));
        try
        {
            Drain();
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            Leave(task, call);
        }
    }

    /// <summary>Runs <paramref name="body"/> on the pool and its messages on this thread, until it ends.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public void Await(Func<CancellationToken, Task> body) =>
        Await(async token =>
        {
            await body(token).ConfigureAwait(false);
            return true;
        });

    /// <summary>Pulls the items one by one. Leaving the loop early, for any reason, cancels and disposes the source.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public IEnumerable<T> Stream<T>(Func<CancellationToken, IAsyncEnumerable<T>> source)
    {
        CancellationTokenSource call = new();
        IAsyncEnumerator<T> items = source(call.Token).GetAsyncEnumerator(call.Token);
        Task<bool> next = Task.FromResult(true);
        try
        {
            while (true)
            {
                ThrowIfStopping();
                next = Start(() => items.MoveNextAsync().AsTask());
                Drain();
                if (!next.GetAwaiter().GetResult())
                {
                    break;
                }

                yield return items.Current;
            }
        }
        finally
        {
            Leave(Start(() => EndAsync(next, items, call)), call);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _stopping.Dispose();
    }

    /// <summary>An enumerator may be disposed only when its last step has ended, however late that is.</summary>
    private static async Task<bool> EndAsync<T>(Task<bool> last, IAsyncEnumerator<T> items, CancellationTokenSource call)
    {
        try
        {
            call.Cancel();
        }
        finally
        {
            await Task.WhenAny(last).ConfigureAwait(false);
            _ = last.Exception;
            await items.DisposeAsync().ConfigureAwait(false);
        }

        return true;
    }

    private void ThrowIfStopping()
    {
        if (Stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private static void Answer<T>(Cmdlet cmdlet, Func<Cmdlet, T> question, TaskCompletionSource<T> answer)
    {
        if (answer.Task.IsCompleted)
        {
            return;
        }

        try
        {
            answer.TrySetResult(question(cmdlet));
        }
        catch (PipelineStoppedException)
        {
            answer.TrySetCanceled();
            throw;
        }
        catch (Exception exception)
        {
            answer.TrySetException(exception);
        }
    }

    private Task<T> Start<T>(Func<Task<T>> body)
    {
        BlockingCollection<Action<Cmdlet>> messages = new();
        lock (_gate)
        {
            _messages = messages;
        }

        Task<T> task = Task.Run(body, CancellationToken.None);
        task.ContinueWith(
            _ => Close(messages), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    /// <summary>Runs messages on this thread until the work that was started last ends.</summary>
    private void Drain()
    {
        try
        {
            foreach (Action<Cmdlet> message in _messages!.GetConsumingEnumerable(Stopping))
            {
                message(_cmdlet);
            }

            ThrowIfStopping();
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>
    /// Ends a call. Work that still runs is cancelled, given its grace, and then left behind with its exception observed; what it posts
    /// from now on is dropped, so it can touch nothing of the cmdlet.
    /// </summary>
    private void Leave(Task task, CancellationTokenSource call)
    {
        BlockingCollection<Action<Cmdlet>> messages = _messages!;
        Task cancelled = Task.CompletedTask;
        if (!messages.IsAddingCompleted)
        {
            // On the pool: what the work does when it is cancelled may block, and must hold up neither this thread nor the one that stops it.
            cancelled = Task.Run(call.Cancel);
            Stopwatch waited = Stopwatch.StartNew();
            while (!messages.IsCompleted && StopGrace - waited.Elapsed is { Ticks: > 0 } left)
            {
                messages.TryTake(out _, left);
            }

            Close(messages);
        }

        Task.WhenAll(task, cancelled).ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                call.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void Close(BlockingCollection<Action<Cmdlet>> messages)
    {
        lock (_gate)
        {
            messages.CompleteAdding();
        }
    }
}
