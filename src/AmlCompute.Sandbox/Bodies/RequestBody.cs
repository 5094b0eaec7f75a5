using System.Text.Json;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>Reads the JSON body of a request that must have one.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body, and checks it against its shape.</summary>
    public static JsonNode Read(RequestContext request, Shape shape) => Read(request, shape, request.HasStrictMembers);

    public static JsonNode Read(RequestContext request, Shape shape, bool isStrict) =>
        ReadDocument(request, root => shape.Read(root, string.Empty, isStrict))
        ?? throw ServiceError.BadRequest("The body must not be null.");

    /// <summary>Passes the root of the body to a reader, and returns the result of the reader.</summary>
    public static T ReadDocument<T>(RequestContext request, Func<JsonElement, T> readRoot)
    {
        byte[] body = request.Body;
        if (body.Length == 0)
        {
            throw ArmErrors.InvalidContent("it is empty");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return readRoot(document.RootElement);
        }
        // JsonDocument finds a string that is not valid text, such as half of a surrogate pair, only when the string is read.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw ArmErrors.InvalidContent(exception.Message);
        }
    }
}
