using System.Text.Json;

namespace AmlCompute.Bench;

/// <summary>
/// A list of 10,000 targets, compared to the floor (a program that only downloads the pages and reads their tokens) and to the
/// JavaScript SDK.
/// </summary>
internal static class ListBench
{
    private const int Targets = 10_000;
    private const int PageSize = 100;
    private const int Rounds = 15;
    private const int WarmUps = 5;

    public static async Task RunAsync(Report report)
    {
        using ChildProcess server = await ChildProcess.StartServerAsync("serve", Targets, PageSize);
        using EngineSession session = new(server.Endpoint);
        using HttpClient http = new();
        using ChildProcess script = ChildProcess.Start("node", Path.Combine("bench", "js", "list.mjs"), server.Endpoint);
        Sample wall = new(WarmUps), floorWall = new(WarmUps), scriptWall = new(WarmUps);
        Sample cpu = new(WarmUps), floorCpu = new(WarmUps), scriptCpu = new(WarmUps), allocated = new(WarmUps);
        for (int round = 0; round < WarmUps + Rounds; round++)
        {
            (double oursWall, double oursCpu, double bytes) = await MeasureAsync(() =>
            {
                session.Run("Get-AmlComputeTarget | Out-Null");
                return Task.CompletedTask;
            });
            (double bareWall, double bareCpu, _) = await MeasureAsync(() => WalkAsync(http, server.Endpoint));
            double[] scripted = await script.AskAsync("list");
            wall.Add(oursWall);
            cpu.Add(oursCpu);
            allocated.Add(bytes / Targets / 1000);
            floorWall.Add(bareWall);
            floorCpu.Add(bareCpu);
            scriptWall.Add(scripted[0]);
            scriptCpu.Add(scripted[1]);
        }

        report.RatioAtMost("List of 10,000: wall, against the floor", wall, floorWall, 2.5, "; stretch 1.5x");
        report.RatioAtMost("List of 10,000: client CPU, against the floor", cpu, floorCpu, 2.5, "; stretch 1.5x");
        report.AtLeast(
            "List of 10,000: wall, JavaScript SDK against ours",
            scriptWall.Median / wall.Median,
            3,
            "x",
            $"{scriptWall.ToText("ms")} against {wall.ToText("ms")}; its CPU {scriptCpu.ToText("ms")}");
        report.AtMost(
            "List of 10,000: allocated for each target", allocated.Median, 8, " kB", $"{allocated.ToText("kB")}; stretch 5 kB");
    }

    private static async Task<(double Wall, double Cpu, double Bytes)> MeasureAsync(Func<Task> action)
    {
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        await action();
        return (
            watch.Elapsed.TotalMilliseconds,
            (Environment.CpuUsage.TotalTime - before).TotalMilliseconds,
            GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }

    private static async Task WalkAsync(HttpClient http, string endpoint)
    {
        string? next = $"{endpoint}{PageServer.WorkspacePath}/computes?api-version=2025-12-01";
        int strings = 0;
        while (next is not null)
        {
            next = Walk(await http.GetByteArrayAsync(next), ref strings);
        }
    }

    private static string? Walk(byte[] page, ref int strings)
    {
        string? next = null;
        Utf8JsonReader reader = new(page);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("nextLink"u8))
            {
                reader.Read();
                next = reader.GetString();
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                strings++;
            }
        }

        return next;
    }
}
