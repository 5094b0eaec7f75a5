using System.Collections.Concurrent;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>The temporary errors of the polls of a wait or a watch. Each kind is reported once. Thread-safe.</summary>
/// <param name="activity">The activity that continues: wait or watch.</param>
internal sealed class TemporaryErrors(string activity)
{
    private readonly ConcurrentDictionary<string, bool> _reported = new();

    public void SlowDown(PollingDelay delay, string about, ComputeTargetException exception, ICallLog log)
    {
        delay.SlowDown(exception.RetryAfter);
        if (_reported.TryAdd(exception.ErrorId, true))
        {
            log.Warning($"{about}: {exception.Message} The {activity} continues with longer pauses.");
        }
    }
}
