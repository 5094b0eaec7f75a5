namespace AmlCompute.Bench;

/// <summary>The creation of 200 targets with a latency of 250 ms, 20 at a time, compared to one at a time and to the ideal time.</summary>
internal static class CreateBench
{
    private const int Targets = 200;
    private const int Limit = 20;
    private const int Alone = 20;

    // New-AmlComputeTarget sends a GET before the PUT, because a PUT would update an existing target.
    private const double RequestSeconds = 2 * 0.25;

    public static async Task RunAsync(Report report)
    {
        Sample alone = new(), together = new();
        for (int round = 0; round < 3; round++)
        {
            together.Add(await MeasureAsync(Targets, Limit));
            alone.Add(await MeasureAsync(Alone, 1) / Alone * Targets);
        }

        double ideal = Targets * RequestSeconds / Limit;
        report.AtLeast(
            "200 creations, 20 at a time, against one by one",
            alone.Median / together.Median,
            15,
            "x",
            $"{together.ToText("s")} against {alone.ToText("s")} (from {Alone} of them)");
        report.AtLeast("200 creations, 20 at a time, of the ideal", 100 * ideal / together.Median, 90, " %", $"ideal {ideal:0.0} s");
    }

    private static async Task<double> MeasureAsync(int count, int limit)
    {
        // A region has at most 200 clusters, so each measurement starts an emulator. 15 seconds of its clock are 250 ms.
        using ChildProcess emulator = await ChildProcess.StartEmulatorAsync("--speed", "60", "--latency", "15");
        using EngineSession session = new(emulator.Endpoint);
        session.Run("Get-AmlComputeTarget | Out-Null");
        Stopwatch watch = Stopwatch.StartNew();
        session.Run(
            $"1..{count} | & {{ process {{ \"t$_\" }} }} | " +
            $"New-AmlComputeTarget -VmSize Standard_DS2_v2 -ThrottleLimit {limit} -WarningAction Ignore | Out-Null");
        return watch.Elapsed.TotalSeconds;
    }
}
