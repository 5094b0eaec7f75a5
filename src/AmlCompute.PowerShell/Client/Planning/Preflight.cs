using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Predicts the outcome of a creation or an attachment, and reports the state of an existing target. It changes nothing.</summary>
internal sealed class Preflight
{
    private readonly IPlanReader _reader;
    private readonly Workspace _workspace;

    public Preflight(IPlanReader reader)
    {
        _reader = reader;
        _workspace = reader.Workspace;
    }

    /// <summary>Checks a creation or an attachment, and returns the existing target that would be kept, overwritten or replaced.</summary>
    public async Task<(IReadOnlyList<ComputeCheck> Checks, ComputeTarget? Found)> CheckAsync(
        string? name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        List<ComputeCheck> checks = [];
        ComputeTarget? found = null;
        if (name is not null)
        {
            found = await _reader.FindTargetAsync(name).ConfigureAwait(false);
            if (existing != ExistingTarget.Replace && !CheckUse(found, name, configuration, existing, checks))
            {
                found = null;
            }
        }

        if (found is null
            && name is not null
            && configuration.ComputeType == ComputeTypes.ComputeInstance
            && checks.TrueForAll(check => check.ErrorId is null)
            && await _reader.FindNameProblemAsync(name).ConfigureAwait(false) is { } problem)
        {
            checks.Add(new ComputeCheck("NameFree", ComputeCheckOutcome.Failed, problem)
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

    /// <summary>Refuses a replacement that would probably fail after the existing target is removed.</summary>
    /// <exception cref="ComputeTargetException">The target could not be created again.</exception>
    /// <returns>The checks, which can contain warnings.</returns>
    public async Task<IReadOnlyList<ComputeCheck>> RequireReplacementAsync(
        string name, ComputeConfiguration configuration, ComputeTarget live)
    {
        IReadOnlyList<ComputeCheck> checks = await CheckSettingsAsync(
            PutBody.ForReplacement(configuration, live), live, ExistingTarget.Replace).ConfigureAwait(false);
        ComputeCheck[] failed = [.. checks.Where(check => check is { Outcome: ComputeCheckOutcome.Failed, IsTakenAnyway: false })];
        string[] unknown = [.. ConfigurationRules.UnknownIn(configuration, live)];
        string[] reasons =
        [
            .. failed.Select(check => check.Message),
            .. unknown.Length > 0
                ? [
                    $"This version does not know {string.Join(", ", unknown)}, which the target does not have now; "
                        + "the service may refuse it.",
                ]
                : (string[])[],
        ];
        return reasons.Length == 0 ? checks : throw ComputeTargetException.About(
            name,
            failed.Select(check => check.ErrorId).FirstOrDefault(id => id is not null) ?? ErrorIds.InvalidArgument,
            $"Compute target '{name}' was not replaced because it could not be created again: {string.Join(" ", reasons)}");
    }

    private static bool CheckUse(
        ComputeTarget? found, string name, ComputeConfiguration configuration, ExistingTarget existing, List<ComputeCheck> checks)
    {
        const string Check = "NameFree";
        try
        {
            if (found is not null)
            {
                ExistingTargets.RequireUse(found, name, configuration, existing);
            }

            string use = found is null
                ? $"The name '{name}' is free."
                : $"'{found.Name}' would be {(existing == ExistingTarget.Keep ? "kept" : "overwritten")}.";
            checks.Add(new ComputeCheck(Check, ComputeCheckOutcome.Passed, use));
            return true;
        }
        catch (ComputeTargetException exception)
        {
            checks.Add(Refused(Check, exception));
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
            ? configuration.CompletedFrom(PutBody.Of(found))
            : configuration;
        bool isSized = PutBody.SizeOf(whole) is not null;
        SettingProblem[] problems =
        [
            // QuotaChecks checks the node limits together with those of the existing target.
            .. ConfigurationRules.ProblemsOf(configuration, row => !isSized || row.Member != ComputeCluster.Members.MinNodes),
            .. ConfigurationRules.ChecksOf(whole, _workspace),
        ];
        checks.AddRange(problems.Select(problem => problem.ToCheck(configuration)));
        string? location = whole.Get(ComputeTarget.Members.Location);
        if (PutBody.SizeOf(whole) is { } size)
        {
            location = await _reader.LocateAsync(location).ConfigureAwait(false);
            checks.AddRange(await new QuotaChecks(_reader, configuration, size, found).RunAsync(location).ConfigureAwait(false));
        }

        if (RetirementCheckOf(whole, existing == ExistingTarget.Overwrite ? found : null) is { } retirement)
        {
            checks.Add(retirement);
        }

        checks.AddRange(await CheckAgentSizeAsync(whole).ConfigureAwait(false));
        if (!configuration.IsAttach && !Array.Exists(problems, problem => problem.Check == "Network"))
        {
            checks.Add(new ComputeCheck("Network", ComputeCheckOutcome.Passed, "The network settings are valid together."));
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
            checks.Add(await ResourceChecks.CheckAsync(_reader, resourceId).ConfigureAwait(false));
        }

        return checks;
    }

    /// <summary>
    /// Returns the problem of a subnet that its virtual network does not have; null for none. A network that the sign-in cannot read is no
    /// problem.
    /// </summary>
    private async Task<string?> SubnetProblemAsync(string subnetId)
    {
        if (subnetId.Split('/') is not { Length: 11 } id)
        {
            return null;
        }

        string networkId = string.Join("/", id.Take(9));
        IReadOnlyList<VirtualNetwork> networks = await _reader.ReadNetworksAsync(id[2]).ConfigureAwait(false);
        VirtualNetwork? network = networks.FirstOrDefault(other => other.Id.Equals(networkId, StringComparison.OrdinalIgnoreCase));
        if (network is null)
        {
            string[] names =
            [
                .. networks.Where(other => other.ResourceGroupName.Equals(id[4], StringComparison.OrdinalIgnoreCase))
                    .Select(other => other.Name),
            ];
            return Suggestions.MisspeltFrom(id[8], names) is { } near
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

        string location = await _reader.LocateAsync(cluster.Location).ConfigureAwait(false);
        IReadOnlyList<ComputeCheck> checks =
            await new QuotaChecks(_reader, grown, size, cluster).RunAsync(location).ConfigureAwait(false);
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
        ComputeTarget? target = await _reader.FindTargetAsync(name).ConfigureAwait(false);
        if (target is null)
        {
            IReadOnlyList<ComputeTarget> others = await _reader.ListTargetsAsync().ConfigureAwait(false);
            string meant = Suggestions.DidYouMean(name, others.Select(other => other.Name)).TrimEnd();
            ComputeCheck missing = new(
                "Exists",
                ComputeCheckOutcome.Failed,
                $"Compute target '{name}' was not found in workspace '{_workspace.Name}'. {meant}".TrimEnd());
            return new ComputeTestReport(name, null, _workspace.Name, [missing]);
        }

        List<ComputeCheck> checks =
        [
            new ComputeCheck("Exists", ComputeCheckOutcome.Passed, $"'{target.Name}' exists and is of type {target.ComputeType}."),
            new ComputeCheck(
                "ProvisioningState",
                OutcomeOf(target.ProvisioningState == ProvisioningStates.Succeeded),
                $"The provisioning state is {target.ProvisioningState ?? "unknown"}."),
            new ComputeCheck(
                "State",
                OutcomeOf(!InstanceStates.IsBroken(target.State) && !InstanceStates.Is(target.State, InstanceStates.Unknown)),
                $"The state is {target.State ?? "unknown"}."),
            new ComputeCheck(
                "Errors",
                OutcomeOf(target.Errors.Count == 0),
                target.Errors.Count == 0 ? "The target reports no errors." : string.Join(" ", target.Errors)),
        ];
        if (target is ComputeCluster cluster)
        {
            int unusable = cluster.NodeStates?.Unusable ?? 0;
            checks.Add(unusable == 0
                ? new ComputeCheck("Nodes", ComputeCheckOutcome.Passed, "No node is unusable.")
                : new ComputeCheck(
                    "Nodes", ComputeCheckOutcome.Warning, $"{unusable} of {cluster.CurrentNodes} nodes are unusable."));
        }

        if (target is ComputeInstance { Schedules: { Count: > 0 } schedules })
        {
            string[] failed = [.. schedules.Where(schedule => schedule.IsFailed).Select(schedule => $"{schedule}")];
            checks.Add(new ComputeCheck(
                "Schedules",
                OutcomeOf(failed.Length == 0),
                failed.Length == 0
                    ? "The service has created all schedules."
                    : $"The service could not create these schedules, so they do not run: {string.Join("; ", failed)}."));
        }

        if (target is { IsAttached: true, ClusterResourceId: { } resourceId })
        {
            checks.Add(await ResourceChecks.CheckAsync(_reader, resourceId).ConfigureAwait(false));
        }

        return new ComputeTestReport(target.Name, target.ComputeType, _workspace.Name, checks)
        {
            VmSize = target.MachineSize,
        };
    }

    /// <summary>
    /// Checks the size of the nodes of an AKS cluster. The list has the sizes of Azure Machine Learning only; because AKS has more sizes,
    /// a size that is not in the list is a warning.
    /// </summary>
    private async Task<IReadOnlyList<ComputeCheck>> CheckAgentSizeAsync(ComputeConfiguration configuration)
    {
        const string Check = "VmSize";
        if (configuration is not { ComputeType: ComputeTypes.Aks, IsAttach: false }
            || configuration.Get(AksCompute.Members.VmSize) is not { } name)
        {
            return [];
        }

        string location = await _reader.LocateAsync(configuration.Get(ComputeTarget.Members.Location)).ConfigureAwait(false);
        (IReadOnlyList<VmSize> sizes, ComputeCheck? unknown) = await _reader.CheckSizesAsync(location).ConfigureAwait(false);
        if (unknown is not null)
        {
            return [unknown];
        }

        return RegionNames.FindSize(sizes, name) is { } size
            ? [new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"{location} has {size.Name}: {size.VCpus} vCPUs.")]
            : [new ComputeCheck(
                Check, ComputeCheckOutcome.Warning, $"{RegionNames.NoSuchSize(name, sizes, location)} AKS may still offer it.")];
    }

    /// <summary>
    /// Returns a problem if the size is retired, because the service refuses it for a new target; a warning if it will be within 12 months,
    /// if the overwritten target has it, or if the service of the type is retired; null otherwise.
    /// </summary>
    private ComputeCheck? RetirementCheckOf(ComputeConfiguration configuration, ComputeTarget? overwritten)
    {
        string? size = PutBody.SizeOf(configuration);
        Retirement? retirement = Retirements.OfSize(size) ?? Retirements.OfComputeType(configuration.ComputeType);
        if (retirement?.NeedsWarning(_reader.Now) != true)
        {
            return null;
        }

        bool isRefused = size is not null && overwritten is null && retirement.IsOver(_reader.Now);
        string subject = size is null ? $"The service of type {configuration.ComputeType}" : $"The size {size}";
        return new ComputeCheck(
            "Retirement",
            isRefused ? ComputeCheckOutcome.Failed : ComputeCheckOutcome.Warning,
            retirement.Describe(subject, _reader.Now))
        {
            ErrorId = isRefused ? ErrorIds.InvalidVmSize : null,
            Remedy = isRefused ? retirement.Remedy : null,
        };
    }

    private static ComputeCheckOutcome OutcomeOf(bool isPassed) => isPassed ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Failed;

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
            ? new ComputeCheck("Name", ComputeCheckOutcome.Passed, $"'{name}' follows the rules for names.")
            : new ComputeCheck("Name", ComputeCheckOutcome.Warning, warning));
        return true;
    }
}
