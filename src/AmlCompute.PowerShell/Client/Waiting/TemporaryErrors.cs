using System.Collections.Concurrent;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>Handles the temporary errors of the polls of a wait or a watch, and warns of each error id once. Thread-safe.</summary>
/// <param name="activity">The activity that continues: wait or watch.</param>
internal sealed class TemporaryErrors(string activity)
{
    private readonly ConcurrentDictionary<string, bool> _reportedIds = new();

    /// <summary>Extends the next pause, and writes a warning if the error is the first with its id.</summary>
    /// <param name="delay">The pauses of the activity.</param>
    /// <param name="subject">The name of the target or the workspace whose poll failed, which begins the warning.</param>
    /// <param name="exception">The error.</param>
    /// <param name="log">The log of the activity.</param>
    public void SlowDownAndWarn(PollingDelay delay, string subject, ComputeTargetException exception, ICallLog log)
    {
        delay.SlowDown(exception.RetryAfter);
        if (_reportedIds.TryAdd(exception.ErrorId, true))
        {
            log.WriteWarning($"{subject}: {ErrorText.EndSentence(exception.Message)} The {activity} continues with longer pauses.");
        }
    }
}
