using System.Text.Json.Nodes;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Scheduling;

/// <summary>The start and stop schedules and the idle time of one instance, which the clock triggers.</summary>
internal sealed class ScheduleBook(Timeline timeline, Action<string, DateTimeOffset> fire, Action<DateTimeOffset> idle)
{
    private int _planVersion;
    private int _watchVersion;

    /// <summary>Replaces the schedules.</summary>
    /// <param name="at">The current time.</param>
    /// <param name="schedules">The entries of 'computeStartStop'.</param>
    /// <param name="anchor">The start of the intervals of a schedule without a start time.</param>
    public void Plan(DateTimeOffset at, JsonArray? schedules, DateTimeOffset anchor)
    {
        _planVersion++;
        foreach (JsonNode? schedule in schedules ?? [])
        {
            if ((string?)schedule!["status"] != "Disabled")
            {
                PlanNext((string)schedule["action"]!, Trigger.Parse(schedule, "schedule", anchor), at);
            }
        }
    }

    /// <summary>Restarts the idle time; null for no limit.</summary>
    public void Watch(DateTimeOffset at, TimeSpan? limit)
    {
        int watchVersion = ++_watchVersion;
        if (limit is { } time)
        {
            timeline.At(at + time, then =>
            {
                if (watchVersion == _watchVersion)
                {
                    idle(then);
                }
            });
        }
    }

    /// <summary>Deletes the schedules and the limit of the idle time.</summary>
    public void Clear()
    {
        _planVersion++;
        _watchVersion++;
    }

    private void PlanNext(string action, Trigger trigger, DateTimeOffset after)
    {
        int planVersion = _planVersion;
        if (trigger.Next(after) is { } next)
        {
            timeline.At(next, at =>
            {
                if (planVersion == _planVersion)
                {
                    fire(action, at);
                    PlanNext(action, trigger, at);
                }
            });
        }
    }
}
