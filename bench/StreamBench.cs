namespace AmlCompute.Bench;

/// <summary>The memory for a list of 100,000 targets whose objects are not kept.</summary>
internal static class StreamBench
{
    public static async Task RunAsync(Report report)
    {
        using ChildProcess server = await ChildProcess.StartServerAsync("serve", 100_000, 100);
        using ChildProcess client = ChildProcess.StartSelf("stream", server.Endpoint);
        double[] sizes = await client.ReadToEndAsync();
        report.AtMost(
            "100,000 to Out-Null: growth of the peak working set",
            sizes[1] - sizes[0],
            64,
            " MB",
            $"from {sizes[0]:0} MB after the first page to {sizes[1]:0} MB; {sizes[2] / 1000:0.#} s");
    }

    public static void RunChild(string endpoint)
    {
        using EngineSession session = new(endpoint);
        session.Run("foreach ($once in 1) { Get-AmlComputeTarget | & { process { $null = $_; break } } }");
        double before = PeakMegabytes();
        Stopwatch watch = Stopwatch.StartNew();
        session.Run("Get-AmlComputeTarget | Out-Null");
        ChildProcess.Print(before, PeakMegabytes(), watch.ElapsedMilliseconds);
    }

    public static double PeakMegabytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1e6;
    }
}
