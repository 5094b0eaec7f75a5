<#
.SYNOPSIS
Makes docs/terminal.svg, the picture in the README, from a real run on the sandbox.
.DESCRIPTION
Runs in pwsh and in tools/AmlShell, after 'dotnet build'. The commands below run in a process of their own; what they print is what the picture shows.
The same module gives the same picture; a test compares it with the one that is there.
.PARAMETER Path
The file to write, instead of docs/terminal.svg.
.PARAMETER Shell
The built AmlShell.dll to run the commands in, instead of that of tools/AmlShell.
#>
[CmdletBinding()]
param([string] $Path, [string] $Shell)

$ErrorActionPreference = 'Stop'
$root = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..'))
$commands = @(
    'Connect-AmlWorkspace -Sandbox'
    'New-AmlComputeTarget cpu-cluster -VmSize Standard_E4s_v3 -MinNodes 1 -MaxNodes 4 | Wait-AmlComputeTarget -MinNodeCount 1'
    'New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS3_v2 -IdleTimeBeforeShutdown 1h -Wait | Stop-AmlComputeTarget -Wait'
    'Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-prod -ResourceGroupName platform -Wait'
    'Get-AmlComputeVmSize -MinGpu 1 -MaxPricePerHour 4 | Where-Object Name -NotLike *A100*'
    'Set-AmlComputeTarget cpu-cluster -MinNodes 0 -MaxNodes 8 -WhatIf'
    'Remove-AmlComputeTarget k8s -Force'
)

# One process for all, so that they share the sandbox; a line of its own parts what they print. Each is a script of one line, as at a prompt.
$mark = '~~~~'
$script = "`$ErrorActionPreference = 'Stop'`n" + (($commands | ForEach-Object {
    "'$mark' | Out-Default; try { & ([scriptblock]::Create('$($_.Replace("'", "''"))')) | Out-Default } catch { `$_ | Out-Default }"
}) -join "`n")
$start = [Diagnostics.ProcessStartInfo]::new('dotnet')
$run = if ($Shell) { @($Shell) } else { 'run', '--no-build', '--project', [IO.Path]::Combine($root, 'tools', 'AmlShell'), '--' }
foreach ($part in @($run) + '-c' + $script) { $start.ArgumentList.Add($part) }
$start.RedirectStandardOutput = $start.RedirectStandardError = $true
$process = [Diagnostics.Process]::Start($start)
$errors = $process.StandardError.ReadToEndAsync()
$printed = $process.StandardOutput.ReadToEnd()
$process.WaitForExit()
if ($process.ExitCode -ne 0) { throw "The run ended with $($process.ExitCode). $($errors.GetAwaiter().GetResult())" }

$lines = [Collections.Generic.List[object]]::new()
$outputs = $printed -split [regex]::Escape($mark) | ForEach-Object { $_.Trim("`r", "`n", ' ') }
for ($i = 0; $i -lt $commands.Count; $i++) {
    $lines.Add(@{ Kind = 'command'; Text = $commands[$i] })
    foreach ($line in $(if ($outputs[$i + 1]) { $outputs[$i + 1] -split '\r?\n' })) {
        $lines.Add(@{ Kind = $(if ($line -match '^\w+-\w+: |Recommendation:') { 'error' } elseif ($line -match '^(Name|----)\s') { 'head' } else { 'output' }); Text = $line.TrimEnd() })
    }

    $lines.Add(@{ Kind = 'output'; Text = '' })
}

$height = 20 * $lines.Count + 56
$text = [Text.StringBuilder]::new()
$null = $text.AppendLine("<svg xmlns=""http://www.w3.org/2000/svg"" width=""1120"" height=""$height"" viewBox=""0 0 1120 $height"" role=""img"" aria-label=""A PowerShell session with AmlCompute on the sandbox"">")
$null = $text.AppendLine('<style>text{font:14px ui-monospace,Consolas,Menlo,monospace;white-space:pre;fill:#d6deeb}.prompt{fill:#7fdbca}.command{fill:#ffffff}.head{fill:#8ea3c0}.error{fill:#ff8a80}</style>')
$null = $text.AppendLine("<rect width=""1120"" height=""$height"" rx=""10"" fill=""#0b1625""/>")
$null = $text.AppendLine('<circle cx="22" cy="20" r="6" fill="#ff5f57"/><circle cx="42" cy="20" r="6" fill="#febc2e"/><circle cx="62" cy="20" r="6" fill="#28c840"/>')
$y = 56
foreach ($line in $lines) {
    $escaped = [Security.SecurityElement]::Escape($line.Text)
    if ($line.Kind -eq 'command') { $escaped = "<tspan class=""prompt"">PS&gt; </tspan>$escaped" }
    $null = $text.AppendLine("<text x=""20"" y=""$y"" class=""$($line.Kind)"" xml:space=""preserve"">$escaped</text>")
    $y += 20
}

$null = $text.AppendLine('</svg>')
$file = if ($Path) { $Path } else { [IO.Path]::Combine($root, 'docs', 'terminal.svg') }
[IO.File]::WriteAllText($file, $text.ToString().Replace("`r`n", "`n"))
"Wrote $file"
