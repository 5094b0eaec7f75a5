<#
.SYNOPSIS
Runs one spec file in the process that Specs.psm1 started for it.
.DESCRIPTION
Pester runs a spec in the session state of the caller of Invoke-Pester, and the spec can read the variables there. So the process calls
'Invoke-Pester -Configuration (New-SpecConfiguration ...) | Export-SpecResult ...' in its global scope, and sets no variables.
#>

Set-StrictMode -Version 3

<#
.SYNOPSIS
Creates the configuration of Pester for a spec file.
.PARAMETER Report
The path of the report in NUnit XML.
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
    # Pester takes both paths as patterns.
    $configuration.Run.Path = [WildcardPattern]::Escape($Path)
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Detailed'
    $configuration.Output.RenderMode = 'Plaintext'
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'NUnitXml'
    $configuration.TestResult.OutputPath = [WildcardPattern]::Escape($Report)
    if ($FullName) { $configuration.Filter.FullName = $FullName }
    if ($Tag) { $configuration.Filter.Tag = $Tag }
    $configuration
}

<#
.SYNOPSIS
Writes the results of a run for Specs.psm1: the counts, and each failure with its message and position.
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
            # If BeforeAll fails, its tests fail too. If AfterAll fails, only the block fails.
            foreach ($block in $Run.FailedBlocks) { ConvertTo-Failure "$($block.ExpandedPath)" $block.ErrorRecord }
            foreach ($container in $Run.FailedContainers) {
                ConvertTo-Failure "$(Split-Path -Leaf "$($container.Item)")" $container.ErrorRecord
            }
        )
        [pscustomobject] @{
            Result = "$($Run.Result)"; Passed = $Run.PassedCount; Skipped = $Run.SkippedCount + $Run.InconclusiveCount
            # A block without a failed test has failed in its AfterAll, and a file outside its blocks. Each counts as one test.
            Failed = $Run.FailedCount + @($Run.FailedContainers).Count +
                @($Run.FailedBlocks | Where-Object { $_.FailedCount -eq 0 }).Count
            Failures = $failures
        } | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath $Path -Encoding utf8
    }
}

function ConvertTo-Failure([string] $Name, $ErrorRecord) {
    foreach ($record in $ErrorRecord) {
        $place = ''
        if ("$($record.ScriptStackTrace)" -match '(?m)(?<file>[^\\/\r\n]+\.(Tests\.ps1|psm1)): line (?<line>\d+)') {
            $place = "$($Matches.file):$($Matches.line)"
        }

        if ($record.TargetObject -is [Collections.IDictionary] -and $record.TargetObject.Keys -contains 'File') {
            $place = "$(Split-Path -Leaf $record.TargetObject.File):$($record.TargetObject.Line)"
        }

        [pscustomobject] @{ Name = $Name; Place = $place; Message = "$($record.Exception.Message)" }
    }
}

Export-ModuleMember -Function New-SpecConfiguration, Export-SpecResult
