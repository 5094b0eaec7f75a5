using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.SignIn;
using AmlCompute.Commands;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>The sign-in of the Az modules, which tests stand in for by a function of the same name.</summary>
public sealed class SessionSignInTests
{
    private const string Page = """{"value":[{"name":"gpu","properties":{"computeType":"AmlCompute"}}]}""";
    private const string Target = """{"name":"gpu","properties":{"computeType":"AmlCompute","provisioningState":"Succeeded"}}""";

    private const string Job =
        "$job = Wait-AmlComputeTarget gpu -Workspace $ws -AsJob | Wait-Job; $job.State; $job.ChildJobs[0].Output; " +
        "foreach ($e in $job.ChildJobs[0].Error) { $e.FullyQualifiedErrorId; $e.Exception.Message }";

    private const string Nothing = "$Error.Clear(); ";

    [Theory]
    [InlineData("'az-token'", "[DateTimeOffset]::UtcNow.AddHours(1)")]
    [InlineData("'az-token'", "[DateTimeOffset]::UtcNow.AddHours(1).ToString('o')")]
    [InlineData("'az-token'", "[DateTime]::UtcNow.AddHours(1)")]
    [InlineData("'az-token'", "$null")]
    [InlineData(
        "$(\"$([char[]]'az-token' | ForEach-Object -Begin { $s = [securestring]::new() } -Process { $s.AppendChar($_) })\"; $s)[-1]",
        "[DateTimeOffset]::UtcNow.AddHours(1)")]
    public async Task A_token_of_the_session_is_taken_in_every_form(string token, string expiresOn)
    {
        (string[] output, ScriptedHandler handler) = await Run(
            $"function Get-AzAccessToken {{ param($ResourceUrl) $global:asked = $ResourceUrl; [pscustomobject]@{{ Token = {token}; " +
            $"ExpiresOn = {expiresOn} }} }}",
            "Get-AmlComputeTarget -Workspace $ws; $asked");
        Assert.Equal(["gpu", "https://management.azure.com/"], output);
        Assert.Equal(["az-token"], handler.Tokens);
    }

    [Fact]
    public async Task The_tenant_is_asked_for()
    {
        (string[] output, _) = await Run(
            "function Get-AzAccessToken { param($ResourceUrl, $TenantId) $global:asked = $TenantId; " +
            "[pscustomobject]@{ Token = 'az-token'; ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) } }",
            "Get-AmlComputeTarget -Workspace $ws; $asked",
            "contoso.com");
        Assert.Equal(["gpu", "contoso.com"], output);
    }

    [Fact]
    public async Task The_session_is_asked_once_for_many_requests()
    {
        (string[] output, ScriptedHandler handler) = await Run(
            "$global:count = 0; function Get-AzAccessToken { param($ResourceUrl) $global:count++; [pscustomobject]@{ Token = 'az-token'; " +
            "ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) } }",
            "1..3 | ForEach-Object { Get-AmlComputeTarget -Workspace $ws }; $count");
        Assert.Equal(["gpu", "gpu", "gpu", "1"], output);
        Assert.Equal(3, handler.Requests.Count);
    }

    [Fact]
    public async Task A_token_that_ends_in_the_middle_of_a_pipeline_is_asked_for_again()
    {
        int answered = 0;
        (string[] output, ScriptedHandler handler) = await Run(
            "$global:count = 0; function Get-AzAccessToken { param($ResourceUrl) $global:count++; " +
            "[pscustomobject]@{ Token = \"az-token-$count\"; ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) } }",
            "1..2 | ForEach-Object { Get-AmlComputeTarget -Workspace $ws }",
            answer: request => ++answered > 1 && request.Headers.Authorization!.Parameter == "az-token-1"
                ? new LoopbackAnswer(401, "{}")
                : LoopbackAnswer.Json(Page));
        Assert.Equal(["gpu", "gpu"], output);
        Assert.Equal(["az-token-1", "az-token-1", "az-token-2"], handler.Tokens);
    }

    [Theory]
    [InlineData("throw 'Run Connect-AzAccount to login.'", "Run Connect-AzAccount to login.")]
    [InlineData(
        "$PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new('Your session has ended.'), 'x', "
            + "'NotSpecified', $null))",
        "Your session has ended.")]
    [InlineData("", "Get-AzAccessToken returned no token.")]
    [InlineData("[pscustomobject]@{ Token = 42 }", "Get-AzAccessToken returned no token.")]
    public async Task What_the_session_says_becomes_its_line_in_the_one_error(string body, string reason)
    {
        (string[] output, ScriptedHandler handler) = await Run(
            $"function Get-AzAccessToken {{ [CmdletBinding()] param($ResourceUrl) {body} }}",
            Nothing + "try { Get-AmlComputeTarget -Workspace $ws } catch { $_.FullyQualifiedErrorId; $_.Exception.Message; $Error.Count }");
        Assert.StartsWith("AuthenticationFailed,", output[0]);
        Assert.EndsWith($"\n- Az PowerShell session: {reason}", output[1]);
        Assert.Equal("1", output[2]);
        Assert.Empty(handler.Requests);
    }

    [Fact]
    public async Task Nothing_that_the_session_prints_beside_its_token_is_shown()
    {
        (string[] output, _) = await Run(
            """
            function Get-AzAccessToken { [CmdletBinding()] param($ResourceUrl)
                $PSCmdlet.WriteWarning('az-token'); $PSCmdlet.WriteVerbose('az-token'); $PSCmdlet.WriteDebug('az-token')
                [pscustomobject]@{ Token = 'az-token'; ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) } }
            """,
            "$VerbosePreference = $DebugPreference = 'Continue'; & { Get-AmlComputeTarget -Workspace $ws } *>&1");
        Assert.DoesNotContain(output, line => line.Contains("az-token", StringComparison.Ordinal));
        Assert.Contains("Signed in by Az PowerShell session.", output);
    }

    [Fact]
    public async Task A_module_that_has_the_command_is_not_imported_for_it()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string module = folder.CreateSubdirectory("Az.Accounts").FullName;
            await File.WriteAllTextAsync(
                Path.Combine(module, "Az.Accounts.psm1"), "function Get-AzAccessToken { throw 'I was imported.' }",
                TestContext.Current.CancellationToken);
            (string[] output, _) = await Run(
                $"$env:PSModulePath = '{folder.FullName}'",
                "try { Get-AmlComputeTarget -Workspace $ws } catch { $_.Exception.Message }; @(Get-Module).Count");
            Assert.EndsWith("\n- Az PowerShell session: The Az.Accounts module is not loaded in this session.", output[0]);
            Assert.Equal("0", output[1]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_job_asks_the_same_module_beside_the_session()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string module = folder.CreateSubdirectory("Az.Accounts").FullName;
            string script = Path.Combine(module, "Az.Accounts.psm1");
            await File.WriteAllTextAsync(
                script,
                "function Get-AzAccessToken { param($ResourceUrl, $TenantId) [pscustomobject]@{ Token = \"az-$TenantId\"; " +
                "ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) } }",
                TestContext.Current.CancellationToken);
            (string[] output, ScriptedHandler handler) = await Run(
                $"Import-Module '{script}'", Job, "contoso", _ => LoopbackAnswer.Json(Target));
            Assert.Equal(["Completed", "gpu"], output);
            Assert.Equal(["az-contoso"], handler.Tokens);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("", "The Az.Accounts module is not loaded in this session.")]
    [InlineData("function Get-AzAccessToken { 'of no module' }", "The Az.Accounts module is not loaded in this session.")]
    public async Task A_job_without_the_module_is_one_error_that_names_the_module(string define, string reason)
    {
        (string[] output, ScriptedHandler handler) = await Run(define, Job);
        Assert.Equal("Failed", output[0]);
        Assert.StartsWith("AuthenticationFailed,AmlCompute.Commands.WaitAmlComputeTargetCommand", output[1]);
        Assert.EndsWith($"\n- Az PowerShell session: {reason}", output[2]);
        Assert.Equal(3, output.Length);
        Assert.Empty(handler.Requests);
    }

    [Fact]
    public async Task Stopping_ends_a_question_that_the_session_does_not_answer()
    {
        using ScriptedHandler handler = new(_ => LoopbackAnswer.Json(Page));
        using ManualResetEventSlim asked = new();
        using CommandSession session = new(("ws", handler.Workspace(Session())), ("asked", asked));
        await session.InvokeAsync("function Get-AzAccessToken { param($ResourceUrl) $asked.Set(); while ($true) { } }");
        using PowerShell shell = session.Prepare("Get-AmlComputeTarget -Workspace $ws");
        Task run = shell.InvokeAsync();
        await Task.Run(() => asked.Wait(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await shell.StopAsync(null, null);
        await Assert.ThrowsAsync<PipelineStoppedException>(() => run);
        Assert.Equal(["still here"], await session.InvokeAsync("'still here'"));
    }

    /// <summary>The default chain without what it would find on the computer the tests run on.</summary>
    private static TokenSourceChain Session() => new([new SessionTokenSource()]);

    private static async Task<(string[] Output, ScriptedHandler Handler)> Run(
        string define, string script, string? tenantId = null, Func<HttpRequestMessage, LoopbackAnswer>? answer = null)
    {
        ScriptedHandler handler = new(answer ?? (_ => LoopbackAnswer.Json(Page)));
        using CommandSession session = new(("ws", handler.Workspace(Session(), tenantId)));
        await session.InvokeAsync(define);
        return (await session.InvokeAsync(script), handler);
    }
}
