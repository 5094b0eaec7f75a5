using System.Text.Json;
using Azure;

namespace AmlCompute.Client;

/// <summary>One page of the list of compute targets.</summary>
internal sealed class ComputePage
{
    private ComputePage(IReadOnlyList<ComputeTarget> targets, string? nextLink)
    {
        Targets = targets;
        NextLink = nextLink;
    }

    public IReadOnlyList<ComputeTarget> Targets { get; }

    public string? NextLink { get; }

    /// <summary>
    /// Reads the page in one pass. Each target gets JSON of its own, so that keeping one does not keep the page.
    /// </summary>
    public static ComputePage Read(Response response, Workspace workspace)
    {
        List<ComputeTarget> targets = [];
        string? nextLink = null;
        bool hasValue = false;
        try
        {
            Utf8JsonReader reader = new(response.Content.ToMemory().Span);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw ServiceError.Malformed(response, "its body is not a list of compute targets", null);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isValue = reader.ValueTextEquals("value"u8);
                bool isNextLink = reader.ValueTextEquals("nextLink"u8);
                reader.Read();
                if (isValue && reader.TokenType == JsonTokenType.StartArray)
                {
                    hasValue = true;
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        JsonElement json = JsonElement.ParseValue(ref reader);
                        targets.Add(json.ValueKind == JsonValueKind.Object
                            ? ComputeTypes.Create(json, workspace)
                            : throw ServiceError.Malformed(response, "one of its compute targets is not a JSON object", null));
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
            ? throw ServiceError.Malformed(response, "its body is not a list of compute targets", null)
            : new ComputePage(targets, string.IsNullOrEmpty(nextLink) ? null : nextLink);
    }
}
