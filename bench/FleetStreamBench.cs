namespace AmlCompute.Bench;

/// <summary>The memory and the requests for the targets of 600 workspaces whose objects are not kept.</summary>
internal static class FleetStreamBench
{
    private const int Workspaces = 600;
    private const int Targets = 20;
    private const int WorkspacePages = 6;
    private const int Regions = 2;

    public static async Task RunAsync(Report report)
    {
        using ChildProcess server = await ChildProcess.StartServerAsync("serve-fleet", Workspaces, Targets);
        using ChildProcess client = ChildProcess.StartSelf("fleet-stream", server.Endpoint);
        double[] sizes = await client.ReadToEndAsync();
        string what = $"{Workspaces} workspaces of {Targets} targets to Out-Null";
        report.AtMost(
            $"{what}: growth of the peak working set",
            sizes[1] - sizes[0],
            64,
            " MB",
            $"from {sizes[0]:0} MB after the first target to {sizes[1]:0} MB; {sizes[2] / 1000:0.#} s");
        report.AtMost(
            $"{what}: requests",
            sizes[3],
            WorkspacePages + Workspaces + Regions,
            string.Empty,
            $"{WorkspacePages} pages of workspaces, {Workspaces} pages of targets, {Regions} lists of sizes");
    }

    public static async Task RunChildAsync(string endpoint)
    {
        using EngineSession session = new(endpoint);
        session.Run("foreach ($once in 1) { Get-AmlComputeTarget -AllWorkspaces | & { process { $null = $_; break } } }");
        using HttpClient http = new() { BaseAddress = new Uri(endpoint) };

        // A connection without the sizes that the first command has read.
        using EngineSession fresh = new(endpoint);
        double before = StreamBench.PeakMegabytes();
        int requests = await CountAsync(http);
        Stopwatch watch = Stopwatch.StartNew();
        int count = (int)fresh.Run("$n = 0; Get-AmlComputeTarget -AllWorkspaces | & { process { $n++ } end { $n } }")[0];
        double time = watch.ElapsedMilliseconds;
        if (count != Workspaces * Targets)
        {
            throw new InvalidOperationException($"Get-AmlComputeTarget returned {count} targets.");
        }

        ChildProcess.Print(before, StreamBench.PeakMegabytes(), time, await CountAsync(http) - requests);
    }

    private static async Task<int> CountAsync(HttpClient http) =>
        int.Parse(await http.GetStringAsync("/count"), CultureInfo.InvariantCulture);
}
