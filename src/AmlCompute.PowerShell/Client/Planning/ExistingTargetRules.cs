using AmlCompute.Client.Changes;

namespace AmlCompute.Client.Planning;

/// <summary>The rules for a wanted target if a target of its name exists.</summary>
internal static class ExistingTargetRules
{
    /// <summary>Requires that the command may keep or overwrite the existing target.</summary>
    /// <param name="found">The existing target.</param>
    /// <param name="name">The wanted name, in the casing of the user.</param>
    /// <param name="configuration">The wanted settings.</param>
    /// <param name="existing">Refuse, Keep or Overwrite.</param>
    /// <exception cref="ComputeTargetException">The command may not, or the target is being deleted.</exception>
    public static void RequireUse(ComputeTarget found, string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        Goal.RefuseIfBeingDeleted(found);
        bool hasOtherType = !string.Equals(found.ComputeType, configuration.ComputeType, StringComparison.OrdinalIgnoreCase);
        IReadOnlyList<ComputeDifference> differences = TargetComparison.FindFixedDifferences(configuration, found);
        if (existing == ExistingTarget.Overwrite)
        {
            if (differences.Count > 0)
            {
                throw CreateOverwriteError(found, differences);
            }

            return;
        }

        if (existing == ExistingTarget.Keep && !hasOtherType)
        {
            return;
        }

        string message =
            $"Compute target '{found.Name}' already exists in workspace '{found.WorkspaceName}' and is of type {found.ComputeType}";
        throw hasOtherType
            ? ComputeTargetException.CreateForTarget(
                name,
                ErrorIds.ComputeTargetExists,
                $"{message}, not {configuration.ComputeType}.",
                $"Use another name, or first {DescribeRemoval(found)}.")
            : ComputeTargetException.CreateForTarget(name, ErrorIds.ComputeTargetExists, $"{message}.", DescribeRemedy(differences));
    }

    /// <summary>Returns the settings that an existing target has with other values.</summary>
    public static IReadOnlyList<ComputeDifference> FindDifferences(ComputeTarget found, ComputeConfiguration configuration) =>
    [
        .. TargetComparison.CompareOne(new WantedTarget(found.Name, configuration, Path: null), found).Differences
            .Where(difference => difference.Member != ComputeTarget.Members.ProvisioningState),
    ];

    /// <summary>Returns the remedy if -Force would fail, too; null for the usual remedy of the error, which names -Force.</summary>
    private static string? DescribeRemedy(IReadOnlyList<ComputeDifference> differences) => differences.Count == 0
        ? null
        : "Use another name, or -IfNotExists to keep the existing target. "
            + $"-Force would fail because it cannot change these properties: {string.Join("; ", differences)}.";

    private static ComputeTargetException CreateOverwriteError(ComputeTarget found, IReadOnlyList<ComputeDifference> differences)
    {
        string remedy = differences.All(difference => difference.Way == ChangeWay.Resize)
            ? ResizeGoal.WriteCommand(found, differences[0])
            : $"Use another name, or first {DescribeRemoval(found)}; Sync-AmlComputeTarget -AllowReplace replaces the target.";
        return ComputeTargetException.CreateForTarget(
            found.Name,
            ErrorIds.ReplacementRequired,
            $"Compute target '{found.Name}' cannot be overwritten with these settings because -Force cannot change these properties: "
                + $"{string.Join("; ", differences)}.",
            remedy);
    }

    private static string DescribeRemoval(ComputeTarget target)
    {
        string choice = CommandText.WriteTarget(target.Workspace, target.Name);
        return target.IsAttached
            ? $"detach it with \"Disconnect-AmlComputeTarget {choice} -Wait\""
            : $"remove it with \"Remove-AmlComputeTarget {choice} -Wait\"";
    }
}
