using AmlCompute.Client.Arm;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Predicts the outcome of a creation or an attachment, and reports the state of an existing target. It changes nothing.</summary>
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

    /// <summary>Returns the existing target of that name if it may be kept, overwritten or replaced; null if there is none.</summary>
    /// <exception cref="ComputeTargetException">The target exists and may not be kept, overwritten or replaced.</exception>
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
            return stuck.Count == 0 ? found : throw NotOverwritten(found, stuck);
        }

        if (existing == ExistingTarget.Keep && !isOther)
        {
            return found;
        }

        string where = $"Compute target '{found.Name}' already exists in workspace '{_workspace.Name}', of type {found.ComputeType}";
        throw ComputeTargetException.About(
            name,
            ErrorIds.ComputeTargetExists,
            isOther ? $"{where}, and not {configuration.ComputeType}." : $"{where}.",
            isOther || stuck.Count > 0 ? RemedyFor(found, isOther ? [] : stuck) : null);
    }

    /// <summary>Refuses a target that is being deleted, because its name stays in use until the deletion has ended.</summary>
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

    /// <summary>Checks a creation or an attachment, and returns the existing target that would be kept, overwritten or replaced.</summary>
    public async Task<(IReadOnlyList<ComputeCheck> Checks, ComputeTarget? Found)> CheckAsync(
        string? name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        List<ComputeCheck> checks = [];
        ComputeTarget? found = null;
        if (name is not null)
        {
            try
            {
                found = await FindAsync(name, configuration, existing).ConfigureAwait(false);
                string use = found is null
                    ? $"The name '{name}' is free."
                    : $"'{found.Name}' would be {(existing == ExistingTarget.Keep ? "kept" : "overwritten")}.";
                checks.Add(new ComputeCheck("NameFree", ComputeCheckOutcome.Passed, use));
            }
            catch (ComputeTargetException exception) when (exception.ErrorId is
                ErrorIds.ComputeTargetExists or ErrorIds.OperationConflict or ErrorIds.ReplacementRequired)
            {
                checks.Add(Refused("NameFree", exception));
            }
        }

        if (found is not null && existing == ExistingTarget.Keep)
        {
            return (checks, found);
        }

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
            RegionCatalog region = await RegionCatalog.OpenAsync(_workspace, location, _call).ConfigureAwait(false);
            checks.AddRange(await new QuotaChecks(_workspace, configuration, size, found).RunAsync(region).ConfigureAwait(false));
        }

        checks.AddRange(await CheckAgentSizeAsync(whole).ConfigureAwait(false));
        if (!configuration.IsAttach && !Array.Exists(problems, problem => problem.Check == "Network"))
        {
            checks.Add(new ComputeCheck("Network", ComputeCheckOutcome.Passed, "The network settings are valid together."));
        }

        if (configuration.Get(ComputeTarget.Members.ClusterResourceId) is { } resourceId
            && !Array.Exists(problems, problem => problem.Check == "Resource"))
        {
            checks.Add(await ResourceChecks.CheckAsync(_client, resourceId, _call).ConfigureAwait(false));
        }

        return (checks, found);
    }

    /// <summary>Predicts the outcome of a creation or an attachment.</summary>
    public async Task<ComputeForecast> ForecastAsync(string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        (IReadOnlyList<ComputeCheck> checks, ComputeTarget? found) = await CheckAsync(name, configuration, existing).ConfigureAwait(false);
        return new ComputeForecast(
            [.. checks
                .Where(check => check is { ErrorId: null, Outcome: ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning })
                .Select(check => check.Message)],
            [.. checks
                .Where(check => check.ErrorId is not null)
                .Select(check => ComputeTargetException.About(name, check.ErrorId!, check.Message, check.Remedy))],
            existing == ExistingTarget.Keep ? found : null,
            existing == ExistingTarget.Overwrite ? found : null);
    }

    /// <summary>Reports on the settings of a wanted target and, if given, its name; without settings, on an existing target.</summary>
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
            ComputeCheck missing = new(
                "Exists", ComputeCheckOutcome.Failed, $"Compute target '{name}' was not found in workspace '{_workspace.Name}'.");
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

        if (target is { IsAttached: true, ClusterResourceId: { } resourceId })
        {
            checks.Add(await ResourceChecks.CheckAsync(_client, resourceId, _call).ConfigureAwait(false));
        }

        return new ComputeTestReport(target.Name, target.ComputeType, _workspace.Name, checks);
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

        RegionCatalog catalog = await RegionCatalog
            .OpenAsync(_workspace, configuration.Get(ComputeTarget.Members.Location), _call)
            .ConfigureAwait(false);
        (IReadOnlyList<VmSize> sizes, ComputeCheck? unknown) = await catalog.CheckSizesAsync().ConfigureAwait(false);
        if (unknown is not null)
        {
            return [unknown];
        }

        return RegionCatalog.Find(sizes, name) is { } size
            ? [new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"{catalog.Location} has {size.Name}: {size.VCpus} vCPUs.")]
            : [new ComputeCheck(
                Check, ComputeCheckOutcome.Warning, $"{RegionCatalog.NoSuchSize(name, sizes, catalog.Location)} AKS may still offer it.")];
    }

    private static ComputeCheckOutcome OutcomeOf(bool isPassed) => isPassed ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Failed;

    private static ComputeCheck Refused(string check, ComputeTargetException exception) =>
        new(check, ComputeCheckOutcome.Failed, exception.Message) { ErrorId = exception.ErrorId, Remedy = exception.Remedy };

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

        string? warning = ComputeNames.Doubt(name)?.Message;
        checks.Add(warning is null
            ? new ComputeCheck("Name", ComputeCheckOutcome.Passed, $"'{name}' follows the rules for names.")
            : new ComputeCheck("Name", ComputeCheckOutcome.Warning, warning));
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

/// <summary>The actions for an existing target of the wanted name.</summary>
internal enum ExistingTarget
{
    /// <summary>Fail.</summary>
    Refuse,

    /// <summary>Return the existing target.</summary>
    Keep,

    /// <summary>Send a PUT over the existing target.</summary>
    Overwrite,

    /// <summary>Remove the existing target first, which frees its quota.</summary>
    Replace,
}
