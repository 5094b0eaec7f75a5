<#
.SYNOPSIS
Creates the compute targets that the files of a folder describe.
.DESCRIPTION
Creates and attaches the missing targets, several at a time, and waits for
them. Existing targets do not change; use Sync-AmlComputeTarget to apply the
files to them too.
Works on the workspace of the session: run Connect-AmlWorkspace before, or
use -Sandbox.
Exit codes of a shell that runs it: 0 when every target exists, 1 when one
failed.
.PARAMETER Folder
The folder with the files. The default is the folder of the examples.
.PARAMETER Sandbox
Uses a new sandbox instead of the workspace of the session.
.EXAMPLE
./bulk-from-folder.ps1 ./computes -WhatIf

Shows the targets that the script would create in the workspace of the
session.
.EXAMPLE
./samples/bulk-from-folder.ps1 -Sandbox

Creates and attaches the eleven examples in a sandbox, after a build.
.EXAMPLE
dotnet tool exec -y powershell -- samples/bulk-from-folder.ps1 -Sandbox

Does the same from the root of the repository, if only the .NET SDK is
installed.
.OUTPUTS
One line of text for each compute target.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [string] $Folder = (Join-Path $PSScriptRoot computes),

    [switch] $Sandbox
)

$ErrorActionPreference = 'Stop'

# Use the module of this session, or else the last build of this clone, or else the installed module.
if (-not (Get-Module AmlCompute)) {
    $built = Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot '../output') -Filter AmlCompute.psd1 -Recurse -ErrorAction Ignore
    if ($built) { Import-Module $built[-1].FullName }
    elseif (Get-Module AmlCompute -ListAvailable) { Import-Module AmlCompute }
    else { throw 'AmlCompute is neither built nor installed. Run ./build.ps1 first.' }
}

if ($Sandbox) { $null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 } }

$found = @(Compare-AmlComputeTarget -LiteralPath $Folder)
$found | Where-Object Status -In Same, Different | ForEach-Object { "Exists: $($_.Name)" }

# A file can contain several targets, so the missing targets are selected by name.
$missing = @($found | Where-Object Status -EQ Missing | Select-Object -ExpandProperty Name)
$configurations = @(New-AmlComputeConfiguration -LiteralPath $Folder | Where-Object Name -In $missing)
if ($configurations) {
    $configurations | Sync-AmlComputeTarget -Wait | ForEach-Object { "$($_.Action): $($_.Name), $($_.ComputeType), $($_.Outcome)" }
}
