using System.Collections.Concurrent;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>Handles the temporary errors of the polls of a wait or a watch, and warns of each kind once. Thread-safe.</summary>
/// <param name="activity">The activity that continues: wait or watch.</param>
internal sealed class TemporaryErrors(string activity)
{
    private readonly ConcurrentDictionary<string, bool> _reportedIds = new();

    /// <summary>Extends the next pause, and warns of the subject, a target or a workspace, if the error is the first of its kind.</summary>
    public void SlowDownAndWarn(PollingDelay delay, string subject, ComputeTargetException exception, ICallLog log)
    {
        delay.SlowDown(exception.RetryAfter);
        if (_reportedIds.TryAdd(exception.ErrorId, true))
        {
            log.WriteWarning($"{subject}: {ErrorText.EndSentence(exception.Message)} The {activity} continues with longer pauses.");
        }
    }
}
