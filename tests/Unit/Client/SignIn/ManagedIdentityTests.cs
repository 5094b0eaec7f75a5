using AmlCompute.Client.Arm;
using AmlCompute.Client.SignIn;
using AmlCompute.Client.Workspaces;
using Azure.Core;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>Managed identities by the endpoint of their host, over real HTTP.</summary>
public sealed class ManagedIdentityTests
{
    private const string Header = "marked-header-value";
    private const string ClientId = "44444444-4444-4444-4444-444444444444";
    private const string ResourceId = "/subscriptions/1/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i";

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_automation_account_is_asked_with_its_header()
    {
        using LoopbackServer server = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken()));
        AccessToken token = await Ask(server, "/oauth2/token");
        LoopbackRequest request = Assert.Single(server.Requests);
        Assert.Equal(Cloud.Token, token.Token);
        Assert.Equal("GET", request.Method);
        Assert.Equal("/oauth2/token?resource=https%3A%2F%2Fmanagement.azure.com%2F&api-version=2019-08-01", request.Target);
        Assert.Equal("true", request.Header("Metadata"));
        Assert.Equal(Header, request.Header("X-IDENTITY-HEADER"));
    }

    [Theory]
    [InlineData(ClientId, "client_id")]
    [InlineData(ResourceId, "mi_res_id")]
    public async Task A_user_assigned_identity_is_named(string accountId, string parameter)
    {
        using LoopbackServer server = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken()));
        await Ask(server, "/msi?already=here", accountId);
        LoopbackRequest request = Assert.Single(server.Requests);
        Assert.Equal(accountId, request.Parameter(parameter));
        Assert.Equal("here", request.Parameter("already"));
    }

    [Fact]
    public async Task A_GUID_that_is_not_a_client_id_is_sent_as_object_id()
    {
        using LoopbackServer server = LoopbackServer.Start(request => request.Parameter("object_id") == ClientId
            ? LoopbackAnswer.Json(Cloud.IdentityToken())
            : new LoopbackAnswer(400, """{"error":"invalid_request","error_description":"Identity not found"}"""));
        Assert.Equal(Cloud.Token, (await Ask(server, "/", ClientId)).Token);
        Assert.Equal([ClientId, null], server.Requests.Select(request => request.Parameter("client_id")));
    }

    [Fact]
    public async Task Another_refusal_than_that_of_the_identity_is_not_answered_by_another_question()
    {
        using LoopbackServer server = LoopbackServer.Start(_ => new LoopbackAnswer(403, "{}"));
        await Assert.ThrowsAsync<SignInException>(() => Ask(server, "/", ClientId));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_older_form_has_its_own_names()
    {
        using LoopbackServer server = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken()));
        await Ask(
            IdentityEndpoint.FindInVariables(
                name => name switch
                {
                    "MSI_ENDPOINT" => server.Url,
                    "MSI_SECRET" => Header,
                    "DEFAULT_IDENTITY_CLIENT_ID" => ClientId,
                    _ => null,
                })!);
        LoopbackRequest request = Assert.Single(server.Requests);
        Assert.Equal(Header, request.Header("Secret"));
        Assert.Equal("2017-09-01", request.Parameter("api-version"));
        Assert.Equal(ClientId, request.Parameter("clientid"));
    }

    [Theory]
    [InlineData(ResourceId, 0, "is not a client id, the only id that the endpoint in MSI_ENDPOINT accepts.")]
    [InlineData(ClientId, 1, "is not assigned to this host")]
    public async Task The_older_form_knows_client_ids_only(string accountId, int requests, string expected)
    {
        using LoopbackServer server = LoopbackServer.Start(
            _ => new LoopbackAnswer(400, """{"error":"invalid_request","error_description":"Identity not found"}"""));
        IdentityEndpoint endpoint = IdentityEndpoint.FindInVariables(
            name => name switch { "MSI_ENDPOINT" => server.Url, "MSI_SECRET" => Header, _ => null })!;

        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(endpoint, accountId));

        Assert.Contains(expected, exception.Message);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task An_unknown_default_identity_of_the_host_is_named()
    {
        using LoopbackServer server = LoopbackServer.Start(_ => new LoopbackAnswer(400, "Identity not found"));
        IdentityEndpoint endpoint = IdentityEndpoint.FindInVariables(
            name => name switch
            {
                "MSI_ENDPOINT" => server.Url,
                "MSI_SECRET" => Header,
                "DEFAULT_IDENTITY_CLIENT_ID" => ClientId,
                _ => null,
            })!;

        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(endpoint));

        Assert.StartsWith($"The identity '{ClientId}' is not assigned to this host", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "no url", "The environment variable IDENTITY_ENDPOINT is not a valid http")]
    [InlineData("MSI_ENDPOINT", "MSI_SECRET", "no url", "The environment variable MSI_ENDPOINT is not a valid http")]
    [InlineData("MSI_ENDPOINT", "MSI_SECRET", "http://127.0.0.1", "The environment variable MSI_SECRET is not a valid value")]
    public async Task A_variable_that_is_not_valid_is_named(string addressVariable, string secretVariable, string address, string expected)
    {
        IdentityEndpoint endpoint = IdentityEndpoint.FindInVariables(
            name => name == addressVariable ? address : name == secretVariable ? "a\nb" : null)!;

        Assert.StartsWith(
            expected, (await Assert.ThrowsAsync<SignInException>(() => Ask(endpoint))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_named_once()
    {
        LoopbackServer server = LoopbackServer.Start(_ => LoopbackAnswer.Json("{}"));
        string url = server.Url;
        server.Dispose();
        IdentityEndpoint endpoint = IdentityEndpoint.FindInVariables(name => name == "IDENTITY_ENDPOINT" ? url : null)!;

        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(endpoint));

        Assert.StartsWith("No response from 127.0.0.1. ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sign-in service", exception.Message);
    }

    [Fact]
    public void A_client_id_in_the_environment_is_not_read_as_a_parameter()
    {
        CredentialFactory factory = new(
            new SignInOptions(), CloudEnvironment.Azure, name => name == "AZURE_CLIENT_ID" ? "a/b" : null);

        Assert.Equal("default sign-in", factory.CreateSource().Name);
    }

    [Theory]
    [InlineData("""
        "expires_on":"1767229200"
        """)]
    [InlineData("""
        "expires_on":1767229200
        """)]
    [InlineData("""
        "expires_on":"2026-01-01 01:00:00Z"
        """)]
    [InlineData("""
        "expires_on":"01/01/2026 01:00:00 +00:00"
        """)]
    [InlineData("""
        "expires_on":"1/1/2026 1:00:00 AM +00:00"
        """)]
    [InlineData("""
        "expires_in":"3600"
        """)]
    [InlineData("""
        "expires_in":3600
        """)]
    [InlineData("""
        "expires_on":"soon","expires_in":3600
        """)]
    public async Task Every_form_of_the_end_is_read(string expiry)
    {
        using LoopbackServer server = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken(expiry.Trim())));
        Assert.Equal(Now.AddHours(1), (await Ask(server, "/")).ExpiresOn);
    }

    [Theory]
    [InlineData(400, "Managed System Identity not found!", null, "no system-assigned identity")]
    [InlineData(
        500, "Failed to get MSI token for account 1 and resource https://management.azure.com/.", null, "no system-assigned identity")]
    [InlineData(
        400,
        """
        {"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."}
        """,
        ClientId, "not assigned to this host")]
    [InlineData(400, """{"error":"invalid_request","error_description":"Identity not found"}""", ClientId, "not assigned to this host")]
    [InlineData(
        400,
        "\"User assigned identity is currently not supported clientID must not be passed in request\"",
        ClientId,
        "not assigned to this host")]
    [InlineData(400, "\"\\ud83d Identity not found\"", null, "no system-assigned identity")]
    [InlineData(403, "<html>A proxy</html>", null, "The endpoint answered 403.")]
    [InlineData(200, "<html>A proxy</html>", null, "contains no token")]
    [InlineData(200, "{\"access_token\":\"t\"}", null, "a token without a valid expiry time")]
    public async Task What_a_host_refuses_is_said_so_that_one_knows_what_to_do(int status, string body, string? accountId, string expected)
    {
        using LoopbackServer server = LoopbackServer.Start(_ => new LoopbackAnswer(status, body));
        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(server, "/", accountId));
        Assert.Contains(expected, exception.Message);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.DoesNotContain("<html>", exception.Message);
    }

    [Fact]
    public async Task A_host_that_repeats_the_header_does_not_bring_it_to_light()
    {
        using LoopbackServer server = LoopbackServer.Start(
            request => new LoopbackAnswer(401, $"Bad header {request.Header("X-IDENTITY-HEADER")}"));
        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(server, "/"));
        Assert.Equal("The endpoint answered 401: Bad header ***", exception.Message);
    }

    [Fact]
    public async Task A_header_with_a_line_break_is_not_sent_and_not_shown()
    {
        using LoopbackServer server = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken()));
        SignInException exception = await Assert.ThrowsAsync<SignInException>(
            () => Ask(
                IdentityEndpoint.FindInVariables(
                    name => name switch { "IDENTITY_ENDPOINT" => server.Url, "IDENTITY_HEADER" => $"{Header}\r\nX: y", _ => null })!));
        Assert.DoesNotContain(Header, exception.Message);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("IDENTITY_ENDPOINT")]
    [InlineData("MSI_ENDPOINT")]
    public void A_blank_variable_names_no_endpoint(string variable)
    {
        CredentialFactory factory = new(
            new SignInOptions { Kind = SignInKind.ManagedIdentity }, CloudEnvironment.Azure, name => name == variable ? " " : null);

        Assert.IsType<ImdsTokenSource>(factory.CreateSource());
    }

    [Theory]
    [InlineData("IMDS_ENDPOINT")]
    [InlineData("IDENTITY_SERVER_THUMBPRINT")]
    public void Arc_and_Service_Fabric_are_left_to_Azure_Identity(string mark) =>
        Assert.Null(IdentityEndpoint.FindInVariables(name => name == "IDENTITY_ENDPOINT" || name == mark ? "http://127.0.0.1" : null));

    private static Task<AccessToken> Ask(LoopbackServer server, string path, string? accountId = null) =>
        Ask(
            IdentityEndpoint.FindInVariables(
                name => name switch { "IDENTITY_ENDPOINT" => server.Url + path, "IDENTITY_HEADER" => Header, _ => null })!,
            accountId);

    private static async Task<AccessToken> Ask(IdentityEndpoint endpoint, string? accountId = null)
    {
        ComputeClientOptions options = new();
        options.Retry.MaxRetries = 0;
        ManagedIdentityTokenSource Source(IdentityAccount? account) => new(endpoint, account, new FakeTimeProvider(Now), options);
        ITokenSource source = accountId is null
            ? Source(null)
            : new UserAssignedTokenSource([.. IdentityAccount.ListCandidates(accountId).Select(Source)]);
        return await source.GetTokenAsync(
            new TokenRequest("https://management.azure.com/", null), ListLog.CallOf(TestContext.Current.CancellationToken));
    }
}
