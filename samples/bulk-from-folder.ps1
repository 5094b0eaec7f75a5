<#
.SYNOPSIS
Makes the compute targets that the files of a folder describe.
.DESCRIPTION
Creates and attaches what is missing, several at a time, and waits for it.
What is there already is left as it is; Sync-AmlComputeTarget would bring
it to what the files say.
Works on the workspace of the session: run Connect-AmlWorkspace before, or
give -Sandbox.
Exit codes of a shell that runs it: 0 when all is there, 1 when something
failed.
.PARAMETER Folder
The folder with the files; the examples beside this script unless given.
.PARAMETER Sandbox
Tries it on a new sandbox instead of the workspace of the session.
.EXAMPLE
./bulk-from-folder.ps1 ./computes -WhatIf

Tells what would be made in the workspace of the session.
.EXAMPLE
dotnet run --project tools/AmlShell -- samples/bulk-from-folder.ps1 -Sandbox

Makes the eleven examples on a sandbox, from the root of the repository
and without a PowerShell.
.OUTPUTS
One line of text for each compute target.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [string] $Folder = "$PSScriptRoot/computes",

    [switch] $Sandbox
)

$ErrorActionPreference = 'Stop'
if ($Sandbox) { $null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 } }

$wanted = Compare-AmlComputeTarget $Folder
$present = @($wanted | Where-Object { $_.Status -in 'Same', 'Different' })
$missing = @{}
foreach ($item in $wanted) { if ($item.Status -eq 'Missing') { $missing[$item.Name] = $item } }
foreach ($item in $present) { "There already: $($item.Name)" }

# A file can hold several targets; only those that are missing are made.
$configurations = @(New-AmlComputeConfiguration -Path $Folder | Where-Object { $missing.ContainsKey($_.Name) })
if ($configurations.Count -gt 0) {
    $configurations | Sync-AmlComputeTarget -Wait -WhatIf:$WhatIfPreference | ForEach-Object { "$($_.Action): $($_.Name), $($_.ComputeType), $($_.Outcome)" }
}
