using System.Net;
using System.Text;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class HandlerTests
{
    private static readonly Uri Workspace = new($"https://management.azure.com{SandboxClient.WorkspacePath}?api-version=2026-05-01");
    private static readonly Uri Cluster = new(
        $"https://management.azure.com{SandboxClient.WorkspacePath}/computes/cpu?api-version=2026-05-01");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_http_client_speaks_to_the_sandbox()
    {
        using HttpClient http = Client(new SandboxOptions());

        using StringContent body = new(SandboxClient.Cluster(), Encoding.UTF8, "application/json");
        HttpResponseMessage put = await http.PutAsync(Cluster, body, Token);
        HttpResponseMessage delete = await http.DeleteAsync(Cluster, Token);

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal("application/json; charset=utf-8", put.Content.Headers.ContentType!.ToString());
        Assert.Equal("-1", Assert.Single(put.Content.Headers.NonValidated["Expires"]));
        Assert.Single(put.Headers.GetValues("Azure-AsyncOperation"));
        Assert.Contains("\"Creating\"", await put.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.Accepted, delete.StatusCode);
        Assert.Equal(0, delete.Content.Headers.ContentLength);
        Assert.Null(delete.Content.Headers.ContentType);
    }

    [Fact]
    public async Task A_broken_connection_looks_like_one()
    {
        using HttpClient http = Client(new SandboxOptions { Faults = [new SandboxFault { ConnectionReset = true }] });

        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(Workspace, Token));

        Assert.IsType<IOException>(error.InnerException);
    }

    [Fact]
    public async Task Many_threads_can_use_one_sandbox()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true });

        int[] statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
        {
            int status = (await client.Put($"cpu{i}", SandboxClient.Cluster())).Status;
            client.Advance(1);
            return status;
        }, Token)));

        Assert.All(statuses, status => Assert.Equal(201, status));
        Assert.Equal(100, (await client.Send("GET", SandboxClient.WorkspacePath + "/computes"))["value"].GetArrayLength());
        Assert.Equal(101, client.Service.Requests.Count);
    }

    private static HttpClient Client(SandboxOptions options) => new(new SandboxHandler(new SandboxService(options)));
}
