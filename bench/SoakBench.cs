namespace AmlCompute.Bench;

/// <summary>The memory, handles and threads of a process before and after 10,000 commands.</summary>
internal static class SoakBench
{
    private const int Rounds = 1_000;

    /// <summary>The rounds before the first measurement, in which caches, the thread pool and compiled scripts reach their size.</summary>
    private const int WarmUps = 100;

    /// <summary>
    /// A round of ten commands: reads, changes, an error, a job, files. Remove-Job removes the job, because Receive-Job -AutoRemoveJob
    /// removes a job of any command twice, with an error, if the job ends while Receive-Job starts.
    /// </summary>
    private const string Round = """
        param($name)
        Get-AmlComputeTarget | Out-Null
        $target = New-AmlComputeTarget $name Standard_DS2_v2 -MaxNodes 1
        Get-AmlComputeTarget missing -ErrorAction Ignore
        Set-AmlComputeTarget $name -MaxNodes 2
        $target | Update-AmlComputeTarget | Out-Null
        $job = Wait-AmlComputeTarget $name -For Provisioned -AsJob
        $job | Receive-Job -Wait | Out-Null
        Remove-Job $job
        $target | ConvertTo-AmlComputeYaml | ConvertFrom-AmlComputeYaml | Out-Null
        Test-AmlComputeTarget other Standard_DS2_v2 | Out-Null
        Remove-AmlComputeTarget $name -Force
        """;

    public static async Task RunAsync(Report report)
    {
        using ChildProcess emulator = await ChildProcess.StartEmulatorAsync("--speed", "100000");
        using ChildProcess client = ChildProcess.StartSelf("soak", emulator.Endpoint);
        double[] values = await client.ReadToEndAsync();
        Add("memory", 0, 8, " MB", "0.0", $"; working set from {values[1]:0} MB to {values[5]:0} MB; {values[8]:0} s");
        Add("handles", 2, 10, string.Empty, "0", string.Empty);
        Add("threads", 3, 10, string.Empty, "0", string.Empty);

        void Add(string name, int place, double goal, string unit, string format, string more)
        {
            (double before, double after) = (values[place], values[place + 4]);
            string start = before.ToString(format, CultureInfo.InvariantCulture);
            string end = after.ToString(format, CultureInfo.InvariantCulture);
            report.AtMost(
                $"Soak of 10,000 commands: growth of {name}", after - before, goal, unit, $"from {start}{unit} to {end}{unit}{more}");
        }
    }

    public static void RunChild(string endpoint)
    {
        using EngineSession session = new(endpoint);
        RunRounds(session, -WarmUps, 0);
        double[] before = Measure();
        Stopwatch watch = Stopwatch.StartNew();
        RunRounds(session, 0, Rounds);
        ChildProcess.Print([.. before, .. Measure(), watch.Elapsed.TotalSeconds]);
    }

    private static void RunRounds(EngineSession session, int first, int end)
    {
        for (int round = first; round < end; round++)
        {
            session.Run(Round, $"soak{round + WarmUps}");
        }
    }

    /// <summary>Returns the managed memory and the working set in MB, the handles and the threads.</summary>
    private static double[] Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        double memory = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
        using Process self = Process.GetCurrentProcess();
        return [memory, self.WorkingSet64 / 1e6, self.HandleCount, self.Threads.Count];
    }
}
