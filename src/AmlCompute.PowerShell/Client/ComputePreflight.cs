namespace AmlCompute.Client;

/// <summary>Tells beforehand what would become of a compute target, and what state an existing one is in. It changes nothing.</summary>
internal sealed class ComputePreflight
{
    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;

    public ComputePreflight(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
    }

    /// <summary>The existing target of that name, if it may be kept or replaced; null when there is none.</summary>
    /// <exception cref="ComputeTargetException">It is there and may be neither.</exception>
    public async Task<ComputeTarget?> FindAsync(string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        ComputeTarget? found = await _client.FindAsync(_workspace, name, _call).ConfigureAwait(false);
        if (found is null || existing == ExistingTarget.Replace)
        {
            return found;
        }

        bool isOther = existing == ExistingTarget.Keep && !string.Equals(found.ComputeType, configuration.ComputeType, StringComparison.OrdinalIgnoreCase);
        return existing == ExistingTarget.Keep && !isOther
            ? !found.IsBeingDeleted
                ? found
                : throw ComputeTargetException.About(name, ErrorIds.OperationConflict, $"Compute target '{found.Name}' is there, but it is being deleted.")
            : throw ComputeTargetException.About(
                name,
                ErrorIds.ComputeTargetExists,
                $"Compute target '{found.Name}' exists already in workspace '{_workspace.Name}', of type {found.ComputeType}"
                + (isOther ? $", and not {configuration.ComputeType}." : "."));
    }

    /// <summary>Checks what a creation or an attachment would meet, and gives the existing target that would be kept instead of it.</summary>
    public async Task<(IReadOnlyList<ComputeCheck> Checks, ComputeTarget? Kept)> CheckAsync(string? name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        List<ComputeCheck> checks = [];
        ComputeTarget? found = null;
        if (name is not null)
        {
            try
            {
                found = await FindAsync(name, configuration, existing).ConfigureAwait(false);
                checks.Add(new ComputeCheck("NameFree", ComputeCheckOutcome.Passed, found is null ? $"The name '{name}' is free." : $"'{found.Name}' would be {(existing == ExistingTarget.Keep ? "kept" : "overwritten")}."));
            }
            catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.ComputeTargetExists or ErrorIds.OperationConflict)
            {
                checks.Add(Refused("NameFree", exception));
            }
        }

        if (found is not null && existing == ExistingTarget.Keep)
        {
            return (checks, found);
        }

        if (ComputeProvisioner.SizeOf(configuration) is { } size)
        {
            string location = await RegionCatalog.LocateAsync(_workspace, configuration.Get(ComputeTarget.Members.Location), _call).ConfigureAwait(false);
            checks.AddRange(await new MachineChecks(_workspace, configuration, size, found).RunAsync(new RegionCatalog(_workspace, location, _call)).ConfigureAwait(false));
        }

        checks.AddRange(NetworkChecks.Run(_workspace, configuration));
        if (configuration.Get(ComputeTarget.Members.ClusterResourceId) is { } resourceId)
        {
            checks.Add(await UnderlyingResource.CheckAsync(_client, resourceId, _call).ConfigureAwait(false));
        }

        return (checks, null);
    }

    /// <summary>What a creation or an attachment would end in, as the command that does it tells it.</summary>
    public async Task<ComputeForecast> ForecastAsync(string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        (IReadOnlyList<ComputeCheck> checks, ComputeTarget? kept) = await CheckAsync(name, configuration, existing).ConfigureAwait(false);
        return new ComputeForecast(
            [.. checks.Where(check => check is { ErrorId: null, Outcome: ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning }).Select(check => check.Message)],
            [.. checks.Where(check => check.ErrorId is not null).Select(check => new ComputeTargetException(check.ErrorId!, check.Message) { ComputeName = name })],
            kept);
    }

    /// <summary>The report on a target: one that is wanted, without a name on its settings alone; without settings, on one that should be there.</summary>
    public Task<ComputeTestReport> TestAsync(string? name, ComputeConfiguration? configuration) =>
        configuration is null ? TestExistingAsync(name!) : TestWantedAsync(name, configuration);

    private async Task<ComputeTestReport> TestWantedAsync(string? name, ComputeConfiguration configuration)
    {
        List<ComputeCheck> checks = [];
        bool isName = name is null || CheckName(name, checks);
        checks.AddRange((await CheckAsync(isName ? name : null, configuration, ExistingTarget.Refuse).ConfigureAwait(false)).Checks);
        return new ComputeTestReport(name, configuration.ComputeType, _workspace.Name, checks);
    }

    private async Task<ComputeTestReport> TestExistingAsync(string name)
    {
        ComputeTarget? target = await _client.FindAsync(_workspace, name, _call).ConfigureAwait(false);
        if (target is null)
        {
            ComputeCheck missing = new("Exists", ComputeCheckOutcome.Failed, $"There is no compute target '{name}' in workspace '{_workspace.Name}'.");
            return new ComputeTestReport(name, null, _workspace.Name, [missing]);
        }

        List<ComputeCheck> checks = [new ComputeCheck("Exists", ComputeCheckOutcome.Passed, $"'{target.Name}' is there, of type {target.ComputeType}.")];
        checks.Add(new ComputeCheck("ProvisioningState", Outcome(target.ProvisioningState == ProvisioningStates.Succeeded), $"The provisioning state is {target.ProvisioningState ?? "not known"}."));
        checks.Add(new ComputeCheck("State", Outcome(!InstanceStates.IsBroken(target.State) && !InstanceStates.Is(target.State, InstanceStates.Unknown)), $"The state is {target.State ?? "not known"}."));
        checks.Add(new ComputeCheck("Errors", Outcome(target.Errors.Count == 0), target.Errors.Count == 0 ? "It reports no errors." : string.Join(" ", target.Errors)));
        if (target is ComputeCluster cluster)
        {
            int unusable = cluster.NodeStates?.Unusable ?? 0;
            checks.Add(new ComputeCheck("Nodes", unusable == 0 ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Warning, unusable == 0 ? "No node is unusable." : $"{unusable} of {cluster.CurrentNodes} nodes are unusable."));
        }

        if (target is { IsAttached: true, ClusterResourceId: { } resourceId })
        {
            checks.Add(await UnderlyingResource.CheckAsync(_client, resourceId, _call).ConfigureAwait(false));
        }

        return new ComputeTestReport(target.Name, target.ComputeType, _workspace.Name, checks);
    }

    private static ComputeCheckOutcome Outcome(bool isWell) => isWell ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Failed;

    private static ComputeCheck Refused(string check, ComputeTargetException exception) =>
        new(check, ComputeCheckOutcome.Failed, exception.Message) { ErrorId = exception.ErrorId };

    /// <summary>Whether the service can be asked for a target of that name.</summary>
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

        string? doubt = ComputeNames.Doubt(name)?.Message;
        checks.Add(new ComputeCheck("Name", doubt is null ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Warning, doubt ?? $"'{name}' keeps the rules for names."));
        return true;
    }
}

/// <summary>What would become of a creation or an attachment.</summary>
/// <param name="Warnings">What the service would take, and what would go wrong all the same.</param>
/// <param name="Refusals">What it would be refused for.</param>
/// <param name="Kept">The existing target that would be given instead.</param>
internal sealed record ComputeForecast(IReadOnlyList<string> Warnings, IReadOnlyList<ComputeTargetException> Refusals, ComputeTarget? Kept)
{
    /// <summary>Gets a value indicating whether anything would be sent.</summary>
    public bool GoesAhead => Kept is null && Refusals.Count == 0;
}
