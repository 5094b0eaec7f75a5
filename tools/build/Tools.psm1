<#
.SYNOPSIS
Finds and starts the programs that build.ps1 needs: dotnet, pwsh and Pester.
#>

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

$root = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '..' '..')).Path
$specProject = Join-Path $root 'tests' 'Pester' 'AmlCompute.Specs.csproj'
$compilerProject = Join-Path $root 'tools' 'CompiledShell' 'CompiledShell.csproj'

<#
.SYNOPSIS
Runs a script block, and prints its name and its duration, also if it fails.
#>
function Invoke-Step {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Name,

        [Parameter(Mandatory)] [scriptblock] $ScriptBlock
    )

    Write-Host "$Name ..." -ForegroundColor Cyan
    $watch = [Diagnostics.Stopwatch]::StartNew()
    try {
        & $ScriptBlock
        Write-Host ('{0}: {1:0.0} s' -f $Name, $watch.Elapsed.TotalSeconds) -ForegroundColor Cyan
    }
    catch {
        Write-Host ('{0}: failed after {1:0.0} s' -f $Name, $watch.Elapsed.TotalSeconds) -ForegroundColor Red
        throw
    }
}

<#
.SYNOPSIS
Runs dotnet in the folder of the repository, and throws if it fails.
.DESCRIPTION
dotnet searches global.json and the tool manifest from the current folder.
#>
function Invoke-DotNet {
    $arguments = @($args | ForEach-Object { $_ })
    Push-Location -LiteralPath $root
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
Additional options of 'dotnet build'.
#>
function Invoke-Build {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Project,

        [Parameter(Mandatory)] [string] $Configuration,

        [string[]] $Option = @()
    )

    Push-Location -LiteralPath $root
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
Throws if the .NET SDK is missing, or if it cannot build in the folder of the repository.
#>
function Assert-DotNet {
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        throw "'dotnet' was not found on the PATH. Install the .NET SDK 10 and start a new shell."
    }

    if ($root.Contains('"')) {
        throw "The C# compiler cannot build in '$root', because the path contains a double quotation mark. " +
            'Move the clone to a folder without it, and run the command again.'
    }
}

<#
.SYNOPSIS
Restores the NuGet packages of a project, and throws with the cause if it fails.
#>
function Restore-Package {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Project)

    Push-Location -LiteralPath $root
    try {
        $printed = & dotnet restore $Project --nologo 2>&1 | ForEach-Object { "$_" }
        if ($LASTEXITCODE -eq 0) { return }
    }
    finally {
        Pop-Location
    }

    $text = $printed -join "`n"
    if ($text -match '(?i)Read-only file system|Permission denied|Access to the path .* is denied|Could not find a part of the path') {
        if ($text -match "'(?<file>$([regex]::Escape($root))[\\/][^\r\n]*?)'(?=[\s.]|$)") {
            throw "The .NET SDK cannot write to the folder '$(Split-Path $Matches.file)' of this repository " +
                "($(Select-ErrorLine $printed)). Allow your account to write to this folder, " +
                'or clone the repository into another folder, and run the command again.'
        }

        throw "The .NET SDK cannot write to its folders below the home folder '$HOME' ($(Select-ErrorLine $printed)). " +
            'Set DOTNET_CLI_HOME and NUGET_PACKAGES to writable folders, and run the command again.'
    }

    if ($text -match 'NU1301|NU1101|NU1102|NU1801') {
        throw 'The NuGet packages cannot be restored, because no package source responded or has the package ' +
            "($(Select-ErrorLine $printed)). Check the network and 'dotnet nuget list source', and run the command again."
    }

    throw "The NuGet packages cannot be restored: $(Select-ErrorLine $printed)"
}

function Select-ErrorLine([string[]] $Line) {
    $found = $Line | Where-Object { $_ -match 'error|denied|Read-only' } | Select-Object -First 1
    if ($found) { "$found".Trim() } else { ($Line -join ' ').Trim() }
}

<#
.SYNOPSIS
Gets the full path of the pwsh program that runs this script.
.DESCRIPTION
If pwsh is a .NET tool, the process is 'dotnet', and the pwsh program is in $PSHOME. This program finds .NET by DOTNET_ROOT.
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
Gets the full path of a pwsh program with compiled assemblies, which needs less processor time than the .NET tool PowerShell.
.DESCRIPTION
Returns the pwsh program that runs this script if its assemblies are compiled, as in the installers of PowerShell. Otherwise compiles
a copy of it in artifacts/pwsh, once for each version. If that fails, for example without a network, returns the program as it is.
#>
function Get-CompiledPwshPath {
    $program = Get-PwshPath
    $isCompiled = Test-Compiled (Join-Path $PSHOME 'System.Management.Automation.dll')
    # An older .NET does not run the machine code that this compiler writes.
    if ($isCompiled -or [Environment]::Version.Major -lt 10) { return $program }

    $folder = Join-Path $root 'artifacts' 'pwsh' "$($PSVersionTable.PSVersion)-$([Environment]::Version)"
    $compiled = Join-Path $folder (Split-Path -Leaf $program)
    if (Test-Path -LiteralPath $folder) { return $compiled }

    # The folder gets its name when it is complete.
    $new = "$folder.$PID"
    try {
        Restore-Package $compilerProject
        Invoke-Compiler CompileShell "--property:ShellOutput=$new"
        Move-Item -LiteralPath $new $folder
        $compiled
    }
    catch {
        Write-Host "PowerShell is not compiled, so the specs take longer: $($_.Exception.Message)"
        $program
    }
    finally {
        Remove-Item -LiteralPath $new -Recurse -ErrorAction Ignore
    }
}

<#
.SYNOPSIS
Compiles the assemblies of a module in place, because each process of the specs would compile them again.
.PARAMETER Path
The folder of the module.
#>
function Convert-ModuleToMachineCode {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path)

    # An older .NET does not run the machine code that this compiler writes.
    if ([Environment]::Version.Major -lt 10) { return }
    try {
        Restore-Package $compilerProject
        Invoke-Compiler CompileModule "--property:ModuleBin=$(Join-Path $Path 'bin' 'net8.0')"
    }
    catch {
        Write-Host "The module is not compiled, so the specs take longer: $($_.Exception.Message)"
    }
}

function Invoke-Compiler([string] $Target, [string] $Property) {
    $runtime = [Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory().TrimEnd([IO.Path]::DirectorySeparatorChar)
    Invoke-Build $compilerProject Release "--target:$Target", "--property:ShellHome=$PSHOME", "--property:RuntimeHome=$runtime", $Property
}

# Returns true if an assembly contains machine code beside its intermediate code.
function Test-Compiled([string] $Path) {
    $reader = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead($Path))
    try { $reader.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size -gt 0 } finally { $reader.Dispose() }
}

<#
.SYNOPSIS
Gets properties of the project of the specs, such as the version of Pester, from MSBuild.
#>
function Get-BuildProperty {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string[]] $Name)

    # MSBuild prints JSON only for several names.
    $asked = @($Name) + 'MSBuildProjectName'
    (Invoke-DotNet msbuild $specProject @($asked | ForEach-Object { "-getProperty:$_" }) | Out-String | ConvertFrom-Json).Properties
}

<#
.SYNOPSIS
Gets the manifest of the Pester that runs the specs.
.DESCRIPTION
Returns an installed Pester 5.5 or newer, or the installed version that is requested. Otherwise returns the Pester from NuGet, which the
project of the specs copies to artifacts/modules.
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
        throw "Pester $wanted is neither installed nor among the packages of tests/Pester/AmlCompute.Specs.csproj. " +
            "Install it: Install-PSResource Pester -Version $wanted"
    }

    $manifest
}

<#
.SYNOPSIS
Converts a text to a quoted literal of PowerShell code.
#>
filter ConvertTo-Literal([string] $Text) {
    $value = if ($PSBoundParameters.ContainsKey('Text')) { $Text } else { $_ }
    "'" + [Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($value) + "'"
}

Export-ModuleMember -Function Invoke-Step, Invoke-DotNet, Invoke-Build, Assert-DotNet, Restore-Package, Get-PwshPath,
    Get-CompiledPwshPath, Convert-ModuleToMachineCode, Get-BuildProperty, Find-Pester, ConvertTo-Literal
