<#
.SYNOPSIS
The tasks of build.ps1.
#>

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# A profile can set this; then a failed 'dotnet' would throw before its message is read.
$PSNativeCommandUseErrorActionPreference = $false

foreach ($module in 'Tools', 'Specs', 'Coverage', 'Packages') { Import-Module (Join-Path $PSScriptRoot "$module.psm1") }

$root = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '..' '..')).Path
$artifacts = Join-Path $root 'artifacts'
$solution = Join-Path $root 'AmlCompute.slnx'
$moduleProject = Join-Path $root 'src' 'AmlCompute.PowerShell' 'AmlCompute.PowerShell.csproj'
$unitProject = Join-Path $root 'tests' 'Unit' 'AmlCompute.Tests.csproj'
$specFolder = Join-Path $root 'tests' 'Pester'

# The first measurement of the unit tests and the specs together (98.4 and 91.5 percent), less one point. Raise it with the coverage.
$required = @{ Line = 97.4; Branch = 90.5 }

<#
.SYNOPSIS
Builds the module into output/AmlCompute/<version>.
#>
function Build-Module {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Configuration)

    Assert-DotNet
    Invoke-Step "Restoring the packages of the module" { Restore-Package $moduleProject }
    Invoke-Step "Building the module ($Configuration)" { Invoke-Build $moduleProject $Configuration }
    Remove-StaleModule
    Write-Host "The module is in $(Get-ModuleFolder). Import-Module ./output/AmlCompute loads it."
}

<#
.SYNOPSIS
Builds the module, and runs the quickstart in a new process, because this process may have loaded an older build.
#>
function Show-Module {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Configuration)

    Build-Module -Configuration $Configuration
    Invoke-Step 'Running samples/quickstart.ps1 on the sandbox' {
        & (Get-PwshPath) -NoProfile -File (Join-Path $root 'samples' 'quickstart.ps1')
        if ($LASTEXITCODE -ne 0) { throw "samples/quickstart.ps1 ended with exit code $LASTEXITCODE." }
    }
}

<#
.SYNOPSIS
Runs the unit tests and the specs, and prints the counts of all suites in the last line.
.DESCRIPTION
Without filters it also measures the coverage of src, and throws if the coverage is less than required.
#>
function Test-Module {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Configuration,

        [Parameter(Mandatory)] [string[]] $Suite,

        [string] $Name,

        [string[]] $Tag,

        [version] $PesterVersion,

        [switch] $NoBuild
    )

    Assert-DotNet
    $whole = $Suite.Count -eq 2 -and -not $Name -and -not $Tag -and -not $PesterVersion
    Assert-TestVariable -Coverage:$whole
    $project = if ('Unit' -in $Suite) { $solution } else { Join-Path $specFolder 'AmlCompute.Specs.csproj' }
    if (-not $NoBuild) {
        Invoke-Step 'Restoring packages' { Restore-Package $project }
        Invoke-Step "Building ($Configuration)" { Invoke-Build $project $Configuration }
        Remove-StaleModule
    }
    else {
        Invoke-Step 'Finding the last build' { Assert-Built $Configuration $Suite }
    }

    # The tests that start PowerShell read this variable. A run of few tests is not worth the time to compile PowerShell.
    Invoke-Step 'Finding PowerShell' {
        $env:AMLCOMPUTE_PWSH = if ($Name) { Get-PwshPath } else { Get-CompiledPwshPath }
    }
    $module = Get-ModuleFolder
    if ($whole) {
        Invoke-Step 'Instrumenting a copy of the module for coverage' {
            $script:instrumented = Initialize-Coverage $Configuration
            Convert-ModuleToMachineCode $script:instrumented
        }
    }

    $results = @(
        if ('Unit' -in $Suite) {
            Invoke-Step 'Unit tests' {
                Invoke-UnitTest -Configuration $Configuration -Name $Name -Coverage:$whole
            } | Add-SuiteName 'unit tests'
        }

        if ('Specs' -in $Suite) {
            $pester = Find-Pester -Version $PesterVersion
            $tested = if ($whole) { $script:instrumented } else { $module }
            Invoke-Step "Specs with $(Split-Path -Leaf (Split-Path $pester)) of Pester" {
                Invoke-Spec -Module $tested -Pester $pester -Name $Name -Tag $Tag
            } | Add-SuiteName 'specs'
        }
    )

    $passed, $failed, $skipped = 'Passed', 'Failed', 'Skipped' | ForEach-Object { [int] ($results | Measure-Object $_ -Sum).Sum }
    foreach ($result in $results) {
        Write-Host "$($result.Suite): $($result.Passed) passed, $($result.Failed) failed, $($result.Skipped) skipped"
    }

    Write-Host "Reports in NUnit XML are in $(Join-Path 'artifacts' 'tests')."
    if ($passed + $failed + $skipped -eq 0) {
        $tagged = if ($Tag) { " with the tag $($Tag -join ', ')" }
        throw "No test matches '$Name'$tagged in: $($Suite -join ', '). Check the spelling, or use another -Suite."
    }

    # CI reads the counts in this line.
    Write-Host "$passed passed, $failed failed, $skipped skipped"
    if ($failed -gt 0) { throw "$failed tests failed." }
    if ($whole) {
        $coverage = @(Invoke-Step 'Coverage of unit tests and specs' { Get-Coverage $Configuration })
        $coverage | Format-Table -AutoSize | Out-Host
        # Measured on Linux. Some tests are skipped on other systems.
        if ($IsLinux) { Assert-Coverage $coverage @required }
    }
}

<#
.SYNOPSIS
Builds the module in Release into a new folder, and writes its packages.
#>
function Write-Package {
    [CmdletBinding()]
    param()

    Assert-DotNet
    # A new folder, because the module in output may be of another configuration.
    $module = Join-Path $artifacts 'module' 'AmlCompute'
    if (Test-Path -LiteralPath $module) { Remove-Item -LiteralPath $module -Recurse }
    Invoke-Step 'Restoring the packages of the module' { Restore-Package $moduleProject }
    # With this property, the assemblies contain no paths of this machine.
    Invoke-Step 'Building the module (Release)' {
        # The analyzers run in every other build.
        $options = '--property:ContinuousIntegrationBuild=true', '--property:RunAnalyzers=false', "--property:ModuleOutput=$module/"
        # MSBuild does not compile again only because these properties differ from those of the last build.
        Clear-Compilation
        Invoke-Build $moduleProject Release $options
        Clear-Compilation
    }
    Invoke-Step 'Packing' { New-ModulePackage -Module $module -Destination $artifacts | ForEach-Object { Write-Host $_ } }
}

<#
.SYNOPSIS
Formats the C# sources according to .editorconfig.
#>
function Format-Source {
    [CmdletBinding()]
    param([switch] $Check)

    Assert-DotNet
    Invoke-Step 'Restoring packages' { Restore-Package $solution }
    Invoke-Step $(if ($Check) { 'Checking the format of the C# sources' } else { 'Formatting the C# sources' }) {
        if (-not $Check) { return Invoke-DotNet format $solution --no-restore }
        # Whitespace and the order of imports: the analyzers have checked everything else in the build.
        Invoke-DotNet format $solution --no-restore --verify-no-changes --severity error --diagnostics IMPORTS
    }
}

<#
.SYNOPSIS
Updates syntax and parameters in docs/en-US from the built commands.
#>
function Update-HelpPage {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Configuration)

    Build-Module -Configuration $Configuration
    Invoke-Step 'Updating docs/en-US' {
        Invoke-DotNet run --project (Join-Path $root 'tools' 'AmlCompute.Help') --configuration $Configuration '--' update
    }
}

<#
.SYNOPSIS
Runs the benchmarks.
#>
function Measure-Module {
    [CmdletBinding()]
    param([string[]] $Name)

    Assert-DotNet
    Invoke-Step 'Running the benchmarks' { Invoke-DotNet run --project (Join-Path $root 'bench') --configuration Release '--' @Name }
}

function Clear-Compilation {
    Get-ChildItem -LiteralPath (Join-Path $root 'src') -Directory |
        ForEach-Object { Remove-Item -LiteralPath (Join-Path $_.FullName 'obj' 'Release') -Recurse -Force -ErrorAction Ignore }
}

function Get-ModuleFolder { (Get-BuildProperty ModuleOutput).ModuleOutput.TrimEnd('/', '\') }

# Import-Module ./output/AmlCompute imports the highest version there, which may be an old build.
function Remove-StaleModule {
    $current = Get-ModuleFolder
    foreach ($folder in Get-ChildItem -LiteralPath (Split-Path $current) -Directory) {
        if ($folder.FullName -ne $current) {
            Write-Host "Deleting version $($folder.Name) from output/AmlCompute, because Import-Module could import this older build."
            Remove-Item -LiteralPath $folder.FullName -Recurse
        }
    }
}

# Throws before the build if a variable of the user has a value with which the tests cannot run.
function Assert-TestVariable([switch] $Coverage) {
    $limit = $env:AMLCOMPUTE_SPEC_LIMIT_SECONDS
    if ($limit -and $limit -notmatch '^[1-9]\d{0,8}$') {
        throw "AMLCOMPUTE_SPEC_LIMIT_SECONDS is '$limit', but must be a whole number of seconds from 1 to 999999999. " +
            "Correct it, or use the default limit: Remove-Item Env:AMLCOMPUTE_SPEC_LIMIT_SECONDS"
    }

    if ($Coverage -and $env:AMLCOMPUTE_MODULE_PATH) {
        throw "A full test measures the coverage of the built module, but AMLCOMPUTE_MODULE_PATH names '$env:AMLCOMPUTE_MODULE_PATH'. " +
            "Run 'Remove-Item Env:AMLCOMPUTE_MODULE_PATH', or test that module: ./build.ps1 Test -Suite Specs"
    }
}

# Throws if a file is missing that the suites need and the last build of the solution wrote.
function Assert-Built([string] $Configuration, [string[]] $Suite) {
    $needed = @(
        if ('Unit' -in $Suite) { Join-Path (Split-Path $unitProject) 'bin' $Configuration 'net10.0' 'AmlCompute.Tests.dll' }
        if ('Specs' -in $Suite) {
            if (-not $env:AMLCOMPUTE_MODULE_PATH) { Join-Path (Get-ModuleFolder) 'AmlCompute.psd1' }
            Join-Path $root 'tools' 'AmlCompute.Emulator' 'bin' $Configuration 'net10.0' 'AmlCompute.Emulator.dll'
            (Get-BuildProperty PesterModules).PesterModules
        }
    )
    $missing = $needed | Where-Object { -not (Test-Path -LiteralPath $_) } | Select-Object -First 1
    if ($missing) {
        throw "-NoBuild uses the last build, but that has not written $([IO.Path]::GetRelativePath($root, $missing)). " +
            'Run the command without -NoBuild.'
    }
}

function Invoke-UnitTest([string] $Configuration, [string] $Name, [switch] $Coverage) {
    $reports = Join-Path $artifacts 'tests' 'unit'
    $null = New-Item -ItemType Directory -Force $reports
    $report = Join-Path $reports 'unit.xml'
    Remove-Item -LiteralPath $report -ErrorAction Ignore
    Get-ChildItem -LiteralPath $reports -Filter 'coverage*.json' | Remove-Item
    $options = @(
        '--results-directory', $reports, '--report-xunit-nunit', '--report-xunit-nunit-filename', 'unit.xml', '--no-progress'
        # Option and value in one word, because pwsh expands a word that is a pattern of file names.
        if ($Name) { "--filter-method=*$Name*" }
        if ($Coverage) {
            # With the option of single hits, a line is only marked as run: the count of its runs is not used, and takes time.
            '--coverlet', '--coverlet-output-format=json', '--coverlet-single-hit'
            '--coverlet-include=[AmlCompute.PowerShell]*', '--coverlet-include=[AmlCompute.Sandbox]*'
        }
    )
    Push-Location -LiteralPath $root
    try {
        & dotnet test --project $unitProject --configuration $Configuration --no-build @options | Out-Host
        $exitCode = $LASTEXITCODE
    }
    finally {
        Pop-Location
    }

    if ($Coverage) {
        $written = Get-ChildItem -LiteralPath $reports -Filter 'coverage*.json' | Sort-Object LastWriteTime | Select-Object -Last 1
        if ($written) { Move-Item -LiteralPath $written.FullName (Get-BuildProperty UnitCoverage).UnitCoverage -Force }
    }

    # Exit code 8 of dotnet test: no test matched the filter.
    if ($exitCode -eq 8 -and $Name) { return [pscustomobject] @{ Passed = 0; Failed = 0; Skipped = 0 } }
    if (-not (Test-Path -LiteralPath $report)) { return [pscustomobject] @{ Passed = 0; Failed = 1; Skipped = 0 } }
    $run = ([xml] (Get-Content -LiteralPath $report -Raw)).'test-run'
    [pscustomobject] @{
        Passed = [int] $run.passed; Skipped = [int] $run.skipped
        # A run that ends early has failed, even if its report counts no failure.
        Failed = if ($exitCode -ne 0) { [Math]::Max([int] $run.failed, 1) } else { [int] $run.failed }
    }
}

function Invoke-Spec([string] $Module, [string] $Pester, [string] $Name, [string[]] $Tag) {
    $files = @(Get-ChildItem -LiteralPath $specFolder -Filter '*.Tests.ps1')
    $options = @{ Pester = $Pester; Program = $env:AMLCOMPUTE_PWSH; Output = Join-Path $artifacts 'tests' 'specs' }
    if ($Tag) {
        $options.Tag = $Tag
        # Each file takes a process. A file that does not contain the tag has no test with this tag.
        $files = @($files | Where-Object {
                $text = Get-Content -LiteralPath $_.FullName -Raw
                $Tag | Where-Object { $text -like "*$_*" }
            })
    }

    if ($Name) {
        $named = @($files | Where-Object { $_.Name -replace '\.Tests\.ps1$' -like "*$Name*" })
        if ($named) { $files = $named } else { $options.FullName = "*$Name*" }
    }

    if ($env:AMLCOMPUTE_SPEC_LIMIT_SECONDS) { $options.LimitSeconds = [int] $env:AMLCOMPUTE_SPEC_LIMIT_SECONDS }
    if (-not $files) { return [pscustomobject] @{ Passed = 0; Failed = 0; Skipped = 0 } }
    $options.Environment = @{
        # A shell that a spec starts must find the same Pester by name.
        PSModulePath = (Split-Path (Split-Path (Split-Path $Pester))) + [IO.Path]::PathSeparator + $env:PSModulePath
    }
    if (-not $env:AMLCOMPUTE_MODULE_PATH) { $options.Environment.AMLCOMPUTE_MODULE_PATH = $Module }
    Invoke-SpecFile -Path $files.FullName @options
}

filter Add-SuiteName([string] $Suite) { $_ | Add-Member Suite $Suite -PassThru }

Export-ModuleMember -Function Build-Module, Show-Module, Test-Module, Write-Package, Format-Source, Update-HelpPage, Measure-Module
