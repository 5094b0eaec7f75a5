using AmlCompute.Sandbox.Bodies;

namespace AmlCompute.Sandbox.State;

/// <summary>A request that changed something, without its secrets.</summary>
/// <param name="Time">The time at which the sandbox served the request.</param>
/// <param name="Method">The method in upper case.</param>
/// <param name="Path">The path, escaped.</param>
/// <param name="Query">The query, escaped, without its question mark.</param>
/// <param name="OperationNumber">The number of the operation that the request started, or of the next one if it started none.</param>
/// <param name="Body">
/// The body, for updateQuotas with only the accepted rows; null if the request has none, or one that the service cannot read.
/// </param>
/// <param name="PlannedFailure">The error with which a fault lets the operation fail; null if no fault affects it.</param>
internal sealed record JournalEntry(
    DateTimeOffset Time, string Method, string Path, string Query, int OperationNumber, JsonNode? Body, Failure? PlannedFailure)
{
    public static ObjectShape JsonShape { get; } = Shape.Object(
        ("time", Shape.Text),
        ("method", Shape.Text),
        ("path", Shape.Text),
        ("query", Shape.Text),
        ("operation", Shape.Integer),
        ("body", Shape.Any),
        ("failure", Shape.Object(("code", Shape.Text), ("message", Shape.Text)).Requiring("code", "message")))
        .Requiring("time", "method", "path", "query", "operation");

    /// <summary>Converts JSON that fits <see cref="JsonShape"/>.</summary>
    /// <exception cref="ServiceError">The time is not valid.</exception>
    public static JournalEntry FromJson(JsonNode json) => new(
        JsonText.ParseTime(json, "time"),
        (string)json["method"]!,
        (string)json["path"]!,
        (string)json["query"]!,
        (int)json["operation"]!,
        json["body"],
        json["failure"] is { } failure ? new Failure((string)failure["code"]!, (string)failure["message"]!) : null);

    public JsonObject ToJson() => new()
    {
        ["time"] = JsonText.FormatTime(Time),
        ["method"] = Method,
        ["path"] = Path,
        ["query"] = Query,
        ["operation"] = OperationNumber,
        ["body"] = Body?.DeepClone(),
        ["failure"] = PlannedFailure is null
            ? null
            : new JsonObject { ["code"] = PlannedFailure.Code, ["message"] = PlannedFailure.Message },
    };

    // The host has no effect, because nobody gets the response to the request.
    public SandboxRequest ToRequest() => new(
        Method,
        new Uri($"https://management.azure.com{Path}?{Query}"),
        body: Body is null ? null : JsonText.ToBytes(Body));
}
