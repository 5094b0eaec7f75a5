# Makes every compute target that the files of a folder describe, those to create and those to attach, and waits for them. What is there already is left
# as it is; Sync-AmlComputeTarget would bring it to what the files say.
#
#   dotnet run --project tools/AmlShell -- samples/bulk-from-folder.ps1 -Sandbox
#   ./bulk-from-folder.ps1 ./computes -WhatIf
[CmdletBinding(SupportsShouldProcess)]
param(
    # The folder with the files; the examples beside this script unless given.
    [string] $Folder = "$PSScriptRoot/computes",

    # Tries it on a sandbox; without it, the workspace of the session is used.
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
