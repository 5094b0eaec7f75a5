<#
.SYNOPSIS
Creates, attaches, lists, detaches and deletes targets in a sandbox.
.DESCRIPTION
Shows each command and its output as at the prompt.
Always uses a new sandbox: an Azure ML service in the memory of this
process, 60 times faster than the real service. It sends no requests to
Azure. The commands are the same for a real workspace, after
Connect-AmlWorkspace without -Sandbox.
Exit codes of a shell that runs it: 0 when all steps succeeded, 1 otherwise.
.EXAMPLE
./samples/quickstart.ps1

Runs it in PowerShell, after a build.
.EXAMPLE
dotnet tool exec -y powershell -- samples/quickstart.ps1

Runs it from the root of the repository, if only the .NET SDK is
installed.
.OUTPUTS
Text: each command, then its output as the prompt shows it.
#>
$ErrorActionPreference = 'Stop'

# Use the module of this session, or else the last build of this clone, or else the installed module.
if (-not (Get-Module AmlCompute)) {
    $built = Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot '../output') -Filter AmlCompute.psd1 -Recurse -ErrorAction Ignore
    if ($built) { Import-Module $built[-1].FullName }
    elseif (Get-Module AmlCompute -ListAvailable) { Import-Module AmlCompute }
    else { throw 'AmlCompute is neither built nor installed. Run ./build.ps1 first.' }
}

# Shows a command and its output. The new script block hides the line of this script in errors, as at the prompt.
function Step([scriptblock] $Command) {
    $text = "$Command".Trim()
    "PS> $text"
    & ([scriptblock]::Create($text)) | Out-Default
}

Step { Connect-AmlWorkspace -Sandbox }

# Create a cluster without waiting, then wait until it has one node.
Step { New-AmlComputeTarget cpu-cluster -VmSize Standard_E4s_v3 -MinNodes 1 -MaxNodes 4 | Wait-AmlComputeTarget -MinNodeCount 1 }

# Create a target and attach another, and wait for each operation.
Step { New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS3_v2 -IdleTimeBeforeShutdown 1h -Wait }
Step { Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-prod -ResourceGroupName platform -Wait }
Step { Get-AmlComputeTarget }

# An error with the cause and the command to use instead.
Step { try { Remove-AmlComputeTarget k8s -Force } catch { $_ } }

# Detach the attached target, delete the created targets, and wait for the operations.
Step { Disconnect-AmlComputeTarget k8s -Wait }
Step { Get-AmlComputeTarget | Remove-AmlComputeTarget -Force -PassThru | Wait-AmlComputeTarget -For Removed }
Step { @(Get-AmlComputeTarget).Count }
