using AmlCompute.Client.Changes;

namespace AmlCompute.Client.Planning;

/// <summary>The actions for an existing target of the wanted name.</summary>
internal enum ExistingTarget
{
    Refuse,
    Keep,

    /// <summary>Send a PUT over the existing target.</summary>
    Overwrite,

    /// <summary>Change what can be changed in place.</summary>
    Update,

    /// <summary>Change the existing target in place, or remove it first if that is not possible.</summary>
    Replace,
}

/// <summary>The rules for an existing target of the wanted name.</summary>
internal static class ExistingTargets
{
    /// <summary>Refuses an existing target that may not be kept or overwritten.</summary>
    public static void RequireUse(ComputeTarget found, string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        Goal.RefuseDeleting(found);
        bool isOther = !string.Equals(found.ComputeType, configuration.ComputeType, StringComparison.OrdinalIgnoreCase);
        IReadOnlyList<ComputeDifference> stuck = TargetComparison.FixedIn(configuration, found);
        if (existing == ExistingTarget.Overwrite)
        {
            if (stuck.Count > 0)
            {
                throw NotOverwritten(found, stuck);
            }
        }
        else if (existing != ExistingTarget.Keep || isOther)
        {
            string where =
                $"Compute target '{found.Name}' already exists in workspace '{found.WorkspaceName}', of type {found.ComputeType}";
            throw ComputeTargetException.About(
                name,
                ErrorIds.ComputeTargetExists,
                isOther ? $"{where}, and not {configuration.ComputeType}." : $"{where}.",
                isOther || stuck.Count > 0 ? RemedyFor(found, isOther ? [] : stuck) : null);
        }
    }

    /// <summary>Returns the settings that an existing target has with other values.</summary>
    public static IReadOnlyList<ComputeDifference> DifferencesOf(ComputeTarget found, ComputeConfiguration configuration) =>
    [
        .. TargetComparison.Between(new WantedTarget(found.Name, configuration, null), found).Differences
            .Where(difference => difference.Member != ComputeTarget.Members.ProvisioningState),
    ];

    private static string RemedyFor(ComputeTarget found, IReadOnlyList<ComputeDifference> stuck) =>
        stuck.Count == 0
            ? $"Use another name, or first {RemovalOf(found)}."
            : "Use another name, or -IfNotExists to keep the existing target. "
                + $"-Force would fail because these properties cannot be changed: {string.Join("; ", stuck)}.";

    private static ComputeTargetException NotOverwritten(ComputeTarget found, IReadOnlyList<ComputeDifference> stuck)
    {
        string remedy = stuck.All(difference => difference.Way == ChangeWay.Resize)
            ? "Change the size of the compute instance with Resize-AmlComputeTarget."
            : $"Use another name, or first {RemovalOf(found)}; Sync-AmlComputeTarget -AllowReplace replaces the target.";
        return ComputeTargetException.About(
            found.Name,
            ErrorIds.ReplacementRequired,
            $"Compute target '{found.Name}' cannot be overwritten with these settings because these properties cannot be changed: "
                + $"{string.Join("; ", stuck)}.",
            remedy);
    }

    private static string RemovalOf(ComputeTarget target) =>
        $"{(target.IsAttached ? "detach it with Disconnect-AmlComputeTarget" : "remove it with Remove-AmlComputeTarget")} -Wait";
}
