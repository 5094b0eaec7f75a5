using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Regions;

namespace AmlCompute.Client.Running;

/// <summary>
/// Adds the limit that does not suffice, or the retirement of the size or similar sizes, to the error of a PUT that the service refused
/// because of the quota or the VM size.
/// </summary>
/// <param name="workspace">The workspace of the target.</param>
/// <param name="location">The region of the machines.</param>
/// <param name="now">The time of the clock of the connection.</param>
/// <param name="call">The call that sent the PUT.</param>
internal sealed class SizeErrors(Workspace workspace, string location, DateTimeOffset now, CallContext call)
{
    /// <summary>
    /// Adds the first limit that does not suffice, and its remedy, if it has one; returns the error unchanged if the limits cannot be read,
    /// or if they suffice.
    /// </summary>
    public async Task<ComputeTargetException> AddQuotaAsync(ComputeTargetException refusal, CreateStep step, string size)
    {
        try
        {
            IReadOnlyList<ComputeCheck> checks = await new QuotaChecks(
                new PlanReader(workspace, call), step.Configuration, size, step.Replaced).RunAsync(location).ConfigureAwait(false);
            ComputeCheck? failed = checks.FirstOrDefault(check => check is { Outcome: ComputeCheckOutcome.Failed, Have: not null });
            return failed is null ? refusal : ServiceError.CopyError(
                refusal.ComputeName,
                refusal,
                $"{ErrorText.EndSentence(refusal.Message)} {failed.Message}",
                remedy: failed.Remedy);
        }
        catch (ComputeTargetException exception)
        {
            call.Log.WriteVerbose($"The quota could not be read: {exception.Message}");
            return refusal;
        }
    }

    /// <summary>
    /// Adds the retirement of a size or similar names; returns the error unchanged if the sizes cannot be read, or if the region has no
    /// sizes or has this one.
    /// </summary>
    public async Task<ComputeTargetException> AddSimilarSizesAsync(ComputeTargetException refusal, string size)
    {
        if (Retirements.FindForSize(size) is { } retirement && retirement.IsOver(now))
        {
            return ServiceError.CopyError(
                refusal.ComputeName,
                refusal,
                $"{ErrorText.EndSentence(refusal.Message)} {retirement.Describe($"The size {size}", now)}",
                remedy: retirement.DescribeRemedy(workspace, location));
        }

        try
        {
            IReadOnlyList<VmSize> sizes = await new RegionCatalog(workspace, location, call).ReadSizesAsync().ConfigureAwait(false);
            (string Wrong, string Right)? correction = Suggestions.FindCorrection(size, sizes.Select(known => known.Name));
            return sizes.Count == 0 || VmSize.FindByName(sizes, size) is not null
                ? refusal
                : ServiceError.CopyError(
                    refusal.ComputeName,
                    refusal,
                    $"{ErrorText.EndSentence(refusal.Message)} {UnknownNames.DescribeSimilarSizes(size, sizes, location)}".TrimEnd(),
                    remedy: (correction is { Right: var similar } ? $"Use the size {similar}. " : string.Empty)
                        + $"{CommandText.WriteSizeList(workspace, location)} lists all sizes.",
                    correction: correction);
        }
        catch (ComputeTargetException exception)
        {
            call.Log.WriteVerbose($"The sizes of the region could not be read: {exception.Message}");
            return refusal;
        }
    }
}
