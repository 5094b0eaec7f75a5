using System.Text.Json;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>Reads the JSON body of a request that must have one. A body that is not valid fails with status 400.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body as its shape normalizes it. The option StrictMembers decides if the case of member names matters.</summary>
    /// <exception cref="ServiceError">The body is missing, null or not JSON, or does not fit the shape.</exception>
    public static JsonNode ReadBody(RequestContext request, Shape shape) => ReadBody(request, shape, request.HasStrictMembers);

    /// <summary>Reads the body as its shape normalizes it. Strict reading rejects names of members in another case.</summary>
    /// <exception cref="ServiceError">The body is missing, null or not JSON, or does not fit the shape.</exception>
    public static JsonNode ReadBody(RequestContext request, Shape shape, bool isStrict) =>
        ReadDocument(request.Body, root => shape.ReadElement(root, string.Empty, isStrict))
        ?? throw ServiceError.BadRequest("The body must not be null.");

    /// <summary>Passes the root of a JSON document to a reader, and returns the result of the reader.</summary>
    /// <exception cref="ServiceError">The text is empty, not JSON or nested too deep, or the reader fails.</exception>
    public static T ReadDocument<T>(byte[] json, Func<JsonElement, T> readRoot, int maxDepth = JsonText.MaxBodyDepth)
    {
        if (json.Length == 0)
        {
            throw ArmErrors.InvalidContent("it is empty");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = maxDepth });
            return readRoot(document.RootElement);
        }
        // JsonDocument finds a string that is not valid text, such as half of a surrogate pair, only when the string is read.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw ArmErrors.InvalidContent(exception.Message);
        }
    }
}
