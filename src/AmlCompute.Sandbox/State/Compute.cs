using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.Jobs;
using AmlCompute.Sandbox.Types;

namespace AmlCompute.Sandbox.State;

/// <summary>A compute target: the settings that requests sent, and its current state. Each compute type has a subclass.</summary>
internal abstract partial class Compute(ComputeType type, Workspace workspace, string name, SandboxState state)
{
    public ComputeType Type { get; } = type;

    public Workspace Workspace { get; } = workspace;

    public string Name { get; } = name;

    public string Id => $"{Workspace.Id}/computes/{Name}";

    /// <summary>The region of the last PUT that named one; if none did, the region of the workspace.</summary>
    public string Location { get; private set; } = workspace.Location;

    public string ProvisioningState { get; private set; } = ProvisioningStates.Creating;

    /// <summary>True while an operation runs.</summary>
    public bool IsBusy => _operation is { IsRunning: true };

    /// <summary>True if the service did not create the underlying resource, so that a DELETE only detaches it.</summary>
    public virtual bool IsAttached => false;

    /// <summary>The cores that the list of usages counts; null for a type without machines of the service.</summary>
    public virtual CoreUse? CoresInUse => null;

    /// <summary>
    /// The cores that count against the quotas: those in use, and those of nodes that a cluster still needs for its minimum. Null as in
    /// <see cref="CoresInUse"/>.
    /// </summary>
    public virtual CoreUse? CoresCommitted => CoresInUse;

    protected SandboxState State { get; } = state;

    /// <summary>The member 'properties' as requests sent it: an update keeps the members that it does not change.</summary>
    protected JsonObject SentProperties { get; private set; } = [];

    /// <summary>The member 'properties.properties' of <see cref="SentProperties"/>, which depends on the type.</summary>
    protected JsonObject TypeProperties => (JsonObject)SentProperties["properties"]!;

    /// <summary>The VM size. Only for types whose PUT requires one.</summary>
    protected VmSize Size => VmCatalog.FindSize((string)TypeProperties["vmSize"]!)!;

    protected DateTimeOffset CreatedOn { get; private set; }

    protected DateTimeOffset ModifiedOn { get; set; }

    /// <summary>True if the creation has succeeded. A compute whose creation failed cannot be changed.</summary>
    protected bool WasCreated { get; private set; }

    /// <summary>The time from the PUT of a new compute to the end of its operation.</summary>
    protected abstract TimeSpan CreationDuration { get; }

    protected virtual TimeSpan UpdateDuration => TimeSpan.FromSeconds(30);

    protected virtual TimeSpan DeletionDuration => TimeSpan.FromSeconds(60);

    /// <summary>The members of 'properties.properties' that a PUT on an existing compute may change.</summary>
    protected abstract IReadOnlyList<string> ChangeableMembers { get; }

    /// <summary>The shape of 'properties.properties' of a PATCH; null for a type that PATCH does not change.</summary>
    protected virtual ObjectShape? PatchShape => null;

    /// <summary>False if the service refuses a DELETE in the current state.</summary>
    protected virtual bool CanDeleteNow => true;

    /// <summary>Serves an action that starts an operation: start, stop, restart, resize.</summary>
    public virtual Operation ServeAction(RequestContext request, string action) => throw CreateUnsupportedActionError(action);

    /// <summary>
    /// Serves an action that changes a setting without an operation: updateIdleShutdownSetting, customServices, updateDataMounts.
    /// </summary>
    public virtual void ChangeSetting(RequestContext request, string action) => throw CreateUnsupportedActionError(action);

    public virtual IReadOnlyList<VmSize> ListSizesForResize() => throw CreateUnsupportedActionError("getAllowedVmSizesForResize");

    public virtual IReadOnlyList<JsonObject> ListNodes() =>
        throw ServiceError.BadRequest($"A compute of type '{Type.Name}' has no list of nodes.", "properties.computeType");

    public virtual JsonObject ListKeys() =>
        throw ServiceError.BadRequest($"A compute of type '{Type.Name}' has no keys.", "properties.computeType");

    /// <summary>Adds a job to run. A type without machines of the service runs it at once.</summary>
    public virtual void QueueJob(Job job, DateTimeOffset at) => job.StartJob(at, _ => { });

    /// <summary>Adds the required settings that a PUT on an existing compute can omit.</summary>
    protected virtual void CompleteUpdate(PutBody body) { }

    /// <summary>
    /// Rejects values that are not valid for this type, before the compute changes. A compute whose creation failed is not new.
    /// </summary>
    protected abstract void CheckPut(PutBody body, bool isNew);

    /// <summary>Checks 'properties.properties' of a PATCH, and then applies it.</summary>
    protected virtual void ApplyPatch(JsonObject patch) { }

    // The methods OnAccepted to OnDeleteFailed run at the steps of an operation, for types with a state of their own.

    /// <summary>Runs when a PUT was accepted, which creates or updates the compute.</summary>
    protected virtual void OnAccepted(DateTimeOffset at, bool creates) { }

    protected virtual void OnCreated(DateTimeOffset at) { }

    protected virtual void OnCreateFailed(DateTimeOffset at) { }

    protected virtual void OnUpdated(DateTimeOffset at) { }

    protected virtual void OnUpdateFailed(DateTimeOffset at) { }

    protected virtual void OnDeleting(DateTimeOffset at) { }

    protected virtual void OnDeleteFailed(DateTimeOffset at) { }

    /// <summary>
    /// Lists the other computes in all workspaces with the same subscription and region, whose cores count against the same limits.
    /// </summary>
    protected IReadOnlyList<Compute> ListOtherComputes() =>
    [
        .. State.Workspaces.ListWorkspaces(Workspace.SubscriptionId)
            .Where(workspace => Regions.AreEqual(workspace.Location, Workspace.Location))
            .SelectMany(workspace => workspace.Computes.Values)
            .Where(compute => compute != this),
    ];

    /// <summary>
    /// Finds the size that a request names, and fails with status 400 if it does not exist, is retired, or does not support the type. The
    /// region is only for the error: all regions have the same sizes.
    /// </summary>
    protected VmSize RequireSize(string name, string region, string path)
    {
        VmSize size = VmCatalog.FindSize(name) ?? throw ServiceError.BadRequest(
            $"The specified VM size '{name}' is not available in region '{region}'.", path);
        if (Retirements.IsRetired(size, State.Now))
        {
            string message = $"The specified VM size '{size.Name}' is retired and can no longer be used.";
            throw new ServiceError(400, "InvalidVmSize", message, path);
        }

        return size.ComputeTypes.Contains(Type.Name)
            ? size
            : throw ServiceError.BadRequest($"The specified VM size '{name}' is not supported for compute type '{Type.Name}'.", path);
    }

    /// <summary>
    /// Fails with status 404 if a request sent the member of 'properties.properties' with the keys, but the keys are lost, because a saved
    /// state has no secrets.
    /// </summary>
    protected void RequireSentKeys(string member)
    {
        if (_hasLostSecrets && TypeProperties[member] is not null)
        {
            throw new ServiceError(
                404,
                "NotFound",
                $"The keys of the compute '{Name}' are not known any more, because a saved state has no secrets. " +
                "Detach it, and attach it again.",
                Name);
        }
    }

    /// <summary>Rejects the id of a resource for a type that the service creates.</summary>
    protected void RejectResourceId(PutBody body) => ServiceError.ThrowIf(
        body.ResourceId is not null,
        $"The service creates computes of type '{Type.Name}'. Remove 'properties.resourceId'.",
        "properties.resourceId");

    private ServiceError CreateUnsupportedActionError(string action) => ServiceError.BadRequest(
        $"The action '{action}' is not supported for computes of type '{Type.Name}'.", "properties.computeType");
}
