<#
.SYNOPSIS
Compares compute targets with the files of a folder.
.DESCRIPTION
For a pipeline or a schedule; it changes nothing.
Works on the workspace of the session: run Connect-AmlWorkspace before, or
give -Sandbox.
Exit codes: 0 when every target is as its file says, 1 when one has drifted,
2 when the comparison failed.
.PARAMETER Folder
The folder with the files; the examples beside this script unless given.
.PARAMETER IgnoreExtra
Does not count targets that no file describes.
.PARAMETER Sandbox
Tries it on a new sandbox instead of the workspace of the session. It is
empty, so every target is missing and the exit code is 1.
.EXAMPLE
./drift.ps1 ./computes -IgnoreExtra

Compares the workspace of the session with the files in ./computes.
$LASTEXITCODE has the result.
.EXAMPLE
./samples/drift.ps1 -Sandbox

Compares a new sandbox with the examples, after a build.
.EXAMPLE
dotnet tool exec -y powershell -- samples/drift.ps1 -Sandbox

Does the same from the root of the repository, where only the .NET SDK is
installed.
.OUTPUTS
Lines of text: each target that is not as its file says, with its
differences, then the counts.
#>
[CmdletBinding()]
param(
    [string] $Folder = (Join-Path $PSScriptRoot computes),

    [switch] $IgnoreExtra,

    [switch] $Sandbox
)

$ErrorActionPreference = 'Stop'
try {
    # The module of this session, or else that of the last build of this clone, or else the installed one.
    if (-not (Get-Module AmlCompute)) {
        $built = Join-Path $PSScriptRoot '../output/AmlCompute'
        if (Test-Path "$built/*/AmlCompute.psd1") { Import-Module $built }
        elseif (Get-Module AmlCompute -ListAvailable) { Import-Module AmlCompute }
        else { throw 'AmlCompute is neither built nor installed. Run ./build.ps1 first.' }
    }

    if ($Sandbox) { $null = Connect-AmlWorkspace -Sandbox }
    $found = @(Compare-AmlComputeTarget $Folder)
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
