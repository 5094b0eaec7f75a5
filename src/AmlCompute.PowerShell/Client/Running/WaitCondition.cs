using AmlCompute.Client.Arm;

namespace AmlCompute.Client.Running;

/// <summary>When a wait for one target is over, and when it is hopeless.</summary>
internal sealed class WaitCondition
{
    public WaitCondition(WaitFor kind, int? minNodeCount = null)
    {
        Kind = kind;
        MinNodeCount = minNodeCount;
    }

    public WaitFor Kind { get; }

    public int? MinNodeCount { get; }

    /// <summary>Tells whether the condition holds.</summary>
    /// <param name="target">The target as it is now; null when it is gone.</param>
    /// <param name="name">Its name.</param>
    /// <param name="before">The provisioning state it had at the look before; null at the first.</param>
    /// <exception cref="ComputeTargetException">It will never hold.</exception>
    public bool Holds(ComputeTarget? target, string name, string? before = null)
    {
        if (target is null)
        {
            return Kind == WaitFor.Removed ? true : throw ComputeTargetException.About(name, ErrorIds.ComputeTargetNotFound, $"Compute target '{name}' was not found.");
        }

        if (ProvisioningStates.IsFailed(target.ProvisioningState) && !IsBefore(target, before))
        {
            throw ServiceError.FromOperation(target.Errors, name, target.ProvisioningState!, null);
        }

        return Kind switch
        {
            WaitFor.Removed => false,
            WaitFor.Running => InstanceIs(target, InstanceStates.IsRunning),
            WaitFor.Stopped => InstanceIs(target, InstanceStates.IsStopped),
            WaitFor.Steady => IsSteady(Cluster(target)) && HasNodes(target),
            _ => target.ProvisioningState == ProvisioningStates.Succeeded && HasNodes(target),
        };
    }

    /// <summary>
    /// Tells whether an entry of a list is enough to judge by, and to give to the user. The service may leave out of a list what it tells of one target;
    /// that one is then read by itself.
    /// </summary>
    public bool CanJudge(ComputeTarget entry)
    {
        if (entry.ProvisioningState is null)
        {
            return false;
        }

        if (Kind == WaitFor.Removed)
        {
            return true;
        }

        bool isAboutInstance = Kind is WaitFor.Running or WaitFor.Stopped;
        if (entry.ProvisioningState is ProvisioningStates.Creating or ProvisioningStates.Updating or ProvisioningStates.Deleting && !isAboutInstance)
        {
            return true;
        }

        return entry.HasDetails && entry switch
        {
            ComputeInstance => !isAboutInstance || entry.Read(ComputeInstance.Members.State) is not null,
            ComputeCluster cluster => !IsAboutNodes || cluster is { AllocationState: not null, CurrentNodes: not null, TargetNodes: not null },
            _ => true,
        };
    }

    private bool IsAboutNodes => Kind == WaitFor.Steady || MinNodeCount is not null;

    private static bool IsSteady(ComputeCluster cluster) =>
        cluster is { ProvisioningState: ProvisioningStates.Succeeded, AllocationState: ComputeCluster.Steady, CurrentNodes: { } current } && current == cluster.TargetNodes;

    private static ComputeCluster Cluster(ComputeTarget target) =>
        target as ComputeCluster ?? throw ComputeTargetException.About(
            target.Name, ErrorIds.UnsupportedComputeType, $"Compute target '{target.Name}' is of type {target.ComputeType}; only a cluster (AmlCompute) has nodes to wait for.");

    private static bool InstanceIs(ComputeTarget target, Func<string?, bool> isWanted)
    {
        if (target is not ComputeInstance)
        {
            throw ComputeTargetException.About(
                target.Name, ErrorIds.UnsupportedComputeType, $"Compute target '{target.Name}' is of type {target.ComputeType}; only a ComputeInstance is started and stopped.");
        }

        return !InstanceStates.IsBroken(target.State)
            ? target.ProvisioningState == ProvisioningStates.Succeeded && isWanted(target.State)
            : throw ServiceError.FromOperation(target.Errors, target.Name, target.State!, null);
    }

    /// <summary>A target that failed to be made is removed like any other; only a failure that comes while it is watched is one of the removal.</summary>
    private bool IsBefore(ComputeTarget target, string? before) => Kind == WaitFor.Removed && (before is null || before == target.ProvisioningState);

    /// <summary>A shortage of cores never ends a cluster's provisioning; it shows in the errors of a cluster that has stopped growing.</summary>
    private bool HasNodes(ComputeTarget target)
    {
        if (MinNodeCount is not { } wanted)
        {
            return true;
        }

        ComputeCluster cluster = Cluster(target);
        if (wanted > cluster.MaxNodes)
        {
            throw ComputeTargetException.About(target.Name, ErrorIds.InvalidArgument, $"Compute target '{target.Name}' can have at most {cluster.MaxNodes} nodes; {wanted} were asked for.");
        }

        if (IsSteady(cluster) && cluster.CurrentNodes < wanted && cluster.Errors.Count > 0)
        {
            throw ServiceError.FromOperation(cluster.Errors, target.Name, ComputeCluster.Steady, null);
        }

        return IsSteady(cluster) && cluster.CurrentNodes >= wanted;
    }
}
