<#
.SYNOPSIS
Runs the spec files with Pester, each in a new process.
#>

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Import-Module (Join-Path $PSScriptRoot 'Tools.psm1')

<#
.SYNOPSIS
Runs spec files in parallel, prints one line for each file and each failure, and emits the counts.
.DESCRIPTION
A process cannot unload an assembly, so each file runs in a new process. Most files wait more than they compute, so four files at a time
use two cores. A file that exceeds its time limit is stopped, and fails.
.PARAMETER Path
The spec files.
.PARAMETER Pester
The manifest of Pester.
.PARAMETER Program
The pwsh program that runs each file.
.PARAMETER Environment
Environment variables of the processes.
.PARAMETER Output
The folder for the reports in NUnit XML and for the output of the processes.
.PARAMETER FullName
Only tests whose full name matches this wildcard pattern.
.PARAMETER Tag
Only tests with one of these tags.
.PARAMETER LimitSeconds
The time limit for one file, in seconds.
#>
function Invoke-SpecFile {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string[]] $Path,

        [Parameter(Mandatory)] [string] $Pester,

        [Parameter(Mandatory)] [string] $Program,

        [Parameter(Mandatory)] [string] $Output,

        [hashtable] $Environment = @{},

        [string] $FullName,

        [string[]] $Tag,

        [ValidateRange(1, [int]::MaxValue)] [int] $LimitSeconds = 120,

        [ValidateRange(1, 64)] [int] $ThrottleLimit = 4
    )

    $null = New-Item -ItemType Directory -Force $Output
    $module = $PSCommandPath
    $options = @{
        Pester = $Pester; Program = $Program; Environment = $Environment; Output = $Output; FullName = $FullName; Tag = $Tag
        LimitSeconds = $LimitSeconds
    }
    # The longest files first, because a long file that starts last leaves a core idle.
    $sorted = Get-Item -LiteralPath $Path | Sort-Object Length -Descending | ForEach-Object FullName
    $results = [Collections.Generic.List[object]]::new()
    $sorted | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
        $options = $using:options
        Import-Module $using:module
        Start-SpecProcess -Path $_ @options
    } | ForEach-Object {
        $results.Add($_)
        if ($_.Passed + $_.Failed + $_.Skipped -eq 0 -and -not $_.Failures) { return }
        $line = '  {0,-42} {1,4} passed {2,3} failed {3,3} skipped {4,7:0.0} s'
        Write-Host ($line -f $_.Name, $_.Passed, $_.Failed, $_.Skipped, $_.Seconds)
        foreach ($failure in $_.Failures) {
            $message = $failure.Message -replace '\s*\r?\n\s*', ' | '
            Write-Host "    FAILED $($failure.Name) [$($failure.Place)] $message" -ForegroundColor Red
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

        [hashtable] $Environment = @{},

        [string] $FullName,

        [string[]] $Tag,

        [int] $LimitSeconds
    )

    $name = (Split-Path -Leaf $Path) -replace '\.Tests\.ps1$'
    $counts = Join-Path $Output "$name.json"
    $log = Join-Path $Output "$name.log"
    $report = Join-Path $Output "$name.xml"
    # The files of an earlier run could say that a file passed which is ended in this run.
    Remove-Item -LiteralPath $counts, $log, $report -ErrorAction Ignore
    $configuration = "New-SpecConfiguration -Path $(ConvertTo-Literal $Path) -Report $(ConvertTo-Literal $report)"
    if ($FullName) { $configuration += " -FullName $(ConvertTo-Literal $FullName)" }
    if ($Tag) { $configuration += " -Tag $(($Tag | ConvertTo-Literal) -join ', ')" }
    $command = "Import-Module $(ConvertTo-Literal $Pester), $(ConvertTo-Literal (Join-Path $PSScriptRoot 'SpecFile.psm1'))
Invoke-Pester -Configuration ($configuration) | Export-SpecResult -Path $(ConvertTo-Literal $counts)"

    $start = [Diagnostics.ProcessStartInfo]::new($Program)
    foreach ($argument in '-NoProfile', '-NonInteractive', '-Command', $command) {
        $start.ArgumentList.Add($argument)
    }

    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    # Pester takes the current folder as a pattern, and the path of the repository can contain brackets.
    $start.WorkingDirectory = [IO.Path]::GetTempPath()
    # pwsh writes colors even if its output is redirected.
    $start.Environment['NO_COLOR'] = '1'
    # A spec file ends before the optimization of code and a thread for garbage collection are worth their time: a third of it.
    $start.Environment['DOTNET_TC_CallCounting'] = $start.Environment['DOTNET_gcConcurrent'] = '0'
    $start.Environment['DOTNET_JITMinOpts'] = $start.Environment['POWERSHELL_TELEMETRY_OPTOUT'] = '1'
    foreach ($variable in $Environment.Keys) { $start.Environment[$variable] = $Environment[$variable] }
    # Replacements must not write into the data of the user.
    $start.Environment['AMLCOMPUTE_RECOVERY_FOLDER'] = Join-Path $Output 'recovery'
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $printed = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        $ended = $false
        # Short waits, because Ctrl+C does not interrupt WaitForExit.
        while (-not $ended -and $watch.Elapsed.TotalSeconds -lt $LimitSeconds) { $ended = $process.WaitForExit(250) }
        if (-not $ended) { $process.Kill($true) }
        # A process that the specs left running keeps the output open.
        $closed = [Threading.Tasks.Task]::WhenAll($printed, $errors).Wait(5000)
        $text = -join ($printed, $errors | Where-Object IsCompletedSuccessfully | ForEach-Object Result)
        Set-Content -LiteralPath $log -Value $text -Encoding utf8

        $seconds = $watch.Elapsed.TotalSeconds
        $result = [pscustomobject] @{ Name = $name; Passed = 0; Failed = 0; Skipped = 0; Failures = @(); Seconds = $seconds }
        if ($ended -and $closed -and (Test-Path -LiteralPath $counts)) {
            $read = Get-Content -LiteralPath $counts -Raw | ConvertFrom-Json
            $result.Passed, $result.Skipped, $result.Failures = $read.Passed, $read.Skipped, @($read.Failures)
            $result.Failed = if ($read.Result -eq 'Passed') { 0 } else { [Math]::Max([int] $read.Failed, 1) }
            if ($read.Passed + $read.Skipped + $result.Failed -eq 0 -and -not $FullName -and -not $Tag) {
                $result.Failed = 1
                $result.Failures = @([pscustomobject] @{ Name = $name; Place = ''; Message = 'The file has no tests.' })
            }

            if ($result.Failed -gt 0 -and -not $result.Failures) {
                $result.Failures = @([pscustomobject] @{ Name = $name; Place = ''; Message = "The result of Pester is '$($read.Result)'." })
            }
        }
        else {
            $last = ($text -split '\r?\n' | Where-Object { $_.Trim() } | Select-Object -Last 3) -join ' | '
            $reason = "The file took longer than $LimitSeconds s."
            if ($ended) { $reason = "The process ended with exit code $($process.ExitCode) and wrote no result." }
            if ($ended -and -not $closed) { $reason = 'The process ended, but a process that it started still runs.' }
            $result.Failed = 1
            $result.Failures = @([pscustomobject] @{ Name = $name; Place = ''; Message = "$reason Its last lines: $last" })
        }

        $result
    }
    finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
}

Export-ModuleMember -Function Invoke-SpecFile, Start-SpecProcess
