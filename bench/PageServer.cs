using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AmlCompute.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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

    public const string WorkspacePath =
        $"/subscriptions/{Subscription}/resourceGroups/{Group}/providers/Microsoft.MachineLearningServices/workspaces/{Workspace}";
    private const string Collection = $"/subscriptions/{Subscription}/providers/Microsoft.MachineLearningServices/workspaces";
    private const string SizesPath =
        $"/subscriptions/{Subscription}/providers/Microsoft.MachineLearningServices/locations/eastus/vmSizes";

    private const int WorkspacesPerPage = 100;
    private const string FirstNames = "target-00000-";

    public static async Task RunAsync(int targets, int pageSize)
    {
        (byte[] workspace, JsonObject page, _) = await RenderAsync(pageSize);
        WebApplication app = Build();
        byte[][] pages = [];
        app.MapGet(WorkspacePath, context => SendAsync(context, workspace));
        app.MapGet(
            $"{WorkspacePath}/computes",
            context => SendAsync(context, pages[int.TryParse(context.Request.Query["$skip"], out int skip) ? skip : 0]));
        string address = await StartAsync(app);
        pages = [.. Enumerable.Range(0, targets / pageSize).Select(index => Page(page, address, index, index + 1 == targets / pageSize))];
        Console.WriteLine($"Listening on {address}");
        await app.WaitForShutdownAsync();
    }

    /// <summary>Serves many workspaces of one page of targets each, in two regions, and the number of requests at /count.</summary>
    public static async Task RunFleetAsync(int workspaces, int targets)
    {
        (byte[] workspace, JsonObject page, byte[] sizes) = await RenderAsync(targets);
        string list = page.ToJsonString(), one = Encoding.UTF8.GetString(workspace);
        string[] names = [.. Enumerable.Range(0, workspaces).Select(index => $"ws-{index:D3}")];
        byte[][] lists = [.. names.Select(name => Encoding.UTF8.GetBytes(list.Replace(Workspace, name, StringComparison.Ordinal)))];
        string Item(string name, int index) => one.Replace(Workspace, name, StringComparison.Ordinal)
            .Replace("\"eastus\"", index % 2 == 0 ? "\"eastus\"" : "\"westeurope\"", StringComparison.Ordinal);
        int requests = 0;
        WebApplication app = Build();
        string address = string.Empty;
        app.Use(async (context, next) =>
        {
            if (context.Request.Path != "/count")
            {
                Interlocked.Increment(ref requests);
            }

            await next(context);
        });
        app.MapGet(WorkspacePath, context => SendAsync(context, workspace));
        app.MapGet("/count", () => requests.ToString(CultureInfo.InvariantCulture));
        app.MapGet(
            "/subscriptions/{s}/providers/Microsoft.MachineLearningServices/locations/{l}/vmSizes", context => SendAsync(context, sizes));
        app.MapGet(
            "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.MachineLearningServices/workspaces/{name}/computes",
            context => SendAsync(context, lists[Array.IndexOf(names, (string)context.Request.RouteValues["name"]!)]));
        app.MapGet(Collection, context =>
        {
            int skip = int.TryParse(context.Request.Query["$skip"], out int given) ? given : 0;
            string next = skip + WorkspacesPerPage < workspaces
                ? $"\"{address}{Collection}?api-version=2025-12-01&$skip={skip + WorkspacesPerPage}\""
                : "null";
            IEnumerable<string> items = names.Select(Item).Skip(skip).Take(WorkspacesPerPage);
            return SendAsync(context, Encoding.UTF8.GetBytes($"{{\"value\":[{string.Join(',', items)}],\"nextLink\":{next}}}"));
        });
        address = await StartAsync(app);
        Console.WriteLine($"Listening on {address}");
        await app.WaitForShutdownAsync();
    }

    private static WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder.Build();
    }

    private static async Task<string> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        return app.Urls.First();
    }

    private static async Task<(byte[] Workspace, JsonObject Page, byte[] Sizes)> RenderAsync(int pageSize)
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
        SandboxResponse sizes = await sandbox.SendAsync(Request("GET", SizesPath, null), CancellationToken.None);
        return (workspace.Body, (JsonObject)JsonNode.Parse(list.Body)!, sizes.Body);
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
