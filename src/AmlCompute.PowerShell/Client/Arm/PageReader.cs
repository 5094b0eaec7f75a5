using AmlCompute.Client.Errors;
using Azure;

namespace AmlCompute.Client.Arm;

/// <summary>Reads a page from a response in one pass. Each item copies its JSON, so that it does not keep the page in memory.</summary>
/// <param name="response">The response.</param>
/// <param name="kind">The kind of the items.</param>
/// <param name="computeName">The target of the list, for errors; null for none.</param>
internal sealed class PageReader<T>(Response response, ItemKind<T> kind, string? computeName)
    where T : class
{
    private readonly PageIds _ids = new();

    /// <summary>The items; null until the member with the items was read.</summary>
    private List<T>? _items;

    /// <summary>The link to the next page; null, empty or blank for the last page.</summary>
    private string? _nextLink;

    /// <exception cref="ComputeTargetException">The body is not a list of such items.</exception>
    public Page<T> ReadPage()
    {
        try
        {
            ReadBody(Utf8Text.Repair(response.Content.ToMemory()).Span);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw CreateError("its body is not valid JSON", exception);
        }

        return _items is null
            ? throw CreateError($"its body is not a list of {kind.Name}")
            : new Page<T>(_items, string.IsNullOrWhiteSpace(_nextLink) ? null : _nextLink, _ids.Hash);
    }

    private void ReadBody(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw CreateError($"its body is not a list of {kind.Name}");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isItems = reader.ValueTextEquals(kind.ItemsMember);
            bool isNextLink = reader.ValueTextEquals(kind.NextLinkMember);
            reader.Read();
            if (isItems && reader.TokenType is JsonTokenType.Null or JsonTokenType.StartArray)
            {
                ReadItems(ref reader, body);
            }
            else if (isNextLink)
            {
                _nextLink = ReadNextLink(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // The reader throws if text follows the page.
        reader.Read();
    }

    private void ReadItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        _items ??= [];
        if (reader.TokenType == JsonTokenType.Null)
        {
            // The service writes null for an empty list; a body without the member is not a list.
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw CreateError($"one of its {kind.Name} is not a JSON object");
            }

            _items.Add(kind.Reader(ref reader, body, _ids) ?? throw CreateError($"one of its {kind.Name} has no valid id"));
        }
    }

    /// <summary>Returns the link; null for a JSON null. A replacement character in it stands for a character that was not valid.</summary>
    private string? ReadNextLink(ref Utf8JsonReader reader)
    {
        string? link = reader.TokenType is JsonTokenType.String or JsonTokenType.Null
            ? reader.GetString()
            : throw CreateError($"its {kind.NextLinkMember} is not a text");
        return link?.Contains('\uFFFD') == true
            ? throw CreateError($"its {kind.NextLinkMember} contains a character that is not valid")
            : link;
    }

    private ComputeTargetException CreateError(string problem, Exception? cause = null) =>
        ServiceError.CreateMalformedError(response, problem, computeName, cause);
}
