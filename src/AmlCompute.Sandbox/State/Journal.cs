using System.Text;
using System.Text.Json;

namespace AmlCompute.Sandbox.State;

/// <summary>
/// Records the accepted changes of the computes that exist, and writes them as the saved state of the sandbox. All events come from
/// requests and from the clock, so the same requests at the same times give the same state. Secrets in bodies are replaced.
/// </summary>
internal sealed class Journal
{
    private const string Format = "AmlCompute.Sandbox";
    private const int Version = 1;

    private readonly List<Entry> _entries = [];

    public void Add(RequestContext request, Operation? operation, int operationNumber) => _entries.Add(new Entry(
        request.Now,
        request.Method,
        request.Path,
        Redaction.RedactQuery(request.Uri.Query),
        operationNumber,
        Redaction.RedactSavedBody(request.Body),
        operation?.PlannedFailure));

    /// <summary>Removes the changes of a compute, because it was deleted.</summary>
    public void RemoveEntries(string computeId) => _entries.RemoveAll(entry =>
        $"{Uri.UnescapeDataString(entry.Path)}/".StartsWith($"{computeId}/", StringComparison.OrdinalIgnoreCase));

    public byte[] Write(DateTimeOffset now, int seed) => JsonText.ToBytes(new JsonObject
    {
        ["format"] = Format,
        ["version"] = Version,
        ["now"] = JsonText.FormatTime(now),
        ["seed"] = seed,
        ["requests"] = new JsonArray([.. _entries.Select(entry => entry.ToJson())]),
    });

    /// <summary>Reads a saved state: its time, its seed and its changes.</summary>
    /// <exception cref="InvalidDataException">The text is not a state of this version.</exception>
    public static (DateTimeOffset Now, int Seed, IReadOnlyList<Entry> Entries) Read(byte[] state)
    {
        try
        {
            JsonNode root = JsonNode.Parse(state)!;
            if ((string?)root["format"] != Format)
            {
                throw new InvalidDataException("The file is not a state of the emulator.");
            }

            if ((int)root["version"]! != Version)
            {
                throw new InvalidDataException(
                    $"The state has version {root["version"]}, but this emulator reads version {Version}. " +
                    "Use the emulator that wrote it, or delete the file.");
            }

            JsonArray requests = (JsonArray)root["requests"]!;
            return ((DateTimeOffset)root["now"]!, (int)root["seed"]!, [.. requests.Select(request => Entry.Read(request!))]);
        }
        // The errors of the conversions above, if a member is missing or has another type.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException
            or NullReferenceException or InvalidCastException or ArgumentException or DecoderFallbackException)
        {
            throw new InvalidDataException("The state is damaged. Restore the file from a copy, or delete it.", exception);
        }
    }

    /// <summary>A request that changed a compute, with the number of the operation that it started.</summary>
    internal sealed record Entry(
        DateTimeOffset Time, string Method, string Path, string Query, int OperationNumber, JsonNode? Body, Failure? PlannedFailure)
    {
        public static Entry Read(JsonNode json) => new(
            (DateTimeOffset)json["time"]!,
            ReadText(json, "method"),
            ReadText(json, "path"),
            ReadText(json, "query"),
            (int)json["operation"]!,
            json["body"],
            json["failure"] is { } failure ? new Failure(ReadText(failure, "code"), ReadText(failure, "message")) : null);

        // A conversion would return null for a missing member.
        private static string ReadText(JsonNode json, string name) => json[name]!.GetValue<string>();

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

        public SandboxRequest ToRequest() => new(
            Method,
            new Uri($"https://management.azure.com{Path}?{Query}"),
            body: Body is null ? null : JsonText.ToBytes(Body));
    }
}
