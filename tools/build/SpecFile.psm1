<#
.SYNOPSIS
Runs one spec file in the process that Specs.psm1 started for it.
.DESCRIPTION
Pester runs a spec in the session state that calls Invoke-Pester, and a spec then sees the variables there. So the process calls
'Invoke-Pester -Configuration (New-SpecConfiguration ...) | Export-SpecResult ...' from its global scope, and sets none.
#>

Set-StrictMode -Version 3

<#
.SYNOPSIS
Gets the configuration with which Pester runs a spec file.
.PARAMETER Report
The file of NUnit XML to write.
#>
function New-SpecConfiguration {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,

        [Parameter(Mandatory)] [string] $Report,

        [string] $FullName,

        [string[]] $Tag
    )

    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $Path
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Detailed'
    $configuration.Output.RenderMode = 'Plaintext'
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'NUnitXml'
    $configuration.TestResult.OutputPath = $Report
    if ($FullName) { $configuration.Filter.FullName = $FullName }
    if ($Tag) { $configuration.Filter.Tag = $Tag }
    $configuration
}

<#
.SYNOPSIS
Writes what Specs.psm1 reads of a run: the counts, and each failure with its message and place.
#>
function Export-SpecResult {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, ValueFromPipeline)] $Run,

        [Parameter(Mandatory)] [string] $Path
    )

    process {
        $failures = @(
            foreach ($test in $Run.Failed) { ConvertTo-Failure $test.ExpandedPath $test.ErrorRecord }
            # A BeforeAll that fails has failed its tests as well; an AfterAll has not.
            foreach ($block in $Run.FailedBlocks) { ConvertTo-Failure "$($block.ExpandedPath)" $block.ErrorRecord }
            foreach ($container in $Run.FailedContainers) { ConvertTo-Failure "$(Split-Path -Leaf "$($container.Item)")" $container.ErrorRecord }
        )
        [pscustomobject] @{
            Result = "$($Run.Result)"; Passed = $Run.PassedCount; Skipped = $Run.SkippedCount + $Run.InconclusiveCount
            Failed = $Run.FailedCount; Failures = $failures
        } | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath $Path -Encoding utf8
    }
}

function ConvertTo-Failure([string] $Name, $ErrorRecord) {
    foreach ($record in $ErrorRecord) {
        $place = ''
        if ("$($record.ScriptStackTrace)" -match '(?m)(?<file>[^\\/\r\n]+\.(Tests\.ps1|psm1)): line (?<line>\d+)') { $place = "$($Matches.file):$($Matches.line)" }
        if ($record.TargetObject -is [Collections.IDictionary] -and $record.TargetObject.Contains('File')) {
            $place = "$(Split-Path -Leaf $record.TargetObject.File):$($record.TargetObject.Line)"
        }

        [pscustomobject] @{ Name = $Name; Place = $place; Message = "$($record.Exception.Message)" }
    }
}

Export-ModuleMember -Function New-SpecConfiguration, Export-SpecResult
