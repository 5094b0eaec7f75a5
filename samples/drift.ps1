<#
.SYNOPSIS
Compares compute targets with the files of a folder.
.DESCRIPTION
Run it in a pipeline or on a schedule. It changes nothing.
Works on the workspace of the session: run Connect-AmlWorkspace before, or
use -Sandbox.
Exit codes, as terraform plan -detailed-exitcode: 0 when all targets match
their files, 2 when a target differs, 1 when the comparison failed.
.PARAMETER Folder
The folder with the files. The default is the folder of the examples.
.PARAMETER IgnoreExtra
Ignores targets that no file describes.
.PARAMETER Sandbox
Uses a new sandbox instead of the workspace of the session. The sandbox is
empty, so every target is missing and the exit code is 2.
.EXAMPLE
./drift.ps1 ./computes -IgnoreExtra

Compares the workspace of the session with the files in ./computes.
The result is in $LASTEXITCODE.
.EXAMPLE
./samples/drift.ps1 -Sandbox

Compares a new sandbox with the examples, after a build.
.EXAMPLE
dotnet tool exec -y powershell -- samples/drift.ps1 -Sandbox

Does the same from the root of the repository, if only the .NET SDK is
installed.
.OUTPUTS
Lines of text: each target that differs from its file, with the
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
    # Use the module of this session, or else the last build of this clone, or else the installed module.
    if (-not (Get-Module AmlCompute)) {
        $built = Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot '../output') -Filter AmlCompute.psd1 -Recurse -ErrorAction Ignore
        if ($built) { Import-Module $built[-1].FullName }
        elseif (Get-Module AmlCompute -ListAvailable) { Import-Module AmlCompute }
        else { throw 'AmlCompute is neither built nor installed. Run ./build.ps1 first.' }
    }

    if ($Sandbox) { $null = Connect-AmlWorkspace -Sandbox }
    $found = @(Compare-AmlComputeTarget -LiteralPath $Folder)
}
catch {
    "Comparison failed: $_"
    exit 1
}

$drift = @($found | Where-Object { $_.Status -ne 'Same' -and -not ($IgnoreExtra -and $_.Status -eq 'Extra') })
foreach ($item in $drift) {
    "$($item.Status): $($item.Name) ($($item.ComputeType))"
    foreach ($difference in $item.Differences) {
        "  $difference"
    }
}

"$($drift.Count) of $($found.Count) compute targets differ from the files."
exit $(if ($drift) { 2 } else { 0 })
