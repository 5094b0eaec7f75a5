using System.Text.Json;
using AmlCompute.Client.Errors;
using Azure;

namespace AmlCompute.Client.Arm;

/// <summary>
/// Reads one item. The reader is at the start of the item before the call and at its end after it. Returns null for an item without an id.
/// </summary>
internal delegate T? ItemReader<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> page, PageIds ids)
    where T : class;

/// <summary>A hash of the ids of a page in their order, by which a list that begins again is recognized.</summary>
internal sealed class PageIds
{
    private static readonly string[] Names = ["id", "nodeId", "name"];

    /// <summary>Gets the hash (FNV-1a).</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public void Add(ReadOnlySpan<byte> id)
    {
        foreach (byte part in id)
        {
            Hash = (Hash ^ part) * 1099511628211;
        }

        // The separator is a byte that UTF-8 does not have.
        Hash = (Hash ^ 0xFF) * 1099511628211;
    }

    /// <summary>Adds the id of an item, or the whole item if it has none.</summary>
    public void Add(JsonElement item)
    {
        JsonElement id = Names.Select(name => item.TryGetProperty(name, out JsonElement value) ? value : default)
            .FirstOrDefault(value => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null));
        Add(System.Text.Encoding.UTF8.GetBytes((id.ValueKind == JsonValueKind.Undefined ? item : id).GetRawText()));
    }
}

/// <summary>The kind of the items of a list: the member with the items, the reader of one, and their name in messages.</summary>
internal sealed class ItemKind<T>(string name, ItemReader<T> read, string member = "value")
    where T : class
{
    /// <summary>Creates a kind whose items are created from their JSON; null for JSON without an id.</summary>
    public ItemKind(string name, Func<JsonElement, T?> create, string member = "value")
        : this(name, (ref Utf8JsonReader reader, ReadOnlySpan<byte> _, PageIds ids) => Read(ref reader, create, ids), member) { }

    public string Name { get; } = name;

    public ItemReader<T> ReadItem { get; } = read;

    public string Member { get; } = member;

    /// <summary>Gets the member of the page that links to the next one.</summary>
    public string NextLink { get; init; } = "nextLink";

    private static T? Read(ref Utf8JsonReader reader, Func<JsonElement, T?> create, PageIds ids)
    {
        JsonElement json = JsonElement.ParseValue(ref reader);
        ids.Add(json);
        return create(json);
    }
}

/// <summary>One page of a list, with the hash of the ids of its items in their order.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextLink, ulong Ids)
    where T : class
{
    /// <summary>Reads the page in one pass. Each item copies its JSON, so that it does not keep the page in memory.</summary>
    public static Page<T> Read(Response response, ItemKind<T> kind)
    {
        List<T> items = [];
        PageIds ids = new();
        string? nextLink = null;
        bool hasValue = false;
        try
        {
            ReadOnlySpan<byte> body = Utf8Text.Repair(response.Content.ToMemory()).Span;
            Utf8JsonReader reader = new(body);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw ServiceError.Malformed(response, $"its body is not a list of {kind.Name}", null);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isValue = reader.ValueTextEquals(kind.Member);
                bool isNextLink = reader.ValueTextEquals(kind.NextLink);
                reader.Read();
                if (isValue && reader.TokenType is JsonTokenType.Null or JsonTokenType.StartArray)
                {
                    // The service writes null for an empty list; a body without the member is not a list.
                    hasValue = true;
                    while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        items.Add(reader.TokenType == JsonTokenType.StartObject
                            ? kind.ReadItem(ref reader, body, ids)
                                ?? throw ServiceError.Malformed(response, $"one of its {kind.Name} has no id", null)
                            : throw ServiceError.Malformed(response, $"one of its {kind.Name} is not a JSON object", null));
                    }
                }
                else if (isNextLink)
                {
                    nextLink = reader.TokenType is JsonTokenType.String or JsonTokenType.Null
                        && reader.GetString() is var link && link?.IndexOf('\uFFFD') is null or < 0
                        ? link
                        : throw ServiceError.Malformed(response, "its nextLink is not a text", null);
                }
                else
                {
                    reader.Skip();
                }
            }

            // The reader throws if text follows the page.
            reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw ServiceError.Malformed(response, "its body is not valid JSON", null, exception);
        }

        return !hasValue
            ? throw ServiceError.Malformed(response, $"its body is not a list of {kind.Name}", null)
            : new Page<T>(items, string.IsNullOrEmpty(nextLink) ? null : nextLink, ids.Hash);
    }
}
