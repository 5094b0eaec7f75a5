# Invoke-FreshShell runs this before each command. When the process ends, it appends the requests of each sandbox that the process
# connected to, as a line of JSON, to the file that AMLCOMPUTE_REQUEST_LOG names. It runs no command, because a command loads its module,
# and some specs list the modules of the process; and because no command runs while a process ends. Windows PowerShell has no
# System.Text.Json, and skips the specs that start a process.
$global:RequestLogWorkspace = [Collections.ArrayList]::new()
$global:PSDefaultParameterValues['Connect-AmlWorkspace:OutVariable'] = '+global:RequestLogWorkspace'
$null = $ExecutionContext.Events.SubscribeEvent($null, $null, 'PowerShell.Exiting', $null, {
        # An empty file says that nothing was sent.
        [IO.File]::AppendAllText($env:AMLCOMPUTE_REQUEST_LOG, '')
        foreach ($workspace in $global:RequestLogWorkspace) {
            if (-not $workspace.Sandbox) { continue }
            [object[]] $requests = foreach ($request in $workspace.Sandbox.Requests) {
                @{ Method = $request.Method; Path = $request.Path; Status = $request.Status; Body = $request.Body }
            }
            $line = [Text.Json.JsonSerializer]::Serialize($requests, [object[]], [Text.Json.JsonSerializerOptions] $null)
            [IO.File]::AppendAllText($env:AMLCOMPUTE_REQUEST_LOG, "$line`n")
        }
    }, $true, $false)
