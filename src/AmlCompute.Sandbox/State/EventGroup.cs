namespace AmlCompute.Sandbox.State;

/// <summary>Future events that can be canceled together.</summary>
internal sealed class EventGroup(Timeline timeline)
{
    private int _version;

    /// <summary>Schedules an event. It does not happen if the group is canceled before.</summary>
    public void At(DateTimeOffset due, Action<DateTimeOffset> happen)
    {
        int version = _version;
        timeline.At(due, at =>
        {
            if (version == _version)
            {
                happen(at);
            }
        });
    }

    public void Cancel() => _version++;
}
