using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Predicts with checks if a target can be created, attached, replaced or enlarged. It changes nothing.</summary>
internal sealed class Preflight(IPlanReader reader)
{
    /// <summary>The name of the check that a target can have the wanted name.</summary>
    public const string NameFree = nameof(NameFree);

    /// <summary>
    /// Checks a creation or an attachment, without a name only the settings. Returns the existing target that would be kept, overwritten or
    /// replaced; null for none, and for one that the command would refuse.
    /// </summary>
    /// <param name="name">The name of the wanted target; null to check only the settings.</param>
    /// <param name="configuration">The wanted settings.</param>
    /// <param name="existing">The action for an existing target: Refuse, Keep, Overwrite or Replace.</param>
    public async Task<(IReadOnlyList<ComputeCheck> Checks, ComputeTarget? Found)> CheckAsync(
        string? name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        List<ComputeCheck> checks = [];
        ComputeTarget? found = null;
        if (name is not null)
        {
            (ComputeCheck? nameCheck, found) = await CheckNameAsync(name, configuration, existing).ConfigureAwait(false);
            checks.AddRange(nameCheck is null ? [] : [nameCheck]);
        }

        if (found is null || existing != ExistingTarget.Keep)
        {
            checks.AddRange(await CheckSettingsAsync(configuration, found, existing).ConfigureAwait(false));
        }

        return (checks, found);
    }

    /// <summary>Checks the creation or attachment that follows the removal of the existing target, and returns the checks.</summary>
    /// <exception cref="ComputeTargetException">The target could probably not be created again, so it must not be removed.</exception>
    public async Task<IReadOnlyList<ComputeCheck>> RequireReplacementAsync(
        string name, ComputeConfiguration configuration, ComputeTarget live)
    {
        IReadOnlyList<ComputeCheck> checks = await CheckSettingsAsync(
            PutBody.CompleteForReplacement(configuration, live), live, ExistingTarget.Replace).ConfigureAwait(false);
        ComputeCheck[] failed = [.. checks.Where(check => check is { Outcome: ComputeCheckOutcome.Failed, AllowsCreation: false })];
        List<string> reasons = [.. failed.Select(check => check.Message)];
        string unknown = string.Join(", ", ConfigurationRules.FindUnknownPaths(configuration, live));
        if (unknown.Length > 0)
        {
            reasons.Add($"This version does not know {unknown}, which the target does not have now; the service may refuse it.");
        }

        ComputeCheck? refusal = Array.Find(failed, check => check.ErrorId is not null);
        return reasons.Count == 0 ? checks : throw ComputeTargetException.CreateForTarget(
            name,
            refusal?.ErrorId ?? ErrorIds.InvalidArgument,
            $"Compute target '{name}' was not replaced because it could not be created again: {string.Join(" ", reasons)}",
            refusal?.Remedy);
    }

    /// <summary>
    /// Checks the quotas and the limit of nodes for a cluster of a known size that a plan enlarges; any other plan gets no checks. The
    /// service accepts such a change, and the cluster then gets fewer nodes, so no returned check is a refusal. A failed check of the size
    /// is left out, because the cluster has the size.
    /// </summary>
    public async Task<IReadOnlyList<ComputeCheck>> CheckGrowthAsync(TargetPlan plan)
    {
        if (plan.Live is not ComputeCluster { VmSize: { } size } cluster)
        {
            return [];
        }

        ComputeConfiguration grown = new(ComputeTypes.AmlCompute, isAttach: false);
        foreach (ComputeDifference change in plan.Differences)
        {
            grown.SetNode(change.Member, change.Wanted);
        }

        (int minNodes, int maxNodes) = PutBody.GetNodeLimits(grown, cluster);
        if (minNodes <= cluster.MinNodes && maxNodes <= cluster.MaxNodes)
        {
            return [];
        }

        string location = await reader.LocateAsync(cluster.Region).ConfigureAwait(false);
        IReadOnlyList<ComputeCheck> checks = await new QuotaChecks(reader, grown, size, cluster).RunAsync(location).ConfigureAwait(false);
        return
        [
            .. checks.Where(check => check.ErrorId is not ErrorIds.InvalidVmSize)
                .Select(check => new ComputeCheck(check.Name, check.Outcome, check.Message)
                {
                    Have = check.Have,
                    Need = check.Need,
                    Quota = check.Quota,
                }),
        ];
    }

    public static ComputeCheck CreateCheck(string name, bool isPassed, string message) =>
        new(name, isPassed ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Failed, message);

    /// <summary>Returns a failed check with the message of an error.</summary>
    public static ComputeCheck CreateFailedCheck(string name, ComputeTargetException exception) =>
        new(name, ComputeCheckOutcome.Failed, exception.Message)
        {
            ErrorId = exception.ErrorId,
            Remedy = exception.Remedy,
            MessageNamesTarget = exception.ComputeName is not null && !exception.LacksName,
        };

    /// <summary>
    /// Checks that a target can have a name. Returns the existing target unless the command would refuse it. For a target that may be
    /// replaced, there is a check only if the service refuses the name.
    /// </summary>
    private async Task<(ComputeCheck? Check, ComputeTarget? Found)> CheckNameAsync(
        string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        ComputeTarget? found = await reader.FindTargetAsync(name).ConfigureAwait(false);
        ComputeCheck? check = existing == ExistingTarget.Replace ? null : CheckUse(found, name, configuration, existing);
        if (check is { Outcome: ComputeCheckOutcome.Failed })
        {
            return (check, null);
        }

        if (found is null
            && configuration.ComputeType == ComputeTypes.ComputeInstance
            && await reader.FindNameProblemAsync(name).ConfigureAwait(false) is { } problem)
        {
            check = new ComputeCheck(NameFree, ComputeCheckOutcome.Failed, problem)
            {
                ErrorId = ErrorIds.ComputeNameUnavailable,
                MessageNamesTarget = true,
            };
        }

        return (check, found);
    }

    private static ComputeCheck CheckUse(ComputeTarget? found, string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        if (found is null)
        {
            return CreateCheck(NameFree, true, $"The name '{name}' is free.");
        }

        try
        {
            ExistingTargetRules.RequireUse(found, name, configuration, existing);
        }
        catch (ComputeTargetException exception)
        {
            return CreateFailedCheck(NameFree, exception);
        }

        string use = existing == ExistingTarget.Keep ? "kept" : "overwritten";
        return CreateCheck(NameFree, true, $"'{found.Name}' would be {use}.");
    }

    /// <summary>
    /// Checks settings against the rules, the region, the quotas, the retirements, the network and the attached resource.
    /// </summary>
    private async Task<IReadOnlyList<ComputeCheck>> CheckSettingsAsync(
        ComputeConfiguration configuration, ComputeTarget? found, ExistingTarget existing)
    {
        // A PUT replaces the whole resource, so settings that the user did not give are sent with the values of the existing target.
        ComputeTarget? overwritten = existing == ExistingTarget.Overwrite ? found : null;
        ComputeConfiguration whole = overwritten is null
            ? configuration
            : configuration.CopyCompletedFrom(PutBody.BuildForExisting(overwritten));
        string? size = PutBody.FindSentVmSize(whole, overwritten);
        SettingProblem[] problems =
        [
            // QuotaChecks checks the node limits together with those of the existing target.
            .. ConfigurationRules.FindProblems(configuration, row => size is null || row.Member != ComputeCluster.Members.MinNodes),
            .. ConfigurationRules.FindCheckProblems(whole, reader.Workspace),
        ];
        List<ComputeCheck> checks = [.. problems.Select(problem => problem.ToCheck(configuration))];
        string? location = null;
        if (size is not null)
        {
            location = await LocateMachinesAsync(whole).ConfigureAwait(false);
            checks.AddRange(await new QuotaChecks(reader, configuration, size, found).RunAsync(location).ConfigureAwait(false));
        }

        if (CheckRetirement(whole.ComputeType, size, location, overwritten) is { } retirement)
        {
            checks.Add(retirement);
        }

        checks.AddRange(await CheckAksSizeAsync(whole).ConfigureAwait(false));
        checks.AddRange(await CheckNamedResourcesAsync(configuration, whole, problems).ConfigureAwait(false));
        return checks;
    }

    /// <summary>
    /// Checks the network and the attached resource, unless the rules for settings have found a problem with them. The subnet is read only
    /// if the rules refuse no setting.
    /// </summary>
    private async Task<IReadOnlyList<ComputeCheck>> CheckNamedResourcesAsync(
        ComputeConfiguration configuration, ComputeConfiguration whole, SettingProblem[] problems)
    {
        List<ComputeCheck> checks = [];
        if (!configuration.IsAttach && !Array.Exists(problems, problem => problem.Check == NetworkRules.CheckName))
        {
            checks.Add(CreateCheck(NetworkRules.CheckName, true, "The network settings are valid together."));
        }

        string? subnetId = whole.Get(ComputeCluster.Members.SubnetId) ?? whole.Get(ComputeInstance.Members.SubnetId);
        if (subnetId is not null
            && !Array.Exists(problems, problem => problem.ErrorId is not null)
            && await ResourceChecks.FindMissingSubnetAsync(reader, subnetId).ConfigureAwait(false) is { } missing)
        {
            checks.Add(missing);
        }

        if (configuration.Get(ComputeTarget.Members.ClusterResourceId) is { } resourceId
            && !Array.Exists(problems, problem => problem.Check == AttachRules.ResourceCheckName))
        {
            checks.Add(await ResourceChecks.CheckAttachedAsync(reader, resourceId).ConfigureAwait(false));
        }

        return checks;
    }

    /// <summary>
    /// Checks the size of the nodes of an AKS cluster. The list has the sizes of Azure Machine Learning only; because AKS has more sizes,
    /// a size that is not in the list is a warning.
    /// </summary>
    private async Task<IReadOnlyList<ComputeCheck>> CheckAksSizeAsync(ComputeConfiguration configuration)
    {
        if (configuration is not { ComputeType: ComputeTypes.Aks, IsAttach: false }
            || configuration.Get(AksCompute.Members.VmSize) is not { } name)
        {
            return [];
        }

        string location = await LocateMachinesAsync(configuration).ConfigureAwait(false);
        (IReadOnlyList<VmSize> sizes, ComputeCheck? unknownRegion) = await reader.CheckSizesAsync(location).ConfigureAwait(false);
        if (unknownRegion is not null)
        {
            return [unknownRegion];
        }

        return VmSize.FindByName(sizes, name) is { } size
            ? [CreateCheck("VmSize", true, $"{location} has {size.Name}: {QuotaChecks.WriteVCpus(size)}.")]
            : [new ComputeCheck(
                "VmSize",
                ComputeCheckOutcome.Warning,
                $"{UnknownNames.DescribeSize(name, sizes, location)} AKS may still offer it.")];
    }

    /// <summary>Returns the region of the machines, which an existing target can have beside that of the resource.</summary>
    private Task<string> LocateMachinesAsync(ComputeConfiguration settings) =>
        reader.LocateAsync(settings.Get(ComputeTarget.Members.ComputeLocation) ?? settings.Get(ComputeTarget.Members.Location));

    /// <summary>
    /// Returns a problem if the size is retired, because the service refuses it for a new target; a warning if it will be within 12 months,
    /// if the overwritten target has it, or if the service of the type is retired; null otherwise. The region is null without a size.
    /// </summary>
    private ComputeCheck? CheckRetirement(string computeType, string? size, string? location, ComputeTarget? overwritten)
    {
        Retirement? retirement = Retirements.FindForSize(size) ?? Retirements.FindForComputeType(computeType);
        if (retirement?.NeedsWarning(reader.Now) != true)
        {
            return null;
        }

        string? refusingRegion = overwritten is null && retirement.IsOver(reader.Now) ? location : null;
        string subject = size is null ? $"The service of type {computeType}" : $"The size {size}";
        return new ComputeCheck(
            "Retirement",
            refusingRegion is null ? ComputeCheckOutcome.Warning : ComputeCheckOutcome.Failed,
            retirement.Describe(subject, reader.Now))
        {
            ErrorId = refusingRegion is null ? null : ErrorIds.InvalidVmSize,
            Remedy = refusingRegion is null ? null : retirement.DescribeRemedy(reader.Workspace, refusingRegion),
        };
    }
}
