using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmlCompute.Tests.Reports;

/// <summary>A headless Chromium that is controlled over its DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonNode> _events = [];
    private int _last;

    private Chromium(Process process, DirectoryInfo profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Gets the path of the program; null if it is not installed.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .SelectMany(folder => ((string[])["chromium", "chromium-browser"]).Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Gets the requests, console messages and exceptions of the page.</summary>
    public IEnumerable<string> Incidents => _events.Select(item => ((string)item["method"]!, item["params"]!) switch
    {
        ("Network.requestWillBeSent", { } sent) => $"request {(string)sent["request"]!["url"]!}",
        ("Runtime.exceptionThrown", { } thrown) => $"exception {thrown}",
        ("Runtime.consoleAPICalled", { } called) => $"console {called}",
        ("Log.entryAdded", { } entry) => $"log {(string)entry["entry"]!["text"]!}",
        _ => string.Empty,
    }).Where(text => text.Length > 0);

    public static async Task<Chromium> StartAsync()
    {
        DirectoryInfo profile = Directory.CreateTempSubdirectory("chromium");
        ProcessStartInfo start = new(Program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0",
            $"--user-data-dir={profile.FullName}", "about:blank"])
        {
            start.ArgumentList.Add(argument);
        }

        Chromium browser = new(Process.Start(start)!, profile);
        string? line;
        do
        {
            line = await browser._process.StandardError.ReadLineAsync() ?? throw new InvalidOperationException("Chromium has ended.");
        }
        while (!line.StartsWith("DevTools listening on ws://", StringComparison.Ordinal));
        _ = browser._process.StandardError.ReadToEndAsync();
        Uri devTools = new(line.Split(' ')[^1]);
        using HttpClient http = new();
        JsonNode pages = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://{devTools.Authority}/json/list")))!;
        JsonNode page = pages.AsArray().First(item => (string)item!["type"]! == "page")!;
        await browser._socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), CancellationToken.None);
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"])
        {
            await browser.SendAsync($"{domain}.enable");
        }

        return browser;
    }

    /// <summary>Opens a file, and waits until it is loaded.</summary>
    public async Task OpenAsync(string file)
    {
        _events.Clear();
        await SendAsync("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri });
        while (!_events.Exists(item => (string)item["method"]! == "Page.loadEventFired"))
        {
            await ReceiveAsync();
        }
    }

    /// <summary>Evaluates an expression of JavaScript that gives a text.</summary>
    public async Task<string> EvaluateAsync(string expression)
    {
        JsonNode result = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression });
        return $"{result["result"]!["value"]}";
    }

    public Task ResizeAsync(int width, int height) => SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject
    {
        ["width"] = width,
        ["height"] = height,
        ["deviceScaleFactor"] = 1,
        ["mobile"] = width < 600,
    });

    public Task PreferAsync(string media, string scheme) => SendAsync("Emulation.setEmulatedMedia", new JsonObject
    {
        ["media"] = media,
        ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
    });

    public async Task<byte[]> CaptureAsync() => Convert.FromBase64String(
        (string)(await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" }))["data"]!);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Delete(recursive: true);
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        int id = ++_last;
        JsonObject message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            JsonNode received = await ReceiveAsync();
            if ((int?)received["id"] == id)
            {
                return received["result"] ?? throw new InvalidOperationException($"{method}: {received}");
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        JsonNode message = JsonNode.Parse(Encoding.UTF8.GetString(text.ToArray()))!;
        if (message["method"] is not null)
        {
            _events.Add(message);
        }

        return message;
    }
}
