using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>
/// Ends a request with an error response: handlers and checks throw it, <see cref="SandboxService"/> converts it. <see cref="ArmErrors"/>
/// creates the errors of Azure Resource Manager.
/// </summary>
internal sealed class ServiceError(int status, string code, string message, string? target = null) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The member, parameter or resource that caused the error; null if the response does not name one.</summary>
    public string? Target { get; } = target;

    /// <summary>A header of the error response, such as Retry-After; null for none.</summary>
    public KeyValuePair<string, string>? Header { get; init; }

    /// <summary>True for an error of Azure Resource Manager, whose envelope has only a code and a message.</summary>
    public bool IsFromArm { get; init; }

    public JsonObject ToEnvelope() => IsFromArm
        ? new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = Message } }
        : CreateEnvelope(code, Message, Target);

    /// <summary>Creates an error of the service, as in the body of a response and in 'provisioningErrors'.</summary>
    public static JsonObject CreateEnvelope(string code, string message, string? target = null) => new()
    {
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["target"] = target, ["details"] = new JsonArray() },
    };

    /// <summary>Rejects a request that is not valid, with status 400.</summary>
    public static void ThrowIf(bool isInvalid, string message, string? target = null)
    {
        if (isInvalid)
        {
            throw BadRequest(message, target);
        }
    }

    public static ServiceError BadRequest(string message, string? target = null) => new(400, "BadRequest", message, target);

    public static ServiceError MissingMember(string member) => BadRequest($"The member '{member}' is required.", member);

    public static ServiceError ActiveOperation(string name) =>
        new(409, "Conflict", $"There is already an active operation submitted for compute '{name}'. Try again when it has ended.", name);

    /// <summary>Creates the error in the place of a result, for an operation that failed or, without a failure, was canceled.</summary>
    public static ServiceError OperationFailed(string status, Failure? failure) =>
        new(409, failure?.Code ?? status, failure?.Message ?? $"The operation was {status}.");
}
