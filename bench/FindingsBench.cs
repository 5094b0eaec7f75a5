namespace AmlCompute.Bench;

/// <summary>60 findings that are planted among 300 targets in 12 workspaces, as in the specs.</summary>
internal static class FindingsBench
{
    public static Task RunAsync(Report report)
    {
        using EngineSession session = new();
        session.Run(". $args[0]", Path.Combine(ChildProcess.Root, "tests", "Pester", "PlantedFindings.ps1"));
        int[] first = Run(
            session,
            """
            $sandbox.ClearRequests()
            $found = @(Find-AmlComputeFinding -AllWorkspaces)
            $hits = 0
            foreach ($one in $found) { if ($planted -ccontains "$($one.Rule) $($one.Name)") { $hits++ } }
            $hits; $found.Count - $hits
            $perList = @{}
            $other = 0
            foreach ($request in $sandbox.Requests) {
                if ($request.Path -match '/workspaces/[^/]+/(computes|jobs)$') { $perList[$request.Path] += 1 }
                elseif ($request.Path -notmatch '/(workspaces|vmSizes)$') { $other++ }
            }
            $most = 0
            foreach ($count in $perList.Values) { if ($count -gt $most) { $most = $count } }
            $most; $other
            """);
        report.AtLeast("60 findings planted among 300 targets in 12 workspaces: found", first[0], 60, string.Empty, "findings of 14 rules");
        report.AtMost("... found, but not planted", first[1], 0, string.Empty, "on 240 clean targets");
        report.AtMost("... requests for one list of targets or jobs of a workspace", first[2], 1, string.Empty, "each list has one page");
        report.AtMost("... requests for a single target", first[3], 0, string.Empty, "other than lists and sizes");
        int[] second = Run(
            session,
            """
            $replace = 0
            foreach ($one in $found) { if ($one.NeedsReplacement) { $replace++ } else { $null = & ([scriptblock]::Create($one.Fix)) } }
            $sandbox.Advance('00:10:00')
            $left = @(Find-AmlComputeFinding -AllWorkspaces)
            $fixable = 0
            foreach ($one in $left) { if (-not $one.NeedsReplacement) { $fixable++ } }
            $fixable; $left.Count - $replace
            """);
        report.AtMost("... left after each fix, except those that need a replacement", second[0], 0, string.Empty, "each fix was run once");
        report.AtMost("... new after the fixes", second[1], 0, string.Empty, "against those that need a replacement");
        return Task.CompletedTask;
    }

    private static int[] Run(EngineSession session, string script) => [.. session.Run(script).Select(value => (int)value)];
}
