using AmlCompute.Client.Arm;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Client.Running;

/// <summary>Reads a target after a change in place, and warns of changes that the service accepted but did not apply.</summary>
internal sealed class ReadBack(ComputeClient client, TargetPlan plan, CallContext call)
{
    /// <summary>The most reads of a change that is not visible, because a GET right after the change can return the old state.</summary>
    private const int MostReads = 3;

    /// <summary>Reads the target until the change is visible, at most three times; once if the operation may still run.</summary>
    /// <param name="running">The operation that may still run, because the command does not wait for its end; null for none.</param>
    public async Task<ComputeTarget> ReadAsync(ComputeOperation? running)
    {
        PollingDelay delay = new();
        ComputeTarget target = await ReadTargetAsync().ConfigureAwait(false);
        for (int reads = 1; reads < MostReads && running is null && plan.FindMissingChanges(target).Count > 0; reads++)
        {
            await client.Clock.DelayAsync(delay.TakePause(), call.Token).ConfigureAwait(false);
            target = await ReadTargetAsync().ConfigureAwait(false);
        }

        if (running is null || IsChangeLost(running, target))
        {
            WarnOfMissingChanges(target);
        }

        return target;
    }

    private Task<ComputeTarget> ReadTargetAsync() => client.GetTargetAsync(plan.Live!.Workspace, plan.Name, call);

    /// <summary>Returns true if the response to the change lacked a wanted value, and the target is already provisioned.</summary>
    private bool IsChangeLost(ComputeOperation running, ComputeTarget target) =>
        target.ProvisioningState == ProvisioningStates.Succeeded
        && running.ResponseTarget is not null
        && plan.FindMissingChanges(running.ResponseTarget).Count > 0;

    private void WarnOfMissingChanges(ComputeTarget target)
    {
        foreach (ComputeDifference difference in plan.FindMissingChanges(target))
        {
            call.Log.WriteWarning(
                $"{plan.Name}: the service accepted the change, but {difference.Name} is {difference.LiveText}, "
                + $"not {difference.WantedText}.");
        }
    }
}
