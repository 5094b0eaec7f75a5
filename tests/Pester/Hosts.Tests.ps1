# Processes that lack something: ICU, a home folder, memory, handles.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $work = @'
$ErrorActionPreference = 'Stop'
$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6000 }
$null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait -Timeout 10d
$schedule = New-AmlComputeSchedule -Stop -Weekly -At 18:00 -On Weekdays -TimeZone 'Europe/Berlin'
$null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Schedule $schedule -Wait -Timeout 10d
(Get-AmlComputeTarget desk).Schedules.Recurrence.TimeZone
$null = 1..50 | ForEach-Object { "bulk-$_" } | New-AmlComputeTarget -VmSize Standard_DS2_v2 -WarningAction Ignore -Wait -Timeout 10d
"$(@(Get-AmlComputeTarget bulk-*).Count)"
$job = Wait-AmlComputeTarget cpu -AsJob -Timeout 10d
$null = $job | Wait-Job
"$($job.State)"
(Get-AmlComputeTarget cpu | ConvertTo-AmlComputeYaml | ConvertFrom-AmlComputeYaml).Name
'@
}

AfterAll {
    Assert-TestBody
}

Describe 'The module' -Tag Process, Core {
    It 'works with <Name>' -ForEach @(
        @{ Name = 'invariant globalization'; Environment = @{ DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '1' } }
        @{ Name = 'no HOME'; Environment = @{ HOME = $null; XDG_CACHE_HOME = $null; XDG_CONFIG_HOME = $null } }
        @{ Name = 'a HOME that cannot be written'; Environment = @{ HOME = 'read-only' } }
        @{ Name = '400 MB of memory'; Environment = @{ DOTNET_GCHeapHardLimit = '0x19000000' } }
        @{ Name = 'the time zone of another host'; Environment = @{ TZ = 'Pacific/Kiritimati' } }
    ) {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'the limits are those of Unix'; return }
        if ($Environment.HOME) {
            $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'home')
            chmod 500 $folder.FullName
            $Environment = @{ HOME = $folder.FullName }
        }
        $run = Invoke-FreshShell -Command $work -Environment $Environment
        $run.Error | Should -BeNullOrEmpty
        $run.Output -split '\r?\n' | Where-Object { $_ } | Should -BeExactly 'W. Europe Standard Time', '50', 'Completed', 'cpu'
    }

    It 'works with 256 open files' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'the limits are those of Unix'; return }
        $module = (Get-TestModulePath) -replace "'", "''"
        $command = "Import-Module '$module'`n$work"
        $limited = 'ulimit -n 256 && NO_COLOR=1 exec "$0" -NoProfile -NonInteractive -Command "$(cat)" 2>&1'
        $lines = $command | sh -c $limited (Join-Path $PSHOME pwsh)
        $lines | Where-Object { $_ } | Should -BeExactly 'W. Europe Standard Time', '50', 'Completed', 'cpu'
    }
}
