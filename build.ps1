<#
.SYNOPSIS
Builds the module into output/AmlCompute, tests it, or makes its packages.
.DESCRIPTION
Needs the .NET SDK only; downloads nothing but NuGet packages. Runs in pwsh and in tools/AmlShell, so it uses only the language, .NET and
the engine's own cmdlets.
.PARAMETER Task
Build lays out the module. Test builds it and runs the unit tests and the specs: with Pester 5 or newer where this shell has it, otherwise
with the spec host of tests/SpecHost. Package writes, in artifacts, the package for the PowerShell Gallery and the zip for Azure Automation.
It needs PowerShell 7.5 or newer.
.PARAMETER Configuration
Release for what ships, Debug for work on it. A package is always made from Release.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package')]
    [string] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args failed with exit code $LASTEXITCODE."
    }
}

function Find-Pester {
    $found = @(Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -ge 5 })
    if ($found.Count -gt 0) { $found[0] }
}

$specs = [System.IO.Path]::Combine($PSScriptRoot, 'tests', 'Pester')
$solution = [System.IO.Path]::Combine($PSScriptRoot, 'AmlCompute.slnx')
$project = [System.IO.Path]::Combine($PSScriptRoot, 'src', 'AmlCompute.PowerShell', 'AmlCompute.PowerShell.csproj')
$unitTests = [System.IO.Path]::Combine($PSScriptRoot, 'tests', 'Unit', 'AmlCompute.Tests.csproj')

switch ($Task) {
    'Build' {
        Invoke-DotNet build $project --configuration $Configuration
        'The module lies in ' + [System.IO.Path]::Combine($PSScriptRoot, 'output', 'AmlCompute')
    }
    'Test' {
        $pester = Find-Pester
        if (-not $pester) {
            'This shell has no Pester 5 or newer; the spec host runs the specs.'
            Invoke-DotNet test --solution $solution --configuration $Configuration
            return
        }

        Invoke-DotNet build $solution --configuration $Configuration
        Invoke-DotNet test --project $unitTests --configuration $Configuration --no-build
        # A process of its own: an assembly that is loaded once stays, and this shell may hold an older build.
        $command = "Import-Module '$($pester.Path)'; `$result = Invoke-Pester -Path '$specs' -Output Detailed -PassThru; exit [int](`$result.Result -ne 'Passed')"
        & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -Command $command
        if ($LASTEXITCODE -ne 0) {
            throw 'Some specs failed.'
        }
    }
    'Package' {
        # A folder of its own, and new: what lies in output may be of another configuration.
        $artifacts = [System.IO.Path]::Combine($PSScriptRoot, 'artifacts')
        $module = [System.IO.Path]::Combine($artifacts, 'module')
        if ([System.IO.Directory]::Exists($module)) { [System.IO.Directory]::Delete($module, $true) }
        # As on a build server: no path of this machine gets into the assemblies.
        Invoke-DotNet build $project --configuration Release --property:ContinuousIntegrationBuild=true "--property:ModuleOutput=$module/"
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'tools', 'build', 'Packages.psm1')) -Force
        New-ModulePackage -Module $module -Destination $artifacts
    }
}
