using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.State;

/// <summary>Why an operation failed.</summary>
internal sealed record Failure(string Code, string Message);

/// <summary>One long-running operation.</summary>
internal sealed class Operation(Guid id, string location)
{
    public Guid Id { get; } = id;

    /// <summary>The region whose status address answers for it: the workspace's.</summary>
    public string Location { get; } = location;

    public OperationStatus Status { get; set; } = OperationStatus.InProgress;

    public Failure? Failure { get; set; }

    /// <summary>What the operation made or changed; null when there is nothing to show.</summary>
    public Func<JsonObject>? Result { get; set; }

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

/// <summary>The states of an operation, named as on the wire.</summary>
internal enum OperationStatus
{
    InProgress,
    Succeeded,
    Failed,
    Canceled,
}

/// <summary>What an operation does when it ends.</summary>
internal sealed record Outcome(Action<DateTimeOffset> Succeeded, Action<DateTimeOffset, Failure> Failed);

/// <summary>All operations that were ever started.</summary>
internal sealed class Operations(Timeline timeline, SeededValues seeds, FaultBook faults)
{
    private readonly Dictionary<Guid, Operation> _all = [];

    public Operation? Find(Guid id) => _all.TryGetValue(id, out Operation? operation) ? operation : null;

    /// <summary>Starts an operation that ends after the duration, as a fault says or well.</summary>
    public Operation Start(RequestContext request, string location, TimeSpan duration, Outcome outcome)
    {
        SandboxFault? fault = faults.TakeForOperation(request.Method, request.Path);
        return Start(request.Now, location, duration, outcome, fault);
    }

    /// <summary>Starts an operation that nobody asked for, such as a scheduled stop; it ends well.</summary>
    public Operation StartUnasked(DateTimeOffset now, string location, TimeSpan duration, Outcome outcome) =>
        Start(now, location, duration, outcome, null);

    private Operation Start(DateTimeOffset now, string location, TimeSpan duration, Outcome outcome, SandboxFault? fault)
    {
        Operation operation = new(seeds.Guid($"operation/{_all.Count}"), location);
        _all.Add(operation.Id, operation);
        timeline.At(now + duration, at => End(operation, fault, outcome, at));
        return operation;
    }

    private static void End(Operation operation, SandboxFault? fault, Outcome outcome, DateTimeOffset at)
    {
        if (!operation.IsRunning)
        {
            return;
        }

        if (fault is null)
        {
            operation.Status = OperationStatus.Succeeded;
            outcome.Succeeded(at);
            return;
        }

        operation.Status = OperationStatus.Failed;
        operation.Failure = new Failure(
            fault.Code ?? "InternalServerError", fault.Message ?? "The operation failed on request of a sandbox fault.");
        outcome.Failed(at, operation.Failure);
    }
}
