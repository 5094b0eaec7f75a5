# For the evening: stops compute instances that run without a job, and lets clusters go down to no node. Nothing is removed.
#
# As a runbook of Azure Automation, with the managed identity of the account: give -WorkspaceId, the resource id of the workspace. At the prompt,
# after Connect-AmlWorkspace, it works on the workspace of the session.
#
#   ./nightly-cost.ps1 -WhatIf
#   ./nightly-cost.ps1 -Tag team=vision -Except build-*
[CmdletBinding(SupportsShouldProcess)]
param(
    # The ARM resource id of the workspace; without it, the workspace of the session.
    [string] $WorkspaceId,

    # The client id of a user-assigned managed identity to sign in with; without it, the system-assigned one.
    [string] $AccountId,

    # Only targets with this tag: a name, or name=value. Without it, all.
    [string] $Tag,

    # Names that are left alone; wildcards are allowed.
    [string[]] $Except = @(),

    # Also stops instances on which a job runs.
    [switch] $IncludeBusy
)

$ErrorActionPreference = 'Stop'
$dry = @{ WhatIf = [bool] $WhatIfPreference }
$null = if ($WorkspaceId) {
    $identity = if ($AccountId) { @{ AccountId = $AccountId } } else { @{} }
    Connect-AmlWorkspace -ResourceId $WorkspaceId -Identity @identity
}

$tagName, $tagValue = $Tag -split '=', 2
$chosen = foreach ($target in Get-AmlComputeTarget) {
    $isExcepted = $false
    foreach ($pattern in $Except) { if ($target.Name -like $pattern) { $isExcepted = $true } }
    $hasTag = -not $Tag -or ($target.Tags.ContainsKey($tagName) -and ($null -eq $tagValue -or $target.Tags[$tagName] -eq $tagValue))
    if ($hasTag -and -not $isExcepted -and $target.ProvisioningState -eq 'Succeeded') { $target }
}

$states = if ($IncludeBusy) { 'Running', 'JobRunning' } else { 'Running' }
$instances = @($chosen | Where-Object { $_.ComputeType -eq 'ComputeInstance' -and $_.State -in $states })
$clusters = @($chosen | Where-Object { $_.ComputeType -eq 'AmlCompute' -and $_.MinNodes -gt 0 })

# One that cannot be stopped must not keep the others running: what fails is told at the end.
$failures = @()
$stopped = @($instances | Stop-AmlComputeTarget @dry -ErrorAction SilentlyContinue -ErrorVariable +failures)
$scaled = @($clusters | Set-AmlComputeTarget -MinNodes 0 @dry -ErrorAction SilentlyContinue -ErrorVariable +failures)

if (-not $WhatIfPreference) {
    "Instances that stop: $($stopped.Count) of $($instances.Count)"
    foreach ($target in $stopped) { "  $($target.Name) ($($target.VmSize))" }
    "Clusters that go down to no node: $($scaled.Count) of $($clusters.Count)"
    foreach ($target in $scaled) { "  $($target.Name) ($($target.VmSize), up to $($target.MaxNodes) nodes)" }
}

foreach ($failure in $failures) { "Failed: $failure" }
if ($failures.Count -gt 0) { throw "$($failures.Count) compute targets could not be changed." }
