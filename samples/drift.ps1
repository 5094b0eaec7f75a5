<#
.SYNOPSIS
Tells whether compute targets are as the files of a folder say.
.DESCRIPTION
For a pipeline or a schedule; it changes nothing.
Works on the workspace of the session: run Connect-AmlWorkspace before, or
give -Sandbox.
Exit codes: 0 when all is as the files say, 1 when something has drifted,
2 when that could not be found out.
.PARAMETER Folder
The folder with the files; the examples beside this script unless given.
.PARAMETER IgnoreExtra
Does not count targets that no file describes.
.PARAMETER Sandbox
Tries it on a new sandbox instead of the workspace of the session. It is
empty, so that all is missing and the exit code is 1.
.EXAMPLE
./drift.ps1 ./computes -IgnoreExtra

Compares the workspace of the session with the files in ./computes.
$LASTEXITCODE has the answer.
.EXAMPLE
dotnet run --project tools/AmlShell -- samples/drift.ps1 -Sandbox

Compares a new sandbox with the examples, from the root of the repository
and without a PowerShell.
.OUTPUTS
Lines of text: each target that is not as its file says, with its
differences, then the counts.
#>
[CmdletBinding()]
param(
    [string] $Folder = "$PSScriptRoot/computes",

    [switch] $IgnoreExtra,

    [switch] $Sandbox
)

try {
    if ($Sandbox) { $null = Connect-AmlWorkspace -Sandbox -ErrorAction Stop }
    $found = @(Compare-AmlComputeTarget $Folder -ErrorAction Stop)
}
catch {
    "Not compared: $_"
    exit 2
}

$drift = @($found | Where-Object { $_.Status -ne 'Same' -and -not ($IgnoreExtra -and $_.Status -eq 'Extra') })
foreach ($item in $drift) {
    "$($item.Status): $($item.Name) ($($item.ComputeType))"
    foreach ($difference in $item.Differences) {
        "  $difference"
    }
}

"$($drift.Count) of $($found.Count) compute targets are not as the files say."
exit [int] ($drift.Count -gt 0)
