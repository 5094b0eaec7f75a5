using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>Ends a request with an error response. <see cref="ArmErrors"/> creates the errors of Azure Resource Manager.</summary>
/// <param name="status">The HTTP status code.</param>
/// <param name="code">The error code.</param>
/// <param name="message">The error message.</param>
/// <param name="target">The member, parameter or resource that caused the error; null if the response does not name one.</param>
internal sealed class ServiceError(int status, string code, string message, string? target = null) : Exception(message)
{
    public int Status { get; } = status;

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

    /// <exception cref="ServiceError">The request is not valid (status 400).</exception>
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

    /// <summary>Creates the error in the place of the result of an operation that failed or was canceled.</summary>
    /// <param name="status">The status of the operation.</param>
    /// <param name="failure">The error of the operation; null if it was canceled.</param>
    public static ServiceError OperationFailed(string status, Failure? failure) =>
        new(409, failure?.Code ?? status, failure?.Message ?? $"The operation was {status}.");
}
