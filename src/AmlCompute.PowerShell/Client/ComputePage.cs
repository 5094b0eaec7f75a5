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
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        JsonElement json = JsonElement.ParseValue(ref reader);
                        if (json.ValueKind == JsonValueKind.Object)
                        {
                            targets.Add(ComputeTypes.Create(json, workspace));
                        }
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
        catch (JsonException exception)
        {
            throw ServiceError.Malformed(response, "its body is not valid JSON", null, exception);
        }

        return new ComputePage(targets, string.IsNullOrEmpty(nextLink) ? null : nextLink);
    }
}
