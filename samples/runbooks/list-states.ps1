<#
.SYNOPSIS
Lists the compute targets of a workspace with their states, and warns about those that failed.
.DESCRIPTION
For a schedule of an Azure Automation account. Signs in with the managed identity of the account, changes nothing, and ends with an error if the
workspace cannot be read. README.md in this folder tells what the account needs.
.PARAMETER WorkspaceName
The name of the Azure Machine Learning workspace.
.PARAMETER ResourceGroupName
Its resource group.
.PARAMETER SubscriptionId
Its subscription.
.PARAMETER AccountId
The client id of a user-assigned identity; without it the identity is that of the account itself.
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

$count = 0
$failed = 0
Get-AmlComputeTarget | ForEach-Object {
    $count++
    "$($_.Name): $($_.ComputeType), $(if ($_.State) { $_.State } else { $_.ProvisioningState })"
    if ($_.ProvisioningState -eq 'Failed') {
        $failed++
        $reason = @($_.Errors).Message -join ' '
        # As Write-Warning does, without the module that has it.
        $PSCmdlet.WriteWarning("Compute target '$($_.Name)' failed. $reason".Trim())
    }
}

"$count compute targets, $failed failed"
