using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>The check that ends every wait: a provisioned instance or cluster can still be unusable.</summary>
internal static class Usability
{
    /// <summary>The number of consecutive polls that must find a steady cluster short of nodes before that counts as a failure.</summary>
    private const int ReadingsOfShortage = 2;

    /// <summary>Returns true if the target can be used, and false if it is still changing; throws if it has failed.</summary>
    public static bool IsUsable(ComputeTarget target, int shortReadings)
    {
        RequireNotBroken(target);
        if (IsShort(target) && shortReadings >= ReadingsOfShortage)
        {
            throw FailureOf(target, ComputeCluster.Steady, ErrorIds.ProvisioningFailed);
        }

        return target.ProvisioningState == ProvisioningStates.Succeeded && target switch
        {
            ComputeInstance => !InstanceStates.IsInTransit(target.State),
            ComputeCluster cluster => IsSteady(cluster) && HasMinimum(cluster),
            _ => true,
        };
    }

    /// <summary>Refuses an instance that failed after it was provisioned, and a failed target.</summary>
    public static void RequireNotBroken(ComputeTarget target)
    {
        if (target.BrokenState is { } state)
        {
            throw FailureOf(target, state);
        }
    }

    /// <summary>Returns true for a steady cluster with errors and with fewer nodes than its minimum.</summary>
    public static bool IsShort(ComputeTarget target) =>
        target is ComputeCluster { ProvisioningState: ProvisioningStates.Succeeded, Errors.Count: > 0 } cluster
        && IsSteady(cluster)
        && !HasMinimum(cluster);

    /// <summary>Warns of a target that a command emits without a wait and that cannot be used.</summary>
    public static void Warn(ComputeTarget target, string name, ICallLog log)
    {
        if ((target.BrokenState ?? (IsShort(target) ? ComputeCluster.Steady : null)) is { } state)
        {
            log.Warning($"{name}: The target cannot be used. {FailureOf(target, state).Message}");
        }
    }

    private static bool IsSteady(ComputeCluster cluster) =>
        cluster.AllocationState is null || cluster.AllocationState.Equals(ComputeCluster.Steady, StringComparison.OrdinalIgnoreCase);

    private static bool HasMinimum(ComputeCluster cluster) => (cluster.CurrentNodes ?? 0) >= (cluster.MinNodes ?? 0);

    /// <summary>Returns the remedy for a failed operation that another command or client started.</summary>
    private static string RemedyFor(ComputeTarget target)
    {
        (string action, string command) = target.IsAttached ? ("detach", "Disconnect") : ("delete", "Remove");
        return $"Fix the cause, then run the command that failed again. If the target cannot be used since its creation, {action} it with "
            + $"'{command}-AmlComputeTarget {target.Name}' first.";
    }

    private static ComputeTargetException FailureOf(ComputeTarget target, string state, string? errorId = null)
    {
        ComputeTargetException failure = OperationFailure.Of(target.Errors, target.Name, state, null);
        return new ComputeTargetException(errorId ?? failure.ErrorId, failure.Message)
        {
            Code = failure.Code,
            ServiceMessage = failure.ServiceMessage,
            ComputeName = target.Name,
            Target = target,
            Remedy = (errorId ?? failure.ErrorId) == ErrorIds.ProvisioningFailed ? RemedyFor(target) : null,
        };
    }
}
