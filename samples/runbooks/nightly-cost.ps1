<#
.SYNOPSIS
Stops instances without a job, and scales clusters down to 0 nodes.
.DESCRIPTION
Run it in the evening. It deletes nothing.
A runbook of Azure Automation signs in with a managed identity: set
-WorkspaceId. README.md in this folder lists the requirements.
Without -WorkspaceId it works on the workspace of the session: run
Connect-AmlWorkspace before, with -Sandbox to try it.
Skips instances on which a job runs (state JobRunning) unless -IncludeBusy
is used.
If a target cannot be changed, the script continues with the others and ends
with an error, and the job fails.
Exit codes of a shell that runs it: 0 when all changes succeeded, 1 when a
target could not be changed or the workspace could not be read.
.PARAMETER WorkspaceId
The ARM resource id of the workspace. The default is the workspace of the
session.
.PARAMETER AccountId
The client id, object id or resource id of a user-assigned managed identity
for the sign-in. The default is the system-assigned identity.
.PARAMETER Tag
Only targets with this tag: a name, or name=value. The default is all.
.PARAMETER Except
Names of targets to skip. Wildcards are allowed.
.PARAMETER IncludeBusy
Also stops instances on which a job runs. The job is lost.
.EXAMPLE
./nightly-cost.ps1 -WhatIf

Shows the targets that the script would stop or change in the workspace of
the session.
.EXAMPLE
./nightly-cost.ps1 -Tag team=vision -Except build-*

Works on the targets of one team, except targets whose names begin with
build-.
.EXAMPLE
./nightly-cost.ps1 -WorkspaceId $id -IncludeBusy

Works as in a runbook, and also stops instances with jobs.
.OUTPUTS
Lines of text: the counts, and the names of the targets that were stopped or
changed. A target that could not be changed is a warning.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [string] $WorkspaceId,

    [string] $AccountId,

    [string] $Tag,

    [string[]] $Except = @(),

    [switch] $IncludeBusy
)

$ErrorActionPreference = 'Stop'
$dry = @{ WhatIf = [bool] $WhatIfPreference }
$null = if ($WorkspaceId) {
    $identity = if ($AccountId) { @{ AccountId = $AccountId } } else { @{} }
    Connect-AmlWorkspace -ResourceId $WorkspaceId -Identity @identity
}

$tagName, $tagValue = $Tag -split '=', 2
$chosen = Get-AmlComputeTarget | Where-Object ProvisioningState -EQ Succeeded | Where-Object {
    $target = $_
    $isExcepted = $Except | Where-Object { $target.Name -like $_ }
    $hasTag = -not $Tag -or ($target.Tags.ContainsKey($tagName) -and ($null -eq $tagValue -or $target.Tags[$tagName] -eq $tagValue))
    $hasTag -and -not $isExcepted
}

$states = if ($IncludeBusy) { 'Running', 'JobRunning' } else { 'Running' }
$instances = @($chosen | Where-Object { $_.ComputeType -eq 'ComputeInstance' -and $_.State -in $states })
$clusters = @($chosen | Where-Object { $_.ComputeType -eq 'AmlCompute' -and $_.MinNodes -gt 0 })

# An error must not keep the other targets running, so errors become warnings at the end.
$failures = @()
$stopped = @($instances | Stop-AmlComputeTarget @dry -ErrorAction SilentlyContinue -ErrorVariable +failures)
$scaled = @($clusters | Set-AmlComputeTarget -MinNodes 0 @dry -ErrorAction SilentlyContinue -ErrorVariable +failures)

if (-not $WhatIfPreference) {
    "Stopped instances: $($stopped.Count) of $($instances.Count)"
    foreach ($target in $stopped) { "  $($target.Name) ($($target.VmSize))" }
    "Clusters with a new minimum of 0 nodes: $($scaled.Count) of $($clusters.Count)"
    foreach ($target in $scaled) { "  $($target.Name) ($($target.VmSize), up to $($target.MaxNodes) nodes)" }
}

foreach ($failure in $failures) { Write-Warning "$failure" }
if ($failures.Count -gt 0) { throw "$($failures.Count) compute targets could not be changed." }
