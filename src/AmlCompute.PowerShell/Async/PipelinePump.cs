using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;

namespace AmlCompute.Async;

/// <summary>
/// Lets the pipeline thread drive asynchronous work: the pool does it, the pipeline thread writes what comes of it. Background code never sees the
/// cmdlet; it posts messages to one queue, which the pipeline thread empties whenever it waits for any of the work.
/// </summary>
internal sealed class PipelinePump : IDisposable
{
    /// <summary>How long the pipeline thread waits for work that was told to stop before it leaves it behind.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(150);

    private readonly BlockingCollection<Message> _messages = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<object> _busyKeys = [];
    private readonly HashSet<int> _places = [];
    private readonly HashSet<PumpCall> _open = [];
    private readonly Queue<Message> _deferred = new();
    private readonly Cmdlet _cmdlet;
    private readonly object _gate = new();
    private int _busy;
    private int _begun;

    public PipelinePump(Cmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        Stopping = _stopping.Token;
    }

    /// <summary>Gets the token that is cancelled when the user stops the pipeline.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Gets what the calls of this command take turns by, where only one of them shall ask the pipeline thread something.</summary>
    public SemaphoreSlim Turns { get; } = new(1, 1);

    /// <summary>Wakes the pipeline thread and cancels what is running, also while that thread is in another command. StopProcessing calls it from another thread.</summary>
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

        _ = CancelAsync(OpenCalls());
    }

    /// <summary>Runs <paramref name="body"/> on the pool and messages on this thread, until it ends.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public T Await<T>(Func<PumpCall, Task<T>> body)
    {
        ThrowIfStopping();
        PumpCall call = Open();
        Task<T> task = Task.Run(() => body(call), CancellationToken.None);
        call.Work = task;
        bool isOver = false;
        WhenEnded(task, _ => isOver = true);
        FreeWhenEnded(call);
        Run(() => isOver);
        Close(call);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Runs <paramref name="body"/> on the pool and messages on this thread, until it ends.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public void Await(Func<PumpCall, Task> body) =>
        Await(async call =>
        {
            await body(call).ConfigureAwait(false);
            return true;
        });

    /// <summary>Pulls the items one by one. Leaving the loop early, for any reason, cancels and disposes the source.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
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
                bool isOver = false;
                next = Task.Run(() => items.MoveNextAsync().AsTask(), CancellationToken.None);
                call.Work = next;
                WhenEnded(next, _ => isOver = true);
                Run(() => isOver);
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
            Leave([call], call.Work);
        }
    }

    /// <summary>
    /// Begins one item of many. While as many as <paramref name="limit"/> are worked on, or one of the same key is, this runs messages; it does not
    /// wait for the item itself.
    /// </summary>
    /// <param name="body">The work, on the pool. Others may begin as soon as it calls <see cref="PumpCall.Release"/>.</param>
    /// <param name="ended">Runs on this thread, in this call or a later one, with the ended task.</param>
    /// <param name="limit">How many items are worked on at a time.</param>
    /// <param name="key">What no other item may work on at the same time; null for none.</param>
    /// <param name="around">What runs each message of the item; null when nothing needs to be around it.</param>
    /// <returns>The work, which has begun.</returns>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public PumpCall Begin<T>(Func<PumpCall, Task<T>> body, Action<Task<T>> ended, int limit, object? key, Action<Action>? around = null)
    {
        ThrowIfStopping();
        Run(() => _messages.Count + _deferred.Count == 0 && _busy < limit && (key is null || !_busyKeys.Contains(key)));
        int place = 0;
        while (!_places.Add(place))
        {
            place++;
        }

        PumpCall call = Open(place, around);
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
        task.ContinueWith(
            _ =>
            {
                Post(call, _ => ended(task));
                Post(null, _ => OnEnded(call));
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        FreeWhenEnded(call);
        return call;
    }

    /// <summary>Runs messages until every item that was begun has ended.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    public void Finish() => Run(() => _begun == 0 && _messages.Count + _deferred.Count == 0);

    /// <summary>Hands a message to the pipeline thread.</summary>
    /// <param name="call">The call it comes from; null for what the pump must know even when the call was left.</param>
    /// <param name="action">Runs on the pipeline thread.</param>
    internal void Post(PumpCall? call, Action<Cmdlet> action)
    {
        if (call is not { IsLeft: true })
        {
            _messages.Add(new Message(call, action));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        LeaveAll();
        _stopping.Dispose();
    }

    /// <summary>An enumerator may be disposed only when its last step has ended, however late that is.</summary>
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

    private static void FreeWhenEnded(PumpCall call) => Observed(call.Work).ContinueWith(
        _ => call.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>What was left behind may fail late; nobody is there to be told.</summary>
    private static Task Observed(Task task) => task.ContinueWith(
        ended => { _ = ended.Exception; }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void WhenEnded(Task task, Action<Cmdlet> action) => task.ContinueWith(
        _ => Post(null, action), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void OnEnded(PumpCall call)
    {
        _begun--;
        _places.Remove(call.Place);
        call.OnReleased();
        Close(call);
    }

    private PumpCall Open(int place = 0, Action<Action>? around = null)
    {
        PumpCall call = new(this) { Place = place, Around = around };
        lock (_gate)
        {
            _open.Add(call);
        }

        return call;
    }

    private void Close(PumpCall call)
    {
        lock (_gate)
        {
            _open.Remove(call);
        }
    }

    private PumpCall[] OpenCalls()
    {
        lock (_gate)
        {
            return [.. _open];
        }
    }

    private void ThrowIfStopping()
    {
        if (Stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Runs messages on this thread until what it waits for has come. If a message ends the command, so does all its work.</summary>
    private void Run(Func<bool> isOver)
    {
        try
        {
            while (!isOver())
            {
                Message message = _deferred.Count > 0 ? _deferred.Dequeue() : _messages.Take(Stopping);
                if (message.Call is not { IsLeft: true })
                {
                    message.Run(_cmdlet);
                }
            }

            ThrowIfStopping();
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            LeaveAll();
            throw new PipelineStoppedException();
        }
        catch
        {
            LeaveAll();
            throw;
        }
    }

    private void LeaveAll()
    {
        PumpCall[] calls = OpenCalls();
        if (calls.Length == 0)
        {
            return;
        }

        Task cancelled = CancelAsync(calls);
        Leave(calls, Observed(Task.WhenAll([cancelled, .. calls.Select(call => call.Work)])));
    }

    /// <summary>Leaves work behind that was told to end: it has its grace, and nothing it posts reaches the cmdlet. Messages of other work wait for their turn.</summary>
    private void Leave(PumpCall[] calls, Task end)
    {
        foreach (PumpCall call in calls)
        {
            call.Leave();
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
            else if (!message.Call.IsLeft)
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
