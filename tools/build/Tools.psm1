<#
.SYNOPSIS
Finds and starts the programs that build.ps1 needs: dotnet, pwsh and Pester.
#>

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$root = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).Path
$specProject = Join-Path $root 'tests' 'Pester' 'AmlCompute.Specs.csproj'

<#
.SYNOPSIS
Runs a block, and prints what it does and how long it took.
#>
function Invoke-Step {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Name,

        [Parameter(Mandatory)] [scriptblock] $ScriptBlock
    )

    Write-Host "$Name ..." -ForegroundColor Cyan
    $watch = [Diagnostics.Stopwatch]::StartNew()
    & $ScriptBlock
    Write-Host ('{0}: {1:0.0} s' -f $Name, $watch.Elapsed.TotalSeconds) -ForegroundColor Cyan
}

<#
.SYNOPSIS
Runs dotnet in the folder of the repository, and throws when it fails.
.DESCRIPTION
The folder matters: global.json and the tool manifest are looked for from there.
#>
function Invoke-DotNet {
    $arguments = @($args | ForEach-Object { $_ })
    Push-Location $root
    try {
        & dotnet @arguments
        if ($LASTEXITCODE -ne 0) { throw "'dotnet $($arguments -join ' ')' failed with exit code $LASTEXITCODE." }
    }
    finally {
        Pop-Location
    }
}

<#
.SYNOPSIS
Builds a project, and prints only the errors.
.PARAMETER Option
Further options of 'dotnet build'.
#>
function Invoke-Build {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Project,

        [Parameter(Mandatory)] [string] $Configuration,

        [string[]] $Option = @()
    )

    Push-Location $root
    try {
        # One compiler process serves all projects; without it each starts its own.
        $options = @('--no-restore', '--configuration', $Configuration, '--nologo', '--verbosity', 'quiet',
            '--property:UseSharedCompilation=true') + $Option
        $printed = & dotnet build $Project @options 2>&1 | ForEach-Object { "$_" }
        if ($LASTEXITCODE -ne 0) {
            $errors = @($printed | Where-Object { $_ -match '\b(error|warning)\b' } | ForEach-Object { $_.Trim() } | Select-Object -Unique)
            Write-Host ($(if ($errors) { $errors } else { $printed }) -join "`n") -ForegroundColor Red
            throw "'dotnet build $([IO.Path]::GetRelativePath($root, $Project))' failed; its errors are above."
        }
    }
    finally {
        Pop-Location
    }
}

<#
.SYNOPSIS
Throws one sentence when the .NET SDK is missing.
#>
function Assert-DotNet {
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        throw "There is no 'dotnet' on the PATH. Install the .NET SDK 10 and start a new shell."
    }
}

<#
.SYNOPSIS
Restores the NuGet packages of projects, and says in one sentence why it failed.
#>
function Restore-Package {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Project)

    Push-Location $root
    try {
        $printed = & dotnet restore $Project --nologo 2>&1 | ForEach-Object { "$_" }
        if ($LASTEXITCODE -eq 0) { return }
    }
    finally {
        Pop-Location
    }

    $text = $printed -join "`n"
    if ($text -match '(?i)Read-only file system|Permission denied|Access to the path .* is denied|Could not find a part of the path') {
        throw "The .NET SDK cannot write to its folders below the home folder '$HOME'. Set DOTNET_CLI_HOME and NUGET_PACKAGES to folders " +
            "that can be written, and run the command again. The SDK says: $(Select-ErrorLine $printed)"
    }

    if ($text -match 'NU1301|NU1101|NU1102|NU1801') {
        throw "The NuGet packages cannot be restored: no package source answered, or none has a package. Connect to the network, check " +
            "'dotnet nuget list source', and run the command again. The SDK says: $(Select-ErrorLine $printed)"
    }

    throw "The NuGet packages cannot be restored. The SDK says: $(Select-ErrorLine $printed)"
}

function Select-ErrorLine([string[]] $Line) {
    $found = $Line | Where-Object { $_ -match 'error|denied|Read-only' } | Select-Object -First 1
    if ($found) { "$found".Trim() } else { ($Line -join ' ').Trim() }
}

<#
.SYNOPSIS
Gets the full path of the pwsh program that runs this script.
.DESCRIPTION
Where pwsh is a tool of .NET, the process is 'dotnet'; the program itself lies in $PSHOME. Such a program finds .NET by DOTNET_ROOT.
#>
function Get-PwshPath {
    $program = Join-Path $PSHOME $(if ($IsWindows) { 'pwsh.exe' } else { 'pwsh' })
    $process = [Environment]::ProcessPath
    if ([IO.Path]::GetFileNameWithoutExtension($process) -eq 'dotnet' -and -not $env:DOTNET_ROOT) {
        $env:DOTNET_ROOT = Split-Path (Get-Item $process).ResolvedTarget
    }

    $program
}

<#
.SYNOPSIS
Gets properties of the specs' project, such as the version of Pester, as MSBuild evaluates them.
#>
function Get-BuildProperty {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string[]] $Name)

    # With one name MSBuild prints the value, with several JSON.
    $asked = @($Name) + 'MSBuildProjectName'
    (Invoke-DotNet msbuild $specProject @($asked | ForEach-Object { "-getProperty:$_" }) | Out-String | ConvertFrom-Json).Properties
}

<#
.SYNOPSIS
Gets the manifest of the Pester that runs the specs.
.DESCRIPTION
An installed Pester 5.5 or newer is used as it is. Without one, and where a version is asked for that is not installed, the version comes
from NuGet: the project of the specs has laid it out in artifacts/modules.
.PARAMETER Version
Exactly this version.
#>
function Find-Pester {
    [CmdletBinding()]
    param([version] $Version)

    $properties = Get-BuildProperty PesterModules, PesterVersion
    $installed = @(Get-Module -ListAvailable -Name Pester |
            Where-Object Path -NotLike "$($properties.PesterModules)*" | Sort-Object Version -Descending)
    $found = $installed | Where-Object { if ($Version) { $_.Version -eq $Version } else { $_.Version -ge '5.5' } } | Select-Object -First 1
    if ($found) { return $found.Path }

    if ($installed -and -not $Version) {
        Write-Host ("The installed Pester $($installed[0].Version) is older than 5.5; " +
            "Pester $($properties.PesterVersion) from NuGet is used.")
    }

    $wanted = if ($Version) { $Version } else { $properties.PesterVersion }
    $manifest = Join-Path $properties.PesterModules 'Pester' "$wanted" 'Pester.psd1'
    if (-not (Test-Path -LiteralPath $manifest)) {
        throw "There is no Pester $wanted, neither installed nor among the packages of tests/Pester/AmlCompute.Specs.csproj."
    }

    $manifest
}

<#
.SYNOPSIS
Quotes a text so that PowerShell code can hold it.
#>
filter ConvertTo-Literal([string] $Text) {
    $value = if ($PSBoundParameters.ContainsKey('Text')) { $Text } else { $_ }
    "'" + [Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($value) + "'"
}

Export-ModuleMember -Function Invoke-Step, Invoke-DotNet, Invoke-Build, Assert-DotNet, Restore-Package, Get-PwshPath, Get-BuildProperty,
    Find-Pester, ConvertTo-Literal
