<#
.SYNOPSIS
Runs the spec files with Pester, each in a process of its own.
#>

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Import-Module (Join-Path $PSScriptRoot 'Tools.psm1')

<#
.SYNOPSIS
Runs spec files, several at a time, prints one line for each file and each failure, and emits the counts.
.DESCRIPTION
An assembly that is loaded stays loaded, so each file gets a process. Most files wait more than they compute; four at a time keep two
cores busy. A file that takes longer than its limit is ended, and fails.
.PARAMETER Path
The spec files.
.PARAMETER Pester
The manifest of Pester.
.PARAMETER Program
The pwsh program that runs each file.
.PARAMETER Output
The folder for the reports in NUnit XML and for what the processes print.
.PARAMETER FullName
Only tests whose full name is like this pattern.
.PARAMETER Tag
Only tests with one of these tags.
.PARAMETER LimitSeconds
Seconds that one file may take.
#>
function Invoke-SpecFile {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string[]] $Path,

        [Parameter(Mandatory)] [string] $Pester,

        [Parameter(Mandatory)] [string] $Program,

        [Parameter(Mandatory)] [string] $Output,

        [string] $FullName,

        [string[]] $Tag,

        [ValidateRange(1, [int]::MaxValue)] [int] $LimitSeconds = 120,

        [ValidateRange(1, 64)] [int] $ThrottleLimit = 4
    )

    $null = New-Item -ItemType Directory -Force $Output
    $module = $PSCommandPath
    $options = @{ Pester = $Pester; Program = $Program; Output = $Output; FullName = $FullName; Tag = $Tag; LimitSeconds = $LimitSeconds }
    # The longest first: a long file that starts last leaves a core idle.
    $sorted = $Path | Get-Item | Sort-Object Length -Descending | ForEach-Object FullName
    $results = [Collections.Generic.List[object]]::new()
    $sorted | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
        $options = $using:options
        Import-Module $using:module
        Start-SpecProcess -Path $_ @options
    } | ForEach-Object {
        $results.Add($_)
        if ($_.Passed + $_.Failed + $_.Skipped -eq 0 -and -not $_.Failures) { return }
        Write-Host ('  {0,-42} {1,4} passed {2,3} failed {3,3} skipped {4,7:0.0} s' -f $_.Name, $_.Passed, $_.Failed, $_.Skipped, $_.Seconds)
        foreach ($failure in $_.Failures) {
            Write-Host "    FAILED $($failure.Name) [$($failure.Place)] $($failure.Message -replace '\s*\r?\n\s*', ' | ')" -ForegroundColor Red
        }
    }

    [pscustomobject] @{
        Passed  = [int] ($results | Measure-Object Passed -Sum).Sum
        Failed  = [int] ($results | Measure-Object Failed -Sum).Sum
        Skipped = [int] ($results | Measure-Object Skipped -Sum).Sum
    }
}

<#
.SYNOPSIS
Runs one spec file in a new process, and emits its counts and failures.
#>
function Start-SpecProcess {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,

        [Parameter(Mandatory)] [string] $Pester,

        [Parameter(Mandatory)] [string] $Program,

        [Parameter(Mandatory)] [string] $Output,

        [string] $FullName,

        [string[]] $Tag,

        [int] $LimitSeconds
    )

    $name = (Split-Path -Leaf $Path) -replace '\.Tests\.ps1$'
    $counts = Join-Path $Output "$name.json"
    $log = Join-Path $Output "$name.log"
    Remove-Item -LiteralPath $counts -ErrorAction Ignore
    $configuration = "New-SpecConfiguration -Path $(ConvertTo-Literal $Path) -Report $(ConvertTo-Literal (Join-Path $Output "$name.xml"))"
    if ($FullName) { $configuration += " -FullName $(ConvertTo-Literal $FullName)" }
    if ($Tag) { $configuration += " -Tag $(($Tag | ConvertTo-Literal) -join ', ')" }
    $command = "Import-Module $(ConvertTo-Literal $Pester), $(ConvertTo-Literal (Join-Path $PSScriptRoot 'SpecFile.psm1'))
Invoke-Pester -Configuration ($configuration) | Export-SpecResult -Path $(ConvertTo-Literal $counts)"

    $start = [Diagnostics.ProcessStartInfo]::new($Program)
    foreach ($argument in '-NoProfile', '-NonInteractive', '-Command', $command) {
        $start.ArgumentList.Add($argument)
    }

    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    # pwsh colours what it prints even into a pipe.
    $start.Environment['NO_COLOR'] = '1'
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $printed = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        $ended = $false
        # In short steps, so that Ctrl+C ends the wait.
        while (-not $ended -and $watch.Elapsed.TotalSeconds -lt $LimitSeconds) { $ended = $process.WaitForExit(250) }
        if (-not $ended) { $process.Kill($true) }
        $process.WaitForExit()
        $text = $printed.GetAwaiter().GetResult() + $errors.GetAwaiter().GetResult()
        Set-Content -LiteralPath $log -Value $text -Encoding utf8

        $result = [pscustomobject] @{ Name = $name; Passed = 0; Failed = 0; Skipped = 0; Failures = @(); Seconds = $watch.Elapsed.TotalSeconds }
        if ($ended -and (Test-Path -LiteralPath $counts)) {
            $read = Get-Content -LiteralPath $counts -Raw | ConvertFrom-Json
            $result.Passed, $result.Skipped, $result.Failures = $read.Passed, $read.Skipped, @($read.Failures)
            # A block or a file that fails outside a test counts as one.
            $result.Failed = if ($read.Result -eq 'Passed') { 0 } else { [Math]::Max(@($read.Failures).Count, 1) }
            if ($result.Failed -gt 0 -and -not $read.Failures) {
                $result.Failures = @([pscustomobject] @{ Name = $name; Place = ''; Message = "Pester says '$($read.Result)'." })
            }
        }
        else {
            $last = ($text -split '\r?\n' | Where-Object { $_.Trim() } | Select-Object -Last 3) -join ' | '
            $reason = if ($ended) { "The process ended with exit code $($process.ExitCode) and without a result." } else { "The file took longer than $LimitSeconds s." }
            $result.Failed = 1
            $result.Failures = @([pscustomobject] @{ Name = $name; Place = ''; Message = "$reason The last lines that it printed: $last" })
        }

        $result
    }
    finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
}

Export-ModuleMember -Function Invoke-SpecFile, Start-SpecProcess
