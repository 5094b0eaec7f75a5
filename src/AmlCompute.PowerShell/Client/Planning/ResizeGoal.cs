using AmlCompute.Client.Changes;

namespace AmlCompute.Client.Planning;

/// <summary>The goal of Resize-AmlComputeTarget: an instance of another size.</summary>
internal sealed class ResizeGoal(string name, string size) : Goal(name)
{
    private const int MostListedSizes = 5;

    public override async Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        ComputeInstance instance = RequireInstance(RequireTarget(live));
        TargetPlan plan = new(Name, instance);
        if (InstanceStates.IsTransitional(instance.State))
        {
            return plan with { IsBlocked = true };
        }

        return HasSize(instance, size) ? plan : plan with
        {
            Action = ComputeSyncAction.Update,
            Steps = [new ResizeStep(await RequireAllowedSizeAsync(instance, size, reader).ConfigureAwait(false))],
        };
    }

    public static bool HasSize(ComputeInstance instance, string size) =>
        string.Equals(instance.VmSize, size, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the command that gives an instance the wanted size of a difference.</summary>
    public static string WriteCommand(ComputeTarget instance, ComputeDifference size) =>
        $"Resize-AmlComputeTarget {CommandText.WriteTarget(instance.Workspace, instance.Name)} "
        + $"-VmSize {CommandText.WriteName(size.WantedText)}";

    /// <summary>Returns the name of the size as the service writes it.</summary>
    /// <exception cref="ComputeTargetException">The service does not allow the size for the instance.</exception>
    public static async Task<string> RequireAllowedSizeAsync(ComputeInstance instance, string size, IPlanReader reader)
    {
        IReadOnlyList<string> allowed = await reader.ListSizesForResizeAsync(instance.Name).ConfigureAwait(false);
        if (allowed.FirstOrDefault(name => name.Equals(size, StringComparison.OrdinalIgnoreCase)) is { } match)
        {
            return match;
        }

        // If one size is left, it is listed, too.
        int listedCount = allowed.Count == MostListedSizes + 1 ? allowed.Count : MostListedSizes;
        int unlistedCount = allowed.Count - listedCount;
        string choices = $"It can become: {string.Join(", ", Suggestions.OrderBySimilarity(size, allowed).Take(listedCount))}"
            + $"{(unlistedCount > 0 ? $" or {unlistedCount} others" : string.Empty)}.";
        throw new ComputeTargetException(
            ErrorIds.InvalidVmSize,
            $"Compute target '{instance.Name}' of size {instance.VmSize ?? "unknown"} cannot be resized to '{size}'. "
                + (allowed.Count == 0 ? "The service allows no other size for it." : choices))
        {
            ComputeName = instance.Name,
            Correction = Suggestions.FindCorrection(size, allowed),
        };
    }
}
