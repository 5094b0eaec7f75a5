using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;

namespace AmlCompute.Sandbox.State;

/// <content>Serves PUT, PATCH and DELETE, and runs the operations that they start.</content>
internal abstract partial class Compute
{
    // Null if the compute has none.
    private JsonObject? _tags;
    private JsonObject? _identity;

    // Null unless the operation of the last PUT, PATCH or DELETE failed.
    private JsonArray? _provisioningErrors;

    // The last operation; null before the first PUT is accepted.
    private Operation? _operation;

    // True if the PUT that created the compute comes from a saved state, which has no secrets.
    private bool _hasLostSecrets;

    private string FailedCreationMessage => $"The compute '{Name}' is in provisioning state Failed and cannot be changed. " +
        "Delete it before you create a compute with the same name.";

    /// <summary>Serves a PUT on a new compute, or on one that the workspace has. A request that fails changes nothing.</summary>
    public Reply ServePut(RequestContext request, PutBody body, bool isNew)
    {
        RefuseIfBusy();
        if (!isNew)
        {
            body.NormalizeVmSize();
            CheckUpdate(body);
            CompleteUpdate(body);
        }

        CheckLocation(body.Location);
        CheckPut(body, isNew);

        // After the check, whose errors show the size of a new compute as it was sent.
        body.NormalizeVmSize();
        return AcceptPut(request, body, isNew);
    }

    /// <summary>Serves a PATCH. A request that fails changes nothing.</summary>
    public Reply ServePatch(RequestContext request)
    {
        if (PatchShape is null)
        {
            throw ServiceError.BadRequest(
                $"A compute of type '{Type.Name}' cannot be updated by PATCH; use PUT.", "properties.computeType");
        }

        JsonObject body = (JsonObject)RequestBody.ReadBody(request, Shape.Object(
            ("location", Shape.Text),
            ("identity", IdentityBody.BodyShape),
            ("properties", Shape.Object(("computeType", Shape.OneOf(Type.Name)), ("properties", PatchShape)))));
        RefuseIfBusy();
        RefuseIfCreationFailed();
        string? location = (string?)body["location"];
        FixedMemberCheck.RejectChange(location is not null && !Regions.AreEqual(location, Location), "location");
        JsonObject? identity = IdentityBody.ApplyPatch(_identity, body["identity"] as JsonObject, State.Options.IdentityPatch);
        ApplyPatch(body["properties"]?["properties"] as JsonObject ?? []);
        _identity = identity;
        BeginChange(request.Now, ProvisioningStates.Updating);
        JsonObject response = RenderChange(isNew: false);
        _operation = StartChange(request, UpdateDuration, OnUpdated, OnUpdateFailed);
        return new Reply(202, response, _operation);
    }

    /// <summary>Serves a DELETE. Lists show the compute in state Deleting until the operation ends.</summary>
    public Reply ServeDelete(RequestContext request, bool detaches)
    {
        ServiceError.ThrowIf(
            detaches && !IsAttached,
            $"The service created the compute '{Name}', so it cannot be detached. Delete it instead.",
            "underlyingResourceAction");
        if (ProvisioningState == ProvisioningStates.Deleting || !CanDeleteNow)
        {
            throw ServiceError.ActiveOperation(Name);
        }

        // Except for an instance, the service accepts a DELETE while the compute is created or updated.
        if (_operation is { IsRunning: true } running)
        {
            running.Status = OperationStatus.Canceled;
        }

        BeginChange(request.Now, ProvisioningStates.Deleting);
        OnDeleting(request.Now);
        _operation = State.Operations.StartOperation(
            request, request.Now, Workspace.Location, DeletionDuration, new Outcome(_ => RemoveFromWorkspace(), FailDeletion));
        return new Reply(202, Operation: _operation);
    }

    protected void RefuseIfBusy()
    {
        if (IsBusy)
        {
            throw ServiceError.ActiveOperation(Name);
        }
    }

    /// <summary>Rejects a change of a compute whose creation failed. Only for a compute without a running operation.</summary>
    protected void RefuseIfCreationFailed() => ServiceError.ThrowIf(!WasCreated, FailedCreationMessage, Name);

    /// <summary>Starts an operation that does not change provisioningState; the request is null if the clock triggers it.</summary>
    protected Operation StartOperation(RequestContext? request, DateTimeOffset now, TimeSpan duration, Outcome outcome)
    {
        ModifiedOn = now;
        return _operation = State.Operations.StartOperation(request, now, Workspace.Location, duration, outcome);
    }

    private Reply AcceptPut(RequestContext request, PutBody body, bool isNew)
    {
        // A PUT with the same properties on a compute whose creation failed creates it again.
        bool creates = !WasCreated;
        Location = body.Location ?? Location;
        _tags = body.Tags;
        _identity = IdentityBody.ToNullIfNone(body.Identity);
        SentProperties = creates ? body.Properties : MergeUpdate(body);
        CreatedOn = isNew ? request.Now : CreatedOn;
        _hasLostSecrets = creates ? request.IsRestored : _hasLostSecrets;
        BeginChange(request.Now, ProvisioningStates.Creating);
        JsonObject response = RenderChange(isNew);
        _operation = creates
            ? StartChange(request, CreationDuration, OnCreated, OnCreateFailed)
            : StartChange(request, UpdateDuration, OnUpdated, OnUpdateFailed);
        OnAccepted(request.Now, creates);
        return new Reply(201, response, _operation);
    }

    /// <summary>
    /// Rejects a PUT that changes a fixed member and, if the creation failed, one with another type or other properties. A secret that a
    /// saved state has lost can have any value.
    /// </summary>
    private void CheckUpdate(PutBody body)
    {
        JsonObject given = _hasLostSecrets ? Redaction.RedactCopy(body.Properties) : body.Properties;
        ServiceError.ThrowIf(
            !WasCreated && (body.Type != Type || !JsonText.AreEqual(given, SentProperties)), FailedCreationMessage, Name);
        if (WasCreated)
        {
            FixedMemberCheck.RejectChange(body.Type != Type, "properties.computeType");
            FixedMemberCheck.RejectChange(body.Location is not null && !Regions.AreEqual(body.Location, Location), "location");
            FixedMemberCheck.CheckFixedMembers(given, SentProperties, (JsonObject)ToJson()["properties"]!, ChangeableMembers);
        }
    }

    private void CheckLocation(string? location)
    {
        if (location is not null && !Regions.Contains(location) && !Regions.AreEqual(location, Workspace.Location))
        {
            throw ArmErrors.UnknownLocation(location, "workspaces/computes");
        }
    }

    /// <summary>Keeps the members that a PUT on an existing compute omits, except those that every PUT replaces.</summary>
    private JsonObject MergeUpdate(PutBody body)
    {
        JsonObject merged = (JsonObject)SentProperties.DeepClone();
        merged["description"] = body.Properties["description"]?.DeepClone();
        merged["disableLocalAuth"] = body.Properties["disableLocalAuth"]?.DeepClone() ?? merged["disableLocalAuth"]?.DeepClone();
        JsonObject mergedTypeProperties = (JsonObject)merged["properties"]!;
        foreach (string member in ChangeableMembers)
        {
            mergedTypeProperties[member] = body.TypeProperties[member]?.DeepClone();
        }

        return merged;
    }

    private void BeginChange(DateTimeOffset now, string provisioningState)
    {
        ProvisioningState = provisioningState;
        _provisioningErrors = null;
        ModifiedOn = now;
    }

    /// <summary>
    /// Starts the operation of a PUT or PATCH. Unless a DELETE cancels it, it ends in the provisioning state Succeeded or Failed.
    /// </summary>
    private Operation StartChange(
        RequestContext request, TimeSpan duration, Action<DateTimeOffset> onSucceeded, Action<DateTimeOffset> onFailed)
    {
        Operation operation = State.Operations.StartOperation(request, request.Now, Workspace.Location, duration, new Outcome(
            at =>
            {
                ProvisioningState = ProvisioningStates.Succeeded;
                WasCreated = true;
                ModifiedOn = at;
                onSucceeded(at);
            },
            (at, failure) =>
            {
                FailProvisioning(at, failure);
                onFailed(at);
            }));
        operation.RenderResult = ToJson;
        return operation;
    }

    private void RemoveFromWorkspace()
    {
        Workspace.Computes.Remove(Name);
        State.Journal.RemoveEntries(Id);
    }

    private void FailDeletion(DateTimeOffset at, Failure failure)
    {
        FailProvisioning(at, failure);
        OnDeleteFailed(at);
    }

    private void FailProvisioning(DateTimeOffset at, Failure failure)
    {
        ProvisioningState = ProvisioningStates.Failed;
        _provisioningErrors = [ServiceError.CreateEnvelope(failure.Code, failure.Message)];
        ModifiedOn = at;
    }
}
