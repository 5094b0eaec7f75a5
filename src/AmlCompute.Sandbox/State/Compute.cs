using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.Types;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.State;

/// <summary>A compute target: its last request body and its current state. Each compute type has a subclass.</summary>
internal abstract partial class Compute
{
    private JsonObject? _tags;
    private JsonObject? _identity;
    private Operation? _operation;

    protected Compute(ComputeType type, Workspace workspace, string name, SandboxState state)
    {
        Type = type;
        Workspace = workspace;
        Name = name;
        State = state;
    }

    public ComputeType Type { get; }

    public Workspace Workspace { get; }

    public string Name { get; }

    public string Id => $"{Workspace.Id}/computes/{Name}";

    public string Location { get; private set; } = string.Empty;

    public string ProvisioningState { get; private set; } = ProvisioningStates.Creating;

    /// <summary>True if the last PUT comes from a saved state, which has no secrets.</summary>
    public bool HasLostSecrets { get; private set; }

    public bool IsBusy => _operation is { IsRunning: true };

    /// <summary>True if the compute is an existing resource that was attached.</summary>
    public virtual bool IsAttached => false;

    /// <summary>The cores that count against the quotas; null for a type without machines of the service.</summary>
    public virtual CoreUse? CoresInUse => null;

    /// <summary>The cores to which the compute can scale without another request.</summary>
    public virtual CoreUse? CoresCommitted => CoresInUse;

    protected SandboxState State { get; }

    /// <summary>The member 'properties' of the last request.</summary>
    protected JsonObject Sent { get; private set; } = [];

    /// <summary>The member 'properties.properties' of the last request.</summary>
    protected JsonObject Inner => (JsonObject)Sent["properties"]!;

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

    private DateTimeOffset ModifiedOn { get; set; }

    private JsonArray? ProvisioningErrors { get; set; }

    /// <summary>Serves a PUT, and returns the body of the response and the operation.</summary>
    public (JsonObject Body, Operation Operation) Put(RequestContext request, PutBody body, bool isNew)
    {
        RefuseIfBusy();
        if (!isNew)
        {
            PutBodyCheck.Normalise(body);
            CheckUpdate(body);
        }

        if (body.Location is { } location
            && !Regions.Contains(location)
            && !string.Equals(location, Workspace.Location, StringComparison.OrdinalIgnoreCase))
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
        JsonObject answer = Answer(isNew);
        _operation = creates
            ? Start(request, CreateTime, OnCreated, OnCreateFailed)
            : Start(request, UpdateTime, OnUpdated, OnUpdateFailed);
        OnAccepted(request.Now, creates);
        return (answer, _operation);
    }

    /// <summary>Serves a DELETE. Lists show the compute in state Deleting until the operation ends.</summary>
    public Operation Delete(RequestContext request, bool detach)
    {
        if (detach && !IsAttached)
        {
            throw ServiceError.BadRequest(
                $"The service created the compute '{Name}', so it cannot be detached. Delete it instead.", "underlyingResourceAction");
        }

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
        _operation = State.Operations.Start(request, Workspace.Location, DeleteTime, new Outcome(
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
        return _operation;
    }

    /// <summary>Serves a PATCH, and returns the body of the response and the operation.</summary>
    public (JsonObject Body, Operation Operation) Patch(RequestContext request)
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
        if (!WasCreated)
        {
            throw ServiceError.BadRequest(
                $"The compute '{Name}' is in provisioning state {ProvisioningState} and cannot be changed.", Name);
        }

        if (body["location"] is { } location && !string.Equals((string?)location, Location, StringComparison.OrdinalIgnoreCase))
        {
            throw ServiceError.BadRequest("The member 'location' of an existing compute cannot be changed.", "location");
        }

        JsonObject? identity = IdentityBody.Patch(_identity, body["identity"] as JsonObject, State.Options.IdentityPatch);
        PreparePatch(body["properties"]?["properties"] as JsonObject ?? [])();
        _identity = identity;
        return StartUpdate(request);
    }

    /// <summary>Serves an action that starts an operation: start, stop, restart, resize.</summary>
    public virtual Operation Act(RequestContext request, string action) => throw Unsupported(action);

    /// <summary>Serves an action that changes a setting at once: updateIdleShutdownSetting, customServices, updateDataMounts.</summary>
    public virtual void Configure(RequestContext request, string action) => throw Unsupported(action);

    /// <summary>Lists the sizes to which the compute can be resized.</summary>
    public virtual IReadOnlyList<VmSize> ListSizesForResize() => throw Unsupported("getAllowedVmSizesForResize");

    /// <summary>Lists the nodes of a cluster, in order.</summary>
    public virtual IReadOnlyList<JsonObject> ListNodes() =>
        throw ServiceError.BadRequest($"A compute of type '{Type.Name}' has no list of nodes.", "properties.computeType");

    /// <summary>Creates the response to listKeys.</summary>
    public virtual JsonObject ListKeys() =>
        throw ServiceError.BadRequest($"A compute of type '{Type.Name}' has no keys.", "properties.computeType");

    /// <summary>Gets a job to run. A type without machines of the service runs it at once.</summary>
    public virtual void Queue(Job job, DateTimeOffset at) => job.Start(at, _ => { });

    /// <summary>Rejects values that are not valid for this type, before the compute changes.</summary>
    protected abstract void Check(PutBody body, bool isNew);

    /// <summary>Checks 'properties.properties' of a PATCH, and returns the action that applies it.</summary>
    protected virtual Action PreparePatch(JsonObject inner) => () => { };

    protected virtual bool CanDeleteNow => true;

    protected virtual void OnAccepted(DateTimeOffset at, bool creates)
    {
    }

    protected virtual void OnCreated(DateTimeOffset at)
    {
    }

    protected virtual void OnCreateFailed(DateTimeOffset at)
    {
    }

    protected virtual void OnUpdated(DateTimeOffset at)
    {
    }

    protected virtual void OnUpdateFailed(DateTimeOffset at)
    {
    }

    protected virtual void OnDeleting(DateTimeOffset at)
    {
    }

    protected virtual void OnDeleteFailed(DateTimeOffset at)
    {
    }

    /// <summary>The other computes of the subscription, whose cores count against the same limits.</summary>
    protected IReadOnlyList<Compute> Others() =>
    [
        .. State.Workspaces.InSubscription(Workspace.SubscriptionId).Values
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
            throw new ServiceError(
                400, "InvalidVmSize", $"The specified VM size '{size.Name}' is retired and can no longer be used.", path);
        }

        return size.ComputeTypes.Contains(Type.Name)
            ? size
            : throw ServiceError.BadRequest($"The specified VM size '{name}' is not supported for compute type '{Type.Name}'.", path);
    }

    protected void RefuseIfBusy()
    {
        if (IsBusy)
        {
            throw ServiceError.ActiveOperation(Name);
        }
    }

    /// <summary>Starts an operation that does not change provisioningState.</summary>
    protected Operation StartAction(RequestContext request, TimeSpan duration, Outcome outcome)
    {
        ModifiedOn = request.Now;
        return _operation = State.Operations.Start(request, Workspace.Location, duration, outcome);
    }

    /// <summary>Starts an operation without a request, which does not change provisioningState.</summary>
    protected Operation StartAction(DateTimeOffset now, TimeSpan duration, Outcome outcome)
    {
        ModifiedOn = now;
        return _operation = State.Operations.StartWithoutRequest(now, Workspace.Location, duration, outcome);
    }

    /// <summary>Updates modifiedOn for a change without an operation.</summary>
    protected void Touch(DateTimeOffset now) => ModifiedOn = now;

    private ServiceError Unsupported(string action) => ServiceError.BadRequest(
        $"The action '{action}' is not supported for computes of type '{Type.Name}'.", "properties.computeType");

    /// <summary>Starts an update of an existing compute, and returns the body of the response and the operation.</summary>
    private (JsonObject Body, Operation Operation) StartUpdate(RequestContext request)
    {
        ModifiedOn = request.Now;
        ProvisioningState = ProvisioningStates.Updating;
        JsonObject answer = Answer(isNew: false);
        _operation = Start(request, UpdateTime, OnUpdated, OnUpdateFailed);
        return (answer, _operation);
    }

    private Operation Start(RequestContext request, TimeSpan duration, Action<DateTimeOffset> succeeded, Action<DateTimeOffset> failed)
    {
        Operation operation = State.Operations.Start(request, Workspace.Location, duration, new Outcome(
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
        operation.Result = ToJson;
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
        if (!WasCreated)
        {
            if (body.Type != Type || !JsonText.Same(body.Properties, Sent))
            {
                throw ServiceError.BadRequest(
                    $"The compute '{Name}' is in provisioning state Failed and cannot be changed. " +
                    "Delete it before you create a compute with the same name.",
                    Name);
            }

            return;
        }

        PutBodyCheck.CheckFixed(body, Type, Location, Sent, (JsonObject)ToJson()["properties"]!, Changeable);
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
