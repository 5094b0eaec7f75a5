using AmlCompute.Client.Http;

namespace AmlCompute.Client.Fleet;

/// <summary>
/// The parts of one workspace, in the order in which they were read. They join the stream of all workspaces with the first part, so that a
/// slow workspace does not delay the others. One task adds the parts, and another one takes them.
/// </summary>
/// <param name="stream">The stream of all workspaces.</param>
/// <param name="slots">The slots of the workspaces that are read at the same time; null if these parts have no slot.</param>
#pragma warning disable CA1001 // The semaphore of a queue, without an allocated wait handle, holds no resource.
internal sealed class WorkspaceParts<T>(AsyncQueue<WorkspaceParts<T>> stream, SemaphoreSlim? slots = null)
#pragma warning restore CA1001
{
    private readonly AsyncQueue<FleetPart<T>> _parts = new();
    private bool _hasJoined;

    /// <summary>Adds a part. It can be called until <see cref="Close"/>.</summary>
    public void Add(FleetPart<T> part)
    {
        _parts.Add(part);
        JoinStream();
    }

    /// <summary>Waits for the next part; null after the last one.</summary>
    public Task<FleetPart<T>?> TakeAsync() => _parts.TakeAsync();

    /// <summary>Ends the parts. A workspace without a part joins the stream, too, so that its slot is released.</summary>
    public void Close()
    {
        _parts.Close();
        JoinStream();
    }

    /// <summary>Lets the next workspace begin. Only the reader of the stream calls it, so that few workspaces are in memory.</summary>
    public void ReleaseSlot() => slots?.Release();

    private void JoinStream()
    {
        if (!_hasJoined)
        {
            _hasJoined = true;
            stream.Add(this);
        }
    }
}
