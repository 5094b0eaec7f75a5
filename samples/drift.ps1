# Tells whether the compute targets of a workspace are as the files of a folder say. Changes nothing. For a pipeline or a schedule: the exit code is 0 when
# they are, 1 when something has drifted, and 2 when that could not be found out.
#
#   dotnet run --project tools/AmlShell -- samples/drift.ps1 -Sandbox
#   ./drift.ps1 ./computes -IgnoreExtra
[CmdletBinding()]
param(
    # The folder with the files; the examples beside this script unless given.
    [string] $Folder = "$PSScriptRoot/computes",

    # Does not count targets that no file describes.
    [switch] $IgnoreExtra,

    # Tries it on a sandbox; without it, the workspace of the session is used.
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
        "  $difference$(if ($difference.Change -eq 'Replace') { ' (only by making it again)' })"
    }
}

"$($drift.Count) of $($found.Count) compute targets are not as the files say."
exit [int] ($drift.Count -gt 0)
