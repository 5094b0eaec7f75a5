using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;

namespace AmlCompute.Async;

/// <summary>
/// Runs asynchronous work for the pipeline thread: the work runs on the thread pool, and the pipeline thread writes its results. Background
/// code never accesses the cmdlet; it posts messages to one queue, which the pipeline thread processes whenever it waits for any of the
/// work. Each wait ends with a PipelineStoppedException if the user stops the pipeline.
/// </summary>
internal sealed class PipelinePump : IDisposable
{
    /// <summary>The time the pipeline thread waits for cancelled work before it abandons it.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(150);

    private readonly BlockingCollection<Message> _messages = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<object> _busyKeys = [];

    /// <summary>The open calls, with their numbers in the order in which they were opened.</summary>
    private readonly ConcurrentDictionary<PumpCall, int> _open = new();

    private readonly Queue<Message> _deferred = new();
    private readonly Cmdlet _cmdlet;
    private int _busy;
    private int _begun;
    private int _opened;

    public PipelinePump(Cmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        Stopping = _stopping.Token;
    }

    /// <summary>Gets the token that is cancelled when the user stops the pipeline.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Gets the semaphore for questions that only one call of the command may ask at a time.</summary>
    public SemaphoreSlim Turns { get; } = new(1, 1);

    /// <summary>Cancels all work. The engine calls it on another thread, also while the pipeline thread runs another command.</summary>
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

        _ = CancelAsync(_open.Keys);
    }

    /// <summary>Runs <paramref name="body"/> on the thread pool, and processes messages on this thread until it ends.</summary>
    public T Await<T>(Func<PumpCall, Task<T>> body)
    {
        ThrowIfStopping();
        PumpCall call = Open();
        Task<T> task = Task.Run(() => body(call), CancellationToken.None);
        call.Work = task;
        FreeWhenEnded(call);
        RunMessagesUntilEnded(task);
        Close(call);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Reads the items one by one. Leaving the loop early, for any reason, cancels and disposes the source.</summary>
    public IEnumerable<T> Stream<T>(Func<PumpCall, IAsyncEnumerable<T>> source)
    {
        PumpCall call = Open();
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
            call.Work = EndAsync(next, items, call);
            FreeWhenEnded(call);
            Abandon([call], call.Work);
        }
    }

    /// <summary>
    /// Begins one item of many. It processes messages until fewer than <paramref name="limit"/> items are running and none of them has the
    /// same key; it does not wait for the item itself.
    /// </summary>
    /// <param name="body">The work, on the thread pool. Other items may begin when it calls <see cref="PumpCall.Release"/>.</param>
    /// <param name="ended">Runs on this thread, in this call or a later one, with the completed task.</param>
    /// <param name="limit">The maximum number of items that run at the same time.</param>
    /// <param name="key">A key that only one running item may have; null for no restriction.</param>
    /// <param name="around">A wrapper that runs each message of the item; null for none.</param>
    public PumpCall Begin<T>(Func<PumpCall, Task<T>> body, Action<Task<T>> ended, int limit, object? key, Action<Action>? around = null)
    {
        ThrowIfStopping();
        RunMessages(() => _messages.Count + _deferred.Count == 0 && _busy < limit && (key is null || !_busyKeys.Contains(key)));
        PumpCall call = Open(around);
        _begun++;
        _busy++;
        _ = key is null || _busyKeys.Add(key);
        call.Released = () =>
        {
            _busy--;
            _ = key is null || _busyKeys.Remove(key);
        };
        Task<T> task = Task.Run(() => body(call), CancellationToken.None);
        call.Work = task;
        RunWhenEnded(task, _ =>
        {
            Post(call, _ => ended(task));
            Post(null, _ => OnEnded(call));
        });
        FreeWhenEnded(call);
        return call;
    }

    /// <summary>Processes messages until every item has ended.</summary>
    public void Finish() => RunMessages(() => _begun == 0 && _messages.Count + _deferred.Count == 0);

    /// <summary>Posts a message of a call; without one, of the pump itself, which is processed even if the call was abandoned.</summary>
    internal void Post(PumpCall? call, Action<Cmdlet> action)
    {
        if (call is not { IsAbandoned: true })
        {
            _messages.Add(new Message(call, action));
        }
    }

    public void Dispose()
    {
        Stop();
        AbandonAll();
        _stopping.Dispose();
    }

    /// <summary>Disposes an enumerator after its last step has ended, because disposing it earlier is an error.</summary>
    private static async Task EndAsync<T>(Task<bool> last, IAsyncEnumerator<T> items, PumpCall call)
    {
        try
        {
            await call.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAny(last).ConfigureAwait(false);
            _ = last.Exception;
            await items.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static Task CancelAsync(IEnumerable<PumpCall> calls) => Observed(Task.WhenAll(calls.Select(call => call.CancelAsync())));

    private static void FreeWhenEnded(PumpCall call) => RunWhenEnded(Observed(call.Work), _ => call.Dispose());

    /// <summary>Observes the exception of abandoned work, which can fail late and has no caller to report to.</summary>
    private static Task Observed(Task task) => RunWhenEnded(task, ended => _ = ended.Exception);

    private void WhenEnded(Task task, Action<Cmdlet> action) => RunWhenEnded(task, _ => Post(null, action));

    private static Task RunWhenEnded(Task task, Action<Task> action) =>
        task.ContinueWith(action, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void OnEnded(PumpCall call)
    {
        _begun--;
        call.OnReleased();
        Close(call);
    }

    private PumpCall Open(Action<Action>? around = null)
    {
        PumpCall call = new(this) { Around = around };
        _open.TryAdd(call, _opened++);
        return call;
    }

    private void Close(PumpCall call) => _open.TryRemove(call, out _);

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
        WhenEnded(task, _ => isOver = true);
        RunMessages(() => isOver);
    }

    /// <summary>Processes messages until the condition is true. If a message ends the command, all its work ends too.</summary>
    private void RunMessages(Func<bool> isOver)
    {
        try
        {
            while (!isOver())
            {
                Message message = _deferred.Count > 0 ? _deferred.Dequeue() : _messages.Take(Stopping);
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

    private void AbandonAll()
    {
        PumpCall[] calls = [.. _open.OrderBy(open => open.Value).Select(open => open.Key)];
        if (calls.Length == 0)
        {
            return;
        }

        Task cancelled = CancelAsync(calls);
        Abandon(calls, Observed(Task.WhenAll([cancelled, .. calls.Select(call => call.Work)])));
    }

    /// <summary>Abandons cancelled work after a grace period, without its messages. Messages of other work stay in the queue.</summary>
    private void Abandon(PumpCall[] calls, Task end)
    {
        foreach (PumpCall call in calls)
        {
            call.Abandon();
            Close(call);
            if (call.WhenLeft is { } last && !Stopping.IsCancellationRequested)
            {
                new Message(call, last).Run(_cmdlet);
            }
        }

        bool isOver = false;
        WhenEnded(end, _ => isOver = true);
        Stopwatch waited = Stopwatch.StartNew();
        while (!isOver && StopGrace - waited.Elapsed is { Ticks: > 0 } left && _messages.TryTake(out Message message, left))
        {
            if (message.Call is null)
            {
                message.Action(_cmdlet);
            }
            else if (!message.Call.IsAbandoned)
            {
                _deferred.Enqueue(message);
            }
        }
    }

    private readonly record struct Message(PumpCall? Call, Action<Cmdlet> Action)
    {
        public void Run(Cmdlet cmdlet)
        {
            if (Call?.Around is { } around)
            {
                Action<Cmdlet> action = Action;
                around(() => action(cmdlet));
            }
            else
            {
                Action(cmdlet);
            }
        }
    }
}
