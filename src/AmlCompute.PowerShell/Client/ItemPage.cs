using System.Text.Json;
using Azure;

namespace AmlCompute.Client;

/// <summary>What a list of the service is a list of: where its items stand, how one is read, and what they are called in errors.</summary>
/// <param name="Name">What the items are, for error messages.</param>
/// <param name="Create">Makes an item of its JSON.</param>
/// <param name="Member">The member of the page that holds the items.</param>
internal sealed record ItemKind<T>(string Name, Func<JsonElement, T> Create, string Member = "value");

/// <summary>One page of a list.</summary>
internal sealed class ItemPage<T>
{
    private ItemPage(IReadOnlyList<T> items, string? nextLink)
    {
        Items = items;
        NextLink = nextLink;
    }

    public IReadOnlyList<T> Items { get; }

    public string? NextLink { get; }

    /// <summary>
    /// Reads the page in one pass. Each item gets JSON of its own, so that keeping one does not keep the page.
    /// </summary>
    public static ItemPage<T> Read(Response response, ItemKind<T> kind)
    {
        List<T> items = [];
        string? nextLink = null;
        bool hasValue = false;
        try
        {
            Utf8JsonReader reader = new(response.Content.ToMemory().Span);
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
                if (isValue && reader.TokenType == JsonTokenType.StartArray)
                {
                    hasValue = true;
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        JsonElement json = JsonElement.ParseValue(ref reader);
                        items.Add(json.ValueKind == JsonValueKind.Object
                            ? kind.Create(json)
                            : throw ServiceError.Malformed(response, $"one of its {kind.Name} is not a JSON object", null));
                    }
                }
                else if (isNextLink && reader.TokenType == JsonTokenType.String)
                {
                    nextLink = reader.GetString();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw ServiceError.Malformed(response, "its body is not valid JSON", null, exception);
        }

        return !hasValue
            ? throw ServiceError.Malformed(response, $"its body is not a list of {kind.Name}", null)
            : new ItemPage<T>(items, string.IsNullOrEmpty(nextLink) ? null : nextLink);
    }
}
