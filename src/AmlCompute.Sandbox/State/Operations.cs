namespace AmlCompute.Sandbox.State;

/// <summary>All operations since the start of the sandbox.</summary>
internal sealed class Operations(Timeline timeline, SeededValues seeds, FaultList faults)
{
    private readonly Dictionary<Guid, Operation> _operations = [];
    private int _clockOperationCount;

    /// <summary>The number of the next operation of a request, from which its id is derived.</summary>
    public int NextNumber { get; set; }

    /// <summary>Finds an operation by its id; null if there is none.</summary>
    public Operation? FindOperation(Guid id) => _operations.TryGetValue(id, out Operation? operation) ? operation : null;

    /// <summary>
    /// Starts an operation, which ends after the duration unless it is canceled before, and succeeds unless a fault affects its request.
    /// The request is null if the clock triggers the operation, such as a scheduled stop.
    /// </summary>
    public Operation StartOperation(
        RequestContext? request, DateTimeOffset now, string location, TimeSpan duration, Outcome outcome)
    {
        // The two kinds are numbered apart, so that the ids of a restored state do not depend on what the clock triggers.
        string purpose = request is null ? $"operation/clock/{_clockOperationCount++}" : $"operation/{NextNumber++}";
        Operation operation = new(seeds.CreateGuid(purpose), location) { PlannedFailure = TakePlannedFailure(request) };
        _operations.Add(operation.Id, operation);
        timeline.Schedule(now + duration, at => EndOperation(operation, outcome, at));
        return operation;
    }

    /// <summary>Returns the error of the fault that fails the operation of a request; null if no fault does.</summary>
    private Failure? TakePlannedFailure(RequestContext? request) =>
        request is not null && faults.TakeOperationFault(request.Method, request.Path) is { } fault
            ? new Failure(fault.Code ?? "InternalServerError", fault.Message ?? "The operation failed because of a sandbox fault.")
            : null;

    private static void EndOperation(Operation operation, Outcome outcome, DateTimeOffset at)
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
