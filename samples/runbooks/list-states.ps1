<#
.SYNOPSIS
Lists compute targets with their states, and warns of failed ones.
.DESCRIPTION
For a schedule of an Azure Automation account: signs in with the managed
identity of the account. It changes nothing.
README.md in this folder lists what the account needs.
Ends with an error if the workspace cannot be read, which makes the job
Failed. A failed target is a warning.
Exit codes of a shell that runs it: 0 when the workspace was read, 1
otherwise.
.PARAMETER WorkspaceName
The name of the Azure Machine Learning workspace.
.PARAMETER ResourceGroupName
Its resource group.
.PARAMETER SubscriptionId
Its subscription.
.PARAMETER AccountId
The client id, object id or resource id of a user-assigned identity; without
it the identity is that of the account itself.
.EXAMPLE
./list-states.ps1 vision rg-vision $subscriptionId

Lists the targets of the workspace vision.
.OUTPUTS
One line of text for each target, then the counts.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $WorkspaceName,
    [Parameter(Mandatory)] [string] $ResourceGroupName,
    [Parameter(Mandatory)] [string] $SubscriptionId,
    [string] $AccountId
)

# Without this a job that could not sign in would go on, and count as completed.
$ErrorActionPreference = 'Stop'

$identity = @{}
if ($AccountId) { $identity.AccountId = $AccountId }
$workspace = Connect-AmlWorkspace $WorkspaceName $ResourceGroupName $SubscriptionId -Identity @identity
"Workspace $($workspace.Name) in $($workspace.Location)"

$targets = @(Get-AmlComputeTarget | Sort-Object Name)
foreach ($target in $targets) {
    $state = if ($target.State) { $target.State } else { $target.ProvisioningState }
    "$($target.Name): $($target.ComputeType), $state"
}

$failed = @($targets | Where-Object ProvisioningState -EQ Failed)
foreach ($target in $failed) {
    $reason = $target.Errors.Message -join ' '
    Write-Warning ("Compute target '$($target.Name)' failed. $reason".Trim())
}

"$($targets.Count) compute targets, $($failed.Count) failed"
