using System.Text.Json;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;

namespace AmlCompute.Sandbox.State;

/// <summary>
/// Records the accepted changes, except those of deleted computes, and writes and reads the saved state of the sandbox. All events come
/// from requests and from the clock, so the same requests at the same times give the same state. Secrets are replaced.
/// </summary>
internal sealed class Journal
{
    private const string Format = "AmlCompute.Sandbox";
    private const int Version = 1;

    private static readonly ObjectShape StateShape = Shape.Object(
        ("format", Shape.Text),
        ("version", Shape.Integer),
        ("now", Shape.Text),
        ("seed", Shape.Integer),
        ("nextOperation", Shape.Integer),
        ("requests", Shape.List(JournalEntry.JsonShape))).Requiring("version", "now", "seed", "requests");

    private readonly List<JournalEntry> _entries = [];

    /// <summary>Adds a request that changed something.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reply">The reply to the request.</param>
    /// <param name="operationNumber">The number of the operation in the reply, or of the next one if the request started none.</param>
    public void AddEntry(RequestContext request, Reply reply, int operationNumber) => _entries.Add(new JournalEntry(
        request.Now,
        request.Method,

        // Without empty segments, which the router ignores, so that RemoveEntries finds the compute in the path.
        $"/{string.Join("/", request.Segments.Select(Uri.EscapeDataString))}",
        Redaction.RedactQuery(request.Uri.Query),
        operationNumber,
        SelectAcceptedQuotas(reply) ?? Redaction.RedactSavedBody(request.Body),
        reply.Operation?.PlannedFailure));

    /// <summary>Removes the changes of a compute, because it was deleted.</summary>
    public void RemoveEntries(string computeId) => _entries.RemoveAll(entry =>
        $"{Uri.UnescapeDataString(entry.Path)}/".StartsWith($"{computeId}/", StringComparison.OrdinalIgnoreCase));

    /// <summary>Writes the changes with the time, the seed, and the number of the next operation.</summary>
    public byte[] WriteState(DateTimeOffset now, int seed, int nextOperation) => JsonText.ToBytes(new JsonObject
    {
        ["format"] = Format,
        ["version"] = Version,
        ["now"] = JsonText.FormatTime(now),
        ["seed"] = seed,
        ["nextOperation"] = nextOperation,
        ["requests"] = new JsonArray([.. _entries.Select(entry => entry.ToJson())]),
    });

    /// <summary>
    /// Reads a saved state: its time, its seed, the number of the next operation, which is 0 in a state of an earlier emulator, and its
    /// changes.
    /// </summary>
    /// <exception cref="InvalidDataException">The text is not a state of this version.</exception>
    public static (DateTimeOffset Now, int Seed, int NextOperation, IReadOnlyList<JournalEntry> Entries) ReadState(byte[] state)
    {
        try
        {
            return RequestBody.ReadDocument(
                state,
                root =>
                {
                    CheckFormat(root);
                    JsonNode json = StateShape.ReadElement(root, string.Empty, isStrict: true)!;
                    return (
                        JsonText.ParseTime(json, "now"),
                        (int)json["seed"]!,
                        (int?)json["nextOperation"] ?? 0,
                        (IReadOnlyList<JournalEntry>)[.. ((JsonArray)json["requests"]!).Select(entry => JournalEntry.FromJson(entry!))]);
                },
                JsonText.MaxDepth);
        }
        catch (ServiceError error)
        {
            throw new InvalidDataException("The state is damaged. Restore the file from a copy, or delete it.", error);
        }
    }

    /// <summary>
    /// Creates a body for updateQuotas from the rows of the reply that were accepted; null for any other request. A restored sandbox could
    /// accept a refused row, because it does not have the deleted computes.
    /// </summary>
    private static JsonObject? SelectAcceptedQuotas(Reply reply) => reply.Body?["value"] is JsonArray rows
        ? new JsonObject { ["value"] = new JsonArray([.. rows.Where(QuotaUpdate.IsAccepted).Select(row => row!.DeepClone())]) }
        : null;

    /// <summary>Checks the format and the version before the other members, which can differ in another version.</summary>
    private static void CheckFormat(JsonElement root)
    {
        ServiceError.ThrowIf(root.ValueKind != JsonValueKind.Object, "A state is a JSON object.");
        if (!root.TryGetProperty("format", out JsonElement format) || format.ToString() != Format)
        {
            throw new InvalidDataException("The file is not a state of the emulator.");
        }

        if (root.TryGetProperty("version", out JsonElement version) && version.ToString() != $"{Version}")
        {
            throw new InvalidDataException(
                $"The state has version {version}, but this emulator reads version {Version}. " +
                "Use the emulator that wrote it, or delete the file.");
        }
    }
}
