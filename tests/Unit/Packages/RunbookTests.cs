using System.Globalization;
using System.IO.Compression;
using System.Text;
using AmlCompute.Sandbox;
using AmlCompute.Tests.Client.SignIn;
using AmlCompute.Tests.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Packages;

/// <summary>
/// Runbooks as Azure Automation runs them: a new process with an empty home, nothing but the zip on the module path, the managed identity
/// of the host, no terminal, little memory, and other runbooks beside.
/// </summary>
[Collection(nameof(BuiltPackages))]
public sealed class RunbookTests(BuiltPackages packages)
{
    private const long MemoryLimit = 400L << 20;
    private const string ListStates = "samples/runbooks/list-states.ps1";
    private const string NightlyCost = "samples/runbooks/nightly-cost.ps1";

    [Fact]
    public async Task Two_runbooks_of_one_process_each_see_their_own_workspace()
    {
        using Account account = new(packages, meetAtTheList: true);
        await account.PutAsync("ws-one", "cpu-one", SandboxClient.Cluster());
        await account.PutAsync("ws-two", "desk-two", SandboxClient.Instance());
        await account.FailAsync("ws-two", "broken-two");

        IReadOnlyList<string> lines = await account.RunAsync(Job("one", ListStates, "ws-one"), Job("two", ListStates, "ws-two"));

        Assert.Equal(
            [
                "one|Output|Workspace ws-one in westeurope", "one|Output|cpu-one: AmlCompute, Steady",
                "one|Output|1 compute targets, 0 failed", "one|End|Completed",
            ],
            lines.Where(line => line.StartsWith("one|", StringComparison.Ordinal)));
        Assert.Equal(
            [
                "two|Output|Workspace ws-two in northeurope",
                "two|Output|broken-two: AmlCompute, Failed",
                "two|Output|desk-two: ComputeInstance, Running",
                "two|Output|2 compute targets, 1 failed",
                "two|Warning|Compute target 'broken-two' failed. no cores",
                "two|End|Completed",
            ],
            lines.Where(line => line.StartsWith("two|", StringComparison.Ordinal)));
        Assert.Equal(
            "GET /subscriptions", Assert.Single(account.Requests.Select(request => $"{request.Method} {request.Path[..14]}").Distinct()));
        Assert.All(
            account.IdentityRequests, request => Assert.Equal("worker-header", request.Header("X-IDENTITY-HEADER")), throwIfEmpty: true);
    }

    [Fact]
    public async Task A_runbook_that_changes_targets_signs_in_by_itself_and_keeps_to_its_workspace()
    {
        using Account account = new(packages, meetAtTheList: true);
        await account.PutAsync("ws-one", "desk-one", SandboxClient.Instance());
        await account.PutAsync("ws-one", "kept-one", SandboxClient.Instance("Standard_E4s_v3"));
        await account.PutAsync("ws-one", "cpu-one", SandboxClient.Cluster(min: 1, max: 2));
        await account.PutAsync("ws-two", "desk-two", SandboxClient.Instance());

        IReadOnlyList<string> lines = await account.RunAsync(
            ("cost", Path.Combine(Repository.Root, NightlyCost), $"@{{ WorkspaceId = '{Account.ArmPath("ws-one")}'; Except = 'kept-*' }}"),
            Job("list", ListStates, "ws-two"));

        Assert.Equal(
            [
                "cost|Output|Stopped instances: 1 of 1",
                "cost|Output|  desk-one (STANDARD_DS2_V2)",
                "cost|Output|Clusters with a new minimum of 0 nodes: 1 of 1",
                "cost|Output|  cpu-one (STANDARD_DS2_V2, up to 2 nodes)",
                "cost|End|Completed",
            ],
            lines.Where(line => line.StartsWith("cost|", StringComparison.Ordinal)));
        Assert.Contains("list|Output|desk-two: ComputeInstance, Running", lines);
        Assert.Contains("list|End|Completed", lines);
        Assert.Equal(
            [$"PATCH {Account.ArmPath("ws-one")}/computes/cpu-one", $"POST {Account.ArmPath("ws-one")}/computes/desk-one/stop"],
            account.Requests.Where(request => request.Method != "GET")
                .Select(request => $"{request.Method} {request.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_goes_wrong_is_in_the_streams_that_a_job_history_shows()
    {
        using Account account = new(packages);
        string runbook = account.Write(
            """
            [CmdletBinding()]
            param($WorkspaceName, $ResourceGroupName, $SubscriptionId)
            $null = Connect-AmlWorkspace $WorkspaceName $ResourceGroupName $SubscriptionId -Identity
            Get-AmlComputeTarget nowhere -Verbose
            Remove-AmlComputeTarget nowhere
            'went on'
            """);
        await account.PutAsync("ws-one", "nowhere-else", SandboxClient.Cluster());

        IReadOnlyList<string> lines = await account.RunAsync(Job("errs", runbook, "ws-one"), Job("none", ListStates, "ws-none"));

        Assert.Contains("errs|Output|went on", lines);
        Assert.Contains("errs|End|Completed", lines);
        Assert.Contains(
            lines,
            line => line.StartsWith("errs|Error|ComputeTargetNotFound,", StringComparison.Ordinal) && line.Contains(
                "'nowhere'", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("errs|Verbose|GET /subscriptions/", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("none|End|Failed: WorkspaceNotFound,", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("none|Output|", StringComparison.Ordinal));
        Assert.DoesNotContain(account.Requests, request => request.Method != "GET");
    }

    private static (string Name, string Runbook, string Parameters) Job(string name, string runbook, string workspace) => (
        name,
        Path.Combine(Repository.Root, runbook),
        $"@{{ WorkspaceName = '{workspace}'; ResourceGroupName = '{Account.Group}'; SubscriptionId = '{Cloud.SubscriptionId}' }}");

    /// <summary>
    /// An Automation account: its worker's process, the endpoint of its identity, and the service as it answers whoever has the token.
    /// </summary>
    private sealed class Account : IDisposable
    {
        public const string Group = "rg";

        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("account ");
        private readonly LoopbackServer _identity = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken()));
        private readonly LoopbackServer _cloud;
        private readonly Barrier? _lists;
        private readonly SandboxService _service = new(new SandboxOptions
        {
            ManualClock = true,
            RequireToken = true,
            Workspaces = [
                new(Cloud.SubscriptionId, Group, "ws-one", "westeurope"), new(Cloud.SubscriptionId, Group, "ws-two", "northeurope")],
        });

        /// <param name="packages">Where the zip is.</param>
        /// <param name="meetAtTheList">
        /// Answers two requests for lists only when both have come, so that both runbooks have signed in by then.
        /// </param>
        public Account(BuiltPackages packages, bool meetAtTheList = false)
        {
            _lists = meetAtTheList ? new Barrier(2) : null;
            _cloud = LoopbackServer.StartProxy(Answer, TestCertificates.Server);
            ZipFile.ExtractToDirectory(packages.Automation, Modules);
            Directory.CreateDirectory(Home);
        }

        public IEnumerable<LoopbackRequest> Requests => _cloud.Requests.Where(request => request.Method != "CONNECT");

        public IReadOnlyList<LoopbackRequest> IdentityRequests => _identity.Requests;

        private string Modules => Path.Combine(_folder.FullName, "modules");

        private string Home => Path.Combine(_folder.FullName, "home");

        public static string ArmPath(string workspace) =>
            $"/subscriptions/{Cloud.SubscriptionId}/resourceGroups/{Group}/providers/Microsoft.MachineLearningServices/workspaces/" +
            $"{workspace}";

        public void Dispose()
        {
            _identity.Dispose();
            _cloud.Dispose();
            _lists?.Dispose();
            _folder.Delete(recursive: true);
        }

        public string Write(string runbook)
        {
            string file = Path.Combine(_folder.FullName, "runbook.ps1");
            File.WriteAllText(file, runbook);
            return file;
        }

        public async Task PutAsync(string workspace, string name, string body)
        {
            SandboxResponse answer = await SendAsync(
                "PUT", $"{ArmPath(workspace)}/computes/{name}?api-version={SandboxClient.Version}", body, Cloud.Token);
            Assert.True(answer.Status == 201, Encoding.UTF8.GetString(answer.Body));
            _service.Advance(TimeSpan.FromHours(1));
        }

        public Task FailAsync(string workspace, string name)
        {
            _service.AddFault(
                new SandboxFault
                {
                    Path = $"*/computes/{name}",
                    FailOperation = true,
                    Code = "ClusterCoreQuotaReached",
                    Message = "no cores",
                });
            return PutAsync(workspace, name, SandboxClient.Cluster(min: 1));
        }

        /// <summary>Runs the jobs beside each other, and gives what they wrote, after a look at what holds for every job.</summary>
        public async Task<IReadOnlyList<string>> RunAsync(params (string Name, string Runbook, string Parameters)[] jobs)
        {
            StringBuilder script = new("$jobs = @(\n");
            foreach ((string name, string runbook, string parameters) in jobs)
            {
                script.Append(CultureInfo.InvariantCulture, $"@{{ Name = '{name}'; Runbook = '{runbook}'; Parameters = {parameters} }}\n");
            }

            script.Append(")\n")
                .Append(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Unit", "Packages", "RunbookHost.ps1")));
            string output = await SignInProcess.RunWithoutModuleAsync(
                script.ToString(),
                ("HOME", Home),
                ("PSModulePath", Modules),
                ("IDENTITY_ENDPOINT", $"{_identity.Url}/oauth2/token"),
                ("IDENTITY_HEADER", "worker-header"),
                ("HTTPS_PROXY", _cloud.Url),
                ("DOTNET_GCHeapHardLimit", MemoryLimit.ToString("x", CultureInfo.InvariantCulture)));

            Assert.DoesNotContain('\u001b', output);
            Assert.DoesNotContain(Cloud.Token, output);
            Assert.DoesNotContain("worker-header", output);
            string[] lines = output.TrimEnd('\n').Split('\n');
            long peak = long.Parse(
                Assert.Single(lines, line => line.StartsWith("host|Peak|", StringComparison.Ordinal)).Split('|')[2],
                CultureInfo.InvariantCulture);
            Assert.InRange(peak << 10, 1, MemoryLimit);
            return lines;
        }

        private LoopbackAnswer Answer(LoopbackRequest request)
        {
            if (request.Path.EndsWith("/computes", StringComparison.Ordinal))
            {
                // A busy machine can be late with the second runbook, and a server that is silent for 30 seconds ends a request.
                _ = _lists?.SignalAndWait(TimeSpan.FromSeconds(20));
            }

            if (request.Header("Authorization") is { } given && given != $"Bearer {Cloud.Token}")
            {
                return new LoopbackAnswer(401, "{}");
            }

            SandboxResponse answer = SendAsync(request.Method, request.Target, request.Body, request.Header("Authorization")?.Split(' ')[1])
                .GetAwaiter().GetResult();
            return new LoopbackAnswer(answer.Status, Encoding.UTF8.GetString(answer.Body));
        }

        private Task<SandboxResponse> SendAsync(string method, string target, string body, string? token) => _service.SendAsync(
            new SandboxRequest(
                method,
                new Uri($"https://management.azure.com{target}"),
                token is null ? [] : [new("Authorization", $"Bearer {token}")],
                body.Length == 0 ? null : Encoding.UTF8.GetBytes(body)),
            CancellationToken.None);
    }
}
