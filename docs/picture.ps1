<#
.SYNOPSIS
Draws docs/terminal.svg, the picture in the README, from a real session on
the sandbox.
.DESCRIPTION
Run it in pwsh after a build. The commands below run in a new process of the
same pwsh; the picture shows what they print, in the colors in which they
print it. The same module gives the same picture; a test compares it with
docs/terminal.svg.
.PARAMETER Path
The file to write, instead of docs/terminal.svg.
.EXAMPLE
dotnet tool exec -y powershell -- docs/picture.ps1

Draws the picture from the root of the repository.
#>
[CmdletBinding()]
param([string] $Path = (Join-Path $PSScriptRoot terminal.svg))

$ErrorActionPreference = 'Stop'
$commands = @(
    'Connect-AmlWorkspace -Sandbox'
    'New-AmlComputeTarget cpu-cluster -VmSize Standard_E4s_v3 -MinNodes 1 -MaxNodes 4 | Wait-AmlComputeTarget -MinNodeCount 1'
    'New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS3_v2 -IdleTimeBeforeShutdown 1h -Wait | Stop-AmlComputeTarget -Wait'
    'Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-prod -ResourceGroupName platform'
    'Get-AmlComputeTarget | Wait-AmlComputeTarget'
    'Get-AmlComputeVmSize *_T4_v3, *_A100_v4 -MaxPricePerHour 4 | Sort-Object PricePerHour | Format-Table Name, VCpus, Gpus, PricePerHour'
    'Set-AmlComputeTarget cpu-cluster -MinNodes 0 -MaxNodes 8 -WhatIf'
    'Remove-AmlComputeTarget k8s -Force'
)

# One process for all commands, because they share a sandbox. A mark follows what each of them printed.
$module = $env:AMLCOMPUTE_MODULE_PATH
if (-not $module) {
    $module = (Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot '../output') -Filter AmlCompute.psd1 -Recurse)[-1].FullName
}

$mark = '~~~~'
$script = @"
`$ErrorActionPreference = 'Stop'
`$PSStyle.OutputRendering = 'Ansi'
# The picture has no hyperlinks, which tables have on some terminals.
Remove-Item Env:WT_SESSION, Env:VTE_VERSION, Env:KITTY_WINDOW_ID, Env:KONSOLE_VERSION, Env:TERM_PROGRAM -ErrorAction Ignore
[cultureinfo]::CurrentCulture = 'en-US'
Import-Module '$($module.Replace("'", "''"))'
foreach (`$command in '$(($commands | ForEach-Object { $_.Replace("'", "''") }) -join "', '")') {
    try { & ([scriptblock]::Create(`$command)) | Out-String -Width 120 }
    catch { `$_ | Out-String -Width 120 }
    '$mark'
}
"@

# The pwsh of a .NET tool is started by the .NET that runs this script.
$before = $env:DOTNET_ROOT
if (-not $before) { $env:DOTNET_ROOT = Join-Path ([Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()) '../../..' }
try { $printed = & (Join-Path $PSHOME pwsh) -NoProfile -NonInteractive -Command $script }
finally { $env:DOTNET_ROOT = $before }
if ($LASTEXITCODE -ne 0) { throw "The commands ended with exit code $LASTEXITCODE." }

# A line as tspans: each sequence of colors and weights changes the classes of the text that follows.
$colors = 'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'
function ConvertTo-Span([string] $Line) {
    $weight = $slant = $color = ''
    $spans = foreach ($part in $Line -split '(\x1b\[[0-9;]*m)') {
        if ($part -match '^\x1b\[([0-9;]*)m$') {
            foreach ($code in $Matches[1] -split ';') {
                switch -Regex ($code) {
                    '^0?$' { $weight = $slant = $color = ''; break }
                    '^1$' { $weight = 'bold'; break }
                    '^3$' { $slant = 'italic'; break }
                    '^3([0-7])$' { $color = $colors[[int] $Matches[1]]; break }
                    '^9([0-7])$' { $color = "bright-$($colors[[int] $Matches[1]])"; break }
                    default { throw "The picture has no style for the sequence ESC[${code}m. Add it to docs/picture.ps1." }
                }
            }
        }
        elseif ($part) {
            $classes = "$color $weight $slant".Trim() -replace ' +', ' '
            $text = [Security.SecurityElement]::Escape($part)
            if ($classes) { "<tspan class=""$classes"">$text</tspan>" } else { $text }
        }
    }
    -join $spans
}

# Blank lines before, in and after the output of a command are not drawn.
$outputs = ($printed -join "`n") -split "$mark\n?"
$lines = for ($i = 0; $i -lt $commands.Count; $i++) {
    "<tspan class=""prompt"">PS&gt; </tspan><tspan class=""command"">$([Security.SecurityElement]::Escape($commands[$i]))</tspan>"
    foreach ($line in $outputs[$i] -split "`n") {
        if (($line -replace '\x1b\[[0-9;]*m').Trim()) { ConvertTo-Span $line.TrimEnd() }
    }
    ''
}

$width = 1160
$height = 20 * @($lines).Count + 36
$y = 36
$picture = @(
    "<svg xmlns=""http://www.w3.org/2000/svg"" width=""$width"" height=""$height"" viewBox=""0 0 $width $height"" role=""img"" " +
    'aria-label="A PowerShell session with AmlCompute on the sandbox">'
    '<style>'
    'text{font:14px ui-monospace,Consolas,Menlo,monospace;white-space:pre;fill:#d6deeb}'
    '.prompt{fill:#7fdbca}.command{fill:#ffffff}.bold{font-weight:bold}.italic{font-style:italic}'
    '.black{fill:#546a85}.red{fill:#ff8a80}.green{fill:#5fd787}.yellow{fill:#ffd75f}'
    '.blue{fill:#82aaff}.magenta{fill:#c792ea}.cyan{fill:#7fdbca}.white{fill:#d6deeb}'
    '.bright-black{fill:#8ea3c0}.bright-red{fill:#ffb3ac}.bright-green{fill:#a5f0b5}.bright-yellow{fill:#ffeb95}'
    '.bright-blue{fill:#b2ccff}.bright-magenta{fill:#e1c4ff}.bright-cyan{fill:#b2f0e6}.bright-white{fill:#ffffff}'
    '</style>'
    "<rect width=""$width"" height=""$height"" rx=""10"" fill=""#0b1625""/>"
    '<circle cx="22" cy="20" r="6" fill="#ff5f57"/>'
    '<circle cx="42" cy="20" r="6" fill="#febc2e"/>'
    '<circle cx="62" cy="20" r="6" fill="#28c840"/>'
    foreach ($line in $lines) {
        $y += 20
        if ($line) { "<text x=""20"" y=""$y"" xml:space=""preserve"">$line</text>" }
    }
    '</svg>'
)
[IO.File]::WriteAllText($Path, ($picture -join "`n") + "`n")
"Wrote $Path"
