using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Settings;

namespace AmlCompute.Client.Running;

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

/// <summary>How long to stay with a change after the service has accepted it.</summary>
/// <param name="Wait">Whether to wait for its end.</param>
/// <param name="Timeout">The longest wait.</param>
internal sealed record WaitChoice(bool Wait, TimeSpan Timeout)
{
    /// <summary>Gets the longest wait as the user gave it, also where only a rest of it is left.</summary>
    public TimeSpan Given { get; } = Timeout;
}

/// <summary>Makes and removes compute targets, with the checks that keep a user from harm.</summary>
internal sealed class ComputeProvisioner
{
    private const int DefaultMaxNodes = 4;

    /// <summary>What the Azure CLI takes when a file names no size.</summary>
    private const string DefaultVmSize = "STANDARD_DS3_V2";

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;
    private readonly OperationFollower _follower;

    public ComputeProvisioner(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
        _follower = new OperationFollower(workspace, call);
    }

    /// <summary>Creates or attaches a target under a name that is free, unless <paramref name="existing"/> says otherwise.</summary>
    public async Task<ComputeTarget> PutAsync(string name, ComputeConfiguration configuration, ExistingTarget existing, WaitChoice wait)
    {
        ComputeTarget? found = await new Preflight(_workspace, _call).FindAsync(name, configuration, existing).ConfigureAwait(false);
        if (found is not null && existing == ExistingTarget.Keep)
        {
            return wait.Wait ? await _follower.UntilProvisionedAsync(name, wait).ConfigureAwait(false) : found;
        }

        ConfigurationRules.Require(configuration, name);
        string location = await RegionCatalog.LocateAsync(_workspace, configuration.Get(ComputeTarget.Members.Location) ?? found?.Location, _call).ConfigureAwait(false);
        ComputeOperation operation = await BeginPutAsync(name, configuration, found, location).ConfigureAwait(false);
        return wait.Wait || operation.Target is null
            ? (await _follower.FollowAsync(operation, name, configuration.IsAttach ? "Attaching" : "Creating", wait).ConfigureAwait(false))!
            : operation.Target;
    }

    /// <summary>
    /// Deletes what the service made, or detaches what was attached; never the one for the other. What is on its way out already needs no second request.
    /// </summary>
    public async Task<ComputeTarget> RemoveAsync(string name, UnderlyingResourceAction action, WaitChoice wait)
    {
        ComputeTarget target = await CheckRemoveAsync(name, action).ConfigureAwait(false);
        ComputeOperation? operation = target.IsBeingDeleted ? null : await BeginRemoveAsync(name, action).ConfigureAwait(false);
        if (operation is null)
        {
            _call.Log.Verbose($"{name}: is being removed already.");
            if (wait.Wait)
            {
                await _follower.UntilRemovedAsync(target, wait).ConfigureAwait(false);
            }
        }
        else if (wait.Wait)
        {
            await _follower.FollowAsync(operation, name, action == UnderlyingResourceAction.Delete ? "Deleting" : "Detaching", wait).ConfigureAwait(false);
        }

        return target;
    }

    /// <summary>Begins the removal; null when somebody else has begun it a moment ago.</summary>
    private async Task<ComputeOperation?> BeginRemoveAsync(string name, UnderlyingResourceAction action)
    {
        try
        {
            return await _client.DeleteAsync(_workspace, name, action, _call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.OperationConflict)
        {
            if (await _client.FindAsync(_workspace, name, _call).ConfigureAwait(false) is null or { IsBeingDeleted: true })
            {
                return null;
            }

            throw;
        }
    }

    /// <summary>Reads the target, and refuses to delete what was attached or to detach what the service made.</summary>
    public async Task<ComputeTarget> CheckRemoveAsync(string name, UnderlyingResourceAction action)
    {
        ComputeTarget target = await _client.GetAsync(_workspace, name, _call).ConfigureAwait(false);
        if (target.IsAttached && action == UnderlyingResourceAction.Delete)
        {
            throw ComputeTargetException.About(
                name,
                ErrorIds.ComputeTargetAttached,
                target.IsOriginUnknown
                    ? $"Compute target '{target.Name}' was not deleted, for the service does not tell whether it was attached, and then its resource would be lost."
                    : $"Compute target '{target.Name}' is attached; the service did not make it and does not delete it.");
        }

        if (!target.IsAttached && action == UnderlyingResourceAction.Detach)
        {
            throw ComputeTargetException.About(
                name, ErrorIds.ComputeTargetNotAttached, $"Compute target '{target.Name}' was made by the service; it can be deleted, not detached.");
        }

        return target;
    }

    private async Task<ComputeOperation> BeginPutAsync(string name, ComputeConfiguration configuration, ComputeTarget? replaced, string location)
    {
        // The region goes into the body only: the configuration is the user's, and may serve another workspace next.
        JsonObject body = replaced is null ? configuration.ToNode() : configuration.ToNodeOver(ComputeUpdater.ToPutBody(replaced));
        if (replaced is not null)
        {
            ComputeUpdater updater = new(_workspace, _call);
            updater.WarnOfCertificate(name, replaced, body);
            if (!configuration.Given.Any(item => item.Key is JsonMember<SecureString>))
            {
                await updater.AddCredentialsAsync(name, replaced, body).ConfigureAwait(false);
            }
        }

        ComputeTarget.Members.Location.Write(body, location);
        if (configuration.ComputeType == ComputeTypes.AmlCompute)
        {
            (int minNodes, int maxNodes) = ScaleOf(configuration, replaced as ComputeCluster);
            ComputeCluster.Members.MinNodes.Write(body, minNodes);
            ComputeCluster.Members.MaxNodes.Write(body, maxNodes);
            if ((configuration.Get(ComputeCluster.Members.IdleTimeBeforeScaleDown) ?? (replaced as ComputeCluster)?.IdleTimeBeforeScaleDown) is { } idleTime)
            {
                ComputeCluster.Members.IdleTimeBeforeScaleDown.Write(body, idleTime);
            }
        }

        if (configuration.ComputeType is ComputeTypes.AmlCompute or ComputeTypes.ComputeInstance && SizeOf(configuration) is null)
        {
            ComputeCluster.Members.VmSize.Write(body, replaced?.Read(ComputeCluster.Members.VmSize) ?? DefaultVmSize);
        }

        try
        {
            return await _client.PutAsync(_workspace, name, body, _call, replaced?.ToNode()).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.InvalidVmSize && SizeOf(configuration) is not null)
        {
            throw await WithNearMatchesAsync(exception, SizeOf(configuration)!, location).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The node limits that are sent; the service wants both. What was not given stays as it is on a cluster that is replaced; a new one gets the limits of
    /// the Python SDK v1.
    /// </summary>
    public static (int MinNodes, int MaxNodes) ScaleOf(ComputeConfiguration configuration, ComputeCluster? replaced)
    {
        int minNodes = configuration.Get(ComputeCluster.Members.MinNodes) ?? replaced?.MinNodes ?? 0;
        return (minNodes, configuration.Get(ComputeCluster.Members.MaxNodes) ?? Math.Max(replaced?.MaxNodes ?? DefaultMaxNodes, minNodes));
    }

    /// <summary>The size of the machines that Azure Machine Learning makes; null for other types.</summary>
    public static string? SizeOf(ComputeConfiguration configuration) =>
        configuration.Get(ComputeCluster.Members.VmSize) ?? configuration.Get(ComputeInstance.Members.VmSize);

    /// <summary>Looks up what the user may have meant. The first error stays the one that is told, whatever the look-up does.</summary>
    private async Task<ComputeTargetException> WithNearMatchesAsync(ComputeTargetException refused, string size, string location)
    {
        try
        {
            IReadOnlyList<VmSize> known = await new RegionCatalog(_workspace, location, _call).ReadSizesAsync().ConfigureAwait(false);
            return known.Count == 0 || RegionCatalog.Find(known, size) is not null
                ? refused
                : ServiceError.About(refused.ComputeName, refused, $"{refused.Message} {RegionCatalog.SimilarSizes(size, known, location)}");
        }
        catch (ComputeTargetException exception)
        {
            _call.Log.Verbose($"The sizes of the region could not be read: {exception.Message}");
            return refused;
        }
    }
}
