using AmlCompute.Client.Arm;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Client.Running;

/// <summary>Reads a target after a change in place, and warns of changes that the service accepted but did not apply.</summary>
internal sealed class ReadBack(ComputeClient client, TargetPlan plan, CallContext call)
{
    private const int MostReads = 3;

    /// <summary>Reads the target; again, up to three times, if no operation is running and the change is not visible yet.</summary>
    public async Task<ComputeTarget> ReadAsync(ComputeOperation? running)
    {
        PollingDelay delay = new();
        for (int read = 1; ; read++)
        {
            ComputeTarget target = await client.GetAsync(plan.Live!.Workspace, plan.Name, call).ConfigureAwait(false);
            IReadOnlyList<ComputeDifference> missing = plan.MissingIn(target);
            if (missing.Count == 0 || running is not null || read == MostReads)
            {
                if (running is null || IsCanceled(running, target))
                {
                    Warn(missing);
                }

                return target;
            }

            await client.Clock.DelayAsync(delay.Next(), call.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Returns true if neither the response to the change nor the provisioned target has the change.</summary>
    private bool IsCanceled(ComputeOperation running, ComputeTarget target) =>
        target.ProvisioningState == ProvisioningStates.Succeeded
        && running.Target is not null
        && plan.MissingIn(running.Target).Count > 0;

    private void Warn(IReadOnlyList<ComputeDifference> missing)
    {
        foreach (ComputeDifference difference in missing)
        {
            call.Log.Warning(
                $"{plan.Name}: the service accepted the change, but {difference.Name} is {difference.LiveText}, "
                + $"not {difference.WantedText}.");
        }
    }
}
