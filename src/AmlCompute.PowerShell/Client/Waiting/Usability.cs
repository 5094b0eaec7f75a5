using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>Checks that a target can be used. A provisioned instance or cluster can still be unusable.</summary>
internal static class Usability
{
    /// <summary>The number of consecutive polls that must find a steady cluster short of nodes before that counts as a failure.</summary>
    private const int ReadingsUntilFailure = 2;

    /// <summary>Returns true if the target can be used, and false if it is still changing.</summary>
    /// <param name="target">The target, which has passed <see cref="RequireNotBroken"/>.</param>
    /// <param name="shortReadings">The number of consecutive polls that found a steady cluster with errors and short of nodes.</param>
    /// <exception cref="ComputeTargetException">The cluster does not get its minimum of nodes.</exception>
    public static bool CheckUsable(ComputeTarget target, int shortReadings)
    {
        if (IsShortOfNodes(target) && shortReadings >= ReadingsUntilFailure)
        {
            throw CreateError(target, ComputeCluster.Steady, ErrorIds.ProvisioningFailed);
        }

        return target.ProvisioningState == ProvisioningStates.Succeeded && target switch
        {
            ComputeInstance => !InstanceStates.IsTransitional(target.State),
            ComputeCluster cluster => IsSteady(cluster) && HasMinimumNodes(cluster),
            _ => true,
        };
    }

    /// <summary>Requires that the target has not failed, and that an instance has not failed after it was provisioned.</summary>
    /// <exception cref="ComputeTargetException">The target has failed.</exception>
    public static void RequireNotBroken(ComputeTarget target)
    {
        if (target.BrokenState is { } state)
        {
            throw CreateError(target, state);
        }
    }

    /// <summary>Returns true for a steady cluster with errors and with fewer nodes than its minimum.</summary>
    public static bool IsShortOfNodes(ComputeTarget target) =>
        target is ComputeCluster { ProvisioningState: ProvisioningStates.Succeeded, Errors.Count: > 0 } cluster
        && IsSteady(cluster)
        && !HasMinimumNodes(cluster);

    /// <summary>Warns of a target that a command emits without a wait and that cannot be used.</summary>
    public static void WarnIfUnusable(ComputeTarget target, string name, ICallLog log)
    {
        string? unusableState = target.BrokenState ?? (IsShortOfNodes(target) ? ComputeCluster.Steady : null);
        if (unusableState is not null)
        {
            log.WriteWarning($"{name}: The target cannot be used. {CreateError(target, unusableState).Message}");
        }
    }

    /// <summary>Returns true for a steady cluster, and for one whose allocation state the service does not return.</summary>
    private static bool IsSteady(ComputeCluster cluster) =>
        cluster.AllocationState is null or ComputeCluster.Steady;

    private static bool HasMinimumNodes(ComputeCluster cluster) => (cluster.CurrentNodes ?? 0) >= (cluster.MinNodes ?? 0);

    /// <summary>Returns the remedy for a failed operation that another command or client started.</summary>
    private static string DescribeRemedy(ComputeTarget target)
    {
        (string action, string command) = target.IsAttached ? ("detach", "Disconnect") : ("delete", "Remove");
        return $"Fix the cause, then run the command that failed again. If the target cannot be used since its creation, {action} it with "
            + $"'{command}-AmlComputeTarget {CommandText.WriteTarget(target.Workspace, target.Name)}' first.";
    }

    private static ComputeTargetException CreateError(ComputeTarget target, string state, string? errorId = null)
    {
        ComputeTargetException failure = OperationFailure.CreateError(target.Errors, target.Name, state, null);
        string id = errorId ?? failure.ErrorId;
        return new ComputeTargetException(id, failure.Message)
        {
            Code = failure.Code,
            ServiceMessage = failure.ServiceMessage,
            ComputeName = target.Name,
            Target = target,
            Remedy = id == ErrorIds.ProvisioningFailed ? DescribeRemedy(target) : null,
        };
    }
}
