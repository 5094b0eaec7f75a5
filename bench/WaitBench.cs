using System.Text.Json;

namespace AmlCompute.Bench;

/// <summary>One wait for 500 targets, which become ready one after the other within half a minute.</summary>
internal static class WaitBench
{
    private const int Targets = 500;
    private const int PageSize = 100;
    private const double Interval = 1;

    public static async Task RunAsync(Report report)
    {
        // An attachment takes 30 seconds of the emulator's clock, which are 15 real seconds. The attachments start over 14 seconds, so
        // they also end over 14 seconds.
        using ChildProcess emulator = await ChildProcess.StartEmulatorAsync("--speed", "2", "--page-size", "100");
        using EngineSession creator = new(emulator.Endpoint), waiter = new(emulator.Endpoint);
        using HttpClient http = new() { BaseAddress = new Uri(emulator.Endpoint) };
        Stopwatch creation = Stopwatch.StartNew();
        for (int first = 1; first <= Targets; first += 10)
        {
            creator.Run(
                $"{first}..{first + 9} | & {{ process {{ \"t$_\" }} }} | "
                + "Connect-AmlComputeTarget -Kubernetes -ResourceName k8s -WarningAction Ignore | Out-Null");
            TimeSpan early = TimeSpan.FromSeconds(14.0 * first / Targets) - creation.Elapsed;
            await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero);
        }

        int before = await CountAsync(http);
        Stopwatch watch = Stopwatch.StartNew();
        Task<(double Seconds, int Requests)> slowest = WatchAsync(http, watch);
        IReadOnlyList<object> done = await Task.Run(() => waiter.Run(
            $"1..{Targets} | & {{ process {{ \"t$_\" }} }} | Wait-AmlComputeTarget -PollingInterval {Interval}s | "
            + "& { process { $_.Name } }"));
        double wall = watch.Elapsed.TotalSeconds;
        (double last, int observed) = await slowest;
        int requests = await CountAsync(http) - before - observed;
        double ticks = Math.Floor(wall / Interval) + 1;
        if (done.Count != Targets)
        {
            throw new InvalidOperationException($"Wait-AmlComputeTarget emitted {done.Count} of {Targets} targets.");
        }

        report.AtMost(
            "Wait for 500: requests for each tick",
            requests / ticks,
            Targets / PageSize,
            "",
            $"{requests} requests in {ticks:0} ticks; one GET for each target costs up to {Targets * ticks:0}");
        report.AtMost(
            "Wait for 500: time after the last was ready",
            wall - last,
            Interval,
            " s",
            $"{wall:0.0} s, the last was ready after {last:0.0} s; a tick is {Interval} s");
    }

    /// <summary>Measures the time until the last target is ready, with requests of another client, which are counted.</summary>
    private static async Task<(double Seconds, int Requests)> WatchAsync(HttpClient http, Stopwatch watch)
    {
        for (int requests = 1; ; requests++)
        {
            using JsonDocument target = JsonDocument.Parse(
                await http.GetByteArrayAsync($"{PageServer.WorkspacePath}/computes/t{Targets}?api-version=2025-12-01"));
            if (target.RootElement.GetProperty("properties").GetProperty("provisioningState").GetString() == "Succeeded")
            {
                return (watch.Elapsed.TotalSeconds, requests);
            }

            await Task.Delay(20);
        }
    }

    private static async Task<int> CountAsync(HttpClient http)
    {
        using JsonDocument requests = JsonDocument.Parse(await http.GetByteArrayAsync("/_emulator/requests"));
        return requests.RootElement.GetProperty("count").GetInt32();
    }
}
