using System.Management.Automation;
using AmlCompute.Client.SignIn;
using AmlCompute.Tests.Async;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>The Az session answers on the pipeline thread, and that may be in another command of the same pipeline.</summary>
public sealed class SessionTurnsTests
{
    [Theory]
    [InlineData("Get-AmlComputeTarget -Workspace $ws | Remove-AmlComputeTarget -Force -PassThru", "gpu")]
    [InlineData(
        "'a','b' | Update-AmlComputeTarget -Workspace $ws | ForEach-Object { Get-AmlComputeTarget -Workspace $ws -Name $_.Name }", "gpu",
        "gpu")]
    public async Task Commands_of_one_pipeline_that_need_a_new_token_do_not_wait_for_each_other(string script, params string[] names)
    {
        int pages = 0;
        using SemaphoreSlim late = new(0);
        using ScriptedHandler handler = new(request =>
        {
            string path = request.RequestUri!.AbsolutePath;
            bool isOld = request.Headers.Authorization!.Parameter == "t1";
            bool isList = path.EndsWith("/computes", StringComparison.Ordinal);
            if (isList && Interlocked.Increment(ref pages) == 1)
            {
                return LoopbackAnswer.Json(
                    $$"""
                    {
                      "value": [{"id":"{{Cloud.WorkspaceId}}/computes/gpu","name":"gpu","properties":{"computeType":"AmlCompute"} }],
                      "nextLink": "https://management.azure.com/p2/computes"
                    }
                    """);
            }

            return isOld ? new LoopbackAnswer(401, "{}")
                : LoopbackAnswer.Json(
                    isList
                        ? """{"value":[]}"""
                        : """{"name":"gpu","properties":{"computeType":"AmlCompute","provisioningState":"Succeeded"}}""");
        });
        using CommandSession session = new(("ws", handler.Workspace(new TokenSourceChain([new SessionTokenSource()]))));
        await session.InvokeAsync(
            "$global:count = 0; function Get-AzAccessToken { param($ResourceUrl) $global:count++; " +
            "[pscustomobject]@{ Token = \"t$count\"; ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) } }");

        for (int round = 0; round < 20; round++)
        {
            Interlocked.Exchange(ref pages, 0);
            using PowerShell shell = session.Prepare(script);
            Task<PSDataCollection<PSObject>> run = shell.InvokeAsync();
            await run.Bounded();

            Assert.Empty(shell.Streams.Error);
            Assert.Equal(names, (await run).Select(item => $"{item.Properties["Name"].Value}"));
            await session.InvokeAsync("$global:count = 0");
        }
    }
}
