using AmlCompute.Client.Arm;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Client.Running;

/// <summary>Reads a target after a change in place, and warns of changes that the service accepted but did not apply.</summary>
internal sealed class ReadBack
{
    private const int MostReads = 3;

    private readonly ComputeClient _client;
    private readonly TargetPlan _plan;
    private readonly CallContext _call;

    public ReadBack(ComputeClient client, TargetPlan plan, CallContext call)
    {
        _client = client;
        _plan = plan;
        _call = call;
    }

    /// <summary>Reads the target; again, up to three times, if the change has ended and is not visible yet.</summary>
    /// <param name="running">The operation that is still in progress; null if the change has ended.</param>
    public async Task<ComputeTarget> ReadAsync(ComputeOperation? running)
    {
        PollingDelay delay = new();
        for (int read = 1; ; read++)
        {
            ComputeTarget target = await _client.GetAsync(_plan.Live!.Workspace, _plan.Name, _call).ConfigureAwait(false);
            IReadOnlyList<ComputeDifference> missing = _plan.MissingIn(target);
            if (missing.Count == 0 || running is not null || read == MostReads)
            {
                if (running is null || IsCanceled(running, target))
                {
                    Warn(missing);
                }

                return target;
            }

            await _client.Clock.DelayAsync(delay.Next(), _call.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Returns true if neither the response to the change nor the provisioned target has the change.</summary>
    private bool IsCanceled(ComputeOperation running, ComputeTarget target) =>
        target.ProvisioningState == ProvisioningStates.Succeeded
        && running.Target is not null
        && _plan.MissingIn(running.Target).Count > 0;

    private void Warn(IReadOnlyList<ComputeDifference> missing)
    {
        foreach (ComputeDifference difference in missing)
        {
            _call.Log.Warning(
                $"{_plan.Name}: the service accepted the change, but {difference.Name} is {difference.LiveText}, "
                + $"not {difference.WantedText}.");
        }
    }
}
