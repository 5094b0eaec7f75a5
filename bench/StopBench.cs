using System.Management.Automation;

namespace AmlCompute.Bench;

/// <summary>The time that Ctrl+C takes, at 200 random times during lists, bulk creations, waits and updates.</summary>
internal static class StopBench
{
    private const int Moments = 200;

    private static readonly string[] Scripts =
    [
        "while ($true) { Get-AmlComputeTarget | Out-Null }",
        "1..100000 | & { process { \"s$_\" } } | New-AmlComputeTarget -VmSize Standard_DS2_v2 -ThrottleLimit 20 "
            + "-WarningAction Ignore -ErrorAction Ignore | Out-Null",
        "1..200 | & { process { \"w$_\" } } | Wait-AmlComputeTarget -For Removed -PollingInterval 1s",
        "while ($true) { 1..50 | & { process { \"w$_\" } } | Update-AmlComputeTarget | Out-Null }",
    ];

    public static async Task RunAsync(Report report)
    {
        using ChildProcess emulator = await ChildProcess.StartEmulatorAsync("--speed", "1", "--latency", "0.02");
        using EngineSession session = new(emulator.Endpoint);
        session.Run(
            "1..200 | & { process { \"w$_\" } } | "
            + "New-AmlComputeTarget -VmSize Standard_DS2_v2 -ThrottleLimit 50 -WarningAction Ignore | Out-Null");
        Random random = new(1);
        Sample times = new();
        for (int i = 0; i < Moments; i++)
        {
            using PowerShell shell = session.Prepare(Scripts[i % Scripts.Length]);
            IAsyncResult run = shell.BeginInvoke();
            await Task.Delay(random.Next(0, 250));
            Stopwatch watch = Stopwatch.StartNew();
            shell.Stop();
            times.Add(watch.Elapsed.TotalMilliseconds);
            try
            {
                shell.EndInvoke(run);
            }
            catch (PipelineStoppedException)
            {
                // EndInvoke throws this exception for a stopped pipeline.
                continue;
            }
        }

        report.AtMost(
            "Stop at 200 random moments, 99th percentile",
            times.At(0.99),
            200,
            " ms",
            $"{times.ToText("ms")}, longest {times.At(1):0} ms");
    }
}
