using System.Text.Json;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>Reads the JSON of a request.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body of a request that must have one.</summary>
    public static JsonNode Read(RequestContext request, Shape shape) => Read(request, shape, request.HasStrictMembers);

    public static JsonNode Read(RequestContext request, Shape shape, bool isStrict) =>
        Read(request, root => shape.Read(root, string.Empty, isStrict)) ?? throw ServiceError.BadRequest("The body must not be null.");

    public static T Read<T>(RequestContext request, Func<JsonElement, T> read)
    {
        byte[] body = request.Body;
        if (body.Length == 0)
        {
            throw Malformed("it is empty");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        // JsonDocument finds a string that is not valid text, such as half of a surrogate pair, only when the string is read.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed(e.Message);
        }
    }

    private static ServiceError Malformed(string reason) =>
        new(400, "InvalidRequestContent", $"The request content was invalid and could not be deserialized: '{reason}'.", frontEnd: true);
}
