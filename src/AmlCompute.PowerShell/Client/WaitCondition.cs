namespace AmlCompute.Client;

/// <summary>When a wait for one target is over, and when it is hopeless.</summary>
internal sealed class WaitCondition
{
    private static readonly HashSet<string> BrokenInstanceStates = new(StringComparer.OrdinalIgnoreCase)
    {
        "CreateFailed", "SetupFailed", "UserSetupFailed", "Unusable",
    };

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
            return Kind == WaitFor.Removed ? true : throw Failure(ErrorIds.ComputeTargetNotFound, name, $"Compute target '{name}' was not found.");
        }

        if (target.ProvisioningState is "Failed" or "Canceled" && !IsBefore(target, before))
        {
            throw ServiceError.FromOperation(target.Errors, name, target.ProvisioningState, null);
        }

        return Kind switch
        {
            WaitFor.Removed => false,
            WaitFor.Running => InstanceIs(target, "Running", "JobRunning"),
            WaitFor.Stopped => InstanceIs(target, "Stopped"),
            WaitFor.Steady => IsSteady(Cluster(target)) && HasNodes(target),
            _ => target.ProvisioningState == "Succeeded" && HasNodes(target),
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
        if (entry.ProvisioningState is "Creating" or "Updating" or "Deleting" && !isAboutInstance)
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
        cluster is { ProvisioningState: "Succeeded", AllocationState: "Steady", CurrentNodes: { } current } && current == cluster.TargetNodes;

    private static ComputeCluster Cluster(ComputeTarget target) =>
        target as ComputeCluster ?? throw Failure(
            ErrorIds.UnsupportedComputeType, target.Name, $"Compute target '{target.Name}' is of type {target.ComputeType}; only a cluster (AmlCompute) has nodes to wait for.");

    private static ComputeTargetException Failure(string id, string name, string message) => new(id, message) { ComputeName = name };

    private static bool InstanceIs(ComputeTarget target, params string[] wanted)
    {
        if (target is not ComputeInstance)
        {
            throw Failure(
                ErrorIds.UnsupportedComputeType, target.Name, $"Compute target '{target.Name}' is of type {target.ComputeType}; only a ComputeInstance is started and stopped.");
        }

        return !BrokenInstanceStates.Contains(target.State ?? string.Empty)
            ? target.ProvisioningState == "Succeeded" && wanted.Contains(target.State, StringComparer.OrdinalIgnoreCase)
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
            throw Failure(ErrorIds.InvalidArgument, target.Name, $"Compute target '{target.Name}' can have at most {cluster.MaxNodes} nodes; {wanted} were asked for.");
        }

        if (IsSteady(cluster) && cluster.CurrentNodes < wanted && cluster.Errors.Count > 0)
        {
            throw ServiceError.FromOperation(cluster.Errors, target.Name, "Steady", null);
        }

        return IsSteady(cluster) && cluster.CurrentNodes >= wanted;
    }
}
