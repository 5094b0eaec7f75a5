<#
.SYNOPSIS
Applies a plan that plan.ps1 has saved.
.DESCRIPTION
Run it after the pull request is merged. It applies the steps of the plan
without confirmation prompts and waits for them. A step fails if its target
was changed after the plan was saved; the other steps are applied.
Works on the workspace of the session: run Connect-AmlWorkspace before, or
use -Sandbox.
Exit codes: 0 when all steps were applied, 1 when a step failed, or when
the plan cannot be applied.
.PARAMETER Folder
The folder that was given to plan.ps1. The default is samples/computes.
.PARAMETER PlanPath
The JSON file of the plan. The default is plan.json.
.PARAMETER Sandbox
Uses a new sandbox instead of the workspace of the session.
.EXAMPLE
./apply.ps1 ./computes

Applies plan.json to the workspace of the session.
.EXAMPLE
./samples/gitops/apply.ps1 -PlanPath plan.json -Sandbox

Applies the plan that plan.ps1 -Sandbox saved to a new sandbox. Run
./build.ps1 first.
.OUTPUTS
Lines of text: each step with its outcome, then the errors.
#>
[CmdletBinding()]
param(
    [string] $Folder = (Join-Path $PSScriptRoot ../computes),

    [string] $PlanPath = 'plan.json',

    [switch] $Sandbox
)

$ErrorActionPreference = 'Stop'
$failed = @()
try {
    # Use the module of this session, or else the last build of this clone, or else the installed module.
    if (-not (Get-Module AmlCompute)) {
        $built = Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot '../../output') -Filter AmlCompute.psd1 -Recurse -ErrorAction Ignore
        if ($built) { Import-Module $built[-1].FullName }
        elseif (Get-Module AmlCompute -ListAvailable) { Import-Module AmlCompute }
        else { throw 'AmlCompute is neither built nor installed. Run ./build.ps1 first.' }
    }

    if ($Sandbox) { $null = Connect-AmlWorkspace -Sandbox }
    $plan = Get-Content -LiteralPath $PlanPath -Raw | ConvertFrom-Json
    $options = @{ LiteralPath = $Folder; Force = $true; Wait = $true; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failed' }
    $plan | Invoke-AmlComputePlan @options | ForEach-Object { "$_" }
}
catch {
    $failed = @($_)
}

foreach ($problem in $failed) { "Error: $problem" }
exit [int] ($failed.Count -gt 0)
