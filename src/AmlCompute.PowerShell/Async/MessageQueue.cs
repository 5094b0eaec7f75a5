using System.Collections.Concurrent;
using System.Management.Automation;

namespace AmlCompute.Async;

/// <summary>The messages of background work for the pipeline thread. Any thread adds them; only the pipeline thread takes them.</summary>
#pragma warning disable CA1001 // Abandoned work can add a message at any time, so the queue cannot be disposed.
internal sealed class MessageQueue
#pragma warning restore CA1001
{
    private readonly BlockingCollection<PumpMessage> _arrived = new();

    /// <summary>The messages that were taken too early, and that come before those that arrived.</summary>
    private readonly Queue<PumpMessage> _deferred = new();

    public bool IsEmpty => _arrived.Count + _deferred.Count == 0;

    /// <summary>Adds a message, unless its call was abandoned.</summary>
    /// <param name="call">The call; null for a message of the pump itself.</param>
    /// <param name="action">Runs on the pipeline thread.</param>
    public void Add(PumpCall? call, Action<Cmdlet> action)
    {
        if (call is not { IsAbandoned: true })
        {
            _arrived.Add(new PumpMessage(call, action));
        }
    }

    /// <summary>Takes the next message, deferred ones first, and waits for it.</summary>
    /// <exception cref="OperationCanceledException">The token is cancelled, and no message is deferred.</exception>
    public PumpMessage Take(CancellationToken token) => _deferred.Count > 0 ? _deferred.Dequeue() : _arrived.Take(token);

    /// <summary>Takes the next message that is not deferred; returns false if none arrives within the limit.</summary>
    public bool TryTakeArrived(TimeSpan limit, out PumpMessage message) => _arrived.TryTake(out message, limit);

    /// <summary>Keeps a message for a later <see cref="Take"/>.</summary>
    public void Defer(PumpMessage message) => _deferred.Enqueue(message);
}

/// <summary>A message of background work.</summary>
/// <param name="Call">The call that posted it; null for a message of the pump itself.</param>
/// <param name="Action">Runs on the pipeline thread.</param>
internal readonly record struct PumpMessage(PumpCall? Call, Action<Cmdlet> Action)
{
    public void Run(Cmdlet cmdlet)
    {
        if (Call?.MessageWrapper is { } wrapper)
        {
            // A lambda in a struct cannot capture the members of the struct.
            Action<Cmdlet> action = Action;
            wrapper(() => action(cmdlet));
        }
        else
        {
            Action(cmdlet);
        }
    }
}
