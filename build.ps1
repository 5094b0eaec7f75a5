<#
.SYNOPSIS
Builds, shows, tests and packs the module.
.DESCRIPTION
Needs PowerShell 7.4 or newer and the .NET SDK 10. Downloads NuGet packages only. With the .NET SDK alone:
dotnet tool exec -y powershell -- build.ps1 Demo
.PARAMETER Task
Build    lays out the module in output/AmlCompute/<version>.
Demo     builds the module and runs samples/quickstart.ps1 on the sandbox.
Test     runs the unit tests and the specs, and prints how much of src they run.
Package  writes to artifacts the package for the PowerShell Gallery and the zip for Azure Automation.
Format   formats the C# sources; with -Check it only says whether that would change them.
Help     updates the pages of docs/en-US after a change of parameters.
Bench    measures the speed; see docs/performance.md.
.PARAMETER Name
Test: only tests whose name contains this text; a spec file of that name runs as a whole. Bench: the benchmarks to run.
.PARAMETER Suite
Test: Unit, Specs, or both.
.PARAMETER Tag
Test: only specs with one of these tags.
.PARAMETER PesterVersion
Test: run the specs with exactly this version of Pester. Without it an installed Pester 5.5 or newer is used, or else the one of
Directory.Packages.props from NuGet.
.PARAMETER Configuration
Release or Debug. A package is always built in Release.
.PARAMETER Check
Format: change nothing, and fail when a file is not formatted.
.EXAMPLE
./build.ps1 Demo
.EXAMPLE
./build.ps1 Test -Suite Specs -Name Remove-AmlComputeTarget
.EXAMPLE
./build.ps1 Test -Suite Unit -Name RetryAfterTests
#>
[CmdletBinding()]
param(
    # Not a ValidateSet: its message would name the .NET exception as well. The tasks are offered by Tab all the same.
    [Parameter(Position = 0)]
    [ArgumentCompleter({ param($command, $parameter, $word) 'Build', 'Demo', 'Test', 'Package', 'Format', 'Help', 'Bench' -like "$word*" })]
    [string] $Task = 'Build',

    [string[]] $Name,

    [ValidateSet('Unit', 'Specs')]
    [string[]] $Suite = @('Unit', 'Specs'),

    [string[]] $Tag,

    [version] $PesterVersion,

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [switch] $Check
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

# This file is read by Windows PowerShell as well, which must be told what it lacks: no syntax that only PowerShell 7 knows.
function Stop-Build([string] $Message) {
    [Console]::Error.WriteLine("build.ps1: $Message")
    exit 1
}

$tasks = 'Build', 'Demo', 'Test', 'Package', 'Format', 'Help', 'Bench'
if ($Task -notin $tasks) { Stop-Build "There is no task '$Task'. The tasks are: $($tasks -join ', ')." }
if ($PSVersionTable.PSVersion -lt [version] '7.4') {
    Stop-Build ("This is PowerShell $($PSVersionTable.PSVersion); build.ps1 needs 7.4 or newer. Install it, or run: " +
        "dotnet tool exec -y powershell -- build.ps1 $Task")
}

foreach ($module in 'Tools', 'Tasks') { Import-Module (Join-Path $PSScriptRoot "tools/build/$module.psm1") -Force }

# Short processes end before the code that .NET measures to optimize it later is worth the time. Benchmarks run as users do.
if ($Task -ne 'Bench') { $env:DOTNET_TieredPGO = '0' }

$watch = [Diagnostics.Stopwatch]::StartNew()
try {
    switch ($Task) {
        'Build' { Build-Module -Configuration $Configuration }
        'Demo' { Show-Module -Configuration $Configuration }
        'Test' { Test-Module -Configuration $Configuration -Suite $Suite -Name "$Name" -Tag $Tag -PesterVersion $PesterVersion }
        'Package' { Write-Package }
        'Format' { Format-Source -Check:$Check }
        'Help' { Update-HelpPage -Configuration $Configuration }
        'Bench' { Measure-Module -Name $Name }
    }

    Write-Host ('{0}: done in {1:0.0} s' -f $Task, $watch.Elapsed.TotalSeconds) -ForegroundColor Green
}
catch {
    Stop-Build $_.Exception.Message
}
