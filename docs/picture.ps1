<#
.SYNOPSIS
Draws the pictures in docs from real sessions on the sandbox.
.DESCRIPTION
Run it in pwsh after a build. The commands below run in a new process of the
same pwsh; the picture shows what they print, in the colors in which they
print it.

The picture terminal is that of the README. The same module gives the same
picture; a test compares it with docs/terminal.svg. The other pictures are
screens of 80 columns and 24 lines: tmux types the command at the prompt, and
the picture is the screen when it shows what the picture is about. Look at a
new picture, because its times differ.
.PARAMETER Picture
The picture to draw: terminal, table, progress, error, watch or findings.
.PARAMETER Path
The file to write, instead of the file with the name of the picture in docs.
.EXAMPLE
dotnet tool exec -y powershell -- docs/picture.ps1

Draws the picture of the README from the root of the repository.
.EXAMPLE
dotnet tool exec -y powershell -- docs/picture.ps1 progress

Draws the progress of 20 creations. Needs tmux.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('terminal', 'table', 'progress', 'error', 'watch', 'findings')]
    [string] $Picture = 'terminal',

    [string] $Path = (Join-Path $PSScriptRoot "$Picture.svg")
)

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

# Setup runs before the screen is cleared; Shows is a pattern of the screen to draw.
$connect = '$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 300 }'
$screens = @{
    table = @{
        Setup = $connect, '$size = @{ VmSize = "Standard_DS2_v2" }',
            '$null = New-AmlComputeTarget cpu-cluster @size -MinNodes 1 -MaxNodes 4 -Wait',
            '$null = New-AmlComputeTarget dev-box -Instance @size -Wait', '$null = New-AmlComputeTarget old-box -Instance @size -Wait',
            '$null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-prod -Wait',
            '$null = Stop-AmlComputeTarget old-box -Wait', '$null = New-AmlComputeTarget gpu-cluster -VmSize Standard_NC4as_T4_v3'
        Command = 'Get-AmlComputeTarget'
        Shows = 'old-box.*\n[\s\S]*PS> *\s*$'
    }
    progress = @{
        Setup = '$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 5 }'
        Command = '1..20 | ForEach-Object { "edge{0:00}" -f $_ } | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait'
        Shows = '00:00:0[4-9]; slowest'
    }
    error = @{
        Setup = $connect, '$null = New-AmlComputeTarget cpu-cluster -VmSize Standard_DS2_v2 -Wait'
        Command = 'Stop-AmlComputeTarget cpu-cluster'
        Shows = 'Recommendation:[\s\S]*PS> *\s*$'
    }
    watch = @{
        Setup = '$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 10 }',
            '$null = "cpu-cluster", "gpu-cluster" | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MinNodes 1 -MaxNodes 2 -Wait',
            '$null = New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS1_v2'
        Command = 'Watch-AmlComputeTarget'
        Shows = 'Creating; 00:00:0[3-9]'
    }
    findings = @{
        Setup = '$ws = Connect-AmlWorkspace -Sandbox -WorkspaceName vision -SandboxOption @{ Clock = "Manual"; StartTime = "2026-11-28" }',
            '$clock = $ws.Sandbox; $null = New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS2_v2',
            '$null = New-AmlComputeTarget gpu-cluster -VmSize Standard_NC4as_T4_v3 -MinNodes 1 -MaxNodes 4',
            '$null = New-AmlComputeTarget hpc -VmSize Standard_HB120rs_v2 -WarningAction Ignore', '$clock.Advance("09:00:00")'
        Command = 'Find-AmlComputeFinding -Rule NoIdleShutdown, ClusterKeepsNodes, RetiringSize'
        Shows = 'hpc[\s\S]*PS> *\s*$'
    }
}

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

# The lines of a terminal in which a command was typed, with their colors.
function Get-Screen([hashtable] $Screen) {
    if (-not (Get-Command tmux -ErrorAction Ignore)) { throw 'A picture of the prompt needs tmux. Install it first.' }
    $file = Join-Path ([IO.Path]::GetTempPath()) "picture-$PID.ps1"
    [IO.File]::WriteAllLines($file, @("Import-Module '$module'"; $Screen.Setup; 'function prompt { "PS> " }'; 'Clear-Host'))
    $socket = "picture-$PID"
    function Send([string[]] $Keys) { tmux -L $socket send-keys -t 0 @Keys }
    function Wait-Screen([string] $Pattern) {
        for ($i = 0; $i -lt 600; $i++) {
            $shown = (tmux -L $socket capture-pane -p -t 0) -join "`n"
            if ($shown -match $Pattern) { return }
            [Threading.Thread]::Sleep(100)
        }
        throw "The screen did not show '$Pattern' within a minute:`n$shown"
    }
    try {
        tmux -L $socket -f /dev/null new-session -d -x 80 -y 24 "env TERM=xterm-256color '$pwsh' -NoProfile -NoLogo"
        Wait-Screen 'PS .*> *\s*$'
        Send '-l', ". '$file'"
        Send 'Enter'
        Wait-Screen '^PS> *\s*$'
        Send '-l', $Screen.Command
        Send 'Enter'
        Wait-Screen $Screen.Shows
        tmux -L $socket capture-pane -e -p -t 0
    }
    finally {
        tmux -L $socket kill-server
        [IO.File]::Delete($file)
    }
}

# The pwsh of a .NET tool is started by the .NET that runs this script.
$before = $env:DOTNET_ROOT
if (-not $before) { $env:DOTNET_ROOT = Join-Path ([Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()) '../../..' }
$pwsh = Join-Path $PSHOME pwsh
try {
    $printed = if ($Picture -eq 'terminal') { & $pwsh -NoProfile -NonInteractive -Command $script } else { Get-Screen $screens[$Picture] }
}
finally { $env:DOTNET_ROOT = $before }
if ($LASTEXITCODE -ne 0) { throw "The commands ended with exit code $LASTEXITCODE." }

# A line as tspans: each sequence of colors and weights changes the classes of the text that follows, also in the next lines. The parts in
# reverse video are also rectangles, by their first column and their length.
$style = @{}
$colors = 'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'
function ConvertTo-Span([string] $Line) {
    $column = 0
    $bars = [Collections.Generic.List[object]]::new()
    $spans = foreach ($part in $Line -split '(\x1b\[[0-9;]*m)') {
        if ($part -match '^\x1b\[([0-9;]*)m$') {
            foreach ($code in $Matches[1] -split ';') {
                switch -Regex ($code) {
                    '^0?$' { $style.Clear(); break }
                    '^1$' { $style.Weight = 'bold'; break }
                    '^3$' { $style.Slant = 'italic'; break }
                    '^7$' { $style.Reverse = 'reverse'; break }
                    '^39$' { $style.Color = ''; break }
                    '^49$' { break }
                    '^3([0-7])$' { $style.Color = $colors[[int] $Matches[1]]; break }
                    '^9([0-7])$' { $style.Color = "bright-$($colors[[int] $Matches[1]])"; break }
                    default { throw "The picture has no style for the sequence ESC[${code}m. Add it to docs/picture.ps1." }
                }
            }
        }
        elseif ($part) {
            if ($style.Reverse) { $bars.Add(@{ Column = $column; Length = $part.Length; Color = $style.Color }) }
            $column += $part.Length
            $classes = "$($style.Color) $($style.Weight) $($style.Slant) $($style.Reverse)".Trim() -replace ' +', ' '
            $text = [Security.SecurityElement]::Escape($part)
            if ($classes) { "<tspan class=""$classes"">$text</tspan>" } else { $text }
        }
    }
    @{ Text = -join $spans; Length = $column; Bars = $bars }
}

if ($Picture -eq 'terminal') {
    # Blank lines before, in and after the output of a command are not drawn.
    $outputs = ($printed -join "`n") -split "$mark\n?"
    $lines = for ($i = 0; $i -lt $commands.Count; $i++) {
        $command = [Security.SecurityElement]::Escape($commands[$i])
        @{ Text = "<tspan class=""prompt"">PS&gt; </tspan><tspan class=""command"">$command</tspan>" }
        foreach ($line in $outputs[$i] -split "`n") {
            if (($line -replace '\x1b\[[0-9;]*m').Trim()) { ConvertTo-Span $line.TrimEnd() }
        }
        @{}
    }
    $width = 1160
}
else {
    # The columns of a screen are a grid, whatever the font of the reader is.
    $lines = foreach ($line in ($printed -join "`n").TrimEnd() -split "`n") { ConvertTo-Span $line.TrimEnd() }
    $lines += @{}
    $grid = 8.4
    $width = 80 * $grid + 40
}

$height = 20 * @($lines).Count + 36
$y = 36
$svg = @(
    "<svg xmlns=""http://www.w3.org/2000/svg"" width=""$width"" height=""$height"" viewBox=""0 0 $width $height"" role=""img"" " +
    'aria-label="A PowerShell session with AmlCompute on the sandbox">'
    '<style>'
    'text{font:14px ui-monospace,Consolas,Menlo,monospace;white-space:pre;fill:#d6deeb}'
    '.prompt{fill:#7fdbca}.command{fill:#ffffff}.bold{font-weight:bold}.italic{font-style:italic}'
    '.black{fill:#546a85}.red{fill:#ff8a80}.green{fill:#5fd787}.yellow{fill:#ffd75f}'
    '.blue{fill:#82aaff}.magenta{fill:#c792ea}.cyan{fill:#7fdbca}.white{fill:#d6deeb}'
    '.bright-black{fill:#8ea3c0}.bright-red{fill:#ffb3ac}.bright-green{fill:#a5f0b5}.bright-yellow{fill:#ffeb95}'
    '.bright-blue{fill:#b2ccff}.bright-magenta{fill:#e1c4ff}.bright-cyan{fill:#b2f0e6}.bright-white{fill:#ffffff}'
    if ($grid) { 'tspan.reverse{fill:#0b1625}rect.yellow{fill:#ffd75f}' }
    '</style>'
    "<rect width=""$width"" height=""$height"" rx=""10"" fill=""#0b1625""/>"
    '<circle cx="22" cy="20" r="6" fill="#ff5f57"/>'
    '<circle cx="42" cy="20" r="6" fill="#febc2e"/>'
    '<circle cx="62" cy="20" r="6" fill="#28c840"/>'
    foreach ($line in $lines) {
        $y += 20
        foreach ($bar in $line.Bars) {
            $x = 20 + $bar.Column * $grid
            "<rect class=""$($bar.Color)"" x=""$x"" y=""$($y - 15)"" width=""$($bar.Length * $grid)"" height=""19""/>"
        }
        $length = if ($grid -and $line.Length) { " textLength=""$($line.Length * $grid)""" }
        if ($line.Text) { "<text x=""20"" y=""$y""$length xml:space=""preserve"">$($line.Text)</text>" }
    }
    '</svg>'
)
[IO.File]::WriteAllText($Path, ($svg -join "`n") + "`n")
"Wrote $Path"
