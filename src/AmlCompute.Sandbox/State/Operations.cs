namespace AmlCompute.Sandbox.State;

/// <summary>The error of a failed operation.</summary>
internal sealed record Failure(string Code, string Message);

/// <summary>One long-running operation.</summary>
internal sealed class Operation(Guid id, string location)
{
    public Guid Id { get; } = id;

    /// <summary>The region in the status URL of the operation, which is the region of the workspace.</summary>
    public string Location { get; } = location;

    public OperationStatus Status { get; set; } = OperationStatus.InProgress;

    public Failure? Failure => Status == OperationStatus.Failed ? PlannedFailure : null;

    /// <summary>The error with which a fault lets the operation fail; null if it will succeed.</summary>
    public Failure? PlannedFailure { get; init; }

    /// <summary>The resource that the operation created or changed; null if it has none.</summary>
    public Func<JsonObject>? RenderResult { get; set; }

    public bool IsRunning => Status == OperationStatus.InProgress;

    public JsonObject ToStatusBody()
    {
        JsonObject body = new() { ["status"] = Status.ToString() };
        if (Status == OperationStatus.Succeeded)
        {
            body["percentComplete"] = JsonText.Number("100.0");
        }
        else if (Failure is not null)
        {
            body["error"] = new JsonObject { ["code"] = Failure.Code, ["message"] = Failure.Message };
        }

        return body;
    }
}

/// <summary>The states of an operation, with the names of the service.</summary>
internal enum OperationStatus
{
    InProgress,
    Succeeded,
    Failed,
    Canceled,
}

/// <summary>The effects of an operation that succeeds or fails.</summary>
internal sealed record Outcome(Action<DateTimeOffset> Succeeded, Action<DateTimeOffset, Failure> Failed);

/// <summary>All operations since the start of the sandbox.</summary>
internal sealed class Operations(Timeline timeline, SeededValues seeds, FaultList faults)
{
    private readonly Dictionary<Guid, Operation> _all = [];
    private int _withoutRequest;

    /// <summary>The number of the next operation of a request, from which its id is derived.</summary>
    public int NextNumber { get; set; }

    public Operation? Find(Guid id) => _all.TryGetValue(id, out Operation? operation) ? operation : null;

    /// <summary>
    /// Starts an operation, which ends after the duration and succeeds unless a fault affects its request. A scheduled stop, for example,
    /// has no request.
    /// </summary>
    public Operation Start(RequestContext? request, DateTimeOffset now, string location, TimeSpan duration, Outcome outcome)
    {
        string purpose = request is null ? $"operation/unasked/{_withoutRequest++}" : $"operation/{NextNumber++}";
        SandboxFault? fault = request is null ? null : faults.Take(request.Method, request.Path, failOperation: true);
        Failure? failure = fault is null ? null : new Failure(
            fault.Code ?? "InternalServerError", fault.Message ?? "The operation failed because of a sandbox fault.");
        Operation operation = new(seeds.Guid(purpose), location) { PlannedFailure = failure };
        _all.Add(operation.Id, operation);
        timeline.At(now + duration, at => End(operation, outcome, at));
        return operation;
    }

    private static void End(Operation operation, Outcome outcome, DateTimeOffset at)
    {
        if (!operation.IsRunning)
        {
            return;
        }

        if (operation.PlannedFailure is { } failure)
        {
            operation.Status = OperationStatus.Failed;
            outcome.Failed(at, failure);
        }
        else
        {
            operation.Status = OperationStatus.Succeeded;
            outcome.Succeeded(at);
        }
    }
}
