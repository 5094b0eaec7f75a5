using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AmlCompute.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AmlCompute.Bench;

/// <summary>
/// Serves the list of a workspace from memory. The bodies are those of the sandbox, which have the format of the real service. They are
/// rendered before the first request, so that a measurement includes no work of the server except sending.
/// </summary>
internal static class PageServer
{
    public const string Subscription = "00000000-0000-0000-0000-000000000000";
    public const string Group = "bench-rg";
    public const string Workspace = "bench-ws";

    private const string WorkspacePath =
        $"/subscriptions/{Subscription}/resourceGroups/{Group}/providers/Microsoft.MachineLearningServices/workspaces/{Workspace}";
    private const string FirstNames = "target-00000-";

    public static async Task RunAsync(int targets, int pageSize)
    {
        (byte[] workspace, JsonObject page) = await RenderAsync(pageSize);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        byte[][] pages = [];
        app.MapGet(WorkspacePath, context => SendAsync(context, workspace));
        app.MapGet(
            $"{WorkspacePath}/computes",
            context => SendAsync(context, pages[int.TryParse(context.Request.Query["$skip"], out int skip) ? skip : 0]));
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        pages = [.. Enumerable.Range(0, targets / pageSize).Select(index => Page(page, address, index, index + 1 == targets / pageSize))];
        Console.WriteLine($"Listening on {address}");
        await app.WaitForShutdownAsync();
    }

    private static async Task<(byte[] Workspace, JsonObject Page)> RenderAsync(int pageSize)
    {
        SandboxService sandbox = new(new SandboxOptions
        {
            SubscriptionId = Subscription,
            ResourceGroupName = Group,
            WorkspaceName = Workspace,
            ManualClock = true,
            PageSize = pageSize,
        });
        for (int i = 0; i < pageSize; i++)
        {
            string body = i % 40 == 39
                ? """{"location":"eastus","properties":{"computeType":"ComputeInstance","properties":{"vmSize":"Standard_DS2_v2"}}}"""
                : """
                    {
                      "location": "eastus",
                      "tags": { "team": "vision" },
                      "properties": {
                        "computeType": "AmlCompute",
                        "properties": {
                          "vmSize": "Standard_DS2_v2",
                          "scaleSettings": { "minNodeCount": 0, "maxNodeCount": 4, "nodeIdleTimeBeforeScaleDown": "PT2M" }
                        }
                      }
                    }
                    """;
            SandboxRequest put = Request("PUT", $"{WorkspacePath}/computes/{FirstNames}{i:D3}", body);
            SandboxResponse created = await sandbox.SendAsync(put, CancellationToken.None);
            _ = created.Status < 300 ? true : throw new InvalidOperationException(Encoding.UTF8.GetString(created.Body));
        }

        sandbox.Advance(TimeSpan.FromDays(1));
        SandboxResponse workspace = await sandbox.SendAsync(Request("GET", WorkspacePath, null), CancellationToken.None);
        SandboxResponse list = await sandbox.SendAsync(Request("GET", $"{WorkspacePath}/computes", null), CancellationToken.None);
        return (workspace.Body, (JsonObject)JsonNode.Parse(list.Body)!);
    }

    private static SandboxRequest Request(string method, string path, string? body) => new(
        method,
        new Uri($"http://127.0.0.1{path}?api-version=2025-12-01"),
        [new("Content-Type", "application/json")],
        body is null ? null : Encoding.UTF8.GetBytes(body));

    private static byte[] Page(JsonObject first, string address, int index, bool isLast)
    {
        first["nextLink"] = isLast ? null : $"{address}{WorkspacePath}/computes?api-version=2025-12-01&$skip={index + 1}";
        string json = first.ToJsonString(new() { WriteIndented = true });
        return Encoding.UTF8.GetBytes(json.Replace(FirstNames, $"target-{index:D5}-", StringComparison.Ordinal));
    }

    private static async Task SendAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
