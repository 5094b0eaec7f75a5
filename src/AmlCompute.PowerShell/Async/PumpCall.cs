using System.Management.Automation;

namespace AmlCompute.Async;

/// <summary>
/// One piece of asynchronous work of a command, and its only access to the command. After the command abandons it, its messages no longer
/// reach the command.
/// </summary>
internal sealed class PumpCall : IDisposable
{
    private readonly CancellationTokenSource _cancelling = new();
    private readonly PipelinePump _pump;
    private volatile bool _isAbandoned;

    public PumpCall(PipelinePump pump)
    {
        _pump = pump;
        Token = _cancelling.Token;
    }

    /// <summary>Gets the token that is cancelled when the command no longer needs the work.</summary>
    public CancellationToken Token { get; }

    public bool IsAbandoned => _isAbandoned;

    /// <inheritdoc cref="PipelinePump.QuestionLock"/>
    public SemaphoreSlim QuestionLock => _pump.QuestionLock;

    /// <summary>Gets or sets the running task. Only the pipeline thread uses it.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Gets or sets a value indicating whether the work is one of many items with a common progress.</summary>
    public bool IsItem { get; set; }

    /// <summary>Gets the wrapper that runs each message of the call; null for none.</summary>
    public Action<Action>? MessageWrapper { get; init; }

    /// <summary>
    /// Gets or sets the message that runs on the pipeline thread when the command abandons this work or the read of its stream ends, unless
    /// the user has stopped the command; null for none. The work sets it when it begins.
    /// </summary>
    public Action<Cmdlet>? OnAbandoned { get; set; }

    /// <summary>
    /// Gets or sets the action that runs when an item lets the next one begin, or ends; null for none, and after it has run.
    /// </summary>
    public Action? ReleaseAction { get; set; }

    /// <summary>Posts a message to the pipeline thread, which runs it while it waits for any work of the command.</summary>
    public void Post(Action<Cmdlet> message) => _pump.Post(this, message);

    /// <summary>Lets the next item begin, because the rest of this one only polls.</summary>
    public void Release() => _pump.Post(null, _ => RunReleaseAction());

    /// <summary>Asks the pipeline thread a question, because only that thread may, for example, run another command.</summary>
    /// <param name="question">The question.</param>
    /// <param name="token">The token of the request that needs the answer.</param>
    /// <returns>The answer. An exception of the question is thrown.</returns>
    /// <exception cref="OperationCanceledException">The request or the work was cancelled, or the pipeline was stopped.</exception>
    public async Task<T> AskPipelineAsync<T>(Func<Cmdlet, T> question, CancellationToken token)
    {
        // Without this flag, the continuation would run on the pipeline thread, in the middle of its messages.
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(cmdlet => AnswerQuestion(cmdlet, question, answer));
        using (token.Register(() => answer.TrySetCanceled(token)))
        using (Token.Register(() => answer.TrySetCanceled(Token)))
        {
            return await answer.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Runs the release action, unless it has run. Only the pipeline thread calls it.</summary>
    public void RunReleaseAction()
    {
        Action? action = ReleaseAction;
        ReleaseAction = null;
        action?.Invoke();
    }

    /// <summary>Discards the further messages of the work. Only the pipeline thread calls it.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Cancels the work. The callbacks of its token run on the thread pool, because they could block this thread.</summary>
    public Task CancelAsync() => Task.Run(() =>
    {
        try
        {
            _cancelling.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work has ended in the meantime.
        }
    });

    public void Dispose() => _cancelling.Dispose();

    private static void AnswerQuestion<T>(Cmdlet cmdlet, Func<Cmdlet, T> question, TaskCompletionSource<T> answer)
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
