namespace AmlCompute.Sandbox.State;

/// <summary>Future events that can be canceled together.</summary>
internal sealed class EventGroup(Timeline timeline)
{
    private int _cancelCount;

    /// <summary>Schedules an event. Its action does not run if the group is canceled before.</summary>
    public void Schedule(DateTimeOffset due, Action<DateTimeOffset> action)
    {
        int cancelCountBefore = _cancelCount;
        timeline.Schedule(due, at =>
        {
            if (cancelCountBefore == _cancelCount)
            {
                action(at);
            }
        });
    }

    /// <summary>Cancels the scheduled events. It has no effect on events that are scheduled later.</summary>
    public void Cancel() => _cancelCount++;
}
