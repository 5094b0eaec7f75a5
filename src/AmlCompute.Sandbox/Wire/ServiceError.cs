using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>Ends a request with an error response. <see cref="ArmErrors"/> creates the errors of Azure Resource Manager.</summary>
internal sealed class ServiceError(int status, string code, string message, string? target = null) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The member, parameter or resource that caused the error; null if the response does not name one.</summary>
    public string? Target { get; } = target;

    /// <summary>A header of the error response, such as Retry-After.</summary>
    public KeyValuePair<string, string>? Header { get; init; }

    /// <summary>True for an error of Azure Resource Manager, whose envelope has only a code and a message.</summary>
    public bool IsFromArm { get; init; }

    public JsonObject ToEnvelope() => IsFromArm
        ? new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = Message } }
        : CreateEnvelope(code, Message, Target);

    public static JsonObject CreateEnvelope(string code, string message, string? target = null) => new()
    {
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["target"] = target, ["details"] = new JsonArray() },
    };

    /// <summary>Rejects a request with status 400 if a condition holds.</summary>
    public static void ThrowIf(bool condition, string message, string? target = null)
    {
        if (condition)
        {
            throw BadRequest(message, target);
        }
    }

    public static ServiceError BadRequest(string message, string? target = null) => new(400, "BadRequest", message, target);

    public static ServiceError MissingMember(string member) => BadRequest($"The member '{member}' is required.", member);

    public static ServiceError ActiveOperation(string name) =>
        new(409, "Conflict", $"There is already an active operation submitted for compute '{name}'. Try again when it has ended.", name);

    public static ServiceError OperationFailed(string status, Failure? failure) =>
        new(409, failure?.Code ?? status, failure?.Message ?? $"The operation was {status}.");
}
