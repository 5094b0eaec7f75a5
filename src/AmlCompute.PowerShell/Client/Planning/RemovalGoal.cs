namespace AmlCompute.Client.Planning;

/// <summary>
/// The goal of Remove- and Disconnect-AmlComputeTarget, and of -Prune: a target that is gone. A target that the service created is deleted,
/// and an attached one is detached; a deletion of an attached target could delete the attached resource.
/// </summary>
internal sealed class RemovalGoal : Goal
{
    /// <summary>The kind of removal; null if the target determines it.</summary>
    private readonly UnderlyingResourceAction? _kind;

    /// <summary>The only target that may be removed; null for any target of the name.</summary>
    private readonly ComputeTarget? _expected;

    /// <summary>Initializes the removal of a target that must exist, and that the kind of removal fits.</summary>
    public RemovalGoal(string name, UnderlyingResourceAction kind)
        : base(name) => _kind = kind;

    /// <summary>Initializes the removal of exactly this target, which may already be gone. The target determines the kind.</summary>
    public RemovalGoal(ComputeTarget expected)
        : base(expected.Name) => _expected = expected;

    /// <summary>Returns the removal that is safe for a target: an attached one is detached.</summary>
    public static UnderlyingResourceAction ChooseKind(ComputeTarget target) =>
        target.IsAttached ? UnderlyingResourceAction.Detach : UnderlyingResourceAction.Delete;

    /// <summary>Returns the action of <see cref="ChooseKind"/> for a plan.</summary>
    public static ComputeSyncAction ChooseAction(ComputeTarget target) =>
        target.IsAttached ? ComputeSyncAction.Detach : ComputeSyncAction.Delete;

    public override Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        // A target that is already gone meets the goal if it is expected, or if this run has seen it.
        ComputeTarget target = RequireTarget(live ?? _expected ?? history.LastSeen);
        TargetPlan plan = new(Name, target) { Action = ChooseAction(target) };
        if (live is null)
        {
            return Task.FromResult(plan);
        }

        if (_expected is not null && (live.CreatedOn != _expected.CreatedOn || live.IsAttached != _expected.IsAttached))
        {
            throw ComputeTargetException.CreateForTarget(
                Name,
                ErrorIds.OperationConflict,
                $"Compute target '{Name}' was not removed because its creation time or its origin is not the one that was read before.",
                "Run Sync-AmlComputeTarget again to compare the current target.");
        }

        UnderlyingResourceAction kind = _kind ?? ChooseKind(live);
        RefuseOtherKind(Name, live, kind);
        return Task.FromResult(live.IsBeingDeleted
            ? plan with { AwaitedState = WaitFor.Removed }
            : plan with { Steps = [new RemoveStep(kind)] });
    }

    private static void RefuseOtherKind(string name, ComputeTarget target, UnderlyingResourceAction kind)
    {
        string choice = CommandText.WriteTarget(target.Workspace, target.Name);
        if (target.IsAttached && kind == UnderlyingResourceAction.Delete)
        {
            throw ComputeTargetException.CreateForTarget(
                name,
                ErrorIds.ComputeTargetAttached,
                target.IsOriginUnknown
                    ? $"Compute target '{target.Name}' was not deleted because the service does not show whether it was attached; "
                        + "a deletion could delete the attached resource."
                    : $"Compute target '{target.Name}' is attached, and a deletion could delete the attached resource.",
                $"Detach it with 'Disconnect-AmlComputeTarget {choice}', which keeps the underlying resource.");
        }

        if (!target.IsAttached && kind == UnderlyingResourceAction.Detach)
        {
            throw ComputeTargetException.CreateForTarget(
                name,
                ErrorIds.ComputeTargetNotAttached,
                $"Compute target '{target.Name}' was created by the service; it can be deleted, but not detached.",
                $"Remove-AmlComputeTarget {choice}");
        }
    }
}
