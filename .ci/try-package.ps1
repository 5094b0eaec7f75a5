<#
.SYNOPSIS
Installs the package of the module in this PowerShell, and tests what was installed.
.DESCRIPTION
Installs the module for the current user as from the PowerShell Gallery, runs
the main job of the README with it, and then the specs with Pester from the
Gallery. For a machine of CI: it registers a repository and installs modules.
Exit codes: 0 when all went well, 1 otherwise.
.PARAMETER Packages
The folder with the package.
.PARAMETER SkipSpecs
Does not run the specs.
.EXAMPLE
pwsh -NoProfile -File .ci/try-package.ps1 artifacts
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Packages,

    [switch] $SkipSpecs
)

$ErrorActionPreference = 'Stop'
$root = [System.IO.Path]::GetDirectoryName($PSScriptRoot)
$source = (Resolve-Path -LiteralPath $Packages).Path
"PowerShell $($PSVersionTable.PSVersion), $($PSVersionTable.PSEdition)"

# As the README says where there is PSResourceGet; Windows PowerShell has the older PowerShellGet.
if (Get-Command Install-PSResource -ErrorAction Ignore) {
    Register-PSResourceRepository local -Uri $source -Trusted -Force
    Install-PSResource AmlCompute -Repository local -Scope CurrentUser -TrustRepository -Reinstall
}
else {
    [System.Net.ServicePointManager]::SecurityProtocol =
        [System.Net.ServicePointManager]::SecurityProtocol -bor [System.Net.SecurityProtocolType]::Tls12
    $null = Install-PackageProvider NuGet -MinimumVersion 2.8.5.201 -Force -Scope CurrentUser
    if (-not (Get-PSRepository local -ErrorAction Ignore)) {
        Register-PSRepository local -SourceLocation $source -InstallationPolicy Trusted
    }

    Install-Module AmlCompute -Repository local -Scope CurrentUser -Force
}

$manifest = @(Get-Module AmlCompute -ListAvailable)[0]
Import-Module $manifest.Path
"AmlCompute $($manifest.Version) from $($manifest.ModuleBase), $(@(Get-Command -Module AmlCompute).Count) commands"
& ([System.IO.Path]::Combine($root, 'samples', 'quickstart.ps1'))

if (-not $SkipSpecs) {
    # Windows has a Pester of its own, older and signed by another.
    Install-Module Pester -MinimumVersion 5.5 -Force -Scope CurrentUser -SkipPublisherCheck
    # Windows PowerShell starts no other programs here, and .NET Framework has no load contexts.
    $excluded = if ($PSVersionTable.PSEdition -eq 'Desktop') { "-ExcludeTag 'Process', 'Core'" }
    $env:AMLCOMPUTE_MODULE_PATH = $manifest.ModuleBase
    $env:AMLCOMPUTE_PACKAGES = $source
    $env:AMLCOMPUTE_SPECS = [System.IO.Path]::Combine($root, 'tests', 'Pester')
    # Specs see the variables and preferences of the script that runs them, so a new process runs them.
    $program = if ($PSVersionTable.PSEdition -eq 'Desktop') { 'powershell.exe' } elseif ($IsWindows) { 'pwsh.exe' } else { 'pwsh' }
    & (Join-Path $PSHOME $program) -NoProfile -NonInteractive -Command "
        Import-Module Pester -MinimumVersion 5.5
        `$specs = [WildcardPattern]::Escape(`$env:AMLCOMPUTE_SPECS)
        exit [int] ((Invoke-Pester -Path `$specs $excluded -Output Detailed -PassThru).Result -ne 'Passed')"
    if ($LASTEXITCODE -ne 0) { throw 'Some specs failed; their messages are above.' }
}
