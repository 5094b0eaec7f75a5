namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Serves /metadata/endpoints, where tools find the addresses of a cloud. All of them are the address of this service, so that a tool that
/// signs in sends no secret to another host.
/// </summary>
internal static class CloudMetadata
{
    /// <summary>Checks that a request is one for the addresses, which needs no token: tools send it before they sign in.</summary>
    public static bool IsMetadataRequest(RequestContext request) =>
        request.Segments.SequenceEqual(["metadata", "endpoints"], StringComparer.OrdinalIgnoreCase);

    public static Reply ServeEndpoints(RequestContext request)
    {
        request.RequireMethod("GET");
        string address = $"{request.Authority}/";
        JsonObject authentication = new()
        {
            ["loginEndpoint"] = address,
            ["audiences"] = new JsonArray(address),
            ["tenant"] = "common",
            ["identityProvider"] = "AAD",
        };

        // The versions before 2019-05-01 describe one cloud by other members.
        if (string.CompareOrdinal(request.ApiVersion, "2019-05-01") < 0)
        {
            return Reply.Ok(new JsonObject
            {
                ["galleryEndpoint"] = address,
                ["graphEndpoint"] = address,
                ["portalEndpoint"] = address,
                ["authentication"] = authentication,
            });
        }

        JsonObject cloud = new()
        {
            ["name"] = "AmlComputeEmulator",
            ["portal"] = address,
            ["authentication"] = authentication,
            ["media"] = address,
            ["graph"] = address,
            ["graphAudience"] = address,
            ["resourceManager"] = address,
            ["suffixes"] = new JsonObject(),
        };
        return Reply.Ok(new JsonArray(cloud));
    }
}
