<#
.SYNOPSIS
Builds, demonstrates, tests and packages the module.
.DESCRIPTION
Needs PowerShell 7.4 or newer and the .NET SDK 10. Downloads NuGet packages only. If only the .NET SDK is installed, run:
dotnet tool exec -y powershell -- build.ps1 Demo
.PARAMETER Task
Build    builds the module in output/AmlCompute/<version>.
Demo     builds the module and runs samples/quickstart.ps1 on the sandbox.
Test     runs the unit tests and the specs, and prints the coverage of src.
Package  writes to artifacts the package for the PowerShell Gallery and the zip for Azure Automation.
Format   formats the C# sources; with -Check it changes nothing, and fails if a file is not formatted.
Help     updates the pages of docs/en-US after a change of parameters.
Bench    runs the benchmarks; see docs/performance.md.
.PARAMETER Name
Test: only tests whose name contains this text; all tests of a spec file with this name run. Bench: the benchmarks to run.
.PARAMETER Suite
Test: Unit, Specs, or both.
.PARAMETER Tag
Test: only specs with one of these tags.
.PARAMETER PesterVersion
Test: run the specs with exactly this version of Pester. Without it, the specs use an installed Pester 5.5 or newer, or else the
version in Directory.Packages.props from NuGet.
.PARAMETER NoBuild
Test: use the last build, as 'dotnet test --no-build' does.
.PARAMETER Configuration
Release or Debug. The configuration of a package is always Release.
.PARAMETER Check
Format: change nothing, and fail if a file is not formatted.
.EXAMPLE
./build.ps1 Demo
.EXAMPLE
./build.ps1 Test -Suite Specs -Name Remove-AmlComputeTarget
.EXAMPLE
./build.ps1 Test -Suite Unit -Name RetryAfterTests
#>
[CmdletBinding()]
param(
    # Not a ValidateSet, because its message includes a .NET exception. The completer offers the tasks for Tab.
    [Parameter(Position = 0)]
    [ArgumentCompleter({ param($command, $parameter, $word) 'Build', 'Demo', 'Test', 'Package', 'Format', 'Help', 'Bench' -like "$word*" })]
    [string] $Task = 'Build',

    [string[]] $Name,

    [ArgumentCompleter({ param($command, $parameter, $word) 'Unit', 'Specs' -like "$word*" })]
    [string[]] $Suite = @('Unit', 'Specs'),

    [string[]] $Tag,

    [version] $PesterVersion,

    [switch] $NoBuild,

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [switch] $Check
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

# Windows PowerShell must be able to parse this file to show the message about its version: no syntax of PowerShell 7 here.
function Stop-Build([string] $Message) {
    [Console]::Error.WriteLine("build.ps1: $Message")
    exit 1
}

function Remove-BuildModule { Get-Module -All | Where-Object ModuleBase -EQ $tools | Remove-Module -Force }

$tasks = 'Build', 'Demo', 'Test', 'Package', 'Format', 'Help', 'Bench'
if ($Task -notin $tasks) { Stop-Build "'$Task' is not a valid task. Valid tasks: $($tasks -join ', ')." }
# 'dotnet tool exec' passes a list as one text.
$Suite, $Tag, $Name = foreach ($list in $Suite, $Tag, $Name) { , @($list | Where-Object { $_ } | ForEach-Object { $_ -split ',' }) }
$unknown = @($Suite | Where-Object { $_ -notin 'Unit', 'Specs' })
if ($unknown) { Stop-Build "There is no suite '$($unknown[0])'. The suites are: Unit, Specs." }
if ($NoBuild -and $Task -ne 'Test') { Stop-Build "-NoBuild is valid with the task Test only, and the task is $Task." }
if ($Task -eq 'Test' -and $Name.Count -gt 1) { Stop-Build "-Name takes one text for the task Test, and $($Name.Count) were given." }
if ($PSVersionTable.PSVersion -lt [version] '7.4') {
    Stop-Build ("This is PowerShell $($PSVersionTable.PSVersion); build.ps1 needs 7.4 or newer. Install it, or run: " +
        "dotnet tool exec -y powershell -- build.ps1 $Task")
}

$tools = Join-Path $PSScriptRoot 'tools' 'build'
$variables = 'AMLCOMPUTE_PWSH', 'DOTNET_ROOT', 'DOTNET_TieredPGO', 'NUGET_CERT_REVOCATION_MODE'
$before = @{}
foreach ($variable in $variables) { $before[$variable] = [Environment]::GetEnvironmentVariable($variable) }
$watch = [Diagnostics.Stopwatch]::StartNew()
try {
    # Import-Module -Force imports only this module again, not the modules that it imports.
    Remove-BuildModule
    Import-Module (Join-Path $tools 'Tasks.psm1')
    # Short processes end before the code that .NET measures to optimize it later is worth the time. Benchmarks run as users do.
    if ($Task -ne 'Bench') { $env:DOTNET_TieredPGO = '0' }
    # Online, NuGet waits five seconds for each package if the certificate authorities cannot be reached: minutes for a new clone.
    if (-not $env:NUGET_CERT_REVOCATION_MODE) { $env:NUGET_CERT_REVOCATION_MODE = 'offline' }
    switch ($Task) {
        'Build' { Build-Module -Configuration $Configuration }
        'Demo' { Show-Module -Configuration $Configuration }
        'Test' {
            $filters = @{ Suite = $Suite; Name = "$Name"; Tag = $Tag; PesterVersion = $PesterVersion }
            Test-Module -Configuration $Configuration -NoBuild:$NoBuild @filters
        }
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
finally {
    foreach ($variable in $variables) { Set-Item -LiteralPath Env:$variable -Value $before[$variable] }
    Remove-BuildModule
}
