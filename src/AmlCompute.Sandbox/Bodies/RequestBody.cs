using System.Text.Json;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>Reads the JSON of a request.</summary>
internal static class RequestBody
{
    public static T Read<T>(byte[] body, Func<JsonElement, T> read)
    {
        if (body.Length == 0)
        {
            throw Malformed("it is empty");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        // A string that is no valid text, such as half of a surrogate pair, is found out only when it is read.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed(e.Message);
        }
    }

    private static ServiceError Malformed(string why) =>
        new(400, "InvalidRequestContent", $"The request content was invalid and could not be deserialized: '{why}'.", frontEnd: true);
}
