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
    /// Reads the page in one pass. Each target gets JSON of its own, so that keeping one does not keep the page; it is parsed when somebody asks the
    /// target for a member.
    /// </summary>
    public static ComputePage Read(Response response, Workspace workspace)
    {
        List<ComputeTarget> targets = [];
        string? nextLink = null;
        bool hasValue = false;
        try
        {
            ReadOnlySpan<byte> body = response.Content.ToMemory().Span;
            Utf8JsonReader reader = new(body);
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
                        if (reader.TokenType != JsonTokenType.StartObject)
                        {
                            throw ServiceError.Malformed(response, "one of its compute targets is not a JSON object", null);
                        }

                        int start = (int)reader.TokenStartIndex;
                        string? computeType = PassTarget(ref reader);
                        targets.Add(ComputeTypes.Create(computeType, body.Slice(start, (int)reader.BytesConsumed - start).ToArray(), workspace));
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

    /// <summary>Goes to the end of a compute target, and finds its type on the way.</summary>
    private static string? PassTarget(ref Utf8JsonReader reader)
    {
        string? computeType = null;
        bool isInProperties = false;
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == depth + 1)
            {
                isInProperties = reader.ValueTextEquals("properties"u8);
            }
            else if (isInProperties && reader.CurrentDepth == depth + 2 && reader.ValueTextEquals("computeType"u8))
            {
                reader.Read();
                computeType = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }
        }

        return computeType;
    }
}
