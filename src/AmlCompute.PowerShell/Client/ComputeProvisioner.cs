using System.Text.Json.Nodes;

namespace AmlCompute.Client;

/// <summary>What to do when a target of the wanted name is there already.</summary>
internal enum ExistingTarget
{
    /// <summary>Refuse.</summary>
    Refuse,

    /// <summary>Give the existing one.</summary>
    Keep,

    /// <summary>PUT over it.</summary>
    Replace,
}

/// <summary>How long to stay with a change after the service has accepted it.</summary>
/// <param name="Wait">Whether to wait for its end.</param>
/// <param name="Timeout">The longest wait.</param>
internal sealed record WaitChoice(bool Wait, TimeSpan Timeout);

/// <summary>Makes and removes compute targets, with the checks that keep a user from harm.</summary>
internal sealed class ComputeProvisioner
{
    private const int NearMatches = 5;
    private const int DefaultMaxNodes = 4;

    /// <summary>What the Azure CLI takes when a file names no size.</summary>
    private const string DefaultVmSize = "STANDARD_DS3_V2";

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;
    private readonly ComputeStay _stay;

    public ComputeProvisioner(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
        _stay = new ComputeStay(workspace, call);
    }

    /// <summary>Creates or attaches a target under a name that is free, unless <paramref name="existing"/> says otherwise.</summary>
    public async Task<ComputeTarget> PutAsync(string name, ComputeConfiguration configuration, ExistingTarget existing, WaitChoice wait)
    {
        ComputeTarget? found = await FindAsync(name, configuration, existing).ConfigureAwait(false);
        if (found is not null && existing == ExistingTarget.Keep)
        {
            return wait.Wait ? await _stay.ForProvisionedAsync(name, wait).ConfigureAwait(false) : found;
        }

        string location = await LocateAsync(configuration).ConfigureAwait(false);
        ComputeOperation operation = await BeginPutAsync(name, configuration, found, location).ConfigureAwait(false);
        return wait.Wait || operation.Target is null
            ? (await _stay.FollowAsync(operation, name, configuration.IsAttach ? "Attaching" : "Creating", wait.Timeout).ConfigureAwait(false))!
            : operation.Target;
    }

    /// <summary>Reads what tells beforehand whether <see cref="PutAsync"/> would be refused, and changes nothing.</summary>
    /// <returns>The existing target that would be kept; null when one would be made.</returns>
    public async Task<ComputeTarget?> CheckPutAsync(string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        ComputeTarget? found = await FindAsync(name, configuration, existing).ConfigureAwait(false);
        ComputeTarget? kept = existing == ExistingTarget.Keep ? found : null;
        if (kept is null && SizeOf(configuration) is { } size)
        {
            string location = await LocateAsync(configuration).ConfigureAwait(false);
            IReadOnlyList<string> known = await _client.GetVmSizeNamesAsync(_workspace, location, _call).ConfigureAwait(false);
            if (known.Count > 0 && !known.Contains(size, StringComparer.OrdinalIgnoreCase))
            {
                throw new ComputeTargetException(
                    ErrorIds.InvalidVmSize, $"There is no virtual machine size '{size}' in {location}. {NearMatchesOf(size, known, location)}")
                {
                    ComputeName = name,
                };
            }
        }

        return kept;
    }

    /// <summary>Deletes what the service made, or detaches what was attached; never the one for the other.</summary>
    public async Task<ComputeTarget> RemoveAsync(string name, UnderlyingResourceAction action, WaitChoice wait)
    {
        ComputeTarget target = await CheckRemoveAsync(name, action).ConfigureAwait(false);
        ComputeOperation operation = await _client.DeleteAsync(_workspace, name, action, _call).ConfigureAwait(false);
        if (wait.Wait)
        {
            await _stay.FollowAsync(operation, name, action == UnderlyingResourceAction.Delete ? "Deleting" : "Detaching", wait.Timeout).ConfigureAwait(false);
        }

        return target;
    }

    /// <summary>Reads the target, and refuses to delete what was attached or to detach what the service made.</summary>
    public async Task<ComputeTarget> CheckRemoveAsync(string name, UnderlyingResourceAction action)
    {
        ComputeTarget target = await _client.GetAsync(_workspace, name, _call).ConfigureAwait(false);
        if (target.IsAttached && action == UnderlyingResourceAction.Delete)
        {
            throw new ComputeTargetException(
                ErrorIds.ComputeTargetAttached, $"Compute target '{target.Name}' is attached; the service did not make it and does not delete it.")
            {
                ComputeName = name,
            };
        }

        if (!target.IsAttached && action == UnderlyingResourceAction.Detach)
        {
            throw new ComputeTargetException(
                ErrorIds.ComputeTargetNotAttached, $"Compute target '{target.Name}' was made by the service; it can be deleted, not detached.")
            {
                ComputeName = name,
            };
        }

        return target;
    }

    /// <summary>The existing target of that name, if it may be kept or replaced; null when there is none.</summary>
    private async Task<ComputeTarget?> FindAsync(string name, ComputeConfiguration configuration, ExistingTarget existing)
    {
        ComputeTarget? found = await _client.FindAsync(_workspace, name, _call).ConfigureAwait(false);
        if (found is null || existing == ExistingTarget.Replace)
        {
            return found;
        }

        bool isOther = existing == ExistingTarget.Keep && !string.Equals(found.ComputeType, configuration.ComputeType, StringComparison.OrdinalIgnoreCase);
        return existing == ExistingTarget.Keep && !isOther
            ? found.ProvisioningState != "Deleting"
                ? found
                : throw new ComputeTargetException(ErrorIds.OperationConflict, $"Compute target '{found.Name}' is there, but it is being deleted.") { ComputeName = name }
            : throw new ComputeTargetException(
                ErrorIds.ComputeTargetExists,
                $"Compute target '{found.Name}' exists already in workspace '{_workspace.Name}', of type {found.ComputeType}"
                + (isOther ? $", and not {configuration.ComputeType}." : "."))
            {
                ComputeName = name,
            };
    }

    /// <summary>The region of the target: that of the workspace, unless one was given.</summary>
    private async Task<string> LocateAsync(ComputeConfiguration configuration) =>
        configuration.Get(ComputeTarget.Members.Location)
        ?? _workspace.Location
        ?? (await ((ServiceConnection)_workspace.Connection).OpenAsync(new WorkspaceReference(_workspace), _call).ConfigureAwait(false)).Location
        ?? throw new ComputeTargetException(
            ErrorIds.InvalidArgument, $"Workspace '{_workspace.Name}' does not tell its region; give one with -Location.");

    private async Task<ComputeOperation> BeginPutAsync(string name, ComputeConfiguration configuration, ComputeTarget? replaced, string location)
    {
        // The region goes into the body only: the configuration is the user's, and may serve another workspace next.
        JsonObject body = configuration.ToNode();
        ComputeTarget.Members.Location.Write(body, location);
        if (configuration.ComputeType == ComputeTypes.AmlCompute)
        {
            CompleteScale(configuration, replaced as ComputeCluster, body);
        }

        if (configuration.ComputeType is ComputeTypes.AmlCompute or ComputeTypes.ComputeInstance && SizeOf(configuration) is null)
        {
            ComputeCluster.Members.VmSize.Write(body, replaced?.Read(ComputeCluster.Members.VmSize) ?? DefaultVmSize);
        }

        try
        {
            return await _client.PutAsync(_workspace, name, body, _call, ComputeAction.VersionForPut(configuration.Given.Select(item => item.Key))).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.InvalidVmSize && SizeOf(configuration) is not null)
        {
            throw await WithNearMatchesAsync(exception, SizeOf(configuration)!, location).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The service wants both limits. What was not given stays as it is on a cluster that is replaced; a new one gets the limits of the Python SDK v1.
    /// </summary>
    private static void CompleteScale(ComputeConfiguration configuration, ComputeCluster? replaced, JsonObject body)
    {
        int minNodes = configuration.Get(ComputeCluster.Members.MinNodes) ?? replaced?.MinNodes ?? 0;
        int maxNodes = configuration.Get(ComputeCluster.Members.MaxNodes) ?? Math.Max(replaced?.MaxNodes ?? DefaultMaxNodes, minNodes);
        ComputeCluster.Members.MinNodes.Write(body, minNodes);
        ComputeCluster.Members.MaxNodes.Write(body, maxNodes);
    }

    private static string? SizeOf(ComputeConfiguration configuration) =>
        configuration.Get(ComputeCluster.Members.VmSize) ?? configuration.Get(ComputeInstance.Members.VmSize);

    /// <summary>Looks up what the user may have meant. The first error stays the one that is told, whatever the look-up does.</summary>
    private async Task<ComputeTargetException> WithNearMatchesAsync(ComputeTargetException refused, string size, string location)
    {
        try
        {
            IReadOnlyList<string> known = await _client.GetVmSizeNamesAsync(_workspace, location, _call).ConfigureAwait(false);
            return known.Count == 0
                ? refused
                : ServiceError.About(refused.ComputeName, refused, $"{refused.Message} {NearMatchesOf(size, known, location)}");
        }
        catch (ComputeTargetException exception)
        {
            _call.Log.Verbose($"The sizes of the region could not be read: {exception.Message}");
            return refused;
        }
    }

    private static string NearMatchesOf(string size, IEnumerable<string> known, string location) =>
        $"Sizes with a similar name in {location}: {string.Join(", ", known.OrderBy(name => EditDistance.Between(name, size)).Take(NearMatches))}.";
}
