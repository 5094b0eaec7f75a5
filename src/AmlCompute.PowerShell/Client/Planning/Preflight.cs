using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Predicts the outcome of a creation or an attachment, and reports the state of an existing target. It changes nothing.</summary>
internal sealed class Preflight(IPlanReader reader)
{
    /// <summary>The name of the check whether a target can have its name.</summary>
    public const string NameFree = nameof(NameFree);

    private readonly Workspace _workspace = reader.Workspace;

    /// <summary>Checks a creation or an attachment, and returns the existing target that would be kept, overwritten or replaced.</summary>
    public async Task<(IReadOnlyList<ComputeCheck> Checks, ComputeTarget? Found)> CheckAsync(
        string? name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        List<ComputeCheck> checks = [];
        ComputeTarget? found = null;
        if (name is not null)
        {
            found = await reader.FindTargetAsync(name).ConfigureAwait(false);
            if (existing != ExistingTarget.Replace && !CheckExisting(found, name, configuration, existing, checks))
            {
                found = null;
            }
        }

        if (found is null
            && name is not null
            && configuration.ComputeType == ComputeTypes.ComputeInstance
            && checks.TrueForAll(check => check.ErrorId is null)
            && await reader.FindNameProblemAsync(name).ConfigureAwait(false) is { } problem)
        {
            checks.RemoveAll(check => check.Name == NameFree);
            checks.Add(new ComputeCheck(NameFree, ComputeCheckOutcome.Failed, problem)
            {
                ErrorId = ErrorIds.ComputeNameUnavailable,
                NamesTarget = true,
            });
        }

        if (found is null || existing != ExistingTarget.Keep)
        {
            checks.AddRange(await CheckSettingsAsync(configuration, found, existing).ConfigureAwait(false));
        }

        return (checks, found);
    }

    /// <summary>Throws if a replacement would probably fail after the existing target is deleted; otherwise returns the checks.</summary>
    public async Task<IReadOnlyList<ComputeCheck>> RequireReplacementAsync(
        string name, ComputeConfiguration configuration, ComputeTarget live)
    {
        IReadOnlyList<ComputeCheck> checks = await CheckSettingsAsync(
            PutBody.ForReplacement(configuration, live), live, ExistingTarget.Replace).ConfigureAwait(false);
        ComputeCheck[] failed = [.. checks.Where(check => check is { Outcome: ComputeCheckOutcome.Failed, IsTakenAnyway: false })];
        List<string> reasons = [.. failed.Select(check => check.Message)];
        string unknown = string.Join(", ", ConfigurationRules.UnknownIn(configuration, live));
        if (unknown.Length > 0)
        {
            reasons.Add($"This version does not know {unknown}, which the target does not have now; the service may refuse it.");
        }

        return reasons.Count == 0 ? checks : throw ComputeTargetException.About(
            name,
            failed.Select(check => check.ErrorId).FirstOrDefault(id => id is not null) ?? ErrorIds.InvalidArgument,
            $"Compute target '{name}' was not replaced because it could not be created again: {string.Join(" ", reasons)}");
    }

    private static bool CheckExisting(
        ComputeTarget? found, string name, ComputeConfiguration configuration, ExistingTarget existing, List<ComputeCheck> checks)
    {
        try
        {
            if (found is not null)
            {
                ExistingTargets.RequireUse(found, name, configuration, existing);
            }

            string use = found is null
                ? $"The name '{name}' is free."
                : $"'{found.Name}' would be {(existing == ExistingTarget.Keep ? "kept" : "overwritten")}.";
            checks.Add(Check(NameFree, true, use));
            return true;
        }
        catch (ComputeTargetException exception)
        {
            checks.Add(Refused(NameFree, exception));
            return false;
        }
    }

    /// <summary>Checks settings against the region, the quotas, the network and the attached resource.</summary>
    private async Task<IReadOnlyList<ComputeCheck>> CheckSettingsAsync(
        ComputeConfiguration configuration, ComputeTarget? found, ExistingTarget existing)
    {
        List<ComputeCheck> checks = [];

        // A PUT replaces the whole resource, so settings that the user did not give are sent with the values of the existing target.
        ComputeConfiguration whole = found is not null && existing == ExistingTarget.Overwrite
            ? configuration.CompletedFrom(PutBody.ForExisting(found))
            : configuration;
        bool isSized = PutBody.SizeOf(whole) is not null;
        SettingProblem[] problems =
        [
            // QuotaChecks checks the node limits together with those of the existing target.
            .. ConfigurationRules.ProblemsOf(configuration, row => !isSized || row.Member != ComputeCluster.Members.MinNodes),
            .. ConfigurationRules.ChecksOf(whole, _workspace),
        ];
        checks.AddRange(problems.Select(problem => problem.ToCheck(configuration)));
        if (PutBody.SizeOf(whole) is { } size)
        {
            string location = await reader.LocateAsync(whole.Get(ComputeTarget.Members.Location)).ConfigureAwait(false);
            checks.AddRange(await new QuotaChecks(reader, configuration, size, found).RunAsync(location).ConfigureAwait(false));
        }

        if (RetirementCheckOf(whole, existing == ExistingTarget.Overwrite ? found : null) is { } retirement)
        {
            checks.Add(retirement);
        }

        checks.AddRange(await CheckAgentSizeAsync(whole).ConfigureAwait(false));
        if (!configuration.IsAttach && !Array.Exists(problems, problem => problem.Check == "Network"))
        {
            checks.Add(Check("Network", true, "The network settings are valid together."));
        }

        if (!Array.Exists(problems, problem => problem.ErrorId is not null)
            && (whole.Get(ComputeCluster.Members.SubnetId) ?? whole.Get(ComputeInstance.Members.SubnetId)) is { } subnetId
            && await SubnetProblemAsync(subnetId).ConfigureAwait(false) is { } subnet)
        {
            checks.Add(new ComputeCheck("Subnet", ComputeCheckOutcome.Failed, subnet) { ErrorId = ErrorIds.InvalidArgument });
        }

        if (configuration.Get(ComputeTarget.Members.ClusterResourceId) is { } resourceId
            && !Array.Exists(problems, problem => problem.Check == "Resource"))
        {
            checks.Add(await ResourceChecks.CheckAsync(reader, resourceId).ConfigureAwait(false));
        }

        return checks;
    }

    /// <summary>Returns the problem of a subnet that its network does not have; null for none, or if the network cannot be read.</summary>
    private async Task<string?> SubnetProblemAsync(string subnetId)
    {
        if (subnetId.Split('/') is not { Length: 11 } id)
        {
            return null;
        }

        string networkId = string.Join("/", id.Take(9));
        IReadOnlyList<VirtualNetwork> networks = await reader.ReadNetworksAsync(id[2]).ConfigureAwait(false);
        VirtualNetwork? network = networks.FirstOrDefault(other => other.Id.Equals(networkId, StringComparison.OrdinalIgnoreCase));
        if (network is null)
        {
            IEnumerable<string> names = networks
                .Where(other => other.ResourceGroupName.Equals(id[4], StringComparison.OrdinalIgnoreCase)).Select(other => other.Name);
            return Suggestions.FindIntended(id[8], names) is { } near
                ? $"Virtual network '{id[8]}' was not found in resource group '{id[4]}'. Did you mean '{near}'?"
                : null;
        }

        string[] subnets = [.. network.Subnets.Select(subnet => subnet.Name)];
        return subnets.Contains(id[10], StringComparer.OrdinalIgnoreCase) ? null
            : $"Virtual network '{network.Name}' has no subnet '{id[10]}'. {Suggestions.DidYouMean(id[10], subnets)}"
                + $"Its subnets: {string.Join(", ", subnets)}.";
    }

    /// <summary>
    /// Checks the quotas and the limit of nodes for a cluster that a plan lets grow. The service accepts such a change, and the cluster
    /// then gets fewer nodes, so that no check is a refusal.
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

        (int minNodes, int maxNodes) = PutBody.ScaleOf(grown, cluster);
        if (minNodes <= cluster.MinNodes && maxNodes <= cluster.MaxNodes)
        {
            return [];
        }

        string location = await reader.LocateAsync(cluster.Location).ConfigureAwait(false);
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

    /// <summary>Reports on the settings of a wanted target and, if given, its name; without settings, on an existing target.</summary>
    public Task<ComputeTestReport> TestAsync(string? name, ComputeConfiguration? configuration) =>
        configuration is null ? TestExistingAsync(name!) : TestWantedAsync(name, configuration);

    private async Task<ComputeTestReport> TestWantedAsync(string? name, ComputeConfiguration configuration)
    {
        List<ComputeCheck> checks = [];
        bool isName = name is null || CheckName(name, checks);
        checks.AddRange((await CheckAsync(isName ? name : null, configuration, ExistingTarget.Refuse).ConfigureAwait(false)).Checks);
        return new ComputeTestReport(name, configuration.ComputeType, _workspace.Name, checks) { VmSize = PutBody.SizeOf(configuration) };
    }

    private async Task<ComputeTestReport> TestExistingAsync(string name)
    {
        ComputeTarget? target = await reader.FindTargetAsync(name).ConfigureAwait(false);
        if (target is null)
        {
            return await TestMissingAsync(name).ConfigureAwait(false);
        }

        List<ComputeCheck> checks =
        [
            Check("Exists", true, $"'{target.Name}' exists and is of type {target.ComputeType}."),
            Check(
                "ProvisioningState",
                target.ProvisioningState == ProvisioningStates.Succeeded,
                $"The provisioning state is {target.ProvisioningState ?? "unknown"}."),
            Check(
                "State",
                !InstanceStates.IsBroken(target.State) && !InstanceStates.Is(target.State, InstanceStates.Unknown),
                $"The state is {target.State ?? "unknown"}."),
            Check(
                "Errors",
                target.Errors.Count == 0,
                target.Errors.Count == 0 ? "The target reports no errors." : string.Join(" ", target.Errors)),
        ];
        if (target is ComputeCluster cluster)
        {
            int unusable = cluster.NodeStates?.Unusable ?? 0;
            checks.Add(unusable == 0
                ? Check("Nodes", true, "No node is unusable.")
                : new ComputeCheck("Nodes", ComputeCheckOutcome.Warning, $"{unusable} of {cluster.CurrentNodes} nodes are unusable."));
        }

        if (target is ComputeInstance { Schedules: { Count: > 0 } schedules })
        {
            string[] failed = [.. schedules.Where(schedule => schedule.IsFailed).Select(schedule => $"{schedule}")];
            checks.Add(Check(
                "Schedules",
                failed.Length == 0,
                failed.Length == 0
                    ? "The service has created all schedules."
                    : $"The service could not create these schedules, so they do not run: {string.Join("; ", failed)}."));
        }

        if (target is { IsAttached: true, ClusterResourceId: { } resourceId })
        {
            checks.Add(await ResourceChecks.CheckAsync(reader, resourceId).ConfigureAwait(false));
        }

        return new ComputeTestReport(target.Name, target.ComputeType, _workspace.Name, checks) { VmSize = target.MachineSize };
    }

    private async Task<ComputeTestReport> TestMissingAsync(string name)
    {
        IReadOnlyList<ComputeTarget> others = await reader.ListTargetsAsync().ConfigureAwait(false);
        string meant = Suggestions.DidYouMean(name, others.Select(other => other.Name));
        string message = $"Compute target '{name}' was not found in workspace '{_workspace.Name}'. {meant}".TrimEnd();
        return new ComputeTestReport(name, null, _workspace.Name, [Check("Exists", false, message)]);
    }

    /// <summary>
    /// Checks the size of the nodes of an AKS cluster. The list has the sizes of Azure Machine Learning only; because AKS has more sizes,
    /// a size that is not in the list is a warning.
    /// </summary>
    private async Task<IReadOnlyList<ComputeCheck>> CheckAgentSizeAsync(ComputeConfiguration configuration)
    {
        if (configuration is not { ComputeType: ComputeTypes.Aks, IsAttach: false }
            || configuration.Get(AksCompute.Members.VmSize) is not { } name)
        {
            return [];
        }

        string location = await reader.LocateAsync(configuration.Get(ComputeTarget.Members.Location)).ConfigureAwait(false);
        (IReadOnlyList<VmSize> sizes, ComputeCheck? unknown) = await reader.CheckSizesAsync(location).ConfigureAwait(false);
        if (unknown is not null)
        {
            return [unknown];
        }

        return RegionNames.FindSize(sizes, name) is { } size
            ? [Check("VmSize", true, $"{location} has {size.Name}: {size.VCpus} vCPUs.")]
            : [new ComputeCheck(
                "VmSize", ComputeCheckOutcome.Warning, $"{RegionNames.NoSuchSize(name, sizes, location)} AKS may still offer it.")];
    }

    /// <summary>
    /// Returns a problem if the size is retired, because the service refuses it for a new target; a warning if it will be within 12 months,
    /// if the overwritten target has it, or if the service of the type is retired; null otherwise.
    /// </summary>
    private ComputeCheck? RetirementCheckOf(ComputeConfiguration configuration, ComputeTarget? overwritten)
    {
        string? size = PutBody.SizeOf(configuration);
        Retirement? retirement = Retirements.OfSize(size) ?? Retirements.OfComputeType(configuration.ComputeType);
        if (retirement?.NeedsWarning(reader.Now) != true)
        {
            return null;
        }

        bool isRefused = size is not null && overwritten is null && retirement.IsOver(reader.Now);
        string subject = size is null ? $"The service of type {configuration.ComputeType}" : $"The size {size}";
        return new ComputeCheck(
            "Retirement",
            isRefused ? ComputeCheckOutcome.Failed : ComputeCheckOutcome.Warning,
            retirement.Describe(subject, reader.Now))
        {
            ErrorId = isRefused ? ErrorIds.InvalidVmSize : null,
            Remedy = isRefused ? retirement.Remedy : null,
        };
    }

    private static ComputeCheck Check(string name, bool isPassed, string message) =>
        new(name, isPassed ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Failed, message);

    private static ComputeCheck Refused(string check, ComputeTargetException exception) =>
        new(check, ComputeCheckOutcome.Failed, exception.Message)
        {
            ErrorId = exception.ErrorId,
            Remedy = exception.Remedy,
            NamesTarget = exception.ComputeName is not null && !exception.LacksName,
        };

    /// <summary>Checks a name. Returns false if the service cannot have a target of that name.</summary>
    private static bool CheckName(string name, List<ComputeCheck> checks)
    {
        try
        {
            ComputeNames.Require(name);
        }
        catch (ComputeTargetException exception)
        {
            checks.Add(Refused("Name", exception));
            return false;
        }

        string? warning = ComputeNames.WarningFor(name)?.Message;
        checks.Add(warning is null
            ? Check("Name", true, $"'{name}' follows the rules for names.")
            : new ComputeCheck("Name", ComputeCheckOutcome.Warning, warning));
        return true;
    }
}
