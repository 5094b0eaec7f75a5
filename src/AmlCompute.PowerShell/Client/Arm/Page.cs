using System.Text.Json;
using Azure;

namespace AmlCompute.Client.Arm;

/// <summary>
/// Reads one item. The reader is at the start of the item before, and at its end after the call. Returns null for an item without an id.
/// </summary>
/// <param name="reader">The reader over <paramref name="page"/>.</param>
/// <param name="page">The body of the page.</param>
internal delegate T? ItemReader<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> page)
    where T : class;

/// <summary>
/// The kind of the items of a list: the member that contains them, the function that reads one, and their name in error messages.
/// </summary>
internal sealed class ItemKind<T>
    where T : class
{
    /// <param name="name">The name of the items in error messages.</param>
    /// <param name="read">Reads an item.</param>
    /// <param name="member">The member of the page that holds the items.</param>
    public ItemKind(string name, ItemReader<T> read, string member = "value")
    {
        Name = name;
        Read = read;
        Member = member;
    }

    /// <param name="name">The name of the items in error messages.</param>
    /// <param name="create">Creates an item from its JSON; null if the JSON has no id.</param>
    /// <param name="member">The member of the page that holds the items.</param>
    public ItemKind(string name, Func<JsonElement, T?> create, string member = "value")
        : this(name, (ref Utf8JsonReader reader, ReadOnlySpan<byte> _) => create(JsonElement.ParseValue(ref reader)), member)
    {
    }

    public string Name { get; }

    public ItemReader<T> Read { get; }

    public string Member { get; }
}

/// <summary>One page of a list.</summary>
internal sealed class Page<T>
    where T : class
{
    private Page(IReadOnlyList<T> items, string? nextLink)
    {
        Items = items;
        NextLink = nextLink;
    }

    public IReadOnlyList<T> Items { get; }

    public string? NextLink { get; }

    /// <summary>
    /// Reads the page in one pass. Each item gets its own copy of its JSON, so that an item does not keep the page in memory.
    /// </summary>
    public static Page<T> Read(Response response, ItemKind<T> kind)
    {
        List<T> items = [];
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
                bool isNextLink = reader.ValueTextEquals("nextLink"u8);
                reader.Read();
                if (isValue && reader.TokenType == JsonTokenType.Null)
                {
                    // The service writes null for an empty list; a body without the member is not a list.
                    hasValue = true;
                }
                else if (isValue && reader.TokenType == JsonTokenType.StartArray)
                {
                    hasValue = true;
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        items.Add(reader.TokenType == JsonTokenType.StartObject
                            ? kind.Read(ref reader, body)
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
            : new Page<T>(items, string.IsNullOrEmpty(nextLink) ? null : nextLink);
    }
}
