<#
.SYNOPSIS
Plans the changes for the files of a folder.
.DESCRIPTION
Run it in a pull request. It changes nothing in the workspace. It saves
the plan for apply.ps1, and Markdown for a comment.
Works on the workspace of the session: run Connect-AmlWorkspace before, or
use -Sandbox.
Exit codes, as terraform plan -detailed-exitcode: 0 when nothing changes,
2 when the plan has changes, 1 when a step or the planning has an error.
.PARAMETER Folder
The folder with the files. The default is the folder of the examples.
.PARAMETER PlanPath
The JSON file to save the plan to. The default is plan.json.
.PARAMETER MarkdownPath
The file to save the Markdown to. The default is plan.md.
.PARAMETER Prune
Also plans to remove the targets that no file describes.
.PARAMETER AllowReplace
Also plans to replace targets that cannot be changed in place.
.PARAMETER Sandbox
Uses a new sandbox instead of the workspace of the session.
.EXAMPLE
./plan.ps1 ./computes -Prune

Plans for the workspace of the session. The result is in $LASTEXITCODE.
.EXAMPLE
./samples/gitops/plan.ps1 -Sandbox

Plans the examples for a new sandbox, after a build.
.OUTPUTS
Lines of text: each step with its differences and problems.
#>
[CmdletBinding()]
param(
    [string] $Folder = (Join-Path $PSScriptRoot ../computes),

    [string] $PlanPath = 'plan.json',

    [string] $MarkdownPath = 'plan.md',

    [switch] $Prune,

    [switch] $AllowReplace,

    [switch] $Sandbox
)

$ErrorActionPreference = 'Stop'
try {
    # Use the module of this session, or else the last build of this clone, or else the installed module.
    if (-not (Get-Module AmlCompute)) {
        $built = Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot '../../output') -Filter AmlCompute.psd1 -Recurse -ErrorAction Ignore
        if ($built) { Import-Module $built[-1].FullName }
        elseif (Get-Module AmlCompute -ListAvailable) { Import-Module AmlCompute }
        else { throw 'AmlCompute is neither built nor installed. Run ./build.ps1 first.' }
    }

    if ($Sandbox) { $null = Connect-AmlWorkspace -Sandbox }
    $plan = New-AmlComputePlan -LiteralPath $Folder -Prune:$Prune -AllowReplace:$AllowReplace
    $plan | ConvertTo-Json -Depth 10 | Set-Content -LiteralPath $PlanPath
    $plan | ConvertTo-AmlComputeMarkdown | Set-Content -LiteralPath $MarkdownPath
}
catch {
    "Planning failed: $_"
    exit 1
}

foreach ($step in $plan.Steps) {
    "$($step.Symbol) $($step.Name) ($($step.Type))"
    foreach ($detail in @($step.Differences) + @($step.Problems)) { "  $detail" }
}

"$plan"
exit $(if ($plan.HasErrors) { 1 } elseif ($plan.HasChanges) { 2 } else { 0 })
