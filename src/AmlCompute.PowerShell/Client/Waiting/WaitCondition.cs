namespace AmlCompute.Client.Waiting;

/// <summary>The condition that ends the wait for one target.</summary>
/// <param name="Kind">The state to wait for.</param>
/// <param name="MinNodeCount">The fewest nodes that a cluster must have; null for no number.</param>
internal sealed record WaitCondition(WaitFor Kind, int? MinNodeCount = null)
{
    private bool IsAboutNodes => Kind is WaitFor.Steady or WaitFor.Usable || MinNodeCount is not null;

    /// <summary>Returns true if a target meets the condition.</summary>
    /// <param name="target">The target as it was read; null if it is gone.</param>
    /// <param name="name">The name of the target.</param>
    /// <param name="stateBefore">The provisioning state at the poll before; null if it is not known.</param>
    /// <param name="shortReadings">The number of consecutive polls that found a steady cluster with errors and short of nodes.</param>
    /// <exception cref="ComputeTargetException">The target cannot meet the condition.</exception>
    public bool IsMetBy(ComputeTarget? target, string name, string? stateBefore = null, int shortReadings = 0)
    {
        if (target is null)
        {
            return Kind == WaitFor.Removed
                ? true
                : throw ComputeTargetException.CreateForTarget(
                    name, ErrorIds.ComputeTargetNotFound, $"Compute target '{name}' was not found.");
        }

        if (Kind != WaitFor.Removed || HasRemovalFailed(target, stateBefore))
        {
            Usability.RequireNotBroken(target);
        }

        return Kind switch
        {
            WaitFor.Removed => false,
            WaitFor.Running => IsInstanceInState(target, InstanceStates.IsRunning),
            WaitFor.Stopped => IsInstanceInState(target, InstanceStates.IsStopped),
            WaitFor.Steady => IsSteady(RequireCluster(target)) && HasWantedNodes(target),
            WaitFor.Usable => Usability.CheckUsable(target, shortReadings) && HasWantedNodes(target),
            _ => target.ProvisioningState == ProvisioningStates.Succeeded && HasWantedNodes(target),
        };
    }

    /// <summary>
    /// Returns true if an entry of a list has all members that the condition and the output need. The list of the service can omit members
    /// that a GET returns; the target is then read with a GET.
    /// </summary>
    public bool CanCheckEntry(ComputeTarget entry)
    {
        if (entry.ProvisioningState is null)
        {
            return false;
        }

        // A target that still changes does not meet the condition. A wait for Running or Stopped needs the state of an instance even so,
        // because the state shows a failure first.
        bool isChanging = ProvisioningStates.IsChanging(entry.ProvisioningState) && Kind is not (WaitFor.Running or WaitFor.Stopped);
        if (isChanging || Kind == WaitFor.Removed)
        {
            return true;
        }

        return entry.HasDetails && entry switch
        {
            ComputeInstance => entry.Read(ComputeInstance.Members.State) is not null,
            ComputeCluster cluster =>
                (!IsAboutNodes || cluster is { AllocationState: not null, CurrentNodes: not null, TargetNodes: not null })
                && (Kind != WaitFor.Usable || cluster.MinNodes is not null),
            _ => true,
        };
    }

    /// <summary>Returns the command that waits until a target meets the condition.</summary>
    public string WriteCommand(Workspace workspace, string name) =>
        $"Wait-AmlComputeTarget {CommandText.WriteTarget(workspace, name)}{(Kind == WaitFor.Usable ? string.Empty : $" -For {Kind}")}"
        + (MinNodeCount is { } count ? $" -MinNodeCount {count}" : string.Empty);

    /// <summary>Returns the remedy for a wait that has timed out.</summary>
    public string DescribeTimeoutRemedy(Workspace workspace, string name) =>
        $"Continue to wait with '{WriteCommand(workspace, name)}', or use a longer -Timeout.";

    /// <summary>Returns a warning if the cluster lacks nodes that it gets only when jobs need them; null otherwise.</summary>
    public string? FindWarning(ComputeTarget? target) =>
        target is ComputeCluster cluster && MinNodeCount > (cluster.MinNodes ?? 0) && MinNodeCount > (cluster.CurrentNodes ?? 0)
            ? $"{cluster.Name}: The cluster keeps {WriteNodes(cluster.MinNodes ?? 0)} without jobs; "
                + $"it has {WriteNodes(MinNodeCount.Value)} only when jobs need them."
            : null;

    /// <summary>Returns a number of nodes as text.</summary>
    public static string WriteNodes(int count) => count == 1 ? "1 node" : $"{count} nodes";

    private static bool IsSteady(ComputeCluster cluster) =>
        cluster is { ProvisioningState: ProvisioningStates.Succeeded, AllocationState: ComputeCluster.Steady, CurrentNodes: { } current }
        && current == cluster.TargetNodes;

    private static bool IsInstanceInState(ComputeTarget target, Func<string?, bool> isWanted)
    {
        if (target is not ComputeInstance)
        {
            throw ComputeTargetException.CreateForTarget(
                target.Name,
                ErrorIds.UnsupportedComputeType,
                $"Compute target '{target.Name}' is of type {target.ComputeType}; only a ComputeInstance can be started and stopped.",
                new WaitCondition(target is ComputeCluster ? WaitFor.Steady : WaitFor.Usable).WriteCommand(target.Workspace, target.Name));
        }

        return target.ProvisioningState == ProvisioningStates.Succeeded && isWanted(target.State);
    }

    /// <summary>
    /// Returns true if a target that is being removed has failed. A target can be in a failed state before it is removed, so only a failure
    /// that appears during the wait is a failure of the removal.
    /// </summary>
    private static bool HasRemovalFailed(ComputeTarget target, string? stateBefore) =>
        ProvisioningStates.IsFailed(target.ProvisioningState) && stateBefore is not null && stateBefore != target.ProvisioningState;

    private ComputeCluster RequireCluster(ComputeTarget target) =>
        target as ComputeCluster ?? throw ComputeTargetException.CreateForTarget(
            target.Name,
            ErrorIds.UnsupportedComputeType,
            $"Compute target '{target.Name}' is of type {target.ComputeType}; only a cluster (AmlCompute) has nodes to wait for.",
            new WaitCondition(Kind == WaitFor.Provisioned ? Kind : WaitFor.Usable).WriteCommand(target.Workspace, target.Name));

    /// <summary>Returns true if the cluster has the wanted nodes; only the errors of a steady cluster show a shortage.</summary>
    /// <exception cref="ComputeTargetException">The target is not a cluster, or cannot get the nodes.</exception>
    private bool HasWantedNodes(ComputeTarget target)
    {
        if (MinNodeCount is not { } wanted)
        {
            return true;
        }

        ComputeCluster cluster = RequireCluster(target);
        if (cluster.MaxNodes is { } most && wanted > most)
        {
            throw ComputeTargetException.CreateForTarget(
                target.Name,
                ErrorIds.InvalidArgument,
                $"Compute target '{target.Name}' can have at most {WriteNodes(most)}, but the wait is for {wanted}.",
                $"Use at most -MinNodeCount {most}, or raise the maximum with "
                    + $"'Set-AmlComputeTarget {CommandText.WriteTarget(target.Workspace, target.Name)} -MaxNodes {wanted}'.");
        }

        if (IsSteady(cluster) && cluster.CurrentNodes < wanted && cluster.Errors.Count > 0)
        {
            throw OperationFailure.CreateError(cluster.Errors, target.Name, ComputeCluster.Steady, null);
        }

        return IsSteady(cluster) && cluster.CurrentNodes >= wanted;
    }
}
