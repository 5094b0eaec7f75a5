using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.Types;

namespace AmlCompute.Sandbox.State;

/// <summary>A compute target: its last request body and its current state. Each compute type has a subclass.</summary>
internal abstract partial class Compute(ComputeType type, Workspace workspace, string name, SandboxState state)
{
    private JsonObject? _tags;
    private JsonObject? _identity;
    private Operation? _operation;

    public ComputeType Type { get; } = type;

    public Workspace Workspace { get; } = workspace;

    public string Name { get; } = name;

    public string Id => $"{Workspace.Id}/computes/{Name}";

    public string Location { get; private set; } = string.Empty;

    public string ProvisioningState { get; private set; } = ProvisioningStates.Creating;

    /// <summary>True if the last PUT comes from a saved state, which has no secrets.</summary>
    public bool HasLostSecrets { get; private set; }

    public bool IsBusy => _operation is { IsRunning: true };

    public virtual bool IsAttached => false;

    /// <summary>The cores that count against the quotas; null for a type without machines of the service.</summary>
    public virtual CoreUse? CoresInUse => null;

    /// <summary>The cores to which the compute can scale without another request.</summary>
    public virtual CoreUse? CoresCommitted => CoresInUse;

    protected SandboxState State { get; } = state;

    /// <summary>The member 'properties' of the last request.</summary>
    protected JsonObject Sent { get; private set; } = [];

    /// <summary>The member 'properties.properties' of the last request.</summary>
    protected JsonObject Inner => (JsonObject)Sent["properties"]!;

    /// <summary>The size of a compute with machines of the service.</summary>
    protected VmSize Size => VmCatalog.Find((string)Inner["vmSize"]!)!;

    protected DateTimeOffset CreatedOn { get; private set; }

    /// <summary>True if the creation has succeeded. A compute whose creation failed cannot be changed.</summary>
    protected bool WasCreated { get; private set; }

    protected abstract TimeSpan CreateTime { get; }

    protected virtual TimeSpan UpdateTime => TimeSpan.FromSeconds(30);

    protected virtual TimeSpan DeleteTime => TimeSpan.FromSeconds(60);

    /// <summary>The members of 'properties.properties' that a PUT on an existing compute may change.</summary>
    protected abstract IReadOnlyList<string> Changeable { get; }

    /// <summary>The shape of 'properties.properties' of a PATCH; null for a type that PATCH does not change.</summary>
    protected virtual ObjectShape? PatchShape => null;

    protected DateTimeOffset ModifiedOn { get; set; }

    private JsonArray? ProvisioningErrors { get; set; }

    public Reply Put(RequestContext request, PutBody body, bool isNew)
    {
        RefuseIfBusy();
        if (!isNew)
        {
            PutBodyCheck.Normalise(body);
            CheckUpdate(body);
        }

        if (body.Location is { } location && !Regions.Contains(location) && !location.EqualsIgnoreCase(Workspace.Location))
        {
            throw ServiceError.UnknownLocation(location, "workspaces/computes");
        }

        Check(body, isNew);
        PutBodyCheck.Normalise(body);
        bool creates = !WasCreated;
        Location = body.Location ?? (isNew ? Workspace.Location : Location);
        _tags = body.Tags;
        _identity = IdentityBody.WithoutNone(body.Identity);
        Sent = creates ? body.Properties : Merge(body);
        CreatedOn = isNew ? request.Now : CreatedOn;
        HasLostSecrets = request.IsRestored;
        ModifiedOn = request.Now;
        ProvisioningState = ProvisioningStates.Creating;
        ProvisioningErrors = null;
        JsonObject response = RenderChange(isNew);
        _operation = creates
            ? Start(request, CreateTime, OnCreated, OnCreateFailed)
            : Start(request, UpdateTime, OnUpdated, OnUpdateFailed);
        OnAccepted(request.Now, creates);
        return new Reply(201, response, _operation);
    }

    /// <summary>Serves a DELETE. Lists show the compute in state Deleting until the operation ends.</summary>
    public Reply Delete(RequestContext request, bool detach)
    {
        ServiceError.ThrowIf(
            detach && !IsAttached,
            $"The service created the compute '{Name}', so it cannot be detached. Delete it instead.",
            "underlyingResourceAction");
        if (ProvisioningState == ProvisioningStates.Deleting || !CanDeleteNow)
        {
            throw ServiceError.ActiveOperation(Name);
        }

        if (_operation is { IsRunning: true } running)
        {
            running.Status = OperationStatus.Canceled;
        }

        ProvisioningState = ProvisioningStates.Deleting;
        ModifiedOn = request.Now;
        OnDeleting(request.Now);
        _operation = State.Operations.Start(request, request.Now, Workspace.Location, DeleteTime, new Outcome(
            _ =>
            {
                Workspace.Computes.Remove(Name);
                State.Journal.Forget(Id);
            },
            (at, failure) =>
            {
                Fail(at, failure);
                OnDeleteFailed(at);
            }));
        return new Reply(202, Operation: _operation);
    }

    public Reply Patch(RequestContext request)
    {
        if (PatchShape is null)
        {
            throw ServiceError.BadRequest(
                $"A compute of type '{Type.Name}' cannot be updated by PATCH; use PUT.", "properties.computeType");
        }

        JsonObject body = (JsonObject)RequestBody.Read(request, Shape.Object(
            ("location", Shape.Text),
            ("identity", IdentityBody.BodyShape),
            ("properties", Shape.Object(("computeType", Shape.OneOf(Type.Name)), ("properties", PatchShape)))));
        RefuseIfBusy();
        ServiceError.ThrowIf(
            !WasCreated, $"The compute '{Name}' is in provisioning state {ProvisioningState} and cannot be changed.", Name);
        PutBodyCheck.RejectIf(body["location"] is { } location && !Location.EqualsIgnoreCase((string?)location), "location");
        JsonObject? identity = IdentityBody.Patch(_identity, body["identity"] as JsonObject, State.Options.IdentityPatch);
        PreparePatch(body["properties"]?["properties"] as JsonObject ?? [])();
        _identity = identity;
        ModifiedOn = request.Now;
        ProvisioningState = ProvisioningStates.Updating;
        JsonObject response = RenderChange(isNew: false);
        _operation = Start(request, UpdateTime, OnUpdated, OnUpdateFailed);
        return new Reply(202, response, _operation);
    }

    /// <summary>Serves an action that starts an operation: start, stop, restart, resize.</summary>
    public virtual Operation Act(RequestContext request, string action) => throw Unsupported(action);

    /// <summary>Serves an action that changes a setting at once: updateIdleShutdownSetting, customServices, updateDataMounts.</summary>
    public virtual void Configure(RequestContext request, string action) => throw Unsupported(action);

    public virtual IReadOnlyList<VmSize> ListSizesForResize() => throw Unsupported("getAllowedVmSizesForResize");

    public virtual IReadOnlyList<JsonObject> ListNodes() =>
        throw ServiceError.BadRequest($"A compute of type '{Type.Name}' has no list of nodes.", "properties.computeType");

    public virtual JsonObject ListKeys() =>
        throw ServiceError.BadRequest($"A compute of type '{Type.Name}' has no keys.", "properties.computeType");

    /// <summary>Gets a job to run. A type without machines of the service runs it at once.</summary>
    public virtual void Queue(Job job, DateTimeOffset at) => job.Start(at, _ => { });

    /// <summary>Rejects values that are not valid for this type, before the compute changes.</summary>
    protected abstract void Check(PutBody body, bool isNew);

    /// <summary>Checks 'properties.properties' of a PATCH, and returns the action that applies it.</summary>
    protected virtual Action PreparePatch(JsonObject inner) => () => { };

    protected virtual bool CanDeleteNow => true;

    protected virtual void OnAccepted(DateTimeOffset at, bool creates) { }

    protected virtual void OnCreated(DateTimeOffset at) { }

    protected virtual void OnCreateFailed(DateTimeOffset at) { }

    protected virtual void OnUpdated(DateTimeOffset at) { }

    protected virtual void OnUpdateFailed(DateTimeOffset at) { }

    protected virtual void OnDeleting(DateTimeOffset at) { }

    protected virtual void OnDeleteFailed(DateTimeOffset at) { }

    /// <summary>The other computes of the subscription, whose cores count against the same limits.</summary>
    protected IReadOnlyList<Compute> Others() =>
    [
        .. State.Workspaces.List(Workspace.SubscriptionId)
            .SelectMany(workspace => workspace.Computes.Values)
            .Where(other => other != this),
    ];

    /// <summary>
    /// Finds the size that a request names, and fails with status 400 if it does not exist, is retired, or does not support the type.
    /// </summary>
    protected VmSize RequireSize(string name, string path)
    {
        VmSize size = VmCatalog.Find(name) ?? throw ServiceError.BadRequest(
            $"The specified VM size '{name}' is not available in region '{Workspace.Location}'.", path);
        if (Retirements.IsRetired(size, State.Now))
        {
            string message = $"The specified VM size '{size.Name}' is retired and can no longer be used.";
            throw new ServiceError(400, "InvalidVmSize", message, path);
        }

        return size.ComputeTypes.Contains(Type.Name)
            ? size
            : throw ServiceError.BadRequest($"The specified VM size '{name}' is not supported for compute type '{Type.Name}'.", path);
    }

    /// <summary>Rejects the id of another resource for a type that the service creates.</summary>
    protected void RejectResourceId(PutBody body) => ServiceError.ThrowIf(
        body.ResourceId is { } id && !id.EqualsIgnoreCase(ShownResourceId),
        $"The service creates computes of type '{Type.Name}'. Remove 'properties.resourceId'.",
        "properties.resourceId");

    protected void RefuseIfBusy()
    {
        if (IsBusy)
        {
            throw ServiceError.ActiveOperation(Name);
        }
    }

    /// <summary>Starts an operation that does not change provisioningState; without a request if the clock triggers it.</summary>
    protected Operation StartAction(RequestContext? request, DateTimeOffset now, TimeSpan duration, Outcome outcome)
    {
        ModifiedOn = now;
        return _operation = State.Operations.Start(request, now, Workspace.Location, duration, outcome);
    }

    private ServiceError Unsupported(string action) => ServiceError.BadRequest(
        $"The action '{action}' is not supported for computes of type '{Type.Name}'.", "properties.computeType");

    private Operation Start(RequestContext request, TimeSpan duration, Action<DateTimeOffset> succeeded, Action<DateTimeOffset> failed)
    {
        Operation operation = State.Operations.Start(request, request.Now, Workspace.Location, duration, new Outcome(
            at =>
            {
                ProvisioningState = ProvisioningStates.Succeeded;
                WasCreated = true;
                ModifiedOn = at;
                succeeded(at);
            },
            (at, failure) =>
            {
                Fail(at, failure);
                failed(at);
            }));
        operation.RenderResult = ToJson;
        return operation;
    }

    private void Fail(DateTimeOffset at, Failure failure)
    {
        ProvisioningState = ProvisioningStates.Failed;
        ProvisioningErrors = [ServiceError.Envelope(failure.Code, failure.Message)];
        ModifiedOn = at;
    }

    private void CheckUpdate(PutBody body)
    {
        ServiceError.ThrowIf(
            !WasCreated && (body.Type != Type || !JsonText.Same(body.Properties, Sent)),
            $"The compute '{Name}' is in provisioning state Failed and cannot be changed. " +
            "Delete it before you create a compute with the same name.",
            Name);
        if (WasCreated)
        {
            PutBodyCheck.CheckFixed(body, Type, Location, Sent, (JsonObject)ToJson()["properties"]!, Changeable);
        }
    }

    /// <summary>Keeps the members that a PUT on an existing compute leaves out, except those that every PUT replaces.</summary>
    private JsonObject Merge(PutBody body)
    {
        JsonObject merged = (JsonObject)Sent.DeepClone();
        merged["description"] = body.Properties["description"]?.DeepClone();
        merged["disableLocalAuth"] = body.Properties["disableLocalAuth"]?.DeepClone() ?? merged["disableLocalAuth"]?.DeepClone();
        JsonObject inner = (JsonObject)merged["properties"]!;
        foreach (string member in Changeable)
        {
            inner[member] = body.Inner[member]?.DeepClone();
        }

        return merged;
    }
}
