<#
.SYNOPSIS
Prints the problems of compute targets, and ends with a code.
.DESCRIPTION
Run it in the morning. It changes nothing, and mails nothing.
A runbook of Azure Automation signs in with a managed identity: set
-WorkspaceId. README.md in this folder lists the requirements.
Without -WorkspaceId it works on the workspace of the session: run
Connect-AmlWorkspace before, with -Sandbox to try it.
docs/findings.md describes the rules.
Exit codes of a shell that runs it: 0 when no finding has the severity, 2
when one has, 1 when the targets could not be read. In Azure Automation the
job has the state Completed with the codes 0 and 2; the last line has the
number of findings.
.PARAMETER WorkspaceId
The ARM resource id of the workspace. The default is the workspace of the
session.
.PARAMETER AccountId
The client id, object id or resource id of a user-assigned managed identity
for the sign-in. The default is the system-assigned identity.
.PARAMETER Rule
The ids of the rules. The default is all.
.PARAMETER Severity
The lowest severity to print: Low, Medium or High. The default is Medium.
.PARAMETER ExcludeTag
Tags of targets to omit: a name, or name=value. Wildcards are allowed.
.EXAMPLE
./findings.ps1 -Severity High

Prints the findings of the severity High in the workspace of the session.
.EXAMPLE
./findings.ps1 -Rule NoIdleShutdown, ClusterKeepsNodes -ExcludeTag keep

Prints findings about costs, but not those of targets with the tag keep.
.EXAMPLE
./findings.ps1 -WorkspaceId $id; exit $LASTEXITCODE

Works as in a runbook. A pipeline fails if there is a finding.
.OUTPUTS
Lines of text: each finding with its evidence and its fix, then the counts.
A rule that is unknown for a target is a warning.
#>
[CmdletBinding()]
param(
    [string] $WorkspaceId,

    [string] $AccountId,

    [string[]] $Rule = @(),

    [ValidateSet('Low', 'Medium', 'High')]
    [string] $Severity = 'Medium',

    [string[]] $ExcludeTag = @()
)

$ErrorActionPreference = 'Stop'
$given = @{}
if ($Rule) { $given.Rule = $Rule }
if ($ExcludeTag) { $given.ExcludeTag = $ExcludeTag }
try {
    $null = if ($WorkspaceId) {
        $identity = if ($AccountId) { @{ AccountId = $AccountId } } else { @{} }
        Connect-AmlWorkspace -ResourceId $WorkspaceId -Identity @identity
    }
    $all = @(Find-AmlComputeFinding @given)
}
catch {
    "The compute targets could not be read: $_"
    exit 1
}

$levels = 'Low', 'Medium', 'High'
$found = @($all | Where-Object { $levels.IndexOf("$($_.Severity)") -ge $levels.IndexOf($Severity) } |
        Sort-Object { -$levels.IndexOf("$($_.Severity)") }, Rule, Name)
foreach ($finding in $found) {
    "$($finding.Severity): $($finding.Rule), $($finding.Name) in $($finding.WorkspaceName)"
    "  $($finding.Evidence)"
    if ($finding.Fix) { "  $($finding.Fix)" }
}

"$($found.Count) findings of the severity $Severity or higher, $($all.Count - $found.Count) below it."
exit $(if ($found) { 2 } else { 0 })
