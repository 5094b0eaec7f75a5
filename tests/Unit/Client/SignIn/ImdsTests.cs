using AmlCompute.Client.SignIn;
using Azure.Core;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>
/// The metadata service of a virtual machine, over HTTP on this computer. The caches of Azure.Identity are per process, so their tests
/// start one.
/// </summary>
public sealed class ImdsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedSource _identity = new((_, _) => Task.FromResult(new AccessToken(Cloud.Token, DateTimeOffset.MaxValue)));

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(400, """{"error":"invalid_request","error_description":"Required metadata header not specified"}""")]
    [InlineData(404, "")]
    [InlineData(429, "")]
    [InlineData(500, "<html>")]
    public async Task Any_answer_to_the_probe_shows_that_the_service_is_there(int status, string body)
    {
        using LoopbackServer server = LoopbackServer.Start(_ => new LoopbackAnswer(status, body));

        Assert.Equal(Cloud.Token, (await Ask($"{server.Url}/", _identity)).Token);

        LoopbackRequest probe = Assert.Single(server.Requests);
        Assert.Equal("GET /metadata/identity/oauth2/token", $"{probe.Method} {probe.Target}");
        Assert.Null(probe.Header("Metadata"));
        Assert.Equal("https://management.azure.com/", Assert.Single(_identity.Requests).Audience);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using LoopbackServer elsewhere = LoopbackServer.Start(_ => LoopbackAnswer.Json("{}"));
        using LoopbackServer server = LoopbackServer.Start(_ => new LoopbackAnswer(302, string.Empty, ("Location", elsewhere.Url)));

        await Ask(server.Url, _identity);

        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task If_nothing_listens_at_the_address_there_is_no_second_request()
    {
        LoopbackServer server = LoopbackServer.Start(_ => LoopbackAnswer.Json("{}"));
        string url = server.Url;
        server.Dispose();

        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(url, _identity));

        Assert.StartsWith("This computer has no managed identity:", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($" at {new Uri(url).Authority} does not respond.", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.IsRefused);
        Assert.Empty(_identity.Requests);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_not_there()
    {
        using ManualResetEventSlim isOver = new();
        TaskCompletionSource isAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using LoopbackServer server = Silent(isAsked, isOver);

        Task<AccessToken> asking = Ask(server.Url, _identity);
        await isAsked.Task;
        _clock.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(asking.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => asking);
        Assert.StartsWith("This computer has no managed identity:", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_identity.Requests);
        isOver.Set();
    }

    [Fact]
    public async Task Stopping_ends_the_question_as_a_stop()
    {
        using ManualResetEventSlim isOver = new();
        using CancellationTokenSource stop = new();
        TaskCompletionSource isAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using LoopbackServer server = Silent(isAsked, isOver);

        Task<AccessToken> asking = Ask(server.Url, _identity, stop);
        await isAsked.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Empty(_identity.Requests);
        isOver.Set();
    }

    [Theory]
    [InlineData("no url")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("file:///etc")]
    public async Task A_variable_that_is_not_a_web_address_is_reported(string host)
    {
        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(host, _identity));
        Assert.Equal(
            "The environment variable AZURE_POD_IDENTITY_AUTHORITY_HOST is not a valid http or https URL.", exception.Message);
    }

    [Fact]
    public async Task A_refusal_lets_the_ways_after_it_be_tried()
    {
        using LoopbackServer server = LoopbackServer.Start(_ => LoopbackAnswer.Json("{}"));
        ScriptedSource refusing = new((_, _) => throw new SignInException("Identity not found", isRefused: true));

        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(server.Url, refusing));

        Assert.Equal("Identity not found", exception.Message);
        Assert.False(exception.IsRefused);
        Assert.Equal("scripted", new ImdsTokenSource(refusing, server.Url, Patience, _clock).Name);
    }

    /// <summary>
    /// Azure.Identity keeps the address of the service and the tokens of an account for the whole process, so each case has an account of
    /// its own.
    /// </summary>
    [Fact]
    public async Task The_answer_of_a_virtual_machine_decides_whether_its_identity_is_tried_again()
    {
        const int TwoRefusals = 2;
        (LoopbackAnswer Refusal, int Times)[] cases =
        [
            (new LoopbackAnswer(429, string.Empty), TwoRefusals),
            (new LoopbackAnswer(500, "<html>"), TwoRefusals),
            (new LoopbackAnswer(404, string.Empty), TwoRefusals),
            (new LoopbackAnswer(503, string.Empty), int.MaxValue),
            (new LoopbackAnswer(400, """{"error":"invalid_request","error_description":"Identity not found"}"""), int.MaxValue),
            (LoopbackAnswer.Json("<html>A proxy</html>"), int.MaxValue),
            (LoopbackAnswer.Json("{}"), int.MaxValue),
        ];
        int[] asked = new int[cases.Length];
        using LoopbackServer cloud = LoopbackServer.Start(Cloud.Answer, TestCertificates.Server);
        using LoopbackServer metadata = LoopbackServer.Start(request =>
        {
            if ((request.Parameter("client_id") ?? request.Parameter("object_id")) is not { } account)
            {
                return new LoopbackAnswer(400, "{}");
            }

            int number = account[^1] - '0';
            bool isRefused = Interlocked.Increment(ref asked[number]) <= cases[number].Times;
            return isRefused ? cases[number].Refusal : LoopbackAnswer.Json(Cloud.IdentityToken());
        });

        string output = await SignInProcess.RunAsync(
            $$"""
            foreach ($number in 0..{{cases.Length - 1}}) {
                $account = "00000000-0000-0000-0000-00000000000$number"
                $at = @{ ResourceId = '{{Cloud.WorkspaceId}}'; Endpoint = '{{cloud.Url}}' }
                try { (Connect-AmlWorkspace @at -Identity -AccountId $account).Location }
                catch { ($_.FullyQualifiedErrorId -split ',')[0] + ' ' + $_.Exception.Message }
            }
            """,
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", metadata.Url));

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cases.Length, lines.Length);
        Assert.Equal(["westeurope", "westeurope", "westeurope"], lines[..3]);
        Assert.Equal([3, 3, 3], asked[..3]);
        Assert.True(asked[3] > 1, "A service that is down for a moment is asked again.");
        Assert.All(lines[3..], line => Assert.StartsWith("AuthenticationFailed ", line, StringComparison.Ordinal));
        Assert.DoesNotContain("<html>", output, StringComparison.Ordinal);
    }

    private static LoopbackServer Silent(TaskCompletionSource isAsked, ManualResetEventSlim isOver) => LoopbackServer.Start(_ =>
    {
        isAsked.SetResult();
        isOver.Wait(CancellationToken.None);
        return LoopbackAnswer.Json("{}");
    });

    private async Task<AccessToken> Ask(string host, ITokenSource identity, CancellationTokenSource? stop = null) =>
        await new ImdsTokenSource(identity, host, Patience, _clock).GetTokenAsync(
            new TokenRequest("https://management.azure.com/", null), ListLog.CallOf(stop?.Token ?? TestContext.Current.CancellationToken));
}
