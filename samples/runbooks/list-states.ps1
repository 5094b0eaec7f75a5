<#
.SYNOPSIS
Lists compute targets with their states, and warns of failed targets.
.DESCRIPTION
Run it on a schedule of an Azure Automation account. It signs in with the
managed identity of the account, and changes nothing.
README.md in this folder lists what the account needs.
If the workspace cannot be read, the script ends with an error, and the job
fails. A failed target is a warning.
Exit codes of a shell that runs it: 0 when the workspace was read, 1
otherwise.
.PARAMETER WorkspaceName
The name of the Azure Machine Learning workspace.
.PARAMETER ResourceGroupName
Its resource group.
.PARAMETER SubscriptionId
Its subscription.
.PARAMETER AccountId
The client id, object id or resource id of a user-assigned identity. The
default is the system-assigned identity of the account.
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

# Without this line, a job that cannot sign in would continue and complete.
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
