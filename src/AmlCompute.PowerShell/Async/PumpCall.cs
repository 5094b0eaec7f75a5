using System.Management.Automation;

namespace AmlCompute.Async;

/// <summary>One piece of asynchronous work of a command, and all it has of the command. Once it is left, nothing it does reaches the command any more.</summary>
internal sealed class PumpCall : IDisposable
{
    private readonly CancellationTokenSource _cancelling = new();
    private readonly PipelinePump _pump;
    private volatile bool _isLeft;

    public PumpCall(PipelinePump pump)
    {
        _pump = pump;
        Token = _cancelling.Token;
    }

    /// <summary>Gets the token that is cancelled when the work is no longer wanted.</summary>
    public CancellationToken Token { get; }

    /// <summary>Gets a value indicating whether the command goes on without this work.</summary>
    public bool IsLeft => _isLeft;

    /// <summary>Gets what the calls of the command take turns by.</summary>
    public SemaphoreSlim Turns => _pump.Turns;

    /// <summary>Gets or sets what runs now. Of the pipeline thread.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Gets the place of the item among those that have not ended, the lowest that was free; 0 for the first, and for work that is no item.</summary>
    public int Place { get; init; }

    /// <summary>Gets what runs each message of the work; null when nothing needs to be around it.</summary>
    public Action<Action>? Around { get; init; }

    /// <summary>Gets or sets what is written at last when the command goes on without this work, though the user has not stopped it. Of the pipeline thread.</summary>
    public Action<Cmdlet>? WhenLeft { get; set; }

    /// <summary>Gets or sets what runs on the pipeline thread when the work lets the next item begin.</summary>
    public Action? Released { get; set; }

    /// <summary>Hands a message to the pipeline thread, which runs it while it waits for any work of the command.</summary>
    public void Post(Action<Cmdlet> message) => _pump.Post(this, message);

    /// <summary>Lets the next item begin: what is left of this one only looks.</summary>
    public void Release() => _pump.Post(null, _ => OnReleased());

    /// <summary>
    /// Puts a question to the pipeline thread, which answers it while it waits. It is for what only that thread may do, such as running another command.
    /// </summary>
    /// <param name="question">Runs on the pipeline thread.</param>
    /// <param name="token">The token of the request that asks; an answer that comes later is not taken.</param>
    public async Task<T> AskAsync<T>(Func<Cmdlet, T> question, CancellationToken token)
    {
        // Without this flag, what follows the answer would run on the pipeline thread, in the middle of its messages.
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(cmdlet => Answer(cmdlet, question, answer));
        using (token.Register(() => answer.TrySetCanceled(token)))
        using (Token.Register(() => answer.TrySetCanceled(Token)))
        {
            return await answer.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Runs what waits for this call to let the next one begin, once. Of the pipeline thread.</summary>
    public void OnReleased()
    {
        Action? released = Released;
        Released = null;
        released?.Invoke();
    }

    /// <summary>Leaves the work behind. Of the pipeline thread.</summary>
    public void Leave() => _isLeft = true;

    /// <summary>Cancels the work, on the pool: what it does then may block, and must hold up neither the pipeline thread nor the one that stops it.</summary>
    public Task CancelAsync() => Task.Run(() =>
    {
        try
        {
            _cancelling.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
            return;
        }
    });

    /// <summary>Frees what the call holds, once its work has ended.</summary>
    public void Dispose() => _cancelling.Dispose();

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
}
