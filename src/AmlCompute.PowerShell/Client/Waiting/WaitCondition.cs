namespace AmlCompute.Client.Waiting;

/// <summary>The condition that ends the wait for one target.</summary>
internal sealed record WaitCondition(WaitFor Kind, int? MinNodeCount = null)
{
    /// <summary>Returns true if the condition holds for a target, null if it is gone; throws if it cannot become true any more.</summary>
    public bool Holds(ComputeTarget? target, string name, string? before = null, int shortReadings = 0)
    {
        if (target is null)
        {
            return Kind == WaitFor.Removed
                ? true
                : throw ComputeTargetException.About(name, ErrorIds.ComputeTargetNotFound, $"Compute target '{name}' was not found.");
        }

        if (Kind != WaitFor.Removed || (ProvisioningStates.IsFailed(target.ProvisioningState) && !IsBefore(target, before)))
        {
            Usability.RequireNotBroken(target);
        }

        return Kind switch
        {
            WaitFor.Removed => false,
            WaitFor.Running => InstanceIs(target, InstanceStates.IsRunning),
            WaitFor.Stopped => InstanceIs(target, InstanceStates.IsStopped),
            WaitFor.Steady => IsSteady(Cluster(target)) && HasNodes(target),
            WaitFor.Usable => Usability.IsUsable(target, shortReadings) && HasNodes(target),
            _ => target.ProvisioningState == ProvisioningStates.Succeeded && HasNodes(target),
        };
    }

    /// <summary>
    /// Returns true if an entry of a list has all members that the condition and the output need. The list of the service can omit members
    /// that a GET returns; the target is then read with a GET.
    /// </summary>
    public bool CanCheck(ComputeTarget entry)
    {
        if (Kind == WaitFor.Removed || entry.ProvisioningState is null)
        {
            return entry.ProvisioningState is not null;
        }

        bool isChanging = ProvisioningStates.IsChanging(entry.ProvisioningState);
        return (isChanging && Kind is not (WaitFor.Running or WaitFor.Stopped)) || (entry.HasDetails && entry switch
        {
            ComputeInstance => entry.Read(ComputeInstance.Members.State) is not null,
            ComputeCluster cluster =>
                (!IsAboutNodes || cluster is { AllocationState: not null, CurrentNodes: not null, TargetNodes: not null })
                && (Kind != WaitFor.Usable || cluster.MinNodes is not null),
            _ => true,
        });
    }

    public string CommandFor(string name) =>
        $"Wait-AmlComputeTarget {name}{(Kind == WaitFor.Usable ? string.Empty : $" -For {Kind}")}"
        + (MinNodeCount is { } count ? $" -MinNodeCount {count}" : string.Empty);

    /// <summary>Returns a warning if the wait needs more nodes than the minimum of the cluster, which come with jobs only.</summary>
    public string? WarningFor(ComputeTarget? target) =>
        target is ComputeCluster cluster && MinNodeCount > (cluster.MinNodes ?? 0) && MinNodeCount > (cluster.CurrentNodes ?? 0)
            ? $"{cluster.Name}: The cluster keeps {cluster.MinNodes ?? 0} nodes; {MinNodeCount} nodes start only when jobs need them."
            : null;

    private bool IsAboutNodes => Kind is WaitFor.Steady or WaitFor.Usable || MinNodeCount is not null;

    private static bool IsSteady(ComputeCluster cluster) =>
        cluster is { ProvisioningState: ProvisioningStates.Succeeded, AllocationState: ComputeCluster.Steady, CurrentNodes: { } current }
        && current == cluster.TargetNodes;

    private static ComputeCluster Cluster(ComputeTarget target) =>
        target as ComputeCluster ?? throw ComputeTargetException.About(
            target.Name,
            ErrorIds.UnsupportedComputeType,
            $"Compute target '{target.Name}' is of type {target.ComputeType}; only a cluster (AmlCompute) has nodes to wait for.");

    private static bool InstanceIs(ComputeTarget target, Func<string?, bool> isWanted)
    {
        if (target is not ComputeInstance)
        {
            throw ComputeTargetException.About(
                target.Name,
                ErrorIds.UnsupportedComputeType,
                $"Compute target '{target.Name}' is of type {target.ComputeType}; only a ComputeInstance can be started and stopped.",
                $"Wait-AmlComputeTarget {target.Name}{(target is ComputeCluster ? " -For Steady" : string.Empty)}");
        }

        return target.ProvisioningState == ProvisioningStates.Succeeded && isWanted(target.State);
    }

    /// <summary>
    /// Returns true if a failed state is older than the removal. A target can be in a failed state before it is removed, so only a failure
    /// that appears during the wait is a failure of the removal.
    /// </summary>
    private bool IsBefore(ComputeTarget target, string? before) =>
        Kind == WaitFor.Removed && (before is null || before == target.ProvisioningState);

    /// <summary>Returns true if the cluster has the wanted nodes; only the errors of a steady cluster show a shortage.</summary>
    private bool HasNodes(ComputeTarget target)
    {
        if (MinNodeCount is not { } wanted)
        {
            return true;
        }

        ComputeCluster cluster = Cluster(target);
        if (wanted > cluster.MaxNodes)
        {
            throw ComputeTargetException.About(
                target.Name,
                ErrorIds.InvalidArgument,
                $"Compute target '{target.Name}' can have at most {cluster.MaxNodes} nodes, but the wait is for {wanted}.");
        }

        if (IsSteady(cluster) && cluster.CurrentNodes < wanted && cluster.Errors.Count > 0)
        {
            throw OperationFailure.Of(cluster.Errors, target.Name, ComputeCluster.Steady, null);
        }

        return IsSteady(cluster) && cluster.CurrentNodes >= wanted;
    }
}
