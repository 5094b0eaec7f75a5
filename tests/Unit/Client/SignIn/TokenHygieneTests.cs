using System.Security;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Running;
using AmlCompute.Client.SignIn;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using Azure;
using Azure.Core;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>A token is sent only to its cloud, also if the service, or a server that poses as it, redirects the client.</summary>
public sealed class TokenHygieneTests
{
    private const string Secret = "marked-token-0815";

    public static TheoryData<string> ForeignPlaces =>
    [
        "https://evil.example/subscriptions/1",
        "http://management.azure.com/subscriptions/1",
        "https://management.azure.com:8443/subscriptions/1",
        "https://management.azure.com:80/subscriptions/1",
        "https://user:password@management.azure.com/subscriptions/1",
        "https://management.azure.com@evil.example/subscriptions/1",
        "https://management.azure.com.evil.example/subscriptions/1",
        "//evil.example/subscriptions/1",
        "ftp://management.azure.com/subscriptions/1",
        "file:///etc/passwd",
    ];

    [Theory]
    [MemberData(nameof(ForeignPlaces))]
    public async Task The_next_page_is_not_looked_for_in_another_place(string link)
    {
        using ScriptedHandler handler = new(_ => LoopbackAnswer.Json($$"""{"value":[],"nextLink":"{{link}}"}"""));
        Workspace workspace = handler.Workspace(AccessToken());
        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(async () =>
        {
            await foreach (ComputeTarget target in ServiceConnection.GetClient(workspace).ListTargetsAsync(workspace, ListLog.Call()))
            {
                Assert.Fail($"There is no {target.Name}.");
            }
        });
        Assert.Equal("UntrustedEndpoint", exception.ErrorId);
        Assert.DoesNotContain("password@", exception.Message);
        Assert.Single(handler.Requests);
    }

    [Theory]
    [MemberData(nameof(ForeignPlaces))]
    public async Task The_next_workspaces_are_not_looked_for_in_another_place(string link)
    {
        using ScriptedHandler handler = new(_ => LoopbackAnswer.Json($$"""{"value":[],"nextLink":"{{link}}"}"""));
        ServiceConnection connection = (ServiceConnection)handler.Workspace(AccessToken()).Connection;
        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => WorkspaceList.FindWorkspaceAsync(connection, Cloud.SubscriptionId, "ws", ListLog.Call()));
        Assert.Equal("UntrustedEndpoint", exception.ErrorId);
        Assert.Single(handler.Requests);
    }

    [Theory]
    [MemberData(nameof(ForeignPlaces))]
    public async Task An_operation_is_not_followed_to_another_place(string link)
    {
        using ScriptedHandler handler = new(_ => new LoopbackAnswer(202, string.Empty, ("Azure-AsyncOperation", link)));
        Workspace workspace = handler.Workspace(AccessToken());
        ComputeOperation operation = await ServiceConnection.GetClient(workspace)
            .DeleteAsync(workspace, "gpu", UnderlyingResourceAction.Delete, ListLog.Call());
        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => operation.WaitAsync(ListLog.Call()));
        Assert.Equal("UntrustedEndpoint", exception.ErrorId);
        Assert.DoesNotContain("password@", exception.Message);
        Assert.Single(handler.Requests);
    }

    /// <summary>A link of a regional endpoint belongs to its cloud, and the token is sent there.</summary>
    [Fact]
    public async Task From_a_regional_endpoint_the_token_goes_to_the_endpoint_of_its_cloud_too_and_nowhere_else()
    {
        string[] links = ["https://management.azure.com/more", "https://westus.management.azure.com/more"];
        foreach (string link in links)
        {
            using ScriptedHandler handler = new(request => LoopbackAnswer.Json(
                request.RequestUri!.Host == "eastus.management.azure.com"
                    ? $$"""{"value":[],"nextLink":"{{link}}"}"""
                    : """{"value":[]}"""));
            Workspace workspace = handler.Workspace(
                new SignInOptions
                {
                    Kind = SignInKind.AccessToken,
                    Secret = Secure(Secret),
                    Endpoint = new Uri("https://eastus.management.azure.com"),
                });
            Exception? exception = await Record.ExceptionAsync(async () =>
            {
                await foreach (ComputeTarget target in ServiceConnection.GetClient(workspace).ListTargetsAsync(workspace, ListLog.Call()))
                {
                    Assert.Fail($"There is no {target.Name}.");
                }
            });
            bool isTrusted = link == links[0];
            Assert.Equal(isTrusted ? null : "UntrustedEndpoint", (exception as ComputeTargetException)?.ErrorId);
            Assert.Equal(isTrusted ? [Secret, Secret] : [Secret], handler.Tokens);
        }
    }

    /// <summary>The checked link is the one that is sent: as the service wrote it.</summary>
    [Fact]
    public async Task A_signed_link_goes_over_the_wire_as_it_was_sent()
    {
        const string Target = "/operations/%7E1?c=_x%2Dy%7Ez&h=%41bc";
        using LoopbackServer server = LoopbackServer.Start(request => request.Target == Target
            ? LoopbackAnswer.Json("""{"status":"Succeeded"}""")
            : new LoopbackAnswer(202, string.Empty, ("Azure-AsyncOperation", $"http://{request.Host}{Target}")));
        ServiceConnection connection = ConnectionFactory.CreateAzure(new SignInOptions { Endpoint = new Uri(server.Url) }, _ => null);
        Workspace workspace = connection.CreateWorkspace(WorkspaceReference.Parse(Cloud.WorkspaceId, "test"));
        ComputeOperation operation = await connection.Client.DeleteAsync(workspace, "gpu", UnderlyingResourceAction.Delete, ListLog.Call());
        await operation.WaitAsync(ListLog.Call());
        Assert.Equal(Target, server.Requests[^1].Target);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("http://management.azure.com/")]
    [InlineData("https://management.azure.com:444/")]
    public async Task The_policy_itself_puts_no_token_on_a_foreign_url(string url)
    {
        using ScriptedHandler handler = new(_ => LoopbackAnswer.Json("{}"));
        ComputeClient client = ServiceConnection.GetClient(handler.Workspace(AccessToken()));
        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => client.Arm.SendAsync(RequestMethod.Get, new Uri(url), null, null, ListLog.Call()));
        Assert.Equal("UntrustedEndpoint", exception.ErrorId);
        Assert.Empty(handler.Requests);
    }

    [Fact]
    public async Task The_policy_sends_nothing_over_http_even_to_an_endpoint_that_is_trusted()
    {
        Uri endpoint = new("http://localhost:8080/");
        ScriptedSource source = new((_, _) => Task.FromResult(new AccessToken(Secret, DateTimeOffset.MaxValue)));
        using ScriptedHandler handler = new(_ => LoopbackAnswer.Json("{}"));
        ComputeClient client = ServiceConnection.GetClient(handler.Workspace(source, endpoint: endpoint));
        Assert.True(client.Urls.IsTrusted(endpoint));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => client.Arm.SendAsync(RequestMethod.Get, endpoint, null, null, ListLog.Call()));

        Assert.Equal("UntrustedEndpoint", exception.ErrorId);
        Assert.Empty(source.Requests);
        Assert.Empty(handler.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        using ScriptedHandler handler = new(_ => new LoopbackAnswer(status, string.Empty, ("Location", "https://evil.example/")));
        Workspace workspace = handler.Workspace(AccessToken());
        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => ServiceConnection.GetClient(workspace).GetTargetAsync(workspace, "gpu", ListLog.Call()));
        Assert.Equal("UntrustedEndpoint", exception.ErrorId);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_redirect_does_not_send_the_token_to_another_host()
    {
        using LoopbackServer other = LoopbackServer.Start(Cloud.Answer, TestCertificates.Server);
        using LoopbackServer hostile = LoopbackServer.Start(
            _ => new LoopbackAnswer(307, "{}", ("Location", $"{other.Url}/stolen")), TestCertificates.Server);
        string output = await SignInProcess.RunAsync(
            $$"""
            $token = [securestring]::new(); '{{Secret}}'.ToCharArray() | ForEach-Object { $token.AppendChar($_) }
            try { Connect-AmlWorkspace -ResourceId {{Cloud.WorkspaceId}} -Endpoint {{hostile.Url}} -AccessToken $token }
            catch { $_.FullyQualifiedErrorId }
            """);
        Assert.StartsWith("UntrustedEndpoint,", output);
        Assert.Single(hostile.Requests);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Over_plain_http_on_this_computer_no_token_is_sent_and_none_is_asked_for()
    {
        using ScriptedHandler handler = new(_ => LoopbackAnswer.Json($$"""{"id":"{{Cloud.WorkspaceId}}","name":"ws"}"""));
        Workspace workspace = handler.Workspace(
            new SignInOptions { Kind = SignInKind.AccessToken, Secret = Secure(Secret), Endpoint = new Uri("http://localhost:8080") });
        await ServiceConnection.GetClient(workspace).GetWorkspaceAsync(new WorkspaceReference(workspace), ListLog.Call());
        Assert.Equal([null], handler.Tokens);
    }

    [Theory]
    [InlineData("http://management.azure.com")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("https://user:pw@management.azure.com")]
    [InlineData("https://management.azure.com/?x=1")]
    [InlineData("management.azure.com")]
    [InlineData("ftp://localhost")]
    public void An_endpoint_that_a_token_must_not_go_to_is_refused(string endpoint)
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(
            () => CloudEnvironment.CreateForEndpoint(new Uri(endpoint, UriKind.RelativeOrAbsolute)));
        Assert.Equal("InvalidArgument", exception.ErrorId);
    }

    [Theory]
    [InlineData("token\r\nHost: evil.example")]
    [InlineData("two words")]
    [InlineData("")]
    public void An_access_token_that_would_break_a_header_is_refused_without_being_shown(string token)
    {
        using ScriptedHandler handler = new(_ => LoopbackAnswer.Json("{}"));
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(
            () => handler.Workspace(new SignInOptions { Kind = SignInKind.AccessToken, Secret = Secure(token) }));
        Assert.Equal("InvalidArgument", exception.ErrorId);
        Assert.DoesNotContain("evil", exception.Message);
    }

    [Fact]
    public async Task A_token_that_the_service_refuses_is_renewed_once_and_the_request_sent_again()
    {
        int made = 0;
        ScriptedSource source = new((_, _) => Task.FromResult(new AccessToken($"token{++made}", DateTimeOffset.MaxValue)));
        using ScriptedHandler handler = new(request => request.Headers.Authorization!.Parameter == "token2"
            ? LoopbackAnswer.Json("{}")
            : new LoopbackAnswer(401, "{}", ("WWW-Authenticate", "Bearer error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\"")));
        using Response response = await Client(source, handler)
            .Arm.SendAsync(RequestMethod.Get, new Uri("https://management.azure.com/x"), null, null, ListLog.Call());
        Assert.Equal(["token1", "token2"], handler.Tokens);
        Assert.Equal([null, """{"a":1}"""], source.Requests.Select(request => request.Claims));
    }

    [Fact]
    public async Task A_renewal_can_take_longer_than_a_service_can_be_silent()
    {
        FakeTimeProvider silence = new();
        int made = 0;
        ScriptedSource source = new((_, call) =>
        {
            silence.Advance(TimeSpan.FromMinutes(1));
            call.Token.ThrowIfCancellationRequested();
            return Task.FromResult(new AccessToken($"token{++made}", DateTimeOffset.MaxValue));
        });
        using ScriptedHandler handler = new(request => request.Headers.Authorization!.Parameter == "token2"
            ? LoopbackAnswer.Json("{}")
            : new LoopbackAnswer(401, "{}"));
        using Response response = await ServiceConnection.GetClient(handler.Workspace(source, silence: silence))
            .Arm.SendAsync(RequestMethod.Get, new Uri("https://management.azure.com/x"), null, null, ListLog.Call());
        Assert.Equal(["token1", "token2"], handler.Tokens);
    }

    [Fact]
    public async Task A_token_that_is_refused_twice_is_not_renewed_for_ever()
    {
        int made = 0;
        ScriptedSource source = new((_, _) => Task.FromResult(new AccessToken($"token{++made}", DateTimeOffset.MaxValue)));
        using ScriptedHandler handler = new(
            _ => new LoopbackAnswer(
                401, """{"error":{"code":"InvalidAuthenticationTokenTenant","message":"The token is of another tenant."}}"""));
        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Client(source, handler)
                .Arm.SendAsync(RequestMethod.Get, new Uri("https://management.azure.com/x"), null, null, ListLog.Call()));
        Assert.Equal("AuthenticationFailed", exception.ErrorId);
        Assert.Contains("another tenant", exception.Message);
        Assert.Equal(["token1", "token2"], handler.Tokens);
    }

    [Fact]
    public async Task A_token_that_cannot_be_renewed_is_not_sent_again()
    {
        using ScriptedHandler handler = new(_ => new LoopbackAnswer(401, "{}"));
        Workspace workspace = handler.Workspace(AccessToken());
        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => ServiceConnection.GetClient(workspace).GetTargetAsync(workspace, "gpu", ListLog.Call()));
        Assert.Equal("AuthenticationFailed", exception.ErrorId);
        Assert.Equal([Secret], handler.Tokens);
    }

    private static SignInOptions AccessToken() => new() { Kind = SignInKind.AccessToken, Secret = Secure(Secret) };

    private static ComputeClient Client(ITokenSource source, ScriptedHandler handler) =>
        ServiceConnection.GetClient(handler.Workspace(source));

    private static SecureString Secure(string text)
    {
        SecureString secret = new();
        foreach (char character in text)
        {
            secret.AppendChar(character);
        }

        return secret;
    }
}
