namespace AmlCompute.Client.Planning;

/// <summary>Creates the reports of Test-AmlComputeTarget: on an existing target, or on the settings of a wanted one.</summary>
internal sealed class TargetTest(IPlanReader reader)
{
    /// <summary>Reports on the settings of a wanted target, and on its name unless that is null.</summary>
    public async Task<ComputeTestReport> TestWantedAsync(string? name, ComputeConfiguration configuration)
    {
        ComputeCheck? nameCheck = name is null ? null : CheckNameRules(name);
        bool isNameAllowed = nameCheck?.Outcome != ComputeCheckOutcome.Failed;
        (IReadOnlyList<ComputeCheck> checks, _) = await new Preflight(reader)
            .CheckAsync(isNameAllowed ? name : null, configuration, ExistingTarget.Refuse)
            .ConfigureAwait(false);
        checks = nameCheck is null ? checks : [nameCheck, .. checks];
        return CreateReport(name, configuration.ComputeType, checks, PutBody.FindSentVmSize(configuration, replaced: null));
    }

    /// <summary>Reports on an existing target; for a name that does not exist, the only check is a failed one.</summary>
    public async Task<ComputeTestReport> TestExistingAsync(string name)
    {
        ComputeTarget? target = await reader.FindTargetAsync(name).ConfigureAwait(false);
        if (target is null)
        {
            string message = await DescribeMissingAsync(name).ConfigureAwait(false);
            return CreateReport(name, type: null, [Preflight.CreateCheck("Exists", isPassed: false, message)], size: null);
        }

        List<ComputeCheck> checks = [.. CheckState(target)];
        if (target is ComputeCluster cluster)
        {
            checks.Add(CheckNodes(cluster));
        }

        if (target is ComputeInstance { Schedules: { Count: > 0 } schedules })
        {
            checks.Add(CheckSchedules(schedules));
        }

        if (target is { IsAttached: true, ClusterResourceId: { Length: > 0 } resourceId })
        {
            checks.Add(await ResourceChecks.CheckAttachedAsync(reader, resourceId).ConfigureAwait(false));
        }

        return CreateReport(target.Name, target.ComputeType, checks, target.Machines?.VmSize);
    }

    private static IEnumerable<ComputeCheck> CheckState(ComputeTarget target)
    {
        IReadOnlyList<ComputeError> errors = target.Errors;
        yield return Preflight.CreateCheck("Exists", true, $"'{target.Name}' exists and is of type {target.ComputeType}.");
        yield return Preflight.CreateCheck(
            "ProvisioningState",
            target.ProvisioningState == ProvisioningStates.Succeeded,
            $"The provisioning state is {target.ProvisioningState ?? "unknown"}.");
        yield return target.State is { } state
            ? Preflight.CreateCheck(
                "State",
                !InstanceStates.IsBroken(state)
                    && !ProvisioningStates.IsFailed(state)
                    && !InstanceStates.AreEqual(state, InstanceStates.Unknown),
                $"The state is {state}.")
            : new ComputeCheck("State", ComputeCheckOutcome.Skipped, "The service did not return the state.");
        yield return Preflight.CreateCheck(
            "Errors",
            errors.Count == 0,
            errors.Count == 0 ? "The target reports no errors." : string.Join(" ", errors));
    }

    private static ComputeCheck CheckNodes(ComputeCluster cluster)
    {
        if (cluster.NodeStates is not { } states)
        {
            return new ComputeCheck("Nodes", ComputeCheckOutcome.Skipped, "The service did not return the states of the nodes.");
        }

        string total = cluster.CurrentNodes is { } current ? $" of {current}" : string.Empty;
        return states.Unusable == 0
            ? Preflight.CreateCheck("Nodes", true, "No node is unusable.")
            : new ComputeCheck("Nodes", ComputeCheckOutcome.Warning, $"Unusable nodes: {states.Unusable}{total}.");
    }

    private static ComputeCheck CheckSchedules(IReadOnlyList<ComputeSchedule> schedules)
    {
        string[] failed = [.. schedules.Where(schedule => schedule.IsFailed).Select(schedule => $"{schedule}")];
        return Preflight.CreateCheck(
            "Schedules",
            failed.Length == 0,
            failed.Length == 0
                ? "No schedule has failed."
                : $"The service could not create these schedules, so they do not run: {string.Join("; ", failed)}.");
    }

    private async Task<string> DescribeMissingAsync(string name)
    {
        string message = $"Compute target '{name}' was not found in workspace '{reader.Workspace.Name}'.";
        try
        {
            IReadOnlyList<ComputeTarget> existing = await reader.ListTargetsAsync().ConfigureAwait(false);
            return $"{message} {Suggestions.DidYouMean(name, existing.Select(target => target.Name))}".TrimEnd();
        }
        catch (ComputeTargetException)
        {
            // The list is only for the suggestion.
            return message;
        }
    }

    /// <summary>Checks a name: failed if the service refuses it, a warning if it can cause problems.</summary>
    private static ComputeCheck CheckNameRules(string name)
    {
        const string Check = "Name";
        try
        {
            ComputeNames.RequireValid(name);
        }
        catch (ComputeTargetException exception)
        {
            return Preflight.CreateFailedCheck(Check, exception);
        }

        return ComputeNames.FindWarning(name) is { } warning
            ? new ComputeCheck(Check, ComputeCheckOutcome.Warning, warning.Message)
            : Preflight.CreateCheck(Check, true, $"'{name}' follows the rules for names.");
    }

    private ComputeTestReport CreateReport(string? name, string? type, IReadOnlyList<ComputeCheck> checks, string? size) =>
        new(name, type, reader.Workspace.Name, checks) { VmSize = size };
}
