# Runs $jobs as a worker of Azure Automation does: all in this process and at the same time, each in a runspace of its own without a user.
# Writes every record of every stream, and the end of each job, as a line 'job|stream|text'; at last the peak memory of the process.
$shells = @(foreach ($job in $jobs) {
    $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
    $null = $shell.AddCommand($job.Runbook).AddParameters($job.Parameters)
    $none = [Management.Automation.PSDataCollection[psobject]]::new()
    $none.Complete()
    $output = [Management.Automation.PSDataCollection[psobject]]::new()
    @{ Name = $job.Name; Shell = $shell; Output = $output; Call = $shell.BeginInvoke($none, $output) }
})

foreach ($run in $shells) {
    $end = 'Completed'
    try { $run.Shell.EndInvoke($run.Call) }
    catch { $end = "Failed: $($_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId): $($_.Exception.InnerException.Message)" }
    $streams = @{ Output = $run.Output }, @{ Warning = $run.Shell.Streams.Warning }, @{ Error = $run.Shell.Streams.Error },
        @{ Verbose = $run.Shell.Streams.Verbose }
    foreach ($stream in $streams) {
        foreach ($name in $stream.Keys) {
            foreach ($record in $stream[$name]) {
                $id = if ($name -eq 'Error') { "$($record.FullyQualifiedErrorId): " }
                "$($run.Name)|$name|$id$record"
            }
        }
    }

    "$($run.Name)|End|$end"
    $run.Shell.Dispose()
}

foreach ($line in [IO.File]::ReadAllLines('/proc/self/status')) {
    if ($line -match '^VmHWM:\s+(\d+) kB') { "host|Peak|$($Matches[1])" }
}
