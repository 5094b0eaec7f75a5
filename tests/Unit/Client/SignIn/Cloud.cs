namespace AmlCompute.Tests.Client.SignIn;

/// <summary>Azure as far as sign-in needs it: the token endpoints, and a workspace that is shown to whoever has the token.</summary>
internal static class Cloud
{
    public const string Tenant = "22222222-2222-2222-2222-222222222222";
    public const string ApplicationId = "33333333-3333-3333-3333-333333333333";
    public const string SubscriptionId = "11111111-1111-1111-1111-111111111111";
    public const string WorkspaceId =
        $"/subscriptions/{SubscriptionId}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws";

    /// <summary>The token that the token endpoints give out.</summary>
    public const string Token = "marked-token-4711";

    /// <summary>Answers for the authority and for Azure Resource Manager alike.</summary>
    public static LoopbackAnswer Answer(LoopbackRequest request) =>
        request.Path.EndsWith("/discovery/instance", StringComparison.Ordinal) ? Discovery(request)
        : request.Path.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal) ? Configuration(request)
        : request.Path.EndsWith("/oauth2/v2.0/devicecode", StringComparison.Ordinal) ? DeviceCode(request)
        : request.Path.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal) ? TokenAnswer(request)
        : Workspace(request);

    /// <summary>A workspace for whoever has the token.</summary>
    public static LoopbackAnswer Workspace(LoopbackRequest request) =>
        request.Header("Authorization") == $"Bearer {Token}"
            ? LoopbackAnswer.Json($$"""{"id":"{{WorkspaceId}}","name":"ws","location":"westeurope"}""")
            : new LoopbackAnswer(401, """{"error":{"code":"AuthenticationFailed","message":"Authentication failed."}}""");

    /// <summary>A token as the endpoint of a managed identity gives it.</summary>
    public static string IdentityToken(string expiry = "\"expires_on\":\"4102444800\"") =>
        $$"""{"access_token":"{{Token}}",{{expiry}},"token_type":"Bearer"}""";

    /// <summary>An application gets an access token alone, a person more.</summary>
    private static LoopbackAnswer TokenAnswer(LoopbackRequest request)
    {
        string person = request.Parameter("grant_type") == "client_credentials"
            ? string.Empty
            : """
              ,"refresh_token":"refresh","client_info":"eyJ1aWQiOiJ1IiwidXRpZCI6InQifQ","scope":"s",
              "id_token":"eyJhbGciOiJub25lIn0.eyJvaWQiOiJ1IiwidGlkIjoidCIsInN1YiI6InMiLCJwcmVmZXJyZWRfdXNlcm5hbWUiOiJ1QGUueCJ9."
              """;
        return LoopbackAnswer.Json(
            $$"""{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"{{Token}}"{{person}}}""");
    }

    private static LoopbackAnswer DeviceCode(LoopbackRequest request) =>
        LoopbackAnswer.Json(
            $$"""
            {"user_code":"ABCD1234","device_code":"device-secret","verification_uri":"https://{{request.Host}}/device","expires_in":900,
              "interval":1,"message":"Enter the code ABCD1234 at the device page."}
            """);

    private static LoopbackAnswer Configuration(LoopbackRequest request)
    {
        string tenant = $"https://{request.Host}/{request.Path.Split('/')[1]}";
        return LoopbackAnswer.Json(
            $$"""
            {"token_endpoint":"{{tenant}}/oauth2/v2.0/token","authorization_endpoint":"{{tenant}}/oauth2/v2.0/authorize",
              "device_authorization_endpoint":"{{tenant}}/oauth2/v2.0/devicecode","issuer":"{{tenant}}/v2.0"}
            """);
    }

    private static LoopbackAnswer Discovery(LoopbackRequest request) =>
        LoopbackAnswer.Json(
            $$"""
            {"tenant_discovery_endpoint":"https://{{request.Host}}/{{Tenant}}/v2.0/.well-known/openid-configuration","api-version":"1.1",
              "metadata":[{"preferred_network":"{{request.Host}}","preferred_cache":"{{request.Host}}","aliases":["{{request.Host}}"]}]}
            """);
}
