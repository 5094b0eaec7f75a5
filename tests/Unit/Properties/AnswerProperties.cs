using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Sandbox;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Files;
using AmlCompute.Tests.Models;
using AmlCompute.Tests.Sandbox;
using CsCheck;
using Xunit;

namespace AmlCompute.Tests.Properties;

/// <summary>
/// Every command that reads, against a service whose responses are changed at random: the status, a header, the JSON or its bytes. A
/// command emits objects that can be read, or errors with the ids of the module; it prints no control character and no secret.
/// </summary>
public sealed class AnswerProperties
{
    private const int Runs = 2000;

    private static readonly HashSet<string> KnownIds =
    [
        .. typeof(ErrorIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!),
    ];

    private static readonly int[] Statuses =
        [200, 200, 200, 201, 202, 204, 206, 299, 301, 302, 304, 400, 401, 403, 404, 405, 408, 409, 412, 418, 429, 500, 502, 503, 504, 599];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("Retry-After", "999999999"), ("Retry-After", "-5"), ("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"), ("Retry-After", "1e9"),
        ("Content-Type", "text/html"), ("Content-Type", "application/json; charset=utf-16"), ("Content-Encoding", "gzip"),
        ("Location", "https://evil.example/x"), ("Azure-AsyncOperation", "http://[::1"), ("x-ms-request-id", "\u001b]0;x\u0007"),
        ("WWW-Authenticate", "Bearer error=\"x\", claims=\"e30=\""), ("x-ms-error-code", "\u202e"),
    ];

    private static readonly WorkspaceReference Sandbox = new("00000000-0000-0000-0000-000000000000", "sandbox-rg", "sandbox-ws", "test");

    private static readonly Gen<Change> Changes = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[0, 3],
        Gen.Int[0, Statuses.Length - 1],
        Gen.Int[0, Headers.Length - 1],
        Mutation.Some,
        (which, parts, status, header, body) => new Change(
            which,
            parts is 1 or 3 ? Statuses[status] : 200,
            parts is 2 or 3 ? Headers[header] : null,
            parts == 1 ? body[..1] : body));

    [Theory]
    [InlineData("Get-AmlComputeTarget")]
    [InlineData("Get-AmlComputeTarget cpu")]
    [InlineData("$target | Update-AmlComputeTarget")]
    [InlineData("Wait-AmlComputeTarget cpu -Timeout 6m")]
    [InlineData("Get-AmlComputeNode cpu")]
    [InlineData("Get-AmlComputeKey vm")]
    [InlineData("Get-AmlComputeVmSize")]
    [InlineData("Get-AmlComputeUsage")]
    [InlineData("Get-AmlComputeQuota")]
    [InlineData("Get-AmlComputeJob")]
    [InlineData("Find-AmlComputeFinding")]
    [InlineData("Measure-AmlComputeCost")]
    [InlineData("Test-AmlComputeTarget cpu")]
    [InlineData("Test-AmlComputeTarget new -VmSize Standard_DS2_v2")]
    [InlineData("Compare-AmlComputeTarget -Configuration $wanted -Name cpu")]
    [InlineData("New-AmlComputePlan -Configuration $wanted -Name cpu")]
    public async Task A_command_reads_any_response_or_says_what_is_wrong_with_it(string command)
    {
        ChangingService service = await ChangingService.CreateAsync();
        using ModuleShell shell = new(service, Sandbox, new PollClock(TimeSpan.FromMinutes(5)));
        shell.Set("wanted", FileText.Read("name: cpu\ntype: amlcompute\nsize: Standard_DS2_v2\nmax_instances: 9").Configuration);
        JsonElement live = JsonSerializer.Deserialize<JsonElement>(
            Assert.IsType<ComputeCluster>(Assert.Single(shell.Output("Get-AmlComputeTarget cpu"))).ToJson());
        shell.Set("target", ComputeTypes.Create(live, shell.Workspace));
        Assert.NotEmpty(shell.Output(command));

        await Property.Holds(Changes, Runs, change =>
        {
            service.Begin(change);

            // Update-AmlComputeTarget changes its input.
            shell.Set("target", ComputeTypes.Create(live, shell.Workspace));
            ShellResult result = shell.Run(command);

            Assert.Empty(result.ErrorIds.Except(KnownIds));
            Assert.All(result.Errors, error => Assert.IsType<ComputeTargetException>(error.Exception));
            string[] printed =
            [
                .. result.Errors.Select(error => error.ErrorDetails.Message + error.ErrorDetails.RecommendedAction),
                .. result.Warnings,
            ];
            Assert.All(printed, text => Assert.Equal(TerminalText.Clean(text), text));
            Assert.All(printed, text => Assert.DoesNotContain(ChangingService.Secret, text, StringComparison.Ordinal));
            foreach ((_, object? value) in result.Output.SelectMany(item => ModelWalk.Read(item)))
            {
                _ = value?.ToString();
            }
        });
    }

    [Fact]
    public async Task Workspaces_are_read_from_any_response_or_it_says_what_is_wrong()
    {
        ChangingService service = await ChangingService.CreateAsync();
        TestClient client = new(handler: service);
        await Property.Holds(Changes, Runs, async change =>
        {
            service.Begin(change);
            try
            {
                _ = (await client.Connection.ReadWorkspaceAsync(Sandbox, client.Call)).Location;
                await foreach (Workspace workspace in WorkspaceList.ListWorkspacesAsync(
                    client.Connection, Sandbox.SubscriptionId, null, client.Call))
                {
                    _ = workspace.ToString();
                }
            }
            catch (ComputeTargetException exception)
            {
                Assert.Contains(exception.ErrorId, KnownIds);
            }
        });
    }

    /// <summary>The socket can send what a handler cannot: heads that are not HTTP, and bodies of another length.</summary>
    [Fact]
    public async Task Any_bytes_on_the_wire_are_an_error_of_the_module()
    {
        byte[] answer = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 54\r\n\r\n"
            + """{"name":"cpu","properties":{"computeType":"AmlCompute"}}""");
        Mutation[] mutations = [];
        using HostileServer server = new((stream, token) => stream.WriteAsync(Mutation.Apply(mutations, answer), token).AsTask());
        (ComputeClient client, Workspace workspace) = server.Connect(new RequestClocks(TimeProvider.System, null, TimeProvider.System));
        await Property.Holds(Mutation.Some, 200, async some =>
        {
            mutations = some;
            try
            {
                CallContext call = new(new CallLog(), CancellationToken.None);
                ComputeTarget target = await client.GetTargetAsync(workspace, "cpu", call);
                Assert.All(ModelWalk.Read(target), property => _ = property.Value?.ToString());
            }
            catch (ComputeTargetException exception)
            {
                Assert.Contains(exception.ErrorId, KnownIds);
            }
        });
    }

    /// <summary>A change of the responses of a command.</summary>
    /// <param name="Which">The number of the response to change; 3 for all.</param>
    /// <param name="Status">The status; 200 for that of the service.</param>
    /// <param name="Header">A header; null for none.</param>
    /// <param name="Body">The changes of the body.</param>
    private sealed record Change(int Which, int Status, (string Name, string Value)? Header, Mutation[] Body)
    {
        public override string ToString() => $"response {Which}, status {Status}, header {Header}: {string.Join(", ", (object[])Body)}";
    }

    /// <summary>A sandbox whose responses are changed. Its state and its clock stay the same, so each response is rendered once.</summary>
    private sealed class ChangingService : CheckedService
    {
        public const string Secret = "S3CRET-1aA";

        private readonly SandboxClient _sandbox = new();
        private readonly ConcurrentDictionary<string, SandboxResponse> _rendered = new(StringComparer.Ordinal);
        private Change? _change;
        private int _answers;

        public static async Task<ChangingService> CreateAsync()
        {
            ChangingService service = new();
            foreach ((string name, string body) in new[]
            {
                ("cpu", SandboxClient.Cluster(min: 2)),
                ("desk", SandboxClient.Instance()),
                ("k8s", SandboxClient.Kubernetes()),
                ("vm", SandboxClient.VirtualMachine($$"""{"username":"azureuser","password":"{{Secret}}"}""")),
            })
            {
                await service._sandbox.Put(name, body);
            }

            service._sandbox.Service.AddJob(new SandboxJob { Name = "train", Target = "cpu", Nodes = 1, Duration = TimeSpan.FromDays(9) });
            service._sandbox.Advance(3600);
            return service;
        }

        public void Begin(Change change)
        {
            _change = change;
            _answers = 0;
        }

        protected override async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            SandboxResponse rendered = await RenderAsync(request, cancellationToken);
            if (_change is not { } change || (change.Which != 3 && Interlocked.Increment(ref _answers) - 1 != change.Which))
            {
                return ToMessage(request, rendered.Status, rendered.Body, rendered.Headers);
            }

            int status = change.Status == 200 ? rendered.Status : change.Status;
            return ToMessage(
                request,
                status,
                Mutation.Apply(change.Body, rendered.Body),
                change.Header is var (name, value) ? [new KeyValuePair<string, string>(name, value)] : []);
        }

        private static HttpResponseMessage ToMessage(
            HttpRequestMessage request, int status, byte[] body, IReadOnlyList<KeyValuePair<string, string>> headers)
        {
            HttpResponseMessage message = new((HttpStatusCode)status) { RequestMessage = request, Content = new ByteArrayContent(body) };
            foreach ((string name, string value) in headers)
            {
                if (!message.Headers.TryAddWithoutValidation(name, value))
                {
                    message.Content.Headers.TryAddWithoutValidation(name, value);
                }
            }

            return message;
        }

        private async Task<SandboxResponse> RenderAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            string key = $"{request.Method} {request.RequestUri} {Convert.ToBase64String(body)}";
            return _rendered.TryGetValue(key, out SandboxResponse? known) ? known : _rendered.GetOrAdd(
                key,
                await _sandbox.Service.SendAsync(
                    new SandboxRequest(request.Method.Method, request.RequestUri!, body: body), cancellationToken));
        }
    }
}
