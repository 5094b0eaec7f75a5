using System.Text.Json.Nodes;

namespace AmlCompute.Client.Planning;

/// <summary>A compute target as a file or a configuration wants it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Configuration">What it shall be.</param>
/// <param name="Path">The file that says so; null for none.</param>
internal sealed record WantedTarget(string Name, ComputeConfiguration Configuration, string? Path);

/// <summary>One compute target: as it is wanted, as it is, and what lies between.</summary>
internal sealed class TargetComparison
{
    private TargetComparison(WantedTarget? wanted, ComputeTarget? live)
    {
        Wanted = wanted;
        Live = live is { IsBeingDeleted: true } ? null : live;
        Differences = Wanted is null || Live is null ? [] : Compare(Wanted.Configuration, Live);
    }

    /// <summary>Gets what is wanted; null for a target that nothing wants.</summary>
    public WantedTarget? Wanted { get; }

    /// <summary>Gets what is there; null when it is missing, or on its way out.</summary>
    public ComputeTarget? Live { get; }

    public IReadOnlyList<ComputeDifference> Differences { get; }

    public bool NeedsReplacement => Differences.Any(difference => !difference.IsInPlace);

    public string Name => Wanted?.Name ?? Live!.Name;

    public ComputeComparisonStatus Status =>
        Live is null ? ComputeComparisonStatus.Missing
        : Wanted is null ? ComputeComparisonStatus.Extra
        : Differences.Count > 0 ? ComputeComparisonStatus.Different
        : ComputeComparisonStatus.Same;

    /// <summary>Gets the differences that can be mended while the target stays; for the others it must be replaced.</summary>
    public IEnumerable<ComputeDifference> InPlace => Differences.Where(difference => difference.IsInPlace);

    public static TargetComparison Between(WantedTarget wanted, ComputeTarget? live) => new(wanted, live);

    /// <summary>All that are wanted, in their order, then those that are there besides.</summary>
    public static IReadOnlyList<TargetComparison> Of(IReadOnlyList<WantedTarget> wanted, IReadOnlyList<ComputeTarget> live)
    {
        Dictionary<string, ComputeTarget> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach (ComputeTarget target in live)
        {
            // While a list is read page by page, a target can come twice.
            byName[target.Name] = target;
        }

        List<TargetComparison> all = [];
        foreach (WantedTarget item in wanted)
        {
            byName.TryGetValue(item.Name, out ComputeTarget? there);
            byName.Remove(item.Name);
            all.Add(new TargetComparison(item, there));
        }

        all.AddRange(byName.Values.Where(target => !target.IsBeingDeleted).OrderBy(target => target.Name, StringComparer.OrdinalIgnoreCase).Select(target => new TargetComparison(null, target)));
        return all;
    }

    /// <summary>What a PUT over a target would be refused for. Of a target whose settings the service does not show, nothing is known of them.</summary>
    public static IReadOnlyList<ComputeDifference> FixedIn(ComputeConfiguration wanted, ComputeTarget live) =>
    [
        .. Compare(wanted, live).Where(difference =>
            difference.Way is ChangeWay.Replace or ChangeWay.Resize
            && difference.Member != ComputeTarget.Members.ProvisioningState
            && (live.HasDetails || difference.Live is not null)),
    ];

    /// <summary>What users see of it.</summary>
    public ComputeComparison Describe(Workspace workspace) =>
        new(
            Name,
            Wanted?.Configuration.ComputeType ?? Live!.ComputeType,
            workspace.Name,
            Status,
            [.. Differences.Select(difference => new ComputePropertyDifference(
                difference.Name,
                difference.Path,
                difference.LiveText,
                difference.WantedText,
                difference.IsInPlace ? ComputeChangeKind.InPlace : ComputeChangeKind.Replace))])
        {
            Path = Wanted?.Path,
            Target = Live,
        };

    private static IReadOnlyList<ComputeDifference> Compare(ComputeConfiguration wanted, ComputeTarget live) =>
        [.. Find(wanted, live).OrderBy(difference => difference.Name, StringComparer.Ordinal)];

    private static List<ComputeDifference> Find(ComputeConfiguration wanted, ComputeTarget live)
    {
        List<ComputeDifference> differences = [.. ComputeChange.To(wanted).DifferencesFrom(live)];
        if (differences.Any(difference => difference.Member == ComputeTarget.Members.ComputeType))
        {
            return differences;
        }

        if (live is { IsAttached: true, IsOriginUnknown: false } && !wanted.IsAttach && ComputeTypes.CanBeAttached(wanted.ComputeType))
        {
            // Only what is attached is told by a configuration; one that creates has no resource to name.
            differences.Add(State(nameof(ComputeTarget.IsAttached), ComputeTarget.Members.IsAttached, true, false));
        }

        if (ProvisioningStates.IsFailed(live.ProvisioningState) && !differences.Any(difference => difference.IsInPlace))
        {
            // A change in place may mend it; without one only making it again can.
            differences.Add(State(nameof(ComputeTarget.ProvisioningState), ComputeTarget.Members.ProvisioningState, live.ProvisioningState, ProvisioningStates.Succeeded));
        }

        return differences;
    }

    private static ComputeDifference State(string name, JsonMember member, JsonNode? live, JsonNode? wanted) => new(name, member, live, wanted, ChangeWay.Replace);
}
