namespace AmlCompute.Client.Changes;

/// <summary>Compares the wanted settings of one compute target with the current target.</summary>
internal sealed class TargetComparison
{
    private TargetComparison(WantedTarget? wanted, ComputeTarget? live)
    {
        Wanted = wanted;
        Live = live is { IsBeingDeleted: true } ? null : live;
        Differences = Wanted is null || Live is null ? [] : FindSortedDifferences(Wanted.Configuration, Live);
    }

    /// <summary>Gets the wanted target; null for an existing target that is not wanted.</summary>
    public WantedTarget? Wanted { get; }

    /// <summary>Gets the existing target; null if it is missing or is being deleted.</summary>
    public ComputeTarget? Live { get; }

    /// <summary>Gets the differences, sorted by name; none if one of the two targets is missing.</summary>
    public IReadOnlyList<ComputeDifference> Differences { get; }

    /// <summary>Gets a value indicating whether a difference cannot be changed in place.</summary>
    public bool NeedsReplacement => Differences.Any(difference => !difference.IsInPlace);

    /// <summary>
    /// Gets a value indicating whether the target is replaced if that is allowed. A failed target can be one whose creation failed; a
    /// cluster that has nodes is not, so its settings are sent again.
    /// </summary>
    public bool IsReplacedIfAllowed =>
        NeedsReplacement
        || (Live is not ComputeCluster { CurrentNodes: > 0 }
            && Differences.Any(difference => difference.Member == ComputeTarget.Members.ProvisioningState));

    public string Name => Wanted?.Name ?? Live!.Name;

    public ComputeComparisonStatus Status => this switch
    {
        { Live: null } => ComputeComparisonStatus.Missing,
        { Wanted: null } => ComputeComparisonStatus.Extra,
        { Differences.Count: > 0 } => ComputeComparisonStatus.Different,
        _ => ComputeComparisonStatus.Same,
    };

    public IEnumerable<ComputeDifference> InPlaceDifferences => Differences.Where(difference => difference.IsInPlace);

    /// <summary>Compares one wanted target with the existing one. Each is null if it is missing; without both, there is no name.</summary>
    public static TargetComparison CompareOne(WantedTarget? wanted, ComputeTarget? live) => new(wanted, live);

    /// <summary>
    /// Compares all wanted targets in their order, then adds the existing targets that are not wanted and not being deleted, by name. The
    /// names of the wanted targets differ.
    /// </summary>
    public static IReadOnlyList<TargetComparison> CompareAll(IReadOnlyList<WantedTarget> wanted, IReadOnlyList<ComputeTarget> live)
    {
        Dictionary<string, ComputeTarget> unmatched = new(StringComparer.OrdinalIgnoreCase);
        foreach (ComputeTarget target in live)
        {
            // A paged list can return the same target twice if targets change while it is read.
            unmatched[target.Name] = target;
        }

        List<TargetComparison> comparisons = [];
        foreach (WantedTarget wantedTarget in wanted)
        {
            unmatched.TryGetValue(wantedTarget.Name, out ComputeTarget? existing);
            unmatched.Remove(wantedTarget.Name);
            comparisons.Add(new TargetComparison(wantedTarget, existing));
        }

        comparisons.AddRange(unmatched.Values
            .Where(target => !target.IsBeingDeleted)
            .OrderBy(target => target.Name, StringComparer.OrdinalIgnoreCase)
            .Select(target => new TargetComparison(null, target)));
        return comparisons;
    }

    /// <summary>Returns the differences for which the service refuses a PUT, without settings that the service does not show.</summary>
    public static IReadOnlyList<ComputeDifference> FindFixedDifferences(ComputeConfiguration wanted, ComputeTarget live) =>
    [
        .. FindSortedDifferences(wanted, live).Where(difference =>
            difference.Way is ChangeWay.Replace or ChangeWay.Resize
            && difference.Member != ComputeTarget.Members.ProvisioningState
            && (live.HasDetails || difference.Live is not null)),
    ];

    /// <summary>Returns the comparison in the form that users see; the cost is null if it was not estimated, or there is none.</summary>
    public ComputeComparison ToComparison(Workspace workspace, CostDifference? cost = null) =>
        new(
            Name,
            Wanted?.Configuration.ComputeType ?? Live!.ComputeType,
            workspace.Name,
            Status,
            [.. Differences.Select(difference => difference.ToPropertyDifference())])
        {
            WorkspaceId = workspace.Id,
            WorkspaceLabel = workspace.Label,
            Path = Wanted?.Path,
            Wanted = Wanted?.Configuration,
            Target = Live,
            Cost = cost,
        };

    private static IReadOnlyList<ComputeDifference> FindSortedDifferences(ComputeConfiguration wanted, ComputeTarget live) =>
        [.. FindDifferences(wanted, live).OrderBy(difference => difference.Name, StringComparer.Ordinal)];

    private static List<ComputeDifference> FindDifferences(ComputeConfiguration wanted, ComputeTarget live)
    {
        IReadOnlyList<PlannedValue> values = ComputeChange.FromConfiguration(wanted).PlanValues(live);
        List<ComputeDifference> differences = [.. values.Where(value => !value.IsMet).Select(value => value.Difference)];
        if (differences.Any(difference => difference.Member == ComputeTarget.Members.ComputeType))
        {
            return differences;
        }

        if (live is { IsAttached: true, IsOriginUnknown: false } && !wanted.IsAttach && ComputeTypes.CanBeAttached(wanted.ComputeType))
        {
            // A configuration that creates a target has no member that says so; only one that attaches names a resource.
            differences.Add(new ComputeDifference(
                nameof(ComputeTarget.IsAttached), ComputeTarget.Members.IsAttached, true, false, ChangeWay.Replace));
        }

        if (ProvisioningStates.IsFailed(live.ProvisioningState) && !differences.Any(difference => difference.IsInPlace))
        {
            // A change in place, or the same settings sent again, start provisioning again and may succeed.
            ChangeWay way = FailedChange.FindValuesToRepeat(live, values).Count > 0 ? ChangeWay.Patch : ChangeWay.Replace;
            differences.Add(FailedChange.CreateStateDifference(live, way));
        }

        return differences;
    }
}
