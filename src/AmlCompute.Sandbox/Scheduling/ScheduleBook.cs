using System.Text.Json.Nodes;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Scheduling;

/// <summary>The start and stop schedules of one instance, and its idle time: what the clock does to it by itself.</summary>
internal sealed class ScheduleBook(Timeline timeline, Action<string, DateTimeOffset> fire, Action<DateTimeOffset> idle)
{
    private int _plan;
    private int _watch;

    /// <summary>Replaces the schedules.</summary>
    /// <param name="at">The present.</param>
    /// <param name="schedules">The entries of 'computeStartStop'.</param>
    /// <param name="anchor">What intervals are counted from when there is no start time.</param>
    public void Plan(DateTimeOffset at, JsonArray? schedules, DateTimeOffset anchor)
    {
        _plan++;
        foreach (JsonNode? schedule in schedules ?? [])
        {
            if ((string?)schedule!["status"] != "Disabled")
            {
                PlanNext((string)schedule["action"]!, Trigger.Parse(schedule, "schedule", anchor), at);
            }
        }
    }

    /// <summary>Counts the idle time from now on; null for no limit.</summary>
    public void Watch(DateTimeOffset at, TimeSpan? limit)
    {
        int watch = ++_watch;
        if (limit is { } time)
        {
            timeline.At(at + time, then =>
            {
                if (watch == _watch)
                {
                    idle(then);
                }
            });
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _plan++;
        _watch++;
    }

    private void PlanNext(string action, Trigger trigger, DateTimeOffset after)
    {
        int plan = _plan;
        if (trigger.Next(after) is { } next)
        {
            timeline.At(next, at =>
            {
                if (plan == _plan)
                {
                    fire(action, at);
                    PlanNext(action, trigger, at);
                }
            });
        }
    }
}
