using AmlCompute.Client.Arm;
using AmlCompute.Client.Running;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>An attempt that the service refuses because another operation runs on the target.</summary>
public sealed class ConflictRetryTests
{
    private readonly TestClient _test = new();
    private readonly List<string> _events = [];

    [Fact]
    public async Task The_next_item_may_begin_while_this_one_waits()
    {
        _test.Service.Answer(200, Recorded.Cluster("Updating"));

        Assert.Equal(2, await Run(conflicts: 1));

        Assert.Equal(["attempt 1", "accepted", "attempt 2"], _events);
        Assert.Equal([1], _test.Clock.Seconds);
        Assert.Equal(["Updating, 00:00:00", "Done"], _test.Log.ProgressRecords.Select(record => record.Status));
        Assert.True(_test.Log.ProgressRecords[^1].IsCompleted);
    }

    [Fact]
    public async Task A_target_that_is_being_deleted_is_not_waited_for()
    {
        _test.Service.Answer(200, Recorded.Cluster("Deleting"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Run(conflicts: 1));

        Assert.Equal((ErrorIds.OperationConflict, "Compute target 'cpu' is being deleted."), (exception.ErrorId, exception.Message));
        Assert.Equal(["attempt 1"], _events);
        Assert.Empty(_test.Clock.Pauses);
    }

    [Fact]
    public async Task Other_errors_are_not_tried_again()
    {
        using ConflictRetry retry = new(_test.Workspace, "cpu", TimeSpan.FromMinutes(30), _test.Call);

        await Assert.ThrowsAsync<ComputeTargetException>(
            () => retry.RunAsync<int>(() => throw ComputeTargetException.About("cpu", ErrorIds.InvalidArgument, "No.")));

        Assert.Empty(_test.Sent);
    }

    private async Task<int> Run(int conflicts)
    {
        int attempts = 0;
        CallContext call = _test.Call with { Accepted = () => _events.Add("accepted") };
        using ConflictRetry retry = new(_test.Workspace, "cpu", TimeSpan.FromMinutes(30), call);
        return await retry.RunAsync(() =>
        {
            _events.Add($"attempt {++attempts}");
            return attempts > conflicts
                ? Task.FromResult(attempts)
                : throw ComputeTargetException.About("cpu", ErrorIds.OperationConflict, "Busy.");
        });
    }
}
