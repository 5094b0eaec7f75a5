<#
.SYNOPSIS
Stops instances without a job, and lets clusters go down to no node.
.DESCRIPTION
For the evening. Nothing is removed.
As a runbook of Azure Automation it signs in with a managed identity: give
-WorkspaceId. README.md in this folder lists what the account needs.
Without -WorkspaceId it works on the workspace of the session: run
Connect-AmlWorkspace before, with -Sandbox to try it.
Instances on which a job runs (state JobRunning) are left alone without
-IncludeBusy.
If a target cannot be changed, the script goes on with the others and ends
with an error, which makes the job Failed.
Exit codes of a shell that runs it: 0 when all went well, 1 when a target
could not be changed or the workspace could not be read.
.PARAMETER WorkspaceId
The ARM resource id of the workspace; without it, the workspace of the
session.
.PARAMETER AccountId
The client id, object id or resource id of a user-assigned managed identity
to sign in with; without it, the system-assigned one.
.PARAMETER Tag
Only targets with this tag: a name, or name=value. Without it, all.
.PARAMETER Except
Names that are left alone; wildcards are allowed.
.PARAMETER IncludeBusy
Also stops instances on which a job runs. The job is lost.
.EXAMPLE
./nightly-cost.ps1 -WhatIf

Shows the targets that it would stop or change in the workspace of the
session.
.EXAMPLE
./nightly-cost.ps1 -Tag team=vision -Except build-*

Works on the targets of one team, without those whose names begin with
build-.
.EXAMPLE
./nightly-cost.ps1 -WorkspaceId $id -IncludeBusy

As in a runbook, and stops instances with jobs too.
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

# An error must not keep the other targets running: errors become warnings at the end.
$failures = @()
$stopped = @($instances | Stop-AmlComputeTarget @dry -ErrorAction SilentlyContinue -ErrorVariable +failures)
$scaled = @($clusters | Set-AmlComputeTarget -MinNodes 0 @dry -ErrorAction SilentlyContinue -ErrorVariable +failures)

if (-not $WhatIfPreference) {
    "Instances that stop: $($stopped.Count) of $($instances.Count)"
    foreach ($target in $stopped) { "  $($target.Name) ($($target.VmSize))" }
    "Clusters that go down to no node: $($scaled.Count) of $($clusters.Count)"
    foreach ($target in $scaled) { "  $($target.Name) ($($target.VmSize), up to $($target.MaxNodes) nodes)" }
}

foreach ($failure in $failures) { Write-Warning "$failure" }
if ($failures.Count -gt 0) { throw "$($failures.Count) compute targets could not be changed." }
