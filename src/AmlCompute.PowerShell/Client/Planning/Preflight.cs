using AmlCompute.Client.Arm;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Tells beforehand what would become of a compute target, and what state an existing one is in. It changes nothing.</summary>
internal sealed class Preflight
{
    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;

    public Preflight(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
    }

    /// <summary>The existing target of that name, if it may be kept, overwritten or replaced; null when there is none.</summary>
    /// <exception cref="ComputeTargetException">It is there and may not.</exception>
    public async Task<ComputeTarget?> FindAsync(string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        ComputeTarget? found = await _client.FindAsync(_workspace, name, _call).ConfigureAwait(false);
        if (found is null || existing == ExistingTarget.Replace)
        {
            return found;
        }

        RefuseDeleting(found);
        bool isOther = !string.Equals(found.ComputeType, configuration.ComputeType, StringComparison.OrdinalIgnoreCase);
        IReadOnlyList<ComputeDifference> stuck = TargetComparison.FixedIn(configuration, found);
        if (existing == ExistingTarget.Overwrite)
        {
            return stuck.Count == 0 ? found : throw NotOverwritten(found, configuration, stuck);
        }

        if (existing == ExistingTarget.Keep && !isOther)
        {
            return found;
        }

        string where = $"Compute target '{found.Name}' exists already in workspace '{_workspace.Name}', of type {found.ComputeType}";
        throw ComputeTargetException.About(
            name,
            ErrorIds.ComputeTargetExists,
            isOther ? $"{where}, and not {configuration.ComputeType}." : $"{where}.",
            isOther ? $"Use another name, or first {RemovalOf(found)}."
            : stuck.Count > 0 ? $"Use another name, or -IfNotExists to take the existing one. -Force would be refused, as what differs is fixed: {string.Join("; ", stuck)}."
            : null);
    }

    /// <summary>What is being deleted will never be free.</summary>
    public static void RefuseDeleting(ComputeTarget target)
    {
        if (target.IsBeingDeleted)
        {
            throw ComputeTargetException.About(
                target.Name,
                ErrorIds.OperationConflict,
                $"Compute target '{target.Name}' is being deleted.",
                $"Wait until it is gone with 'Wait-AmlComputeTarget {target.Name} -For Removed'; then its name is free.");
        }
    }

    private static ComputeTargetException NotOverwritten(ComputeTarget found, ComputeConfiguration configuration, IReadOnlyList<ComputeDifference> stuck)
    {
        string remedy = stuck.All(difference => difference.Way == ChangeWay.Resize)
            ? "Resize-AmlComputeTarget changes the size of a compute instance."
            : $"Use another name, or first {RemovalOf(found)}; Sync-AmlComputeTarget -AllowReplace removes it and makes it again.";
        return ComputeTargetException.About(
            found.Name,
            ErrorIds.ReplacementRequired,
            $"Compute target '{found.Name}' cannot be overwritten with these settings, as what differs is fixed once it is made: {string.Join("; ", stuck)}.",
            remedy);
    }

    private static string RemovalOf(ComputeTarget target) =>
        $"{(target.IsAttached ? "detach it with Disconnect-AmlComputeTarget" : "remove it with Remove-AmlComputeTarget")} -Wait";

    /// <summary>Checks what a creation or an attachment would meet, and gives the existing target that would be kept, overwritten or replaced.</summary>
    public async Task<(IReadOnlyList<ComputeCheck> Checks, ComputeTarget? Found)> CheckAsync(string? name, ComputeConfiguration configuration, ExistingTarget existing)
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
            catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.ComputeTargetExists or ErrorIds.OperationConflict or ErrorIds.ReplacementRequired)
            {
                checks.Add(Refused("NameFree", exception));
            }
        }

        if (found is not null && existing == ExistingTarget.Keep)
        {
            return (checks, found);
        }

        // Over a target, what is not given is sent as the target has it.
        ComputeConfiguration whole = found is not null && existing == ExistingTarget.Overwrite ? configuration.CompletedFrom(PutBody.Of(found)) : configuration;
        checks.AddRange(ConfigurationRules.ProblemsOf(configuration, withLimits: PutBody.SizeOf(whole) is null).Select(
            problem => new ComputeCheck("Settings", ComputeCheckOutcome.Failed, problem) { ErrorId = ErrorIds.InvalidArgument }));
        string? location = whole.Get(ComputeTarget.Members.Location);
        if (PutBody.SizeOf(whole) is { } size)
        {
            RegionCatalog region = await RegionCatalog.OpenAsync(_workspace, location, _call).ConfigureAwait(false);
            checks.AddRange(await new QuotaChecks(_workspace, configuration, size, found).RunAsync(region).ConfigureAwait(false));
        }

        checks.AddRange(TypeChecks.Run(whole));
        checks.AddRange(await CheckAgentSizeAsync(whole).ConfigureAwait(false));
        checks.AddRange(NetworkChecks.Run(_workspace, whole));
        if (configuration.Get(ComputeTarget.Members.ClusterResourceId) is { } resourceId)
        {
            checks.Add(await ResourceChecks.CheckAsync(_client, configuration.ComputeType, resourceId, _call).ConfigureAwait(false));
        }

        return (checks, found);
    }

    /// <summary>What a creation or an attachment would end in, as the command that does it tells it.</summary>
    public async Task<ComputeForecast> ForecastAsync(string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        (IReadOnlyList<ComputeCheck> checks, ComputeTarget? found) = await CheckAsync(name, configuration, existing).ConfigureAwait(false);
        return new ComputeForecast(
            [.. checks.Where(check => check is { ErrorId: null, Outcome: ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning }).Select(check => check.Message)],
            [.. checks.Where(check => check.ErrorId is not null).Select(check => ComputeTargetException.About(name, check.ErrorId!, check.Message, check.Remedy))],
            existing == ExistingTarget.Keep ? found : null,
            existing == ExistingTarget.Overwrite ? found : null);
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
            checks.Add(await ResourceChecks.CheckAsync(_client, resourceId, _call).ConfigureAwait(false));
        }

        return new ComputeTestReport(target.Name, target.ComputeType, _workspace.Name, checks);
    }

    /// <summary>The list has the sizes of the machines of Azure Machine Learning; AKS knows others besides, so that a size which is not in it is only a doubt.</summary>
    private async Task<IReadOnlyList<ComputeCheck>> CheckAgentSizeAsync(ComputeConfiguration configuration)
    {
        const string Check = "VmSize";
        if (configuration is not { ComputeType: ComputeTypes.Aks, IsAttach: false } || configuration.Get(AksCompute.Members.VmSize) is not { } name)
        {
            return [];
        }

        RegionCatalog catalog = await RegionCatalog.OpenAsync(_workspace, configuration.Get(ComputeTarget.Members.Location), _call).ConfigureAwait(false);
        (IReadOnlyList<VmSize> sizes, ComputeCheck? unknown) = await catalog.CheckSizesAsync().ConfigureAwait(false);
        return unknown is not null ? [unknown]
            : RegionCatalog.Find(sizes, name) is { } size ? [new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"{catalog.Location} has {size.Name}: {size.VCpus} vCPUs.")]
            : [new ComputeCheck(Check, ComputeCheckOutcome.Warning, $"{RegionCatalog.NoSuchSize(name, sizes, catalog.Location)} AKS may know it all the same.")];
    }

    private static ComputeCheckOutcome Outcome(bool isWell) => isWell ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Failed;

    private static ComputeCheck Refused(string check, ComputeTargetException exception) =>
        new(check, ComputeCheckOutcome.Failed, exception.Message) { ErrorId = exception.ErrorId, Remedy = exception.Remedy };

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
/// <param name="Overwritten">The existing target that would be overwritten.</param>
internal sealed record ComputeForecast(
    IReadOnlyList<string> Warnings, IReadOnlyList<ComputeTargetException> Refusals, ComputeTarget? Kept, ComputeTarget? Overwritten)
{
    /// <summary>Gets a value indicating whether anything would be sent.</summary>
    public bool GoesAhead => Kept is null && Refusals.Count == 0;
}

/// <summary>What to do when a target of the wanted name is there already.</summary>
internal enum ExistingTarget
{
    /// <summary>Refuse.</summary>
    Refuse,

    /// <summary>Give the existing one.</summary>
    Keep,

    /// <summary>PUT over it.</summary>
    Overwrite,

    /// <summary>Remove it first; what it uses becomes free.</summary>
    Replace,
}
