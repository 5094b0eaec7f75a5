namespace AmlCompute.Bench;

/// <summary>The requests of one New-AmlComputeTarget -Wait of 200 targets, for each read of the list of the workspace.</summary>
internal static class CreateWaitBench
{
    private const int Targets = 200;
    private const int PageSize = 100;

    public static Task RunAsync(Report report)
    {
        using EngineSession session = new();
        session.Run(
            "$ws = Connect-AmlWorkspace -Sandbox -SandboxOption "
            + $"@{{ Speed = 5; PageSize = {PageSize}; Quota = @{{ TotalClusters = 300 }} }}");
        int[] counts =
        [
            .. session.Run(
                $$"""
                $done = @(1..{{Targets}} | & { process { "t$_" } } |
                    New-AmlComputeTarget -VmSize Standard_DS2_v2 -ThrottleLimit 50 -WarningAction Ignore -Wait)
                $ticks = 0; $lists = 0; $polls = 0; $puts = 0; $names = 0
                foreach ($request in $ws.Sandbox.Requests) {
                    if ($request.Path -match '/computes$') { $lists++; if ($request.Query -notmatch 'skip') { $ticks++ } }
                    elseif ($request.Method -eq 'PUT') { $puts++ }
                    elseif ($request.Path -match '/computes/t\d+$' -and $request.Status -eq 404) { $names++ }
                    elseif ($request.Path -match '/(computes/t\d+|computeOperationsStatus/[^/]+)$') { $polls++ }
                }
                $done.Count; $ticks; $lists; $polls; $puts; $names
                """).Select(value => (int)value),
        ];
        if (counts is not [Targets, _, _, _, Targets, Targets])
        {
            throw new InvalidOperationException($"The creations were {string.Join(", ", counts)}.");
        }

        report.AtMost(
            $"-Wait of {Targets} creations: requests for each tick",
            (double)(counts[2] + counts[3]) / counts[1],
            (Targets / PageSize) + 1,
            string.Empty,
            $"{counts[1]} reads of the list with {counts[2]} pages, {counts[3]} polls of one target; beside a GET and a PUT for each");
        return Task.CompletedTask;
    }
}
