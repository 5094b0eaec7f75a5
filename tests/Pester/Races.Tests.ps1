# Several commands on one workspace at a time, and commands whose process, runspace or module ends in the middle.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    # Runs a script in some shells at the same time, each with the workspace and its number. Gives the errors of all.
    function Invoke-AtOnce([int] $Count, $Workspace, [string] $Script) {
        $shells = foreach ($number in 1..$Count) { New-TestShell }
        try {
            $calls = foreach ($number in 1..$Count) {
                $shell = @($shells)[$number - 1]
                $null = $shell.AddScript("param(`$workspace, `$number) $Script").AddArgument($Workspace).AddArgument($number)
                @{ Shell = $shell; Handle = $shell.BeginInvoke() }
            }
            foreach ($call in $calls) {
                $null = $call.Shell.EndInvoke($call.Handle)
                foreach ($record in $call.Shell.Streams.Error) { "$($record.FullyQualifiedErrorId): $record" }
            }
        }
        finally {
            foreach ($shell in $shells) { $shell.Runspace.Dispose(); $shell.Dispose() }
        }
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Commands at the same time' {
    It 'two calls of Sync with other files of the same targets end with the settings of one, or with PlanStale' {
        $workspace = Connect-TestSandbox
        foreach ($number in 1..5) { $null = New-AmlComputeTarget "cpu$number" Standard_DS2_v2 -MaxNodes 1 -Wait }

        $errors = Invoke-AtOnce 2 $workspace @'
$PSDefaultParameterValues = @{ '*-Aml*:Workspace' = $workspace }
$rows = foreach ($i in 1..5) { @{ Name = "cpu$i"; VmSize = 'Standard_DS2_v2'; MaxNodes = 1 + $number; Description = "by $number" } }
$rows | Sync-AmlComputeTarget -Wait -Timeout 10d
'@

        foreach ($record in $errors) { $record | Should -BeLike 'PlanStale,*' }
        foreach ($target in Get-AmlComputeTarget) {
            "$($target.MaxNodes) $($target.Description)" | Should -BeIn '2 by 1', '3 by 2'
        }
    }

    It 'ten runspaces work on one connection' {
        $workspace = Connect-TestSandbox

        $errors = Invoke-AtOnce 10 $workspace @'
$PSDefaultParameterValues = @{ '*-Aml*:Workspace' = $workspace; '*-AmlComputeTarget:Timeout' = '10d' }
foreach ($turn in 1..3) {
    $null = New-AmlComputeTarget "c$number-$turn" Standard_DS2_v2 -MaxNodes 2 -Wait
    $null = Set-AmlComputeTarget "c$number-$turn" -MaxNodes 3 -Wait
    $null = Get-AmlComputeTarget
    if ($turn -lt 3) { Remove-AmlComputeTarget "c$number-$turn" -Force -Wait }
}
'@

        $errors | Should -BeNullOrEmpty
        $left = Get-AmlComputeTarget
        ($left.Name | Sort-Object) -join ' ' | Should -BeExactly ((1..10 | ForEach-Object { "c$_-3" } | Sort-Object) -join ' ')
        foreach ($target in $left) { $target.MaxNodes | Should -Be 3 }
    }
}

Describe 'A wait whose session ends' {
    It 'ends when its runspace is closed, and leaves the connection usable' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        Suspend-TestOperation $workspace
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1
        $shell = New-TestShell
        try {
            $null = $shell.AddCommand('Wait-AmlComputeTarget').AddParameters(@{ Name = 'cpu'; Workspace = $workspace; Timeout = '10d' })
            $before = $workspace.Sandbox.RequestCount
            $handle = $shell.BeginInvoke()
            Wait-TestCondition { $workspace.Sandbox.RequestCount -gt $before } 'There was no request of the wait.'
            $shell.Runspace.Close()
            $handle.AsyncWaitHandle.WaitOne(60000) | Should -BeTrue
            "$($shell.InvocationStateInfo.State)" | Should -Be 'Stopped'
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }

        $settled = $workspace.Sandbox.RequestCount
        $workspace.Sandbox.Advance('00:10:00')
        $workspace.Sandbox.RequestCount | Should -Be $settled
        (Get-AmlComputeTarget cpu -Workspace $workspace).Name | Should -BeExactly 'cpu'
    }

    It 'goes on in a job when the module is removed' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1
        $shell = New-TestShell
        try {
            $shell.Runspace.SessionStateProxy.SetVariable('workspace', $workspace)
            $job = $shell.AddScript(
                'Wait-AmlComputeTarget cpu -Workspace $workspace -Timeout 10d -AsJob; Remove-Module AmlCompute').Invoke()[0]
            $shell.HadErrors | Should -BeFalse
            $job.State | Should -Be 'Running'
            Wait-TestCondition { $workspace.Sandbox.Advance('00:00:05'); "$($job.State)" -ne 'Running' } 'The job did not end.'

            $job.State | Should -Be 'Completed'
            $job.ChildJobs[0].Output[0].Name | Should -BeExactly 'cpu'
            $shell.Commands.Clear()
            $import = "Import-Module '$((Get-TestModulePath) -replace "'", "''")'"
            $shell.AddScript("$import; (Get-AmlComputeTarget cpu -Workspace `$workspace).Name").Invoke() |
                Should -BeExactly 'cpu'
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
}

Describe 'A process that is killed' -Tag Process, Core {
    BeforeAll {
        $emulator = Start-TestEmulator
        $endpoint = $emulator.Address
        $http = [Net.Http.HttpClient]::new()
        $http.DefaultRequestHeaders.Add('X-AmlCompute-Emulator', '1')
        $recovery = Join-Path $TestDrive 'recovery'
        $before = Set-TestVariable @{ AMLCOMPUTE_RECOVERY_FOLDER = $recovery }

        function Move-Clock([int] $Seconds) {
            $answer = $http.PostAsync("$endpoint/_emulator/advance?seconds=$Seconds", $null).GetAwaiter().GetResult()
            $null = $answer.EnsureSuccessStatusCode()
        }

        function Clear-Request {
            Save-TestEmulatorRequest $emulator
            $null = $http.DeleteAsync("$endpoint/_emulator/requests").GetAwaiter().GetResult()
        }

        # The requests that change something, each as its method and the name of the target.
        function Get-Change {
            $log = ConvertFrom-Json $http.GetStringAsync("$endpoint/_emulator/requests").GetAwaiter().GetResult()
            foreach ($request in $log.requests) {
                if ($request.method -in 'PUT', 'DELETE', 'PATCH') { "$($request.method) $(($request.path -split '/')[-1])" }
            }
        }

        # Runs a command in a process of its own, and kills it when the emulator has seen a request.
        function Invoke-Killed([string] $Command, [string] $Request) {
            $start = [Diagnostics.ProcessStartInfo]::new((Get-ShellCommand))
            $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            $start.UseShellExecute = $false
            $start.Arguments = Join-TestArgument '-NoProfile', '-NonInteractive', '-Command', @"
Import-Module '$((Get-TestModulePath) -replace "'", "''")'
`$null = Connect-AmlWorkspace -Endpoint $endpoint -WorkspaceName my-workspace -ResourceGroupName rg -SubscriptionId $subscription
$Command
"@
            $process = [Diagnostics.Process]::Start($start)
            try {
                Wait-TestCondition { $Request -in (Get-Change) -or $process.HasExited } "There was no request $Request."
                if ($process.HasExited) { throw "The process ended: $($process.StandardError.ReadToEnd())" }
            }
            finally {
                $process.Kill()
                $process.WaitForExit()
                $process.Dispose()
            }
        }

        # Runs a command while the clock moves.
        function Invoke-Moving([scriptblock] $ScriptBlock) {
            $mover = [powershell]::Create()
            $state = [hashtable]::Synchronized(@{ Ended = $false })
            $null = $mover.AddScript({
                    param($http, $endpoint, $state)
                    while (-not $state.Ended) {
                        $null = $http.PostAsync("$endpoint/_emulator/advance?seconds=30", $null).GetAwaiter().GetResult()
                        [Threading.Thread]::Sleep(5)
                    }
                }).AddArgument($http).AddArgument($endpoint).AddArgument($state)
            $moving = $mover.BeginInvoke()
            try { & $ScriptBlock }
            finally {
                $state.Ended = $true
                $null = $mover.EndInvoke($moving)
                $mover.Dispose()
            }
        }

        $subscription = '00000000-0000-0000-0000-000000000000'
        $null = Connect-AmlWorkspace -Endpoint $endpoint -WorkspaceName my-workspace -ResourceGroupName rg -SubscriptionId $subscription
        $file = Join-Path $TestDrive 'cpu.yml'
        [IO.File]::WriteAllText($file, "name: cpu`ntype: amlcompute`nsize: Standard_DS1_v2`nmax_instances: 2`n")
        $sync = "Sync-AmlComputeTarget '$file' -Prune -AllowReplace -Force -Wait -Timeout 10d"
    }

    AfterAll {
        $null = Set-TestVariable $before
        $http.Dispose()
        Stop-TestEmulator $emulator
    }

    BeforeEach {
        Get-ChildItem $recovery -ErrorAction Ignore | Remove-Item
        Invoke-Moving { Get-AmlComputeTarget | Remove-AmlComputeTarget -Force -Wait -Timeout 10d }
        Clear-Request
    }

    It 'in the middle of Sync -Prune -AllowReplace, when <Request> was sent, is repaired by the next run' -ForEach @(
        @{ Request = 'DELETE cpu'; Files = 1 }
        @{ Request = 'PUT cpu'; Files = 0 }
    ) {
        Invoke-Moving {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1 -Tag @{ team = 'vision' } -Wait -Timeout 10d
            $null = New-AmlComputeTarget old Standard_DS2_v2 -MaxNodes 1 -Wait -Timeout 10d
        }
        Clear-Request
        if ($Request -eq 'PUT cpu') {
            # The clock moves until the process has sent the PUT.
            Invoke-Moving { Invoke-Killed $sync $Request }
        }
        else {
            Invoke-Killed $sync $Request
        }

        $run = Invoke-Moving { Invoke-Captured ([scriptblock]::Create($sync)) }

        $run.Errors | Should -BeNullOrEmpty
        (Compare-AmlComputeTarget $file).Status | Should -Be 'Same'
        $left = @(Get-ChildItem $recovery)
        if ($Files) {
            $left | Should -HaveCount 1
            $saved = Get-Content $left[0].FullName -Raw | ConvertFrom-Json
            "$($saved.name) $($saved.tags.team) $($saved.properties.properties.vmSize)" | Should -Be 'cpu vision STANDARD_DS2_V2'
            @($run.Warnings -like "cpu: A replacement of * did not end. *'$($left[0].FullName)'*") | Should -HaveCount 1
        }
        else {
            @(Get-AmlComputeTarget cpu)[0].Tags.team | Should -BeExactly 'vision'
        }
    }

    It 'in the middle of New -Force is repaired by the next run' {
        Invoke-Moving { $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1 -Tag @{ team = 'vision' } -Wait -Timeout 10d }
        Clear-Request
        $force = 'New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -Force -Wait -Timeout 10d'
        Invoke-Killed $force 'PUT cpu'

        $target = Invoke-Moving ([scriptblock]::Create($force))

        "$($target.MaxNodes) $($target.Tags.team) $($target.ProvisioningState)" | Should -BeExactly '4 vision Succeeded'
        Get-ChildItem $recovery -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
