using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>Sign-in by a code that the user types elsewhere, against an authority without a network.</summary>
public sealed class DeviceCodeTests : IDisposable
{
    private const string Shown = "Enter the code ABCD1234 at the device page.";

    private readonly Authority _authority = new();
    private readonly ScriptedHandler _transport;
    private readonly ListLog _log = new();

    public DeviceCodeTests() => _transport = new ScriptedHandler(_authority.Answer);

    public void Dispose() => _transport.Dispose();

    [Fact]
    public async Task The_code_is_shown_to_the_call_that_waits_and_polled_until_the_user_has_typed_it()
    {
        _authority.Pending = 3;

        AccessToken token = await Ask(Source(), _log);

        Assert.Equal(Cloud.Token, token.Token);
        Assert.Equal([Shown], _log.Lines);
        Assert.Equal(1, _authority.Codes);
        Assert.Equal(4, _authority.Polls);
    }

    [Fact]
    public async Task The_user_is_not_asked_again_while_the_sign_in_lasts()
    {
        DeviceCodeTokenSource source = Source();
        ListLog later = new();

        await Ask(source, _log);
        AccessToken token = await Ask(source, later);

        Assert.Equal(Cloud.Token, token.Token);
        Assert.Empty(later.Lines);
        Assert.Equal(1, _authority.Codes);
    }

    [Theory]
    [InlineData("authorization_declined", "AADSTS70018: The user declined.", "AADSTS70018: The user declined.")]
    [InlineData("access_denied", "AADSTS65004: User declined to consent.", "AADSTS65004: User declined to consent.")]
    [InlineData("expired_token", "AADSTS70020: The value of 'device_code' is not valid. It has expired.", "It has expired.")]
    [InlineData("code_expired", "AADSTS70020: The code has expired.", "AADSTS70020: The code has expired.")]
    public async Task A_refusal_of_the_authority_is_one_line_without_the_secret_of_the_device(
        string error, string description, string expected)
    {
        _authority.Pending = 1;
        _authority.Refusal = $$"""{"error":"{{error}}","error_description":"{{description}} Trace ID: 1 Correlation ID: 2"}""";

        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(Source(), _log));

        Assert.EndsWith(expected, exception.Message, StringComparison.Ordinal);
        Assert.True(exception.IsRefused);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.DoesNotContain("device-secret", exception.Message + string.Concat(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_whose_time_is_up_before_the_user_has_typed_it_is_an_error()
    {
        _authority.Pending = int.MaxValue;
        _authority.LastsSeconds = 0;

        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(Source(), _log));

        Assert.Contains("expired", exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([Shown], _log.Lines);
    }

    [Fact]
    public async Task After_a_failure_the_next_call_is_shown_a_new_code()
    {
        DeviceCodeTokenSource source = Source();
        _authority.Refusal = """{"error":"authorization_declined","error_description":"AADSTS70018: The user declined."}""";
        await Assert.ThrowsAsync<SignInException>(() => Ask(source, _log));
        _authority.Refusal = null;
        ListLog next = new();

        Assert.Equal(Cloud.Token, (await Ask(source, next)).Token);
        Assert.Equal([Shown], next.Lines);
        Assert.Equal([Shown], _log.Lines);
        Assert.Equal(2, _authority.Codes);
    }

    [Fact]
    public async Task Stopping_ends_the_wait_for_the_user()
    {
        using CancellationTokenSource stop = new();
        _authority.Pending = int.MaxValue;
        _authority.Polled = polls =>
        {
            if (polls == 3)
            {
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ask(Source(), _log, stop));

        Assert.Equal([Shown], _log.Lines);
    }

    [Fact]
    public async Task An_authority_that_gives_no_code_is_an_error()
    {
        _authority.CodeAnswer = new LoopbackAnswer(
            400, """{"error":"unauthorized_client","error_description":"AADSTS700016: Application was not found. Trace ID: 1"}""");

        SignInException exception = await Assert.ThrowsAsync<SignInException>(() => Ask(Source(), _log));

        Assert.Equal("AADSTS700016: Application was not found.", exception.Message);
        Assert.Empty(_log.Lines);
        Assert.Equal("device code", Source().Name);
    }

    private DeviceCodeTokenSource Source()
    {
        DeviceCodeCredentialOptions options = new()
        {
            AuthorityHost = new Uri("https://login.example"),
            TenantId = Cloud.Tenant,
            DisableInstanceDiscovery = true,
            Transport = new HttpClientTransport(_transport),
        };
        options.Retry.MaxRetries = 0;
        return new DeviceCodeTokenSource(options);
    }

    private static async Task<AccessToken> Ask(DeviceCodeTokenSource source, ListLog log, CancellationTokenSource? stop = null) =>
        await source.GetTokenAsync(
            new TokenRequest("https://management.azure.com/", Cloud.Tenant),
            new CallContext(log, stop?.Token ?? TestContext.Current.CancellationToken));

    /// <summary>The authority of Azure as far as device codes need it. It asks to be polled without a pause.</summary>
    private sealed class Authority
    {
        /// <summary>Gets or sets how many polls find that the user has not typed the code yet.</summary>
        public int Pending { get; set; }

        public int LastsSeconds { get; set; } = 900;

        public string? Refusal { get; set; }

        public LoopbackAnswer? CodeAnswer { get; set; }

        public Action<int> Polled { get; set; } = _ => { };

        public int Codes { get; private set; }

        public int Polls { get; private set; }

        public LoopbackAnswer Answer(HttpRequestMessage request) => Answer(new LoopbackRequest(
            request.Method.Method,
            request.RequestUri!.Authority,
            request.RequestUri.PathAndQuery,
            new Dictionary<string, string>(),
            Read(request.Content)));

        /// <summary>The content of a form is in memory.</summary>
        private static string Read(HttpContent? content)
        {
            using StreamReader reader = new(content?.ReadAsStream() ?? Stream.Null);
            return reader.ReadToEnd();
        }

        private LoopbackAnswer Answer(LoopbackRequest request)
        {
            if (request.Path.EndsWith("/devicecode", StringComparison.Ordinal))
            {
                Codes++;
                return CodeAnswer ?? LoopbackAnswer.Json(
                    $$"""
                    {
                      "user_code": "ABCD1234", "device_code": "device-secret", "verification_uri": "https://login.example/device",
                      "expires_in": {{LastsSeconds}}, "interval": 0, "message": "{{Shown}}"
                    }
                    """);
            }

            if (!request.Path.EndsWith("/token", StringComparison.Ordinal))
            {
                return Cloud.Answer(request);
            }

            Polls++;
            Polled(Polls);
            const string NotYet = """{"error":"authorization_pending","error_description":"AADSTS70016: Pending."}""";
            return Polls <= Pending ? new LoopbackAnswer(400, NotYet)
                : Refusal is not null ? new LoopbackAnswer(400, Refusal)
                : Cloud.Answer(request);
        }
    }
}
