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
    private readonly HashSet<object> _runningKeys = [];

    /// <summary>The calls that have not ended, with their numbers in the order in which they began.</summary>
    private readonly ConcurrentDictionary<PumpCall, int> _openCalls = new();

    /// <summary>The messages of other work that arrived while the pipeline thread waited for abandoned work.</summary>
    private readonly Queue<Message> _deferred = new();

    private readonly Cmdlet _cmdlet;

    /// <summary>The number of items that count for the limit: they have neither ended nor let the next item begin.</summary>
    private int _runningItems;

    private int _unfinishedItems;
    private int _callCount;

    public PipelinePump(Cmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        Stopping = _stopping.Token;
    }

    /// <summary>Gets the token that is cancelled when the user stops the pipeline.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Gets the semaphore for questions to the pipeline thread that only one call of the command may ask at a time.</summary>
    public SemaphoreSlim QuestionLock { get; } = new(1, 1);

    private bool HasMessages => _messages.Count + _deferred.Count > 0;

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

        _ = CancelAsync(_openCalls.Keys);
    }

    /// <summary>Runs <paramref name="body"/> on the thread pool, and processes messages on this thread until it ends.</summary>
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
    /// <param name="ended">Runs on this thread, in this call or a later one, with the completed task.</param>
    /// <param name="limit">The maximum number of items that run at the same time.</param>
    /// <param name="key">A key that only one running item may have; null for no restriction.</param>
    /// <param name="messageWrapper">A wrapper that runs each message of the item; null for none.</param>
    public PumpCall BeginItem<T>(
        Func<PumpCall, Task<T>> body, Action<Task<T>> ended, int limit, object? key, Action<Action>? messageWrapper = null)
    {
        // An item without a key gets one of its own.
        key ??= new object();
        ThrowIfStopping();
        RunMessages(() => !HasMessages && _runningItems < limit && !_runningKeys.Contains(key));
        PumpCall call = OpenCall(messageWrapper);
        _unfinishedItems++;
        _runningItems++;
        _runningKeys.Add(key);
        call.ReleaseAction = () =>
        {
            _runningItems--;
            _runningKeys.Remove(key);
        };
        Task<T> task = Task.Run(() => body(call), CancellationToken.None);
        call.Work = task;
        RunWhenEnded(task, _ =>
        {
            Post(call, _ => ended(task));
            Post(null, _ => EndItem(call));
        });
        DisposeWhenEnded(call);
        return call;
    }

    /// <summary>Processes messages until every item has ended.</summary>
    public void FinishItems() => RunMessages(() => _unfinishedItems == 0 && !HasMessages);

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
        ObserveException(Task.WhenAll(calls.Select(call => call.CancelAsync())));

    private static void DisposeWhenEnded(PumpCall call) => RunWhenEnded(ObserveException(call.Work), _ => call.Dispose());

    /// <summary>Observes the exception of abandoned work, which can fail late and has no caller to report to.</summary>
    private static Task ObserveException(Task task) => RunWhenEnded(task, ended => _ = ended.Exception);

    private void PostWhenEnded(Task task, Action<Cmdlet> action) => RunWhenEnded(task, _ => Post(null, action));

    private static Task RunWhenEnded(Task task, Action<Task> action) =>
        task.ContinueWith(action, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void EndItem(PumpCall call)
    {
        _unfinishedItems--;
        call.RunReleaseAction();
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
        PumpCall[] calls = [.. _openCalls.OrderBy(open => open.Value).Select(open => open.Key)];
        if (calls.Length == 0)
        {
            return;
        }

        Task cancelled = CancelAsync(calls);
        Abandon(calls, ObserveException(Task.WhenAll([cancelled, .. calls.Select(call => call.Work)])));
    }

    /// <summary>Abandons cancelled work after a grace period, without its messages. Messages of other work stay in the queue.</summary>
    private void Abandon(PumpCall[] calls, Task end)
    {
        foreach (PumpCall call in calls)
        {
            call.Abandon();
            CloseCall(call);
            if (call.OnAbandoned is { } lastMessage && !Stopping.IsCancellationRequested)
            {
                new Message(call, lastMessage).Run(_cmdlet);
            }
        }

        bool isOver = false;
        PostWhenEnded(end, _ => isOver = true);
        Stopwatch waited = Stopwatch.StartNew();
        while (!isOver && StopGrace - waited.Elapsed is { Ticks: > 0 } remaining && _messages.TryTake(out Message message, remaining))
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
            if (Call?.MessageWrapper is { } wrapper)
            {
                // A lambda in a struct cannot use its members.
                Action<Cmdlet> action = Action;
                wrapper(() => action(cmdlet));
            }
            else
            {
                Action(cmdlet);
            }
        }
    }
}
