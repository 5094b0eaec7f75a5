using System.Text;
using System.Text.Json;

namespace AmlCompute.Sandbox.State;

/// <summary>
/// The accepted changes of the computes that exist. A sandbox has no other source of events than requests and its clock, so the same
/// requests at the same times give the same state. Secrets in bodies are replaced.
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
        Redaction.Query(request.Uri.Query),
        operationNumber,
        Redaction.Stored(request.Body),
        operation?.PlannedFailure));

    public void Forget(string computeId) => _entries.RemoveAll(entry =>
        $"{Uri.UnescapeDataString(entry.Path)}/".StartsWith($"{computeId}/", StringComparison.OrdinalIgnoreCase));

    public byte[] Write(DateTimeOffset now, int seed) => JsonText.ToBytes(new JsonObject
    {
        ["format"] = Format,
        ["version"] = Version,
        ["now"] = JsonText.Time(now),
        ["seed"] = seed,
        ["requests"] = new JsonArray([.. _entries.Select(entry => entry.ToJson())]),
    });

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

            return (int)root["version"]! == Version
                ? ((DateTimeOffset)root["now"]!, (int)root["seed"]!, [.. ((JsonArray)root["requests"]!).Select(row => Entry.Read(row!))])
                : throw new InvalidDataException(
                    $"The state has version {root["version"]}, but this emulator reads version {Version}. " +
                    "Use the emulator that wrote it, or delete the file.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException
            or InvalidCastException or ArgumentException or DecoderFallbackException)
        {
            throw new InvalidDataException("The state is damaged. Restore the file from a copy, or delete it.", e);
        }
    }

    internal sealed record Entry(
        DateTimeOffset Time, string Method, string Path, string Query, int OperationNumber, JsonNode? Body, Failure? PlannedFailure)
    {
        public static Entry Read(JsonNode row) => new(
            (DateTimeOffset)row["time"]!,
            (string)row["method"]!,
            (string)row["path"]!,
            (string)row["query"]!,
            (int)row["operation"]!,
            row["body"],
            row["failure"] is { } failure ? new Failure((string)failure["code"]!, (string)failure["message"]!) : null);

        public JsonObject ToJson() => new()
        {
            ["time"] = JsonText.Time(Time),
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
