namespace AmlCompute.Bench;

/// <summary>All targets of 31 workspaces with a latency of 250 ms, and with one workspace that is denied.</summary>
internal static class FleetBench
{
    private const int Workspaces = 31;
    private const int Targets = 20;
    private const double RoundTrip = 0.25;

    // 15 seconds of the clock of the sandbox are 250 ms.
    private const string Connect = """
        $others = 2..31 | ForEach-Object { @{ Name = "ws$_" } }
        $option = @{ Workspace = $others; Latency = '00:00:15'; Speed = 60; Quota = @{ TotalClusters = 1000 } }
        $ws = Connect-AmlWorkspace -Sandbox -WorkspaceName ws1 -SandboxOption $option
        foreach ($one in Get-AmlWorkspace -ListAvailable) {
            1..20 | ForEach-Object { "t$_" } |
                New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 1 -ThrottleLimit 20 -Workspace $one -WarningAction Ignore | Out-Null
        }
        """;

    public static Task RunAsync(Report report)
    {
        using EngineSession session = new();
        session.Run(Connect);
        Sample all = new(), first = new();
        for (int round = 0; round < 5; round++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            int count = session.Run("Get-AmlComputeTarget -AllWorkspaces").Count;
            all.Add(watch.Elapsed.TotalSeconds);
            if (count != Workspaces * Targets)
            {
                throw new InvalidOperationException($"The fleet returned {count} targets.");
            }

            watch.Restart();
            session.Run("foreach ($once in 1) { Get-AmlComputeTarget -AllWorkspaces | & { process { $_.Name; break } } }");
            first.Add(watch.Elapsed.TotalSeconds);
        }

        string loop = $"a loop over the workspaces takes {(Workspaces + 1) * RoundTrip:0.0} s";
        report.AtMost(
            $"{Workspaces} workspaces of {Targets} targets, 250 ms a request", all.Median, 1.3, " s", $"{all.ToText("s")}; {loop}");
        report.AtMost(
            "Its first object, in whole round trips",
            Math.Floor(first.Median / RoundTrip),
            2,
            string.Empty,
            FormattableString.Invariant(
                $"{first.Median / RoundTrip:0.00} with all work: the list of workspaces, and the first page of one; {first.ToText("s")}"));
        object[] parts = [.. session.Run(
            """
            $ws.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/ws7/computes'; Status = 403; Count = 0 })
            $found = @(Get-AmlComputeTarget -AllWorkspaces -ErrorVariable failed -ErrorAction SilentlyContinue)
            $names = @{}
            foreach ($one in $found) { $names[$one.WorkspaceName] = 1 }
            $names.Count
            $failed.Count
            """)];
        report.AtLeast(
            $"1 of {Workspaces} workspaces denied: workspaces read", (int)parts[0], Workspaces - 1, string.Empty, "403 for its list");
        report.AtMost($"1 of {Workspaces} workspaces denied: errors", (int)parts[1], 1, string.Empty, "403 for its list");
        return Task.CompletedTask;
    }
}
