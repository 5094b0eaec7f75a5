using System.Text.Json;
using Azure;

namespace AmlCompute.Client.Arm;

/// <summary>Reads the item that the reader stands at the start of, and leaves the reader at its end. Null stands for an item that lacks its id.</summary>
/// <param name="reader">Reads <paramref name="page"/>.</param>
/// <param name="page">The whole page.</param>
internal delegate T? ItemReader<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> page)
    where T : class;

/// <summary>What a list of the service is a list of: where its items stand, how one is read, and what they are called in errors.</summary>
internal sealed class ItemKind<T>
    where T : class
{
    /// <param name="name">What the items are, for error messages.</param>
    /// <param name="read">Reads an item.</param>
    /// <param name="member">The member of the page that holds the items.</param>
    public ItemKind(string name, ItemReader<T> read, string member = "value")
    {
        Name = name;
        Read = read;
        Member = member;
    }

    /// <param name="name">What the items are, for error messages.</param>
    /// <param name="create">Makes an item of its JSON; null where it lacks its id.</param>
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
    /// Reads the page in one pass. Each item gets JSON of its own, so that keeping one does not keep the page.
    /// </summary>
    public static Page<T> Read(Response response, ItemKind<T> kind)
    {
        List<T> items = [];
        string? nextLink = null;
        bool hasValue = false;
        try
        {
            ReadOnlySpan<byte> body = response.Content.ToMemory().Span;
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
                    // The service writes null where there is nothing; a body without the member is no list.
                    hasValue = true;
                }
                else if (isValue && reader.TokenType == JsonTokenType.StartArray)
                {
                    hasValue = true;
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        items.Add(reader.TokenType == JsonTokenType.StartObject
                            ? kind.Read(ref reader, body) ?? throw ServiceError.Malformed(response, $"one of its {kind.Name} has no id", null)
                            : throw ServiceError.Malformed(response, $"one of its {kind.Name} is not a JSON object", null));
                    }
                }
                else if (isNextLink)
                {
                    nextLink = reader.TokenType is JsonTokenType.String or JsonTokenType.Null
                        ? reader.GetString()
                        : throw ServiceError.Malformed(response, "its nextLink is not a text", null);
                }
                else
                {
                    reader.Skip();
                }
            }

            // Nothing may follow the page; the reader throws at what does.
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
