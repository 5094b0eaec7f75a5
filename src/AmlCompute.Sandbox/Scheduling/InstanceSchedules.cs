using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Scheduling;

/// <summary>Plans the scheduled starts and stops of an instance on the timeline, and its shutdown after the idle time.</summary>
/// <param name="timeline">The future events of the sandbox.</param>
/// <param name="runAction">Runs the action of a schedule, Start or Stop, at a time.</param>
/// <param name="stopIdleInstance">Stops the instance at the end of its idle time.</param>
internal sealed class InstanceSchedules(
    Timeline timeline, Action<string, DateTimeOffset> runAction, Action<DateTimeOffset> stopIdleInstance)
{
    private readonly EventGroup _schedules = new(timeline);
    private readonly EventGroup _idleTime = new(timeline);

    /// <summary>Replaces the schedules. The intervals of a schedule without a start time start at the creation of the instance.</summary>
    public void ReplaceSchedules(DateTimeOffset at, JsonArray? schedules, DateTimeOffset createdOn)
    {
        _schedules.Cancel();
        // The triggers are valid, because CheckSchedules parsed them when the request arrived.
        foreach (JsonNode? schedule in schedules ?? [])
        {
            if ((string?)schedule!["status"] != "Disabled")
            {
                PlanNext((string)schedule["action"]!, Trigger.Parse(schedule, "schedule", createdOn), at);
            }
        }
    }

    /// <summary>Restarts the idle time, or ends it with null, because the instance is not idle or has no idle shutdown.</summary>
    public void RestartIdleTime(DateTimeOffset at, TimeSpan? idleTime)
    {
        _idleTime.Cancel();
        if (idleTime is { } time)
        {
            _idleTime.Schedule(at + time, stopIdleInstance);
        }
    }

    public void CancelAll()
    {
        _schedules.Cancel();
        _idleTime.Cancel();
    }

    private void PlanNext(string action, Trigger trigger, DateTimeOffset after)
    {
        if (trigger.FindNext(after) is { } next)
        {
            _schedules.Schedule(next, at =>
            {
                runAction(action, at);
                PlanNext(action, trigger, at);
            });
        }
    }
}
