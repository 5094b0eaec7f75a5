<#
.SYNOPSIS
Compares the packages in two folders, which were built from the same sources.
.DESCRIPTION
Compares each nupkg and zip by Compare-ModulePackage of tools/build/Packages.psm1.
Exit codes: 0 when all are the same, 1 otherwise.
.PARAMETER Reference
The folder with the first packages.
.PARAMETER Difference
The folder with the packages to compare with them.
.EXAMPLE
pwsh -NoProfile -File .ci/compare-packages.ps1 packages artifacts
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Reference,

    [Parameter(Mandatory)] [string] $Difference
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot .. tools build Packages.psm1)
try {
    $names = foreach ($folder in $Reference, $Difference) {
        $packages = Get-ChildItem -LiteralPath $folder -File | Where-Object Extension -In '.nupkg', '.zip'
        if (-not $packages) { throw "There are no packages in '$folder'." }
        $packages.Name
    }

    foreach ($name in $names | Sort-Object -Unique) {
        Compare-ModulePackage (Join-Path $Reference $name) (Join-Path $Difference $name)
        "$name is the same in both folders."
    }
}
catch {
    "$_"
    exit 1
}
