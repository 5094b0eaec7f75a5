using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;

namespace AmlCompute.Async;

/// <summary>
/// Runs asynchronous work for the pipeline thread: the work runs on the thread pool, and the pipeline thread writes its results. Background
/// code never accesses the cmdlet; it posts messages to one queue, which the pipeline thread processes whenever it waits for any of the
/// work. Each wait throws a <see cref="PipelineStoppedException"/> if the user stops the pipeline. Work whose result is not needed is
/// cancelled and abandoned: its messages are ignored. In a job, the thread of the job takes the place of the pipeline thread.
/// </summary>
internal sealed class PipelinePump : IDisposable
{
    /// <summary>The longest time that the pipeline thread waits for the end of abandoned work.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(150);

    private readonly MessageQueue _messages = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly RunningItems _items = new();

    /// <summary>The calls that have not ended, with their numbers in the order in which they began.</summary>
    private readonly ConcurrentDictionary<PumpCall, int> _openCalls = new();

    private readonly Cmdlet _cmdlet;
    private int _callCount;

    public PipelinePump(Cmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        Stopping = _stopping.Token;
    }

    /// <summary>Gets the token that is cancelled when the user stops the pipeline, or when the pump is disposed.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Gets the semaphore for questions to the pipeline thread that only one call of the command may ask at a time.</summary>
    public SemaphoreSlim QuestionLock { get; } = new(1, 1);

    /// <summary>Cancels all work. Any thread can call it, also while the pipeline thread runs another command.</summary>
    public void Stop()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The engine may dispose a command that is still stopping. Nothing is left to cancel then.
            return;
        }

        _ = CancelAsync(_openCalls.Keys);
    }

    /// <summary>
    /// Runs <paramref name="body"/> on the thread pool, and processes messages on this thread until it ends. Returns its result, or throws
    /// its exception.
    /// </summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public T RunToEnd<T>(Func<PumpCall, Task<T>> body)
    {
        ThrowIfStopping();
        PumpCall call = OpenCall();
        Task<T> task = Task.Run(() => body(call), CancellationToken.None);
        call.Work = task;
        DisposeWhenEnded(call);
        RunMessagesUntilEnded(task);
        CloseCall(call);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Reads the items one by one. Leaving the loop early, for any reason, cancels and disposes the source.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public IEnumerable<T> ReadStream<T>(Func<PumpCall, IAsyncEnumerable<T>> source)
    {
        PumpCall call = OpenCall();
        IAsyncEnumerator<T> items = source(call).GetAsyncEnumerator(call.Token);
        Task<bool> next = Task.FromResult(true);
        try
        {
            while (true)
            {
                ThrowIfStopping();
                next = Task.Run(() => items.MoveNextAsync().AsTask(), CancellationToken.None);
                call.Work = next;
                RunMessagesUntilEnded(next);
                if (!next.GetAwaiter().GetResult())
                {
                    break;
                }

                yield return items.Current;
            }
        }
        finally
        {
            call.Work = DisposeEnumeratorAsync(items, next, call);
            DisposeWhenEnded(call);
            Abandon([call], call.Work);
        }
    }

    /// <summary>
    /// Begins one item of many. It processes messages until fewer than <paramref name="limit"/> items are running and none of them has the
    /// same key; it does not wait for the item itself.
    /// </summary>
    /// <param name="body">The work, on the thread pool. Other items may begin when it calls <see cref="PumpCall.Release"/>.</param>
    /// <param name="ended">
    /// Runs on this thread in a later call, with the task, which has ended. It does not run if the item was abandoned.
    /// </param>
    /// <param name="limit">The maximum number of items that run at the same time.</param>
    /// <param name="key">A key that only one running item may have; null for no restriction.</param>
    /// <param name="messageWrapper">A wrapper that runs each message of the item; null for none.</param>
    /// <returns>The call of the item.</returns>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public PumpCall BeginItem<T>(
        Func<PumpCall, Task<T>> body, Action<Task<T>> ended, int limit, object? key, Action<Action>? messageWrapper = null)
    {
        // An item without a key gets one of its own.
        key ??= new object();
        ThrowIfStopping();
        RunMessages(() => _messages.IsEmpty && _items.AllowNext(limit, key));
        PumpCall call = OpenCall(messageWrapper);
        call.ReleaseAction = _items.Begin(key);
        Task<T> task = Task.Run(() => body(call), CancellationToken.None);
        call.Work = task;
        task.RunWhenEnded(_ =>
        {
            Post(call, _ => ended(task));
            Post(null, _ => EndItem(call));
        });
        DisposeWhenEnded(call);
        return call;
    }

    /// <summary>Processes messages until every item has ended.</summary>
    public void FinishItems() => RunMessages(() => _items.HaveEnded && _messages.IsEmpty);

    public void Dispose()
    {
        Stop();
        AbandonAll();
        _stopping.Dispose();
    }

    /// <summary>Posts a message of a call; null for the pump itself, whose messages are always processed.</summary>
    internal void Post(PumpCall? call, Action<Cmdlet> action) => _messages.Add(call, action);

    /// <summary>
    /// Cancels the call of a stream, and disposes the enumerator after its last step has ended, because disposing it earlier is an error.
    /// </summary>
    private static async Task DisposeEnumeratorAsync<T>(IAsyncEnumerator<T> items, Task<bool> lastStep, PumpCall call)
    {
        try
        {
            await call.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAny(lastStep).ConfigureAwait(false);
            _ = lastStep.Exception;
            await items.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static Task CancelAsync(IEnumerable<PumpCall> calls) =>
        Task.WhenAll(calls.Select(call => call.CancelAsync())).ObserveException();

    private static void DisposeWhenEnded(PumpCall call) => call.Work.ObserveException().RunWhenEnded(_ => call.Dispose());

    private void PostWhenEnded(Task task, Action<Cmdlet> action) => task.RunWhenEnded(_ => Post(null, action));

    private void EndItem(PumpCall call)
    {
        call.RunReleaseAction();
        _items.End();
        CloseCall(call);
    }

    private PumpCall OpenCall(Action<Action>? messageWrapper = null)
    {
        PumpCall call = new(this) { MessageWrapper = messageWrapper };
        _openCalls.TryAdd(call, _callCount++);
        return call;
    }

    private void CloseCall(PumpCall call) => _openCalls.TryRemove(call, out _);

    private void ThrowIfStopping()
    {
        if (Stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private void RunMessagesUntilEnded(Task task)
    {
        bool isOver = false;
        PostWhenEnded(task, _ => isOver = true);
        RunMessages(() => isOver);
    }

    /// <summary>Processes messages until the condition is true. If a message ends the command, all its work ends too.</summary>
    private void RunMessages(Func<bool> isOver)
    {
        try
        {
            while (!isOver())
            {
                PumpMessage message = _messages.Take(Stopping);
                if (message.Call is not { IsAbandoned: true })
                {
                    message.Run(_cmdlet);
                }
            }

            ThrowIfStopping();
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            AbandonAll();
            throw new PipelineStoppedException();
        }
        catch
        {
            AbandonAll();
            throw;
        }
    }

    /// <summary>Cancels and abandons all calls, in the order in which they began.</summary>
    private void AbandonAll()
    {
        PumpCall[] calls = [.. _openCalls.OrderBy(open => open.Value).Select(open => open.Key)];
        if (calls.Length == 0)
        {
            return;
        }

        Task cancelled = CancelAsync(calls);
        Abandon(calls, Task.WhenAll([cancelled, .. calls.Select(call => call.Work)]).ObserveException());
    }

    /// <summary>Abandons cancelled work, and waits a short time for its end, so that it rarely runs after the command.</summary>
    private void Abandon(PumpCall[] calls, Task end)
    {
        foreach (PumpCall call in calls)
        {
            call.Abandon();
            CloseCall(call);
            if (call.OnAbandoned is { } lastMessage && !Stopping.IsCancellationRequested)
            {
                new PumpMessage(call, lastMessage).Run(_cmdlet);
            }
        }

        WaitForEnd(end);
    }

    /// <summary>Waits for the end of abandoned work at most for the grace period. Messages of other work stay in the queue.</summary>
    private void WaitForEnd(Task end)
    {
        bool isOver = false;
        PostWhenEnded(end, _ => isOver = true);
        Stopwatch waited = Stopwatch.StartNew();
        while (!isOver
            && StopGrace - waited.Elapsed is { Ticks: > 0 } remaining
            && _messages.TryTakeArrived(remaining, out PumpMessage message))
        {
            if (message.Call is null)
            {
                message.Action(_cmdlet);
            }
            else if (!message.Call.IsAbandoned)
            {
                _messages.Defer(message);
            }
        }
    }
}
