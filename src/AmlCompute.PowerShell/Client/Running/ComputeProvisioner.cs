using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;
using AmlCompute.Settings;

namespace AmlCompute.Client.Running;

/// <summary>Makes and removes compute targets, with the checks that keep a user from harm.</summary>
internal sealed class ComputeProvisioner
{
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
        string location = await RegionCatalog
            .LocateAsync(_workspace, configuration.Get(ComputeTarget.Members.Location) ?? found?.Location, _call)
            .ConfigureAwait(false);
        ComputeOperation operation = await BeginPutAsync(name, configuration, found, location).ConfigureAwait(false);
        return wait.Wait || operation.Target is null
            ? (await _follower.FollowAsync(operation, name, configuration.IsAttach ? "Attaching" : "Creating", wait).ConfigureAwait(false))!
            : operation.Target;
    }

    /// <summary>
    /// Deletes what the service made, or detaches what was attached; never the one for the other. What is on its way out already needs no
    /// second request.
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
            string doing = action == UnderlyingResourceAction.Delete ? "Deleting" : "Detaching";
            await _follower.FollowAsync(operation, name, doing, wait).ConfigureAwait(false);
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
                    ? $"Compute target '{target.Name}' was not deleted, for the service does not tell whether it was attached, "
                        + "and then its resource would be lost."
                    : $"Compute target '{target.Name}' is attached; the service did not make it and does not delete it.");
        }

        if (!target.IsAttached && action == UnderlyingResourceAction.Detach)
        {
            throw ComputeTargetException.About(
                name,
                ErrorIds.ComputeTargetNotAttached,
                $"Compute target '{target.Name}' was made by the service; it can be deleted, not detached.");
        }

        return target;
    }

    private async Task<ComputeOperation> BeginPutAsync(
        string name, ComputeConfiguration configuration, ComputeTarget? replaced, string location)
    {
        JsonObject body = await new PutBody(_workspace, _call).CreateAsync(name, configuration, replaced, location).ConfigureAwait(false);
        try
        {
            return await _client.PutAsync(_workspace, name, body, _call, replaced?.ToNode()).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
            when (exception.ErrorId == ErrorIds.InvalidVmSize && PutBody.SizeOf(configuration) is not null)
        {
            throw await WithNearMatchesAsync(exception, PutBody.SizeOf(configuration)!, location).ConfigureAwait(false);
        }
    }

    /// <summary>Looks up what the user may have meant. The first error stays the one that is told, whatever the look-up does.</summary>
    private async Task<ComputeTargetException> WithNearMatchesAsync(ComputeTargetException refused, string size, string location)
    {
        try
        {
            IReadOnlyList<VmSize> known = await new RegionCatalog(_workspace, location, _call).ReadSizesAsync().ConfigureAwait(false);
            return known.Count == 0 || RegionCatalog.Find(known, size) is not null
                ? refused
                : ServiceError.About(
                    refused.ComputeName, refused, $"{refused.Message} {RegionCatalog.SimilarSizes(size, known, location)}");
        }
        catch (ComputeTargetException exception)
        {
            _call.Log.Verbose($"The sizes of the region could not be read: {exception.Message}");
            return refused;
        }
    }
}
