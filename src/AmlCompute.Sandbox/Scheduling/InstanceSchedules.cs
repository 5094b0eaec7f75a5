using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Scheduling;

/// <summary>The start and stop schedules and the idle time of one instance, which the clock triggers.</summary>
internal sealed class InstanceSchedules(Timeline timeline, Action<string, DateTimeOffset> fire, Action<DateTimeOffset> idle)
{
    private readonly EventGroup _schedules = new(timeline);
    private readonly EventGroup _idleTime = new(timeline);

    /// <summary>Replaces the schedules. The intervals of a schedule without a start time start at the anchor.</summary>
    public void Replace(DateTimeOffset at, JsonArray? schedules, DateTimeOffset anchor)
    {
        _schedules.Cancel();
        foreach (JsonNode? schedule in schedules ?? [])
        {
            if ((string?)schedule!["status"] != "Disabled")
            {
                PlanNext((string)schedule["action"]!, Trigger.Parse(schedule, "schedule", anchor), at);
            }
        }
    }

    /// <summary>Restarts the idle time; null for no limit.</summary>
    public void RestartIdleTime(DateTimeOffset at, TimeSpan? limit)
    {
        _idleTime.Cancel();
        if (limit is { } time)
        {
            _idleTime.At(at + time, idle);
        }
    }

    public void Clear()
    {
        _schedules.Cancel();
        _idleTime.Cancel();
    }

    private void PlanNext(string action, Trigger trigger, DateTimeOffset after)
    {
        if (trigger.Next(after) is { } next)
        {
            _schedules.At(next, at =>
            {
                fire(action, at);
                PlanNext(action, trigger, at);
            });
        }
    }
}
