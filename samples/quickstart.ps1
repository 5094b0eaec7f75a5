<#
.SYNOPSIS
Creates, attaches, lists, detaches and deletes targets on a sandbox.
.DESCRIPTION
Shows each command and its output as at the prompt.
Always works on a new sandbox: an Azure ML service in the memory of this
process, 60 times faster than the real one. Nothing leaves the machine.
Every command works the same on a real workspace, after
Connect-AmlWorkspace without -Sandbox.
Exit codes of a shell that runs it: 0 when all went well, 1 otherwise.
.EXAMPLE
./samples/quickstart.ps1

Runs it in PowerShell, after a build.
.EXAMPLE
dotnet tool exec -y powershell -- samples/quickstart.ps1

Runs it from the root of the repository, where only the .NET SDK is
installed.
.OUTPUTS
Text: each command, then its output as the prompt shows it.
#>
$ErrorActionPreference = 'Stop'

# The module of this session, or else that of the last build of this clone, or else the installed one.
if (-not (Get-Module AmlCompute)) {
    $built = Join-Path $PSScriptRoot '../output/AmlCompute'
    if (Test-Path "$built/*/AmlCompute.psd1") { Import-Module $built }
    elseif (Get-Module AmlCompute -ListAvailable) { Import-Module AmlCompute }
    else { throw 'AmlCompute is neither built nor installed. Run ./build.ps1 first.' }
}

# Shows a command and its output, as at the prompt: an error of a script would show the line of the script too.
function Step([scriptblock] $Command) {
    $text = "$Command".Trim()
    "PS> $text"
    & ([scriptblock]::Create($text)) | Out-Default
}

Step { Connect-AmlWorkspace -Sandbox }

# A cluster: the request is answered at once; then one wait until a node is there.
Step { New-AmlComputeTarget cpu-cluster -VmSize Standard_E4s_v3 -MinNodes 1 -MaxNodes 4 | Wait-AmlComputeTarget -MinNodeCount 1 }

# Create and attach, each waiting for its end.
Step { New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS3_v2 -IdleTimeBeforeShutdown 1h -Wait }
Step { Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-prod -ResourceGroupName platform -Wait }
Step { Get-AmlComputeTarget }

# An error says what is wrong and what to do.
Step { try { Remove-AmlComputeTarget k8s -Force } catch { $_ } }

# Detach the attached target, delete the created ones, and wait until they are gone.
Step { Disconnect-AmlComputeTarget k8s -Wait }
Step { Get-AmlComputeTarget | Remove-AmlComputeTarget -Force -PassThru | Wait-AmlComputeTarget -For Removed }
Step { @(Get-AmlComputeTarget).Count }
