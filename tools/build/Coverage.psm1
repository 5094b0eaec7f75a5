<#
.SYNOPSIS
Measures the coverage of src by the unit tests and the specs.
#>

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Import-Module (Join-Path $PSScriptRoot 'Tools.psm1')

<#
.SYNOPSIS
Copies the built module into artifacts/coverage, and instruments the copy. Emits the folder of the copy.
#>
function Initialize-Coverage {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Configuration)

    $paths = Get-BuildProperty CoverageModule, CoverageReport, UnitCoverage
    Remove-Item -LiteralPath $paths.CoverageReport, $paths.UnitCoverage -ErrorAction Ignore
    Invoke-CoverageTarget InstrumentModule $Configuration
    $paths.CoverageModule
}

<#
.SYNOPSIS
Emits the lines, the branches and their coverage for each folder of src and for all of src.
#>
function Get-Coverage {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Configuration)

    $paths = Get-BuildProperty CoverageReport, UnitCoverage
    if (-not (Test-Path -LiteralPath $paths.UnitCoverage)) {
        throw 'The unit tests wrote no coverage, because their assemblies were not instrumented.'
    }

    $unit = Read-Coverage $paths.UnitCoverage
    Invoke-CoverageTarget ReportCoverage $Configuration
    $all = if (Test-Path -LiteralPath $paths.CoverageReport) { Read-Coverage $paths.CoverageReport } else { @{} }
    # Only the specs run the loader. Without coverage of the specs, none of its lines ran.
    $loader = @($all.Keys | Where-Object { $_ -like '*AmlCompute.Loader*' -and $all[$_].LinesRun -gt 0 })
    if ($unit.Count -eq 0 -or $loader.Count -eq 0) { throw 'The specs wrote no coverage, because the module was not instrumented.' }

    $source = Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'src'
    $groups = $all.GetEnumerator() |
        Group-Object { [IO.Path]::GetRelativePath($source, (Split-Path $_.Key)).Replace('\', '/') } | Sort-Object Name
    foreach ($group in @($groups) + [pscustomobject] @{ Name = 'all of src'; Group = @($all.GetEnumerator()) }) {
        $lines = Measure-Sum $group.Group.Value Lines
        $branches = Measure-Sum $group.Group.Value Branches
        [pscustomobject] @{
            Folder   = $group.Name
            Lines    = $lines
            'Line %' = Get-Share (Measure-Sum $group.Group.Value LinesRun) $lines
            Branches = $branches
            'Branch %' = Get-Share (Measure-Sum $group.Group.Value BranchesRun) $branches
        }
    }
}

<#
.SYNOPSIS
Throws if the coverage of src is less than the required coverage.
#>
function Assert-Coverage {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [object[]] $Coverage,

        [Parameter(Mandatory)] [double] $Line,

        [Parameter(Mandatory)] [double] $Branch
    )

    $all = $Coverage[-1]
    if ($all.'Line %' -lt $Line -or $all.'Branch %' -lt $Branch) {
        throw "Only $($all.'Line %') % of the lines and $($all.'Branch %') % of the branches of src run in the tests; " +
            "$Line % and $Branch % are required. Add tests for the folders with the lowest numbers above."
    }
}

function Invoke-CoverageTarget([string] $Target, [string] $Configuration) {
    $project = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '..' '..' 'tests' 'Pester' 'AmlCompute.Specs.csproj')).Path
    Invoke-Build $project $Configuration '--no-dependencies', "--target:$Target"
}

# The JSON of coverlet has the levels assembly, file, class and method, then Lines (number and hits) and Branches. Several methods can
# contain the same line.
function Read-Coverage([string] $Path) {
    $report = Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json -AsHashtable
    $files = @{}
    foreach ($assembly in $report.Values) {
        foreach ($file in $assembly.Keys) {
            if ($file -match '[\\/]obj[\\/]') { continue }
            $lines = @{}
            $branches = 0
            $branchesRun = 0
            foreach ($method in $assembly[$file].Values.Values) {
                foreach ($number in $method.Lines.Keys) { $lines[$number] = [Math]::Max([int] $lines[$number], $method.Lines[$number]) }
                $branches += $method.Branches.Count
                $branchesRun += @($method.Branches | Where-Object { $_.Hits -gt 0 }).Count
            }

            $files[$file] = @{
                Lines = $lines.Count; LinesRun = @($lines.Values | Where-Object { $_ -gt 0 }).Count
                Branches = $branches; BranchesRun = $branchesRun
            }
        }
    }

    $files
}

function Measure-Sum($Items, [string] $Member) { ($Items | ForEach-Object { $_[$Member] } | Measure-Object -Sum).Sum }

function Get-Share([double] $Part, [double] $Whole) { if ($Whole -gt 0) { [Math]::Round(100 * $Part / $Whole, 1) } else { 100.0 } }

Export-ModuleMember -Function Initialize-Coverage, Get-Coverage, Assert-Coverage
