namespace AmlCompute.Sandbox.State;

/// <summary>A long-running operation, whose state a client polls at its status URL.</summary>
internal sealed class Operation(Guid id, string location)
{
    public Guid Id { get; } = id;

    /// <summary>The region in the status URL of the operation, which is the region of the workspace.</summary>
    public string Location { get; } = location;

    public OperationStatus Status { get; set; } = OperationStatus.InProgress;

    public bool IsRunning => Status == OperationStatus.InProgress;

    /// <summary>The error with which a fault lets the operation fail; null if no fault affects it.</summary>
    public Failure? PlannedFailure { get; init; }

    /// <summary>The error of an operation that has failed; otherwise null.</summary>
    public Failure? Failure => Status == OperationStatus.Failed ? PlannedFailure : null;

    /// <summary>Renders the resource that a PUT or PATCH created or changed; null for any other operation.</summary>
    public Func<JsonObject>? RenderResult { get; set; }

    /// <summary>Renders the response of the status URL.</summary>
    public JsonObject ToStatusBody()
    {
        JsonObject body = new() { ["status"] = Status.ToString() };
        if (Status == OperationStatus.Succeeded)
        {
            body["percentComplete"] = JsonText.ParseNumber("100.0");
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

/// <summary>The error of a failed operation.</summary>
internal sealed record Failure(string Code, string Message);

/// <summary>The effects of an operation that succeeds or fails. Each gets the time of the end.</summary>
internal sealed record Outcome(Action<DateTimeOffset> Succeeded, Action<DateTimeOffset, Failure> Failed);
