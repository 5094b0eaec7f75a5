# Many targets in one pipeline: the number at a time, the result of each, and the state after an early end.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'

    # Waits until the sandbox has seen that many requests; they may still be without an answer.
    function Wait-Request($Workspace, [int] $Count) {
        Wait-TestCondition { $Workspace.Sandbox.RequestCount -ge $Count } "The sandbox did not see $Count requests."
    }

    # A sandbox that answers nothing until its clock is moved on.
    function Connect-SlowSandbox {
        $slow = Connect-TestSandbox -Option @{ Clock = 'Manual' }
        $slow.Sandbox.AddFault(@{ Count = 0; Delay = [timespan]::FromSeconds(1) })
        $slow
    }

    # Starts commands in a runspace of their own, with the workspace as its only argument. Gives what EndInvoke takes.
    function Start-InShell($Shell, $Workspace, [string] $Command) {
        $Shell.Commands.Clear()
        $Shell.Streams.ClearStreams()
        $null = $Shell.AddScript("param(`$workspace) $Command").AddArgument($Workspace)
        $Shell.BeginInvoke()
    }

    # Answers requests that wait on a manual clock, until a command in another runspace has ended.
    function Complete-InShell($Shell, $Workspace, $Running) {
        while (-not $Running.IsCompleted) {
            $Workspace.Sandbox.Advance([timespan]::FromSeconds(1))
            $null = $Running.AsyncWaitHandle.WaitOne(1)
        }

        $Shell.EndInvoke($Running)
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'A pipe of many' {
    BeforeAll {
        $shell = New-TestShell
    }

    AfterAll {
        $shell.Runspace.Dispose()
        $shell.Dispose()
    }

    It '<Command> works on <Limit> at a time' -ForEach @(
        @{ Limit = 10; Command = '1..25 | ForEach-Object { "c$_" } | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Workspace $workspace' }
        @{
            Limit = 3
            Command =
                '1..25 | ForEach-Object { "c$_" } | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Workspace $workspace -ThrottleLimit 3'
        }
        @{
            Limit = 7
            Command =
                ('1..25 | ForEach-Object { "c$_" } | Connect-AmlComputeTarget -Kubernetes -ResourceName k -Workspace $workspace ' +
                    '-ThrottleLimit 7')
        }
        @{ Limit = 10; Command = '1..25 | ForEach-Object { "c$_" } | Update-AmlComputeTarget -Workspace $workspace' }
        @{ Limit = 4; Command = '1..25 | ForEach-Object { "c$_" } | Remove-AmlComputeTarget -Workspace $workspace -Force -ThrottleLimit 4' }
        @{
            Limit = 4
            Command = '1..25 | ForEach-Object { "c$_" } | Disconnect-AmlComputeTarget -Workspace $workspace -Force -ThrottleLimit 4'
        }
        @{
            Limit = 5
            Command = '1..25 | ForEach-Object { "c$_" } | Set-AmlComputeTarget -MaxNodes 3 -Workspace $workspace -ThrottleLimit 5'
        }
        @{ Limit = 10; Command = '1..25 | ForEach-Object { "c$_" } | Start-AmlComputeTarget -Workspace $workspace' }
        @{ Limit = 2; Command = '1..25 | ForEach-Object { "c$_" } | Stop-AmlComputeTarget -Workspace $workspace -ThrottleLimit 2' }
    ) {
        $workspace = Connect-SlowSandbox
        # Nothing is answered until the clock moves, so no more requests can be there than items are worked on.
        $seen = $workspace.Sandbox.Requests.Count
        $running = Start-InShell $shell $workspace $Command
        Wait-Request $workspace ($seen + $Limit)
        $null = $running.AsyncWaitHandle.WaitOne(50)
        $held = $workspace.Sandbox.Requests.Count - $seen
        $null = Complete-InShell $shell $workspace $running

        $held | Should -Be $Limit
    }

    It 'New-AmlComputeTarget -Wait keeps a place only until the service has accepted' {
        $workspace = Connect-TestSandbox -Option @{ Clock = 'Manual' }
        $running = Start-InShell $shell $workspace (
            '1..20 | ForEach-Object { "c$_" } | ' +
            'New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait -Workspace $workspace -ThrottleLimit 2')
        # All 20 are asked for though no time passes, in which none could be ready.
        Wait-TestCondition { @(Get-TestRequest $workspace -Changing).Count -eq 20 } 'Not all were asked for.'
        $targets = Complete-InShell $shell $workspace $running

        $targets | Should -HaveCount 20
        $targets | Where-Object { $_.ProvisioningState -ne 'Succeeded' } | Should -BeNullOrEmpty
    }

    It 'writes every target and one error for each that fails, of 500' {
        $workspace = Connect-TestSandbox
        $run = Invoke-Captured {
            1..500 | ForEach-Object { if ($_ % 7) { "good$_" } else { "bad_$_" } } | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks
        }

        $run.Ended | Should -BeFalse
        $run.Output | Should -HaveCount 429
        $run.Errors | Should -HaveCount 71
        $run.Errors |
            Where-Object { $_.FullyQualifiedErrorId -ne 'InvalidComputeName,AmlCompute.Commands.ConnectAmlComputeTargetCommand' } |
                Should -BeNullOrEmpty
        @(Get-AmlComputeTarget).Count | Should -Be 429
    }

    It 'reports each of 500 refusals with the name of the target' {
        $workspace = Connect-TestSandbox
        $names = 1..500 | ForEach-Object { "t$_" }
        $null = $names | Where-Object { [int] $_.Substring(1) % 7 } | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks 3>&1
        $run = Invoke-Captured { $names | Disconnect-AmlComputeTarget -Force -PassThru -Wait }

        $run.Output | Should -HaveCount 429
        $run.Errors | Should -HaveCount 71
        foreach ($name in 't7', 't357', 't497') { $run.Errors.TargetObject | Should -Contain $name }
        Get-AmlComputeTarget | Should -BeNullOrEmpty
    }

    It 'asks in the order of the pipe, and with -WhatIf changes nothing of 100' -Tag Process {
        $workspace = Connect-TestSandbox
        $null = 1..100 | ForEach-Object { "t$_" } | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks 3>&1
        $seen = $workspace.Sandbox.Requests.Count
        $fresh = Invoke-FreshShell -Command '
            $null = Connect-AmlWorkspace -Sandbox
            $null = 1..100 | ForEach-Object { "t$_" } | Connect-AmlComputeTarget -Kubernetes -ResourceName k 3>&1
            1..100 | ForEach-Object { "t$_" } | Disconnect-AmlComputeTarget -WhatIf
            @(Get-AmlComputeTarget).Count'

        $asked = [regex]::Matches($fresh.Output, 'target "t(\d+) in') | ForEach-Object { $_.Groups[1].Value }
        $asked | Should -Be (1..100 | ForEach-Object { "$_" })
        $fresh.Output.Trim() | Should -BeLike '*100'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'reads what a region has once for all of <Name>' -ForEach @(
        @{
            Name = 'New-AmlComputeTarget -WhatIf'; Command = { $names | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 1 -WhatIf }
            Each = 1; Once = 'quotas', 'usages', 'vmSizes'; Errors = 0
        }
        @{
            Name = 'Test-AmlComputeTarget'; Command = { $names | Test-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 1 }; Each = 1
            Once = 'quotas', 'usages', 'vmSizes'; Errors = 0
        }
        @{
            Name = 'creations of a size that there is not'; Command = { $names | New-AmlComputeTarget -VmSize Standard_DS2_v9 }; Each = 2
            Once = 'vmSizes'; Errors = 20
        }
    ) {
        $workspace = Connect-TestSandbox
        $names = 1..20 | ForEach-Object { "t$_" }
        $seen = $workspace.Sandbox.Requests.Count
        $run = Invoke-Captured $Command

        $run.Errors | Should -HaveCount $Errors
        $requests = Get-TestRequest $workspace -After $seen
        @($requests | Where-Object { $_ -like '*/computes/t*' }) | Should -HaveCount (20 * $Each)
        $region = $requests | Where-Object { $_ -notlike '*/computes/t*' } | ForEach-Object { ($_ -split '/')[-1] }
        $region | Sort-Object | Should -Be $Once
    }

    It 'asks the region again for the next items when it could not be asked for some' {
        $workspace = Connect-TestSandbox
        $workspace.Sandbox.AddFault(@{ Path = '*/vmSizes'; Status = 403; Count = 1 })
        $run = Invoke-Captured { 'cpu', 'gpu', 'npu' | Test-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 1 -ThrottleLimit 1 }
        $run.Output | Should -Be @($true, $true)
        $run.Errors | Should -HaveCount 1
    }

    It 'creates a repeated name once, and refuses it the second time' {
        $workspace = Connect-TestSandbox
        $run = Invoke-Captured { 'one', 'same', 'Same', 'two', 'same' | New-AmlComputeTarget -VmSize Standard_DS2_v2 }

        $run.Output.Name -join ' ' | Should -BeLike '*same*'
        $run.Output | Should -HaveCount 3
        $run.Errors | Should -HaveCount 2
        $run.Errors | Where-Object { $_.FullyQualifiedErrorId -notlike 'ComputeTargetExists,*' } | Should -BeNullOrEmpty
        @(Get-TestRequest $workspace -Changing) | Should -HaveCount 3
    }

    It 'works on targets of two workspaces in one pipeline' {
        $other = Connect-TestSandbox -WorkspaceName other
        $null = 1..15 | ForEach-Object { "o$_" } | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks 3>&1
        $workspace = Connect-TestSandbox -WorkspaceName mine
        $null = 1..15 | ForEach-Object { "m$_" } | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks 3>&1
        $both = @(Get-AmlComputeTarget -Workspace $other) + @(Get-AmlComputeTarget)

        $run = Invoke-Captured { $both | Disconnect-AmlComputeTarget -Force -Wait }

        $run.Errors | Should -BeNullOrEmpty
        Get-AmlComputeTarget -Workspace $other | Should -BeNullOrEmpty
        Get-AmlComputeTarget | Should -BeNullOrEmpty
    }

    It 'goes on with the targets of one workspace when the sign-in to the other fails' {
        $other = Connect-TestSandbox -WorkspaceName other
        $null = 'o1', 'o2' | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks -WarningAction Ignore
        $workspace = Connect-TestSandbox -WorkspaceName mine
        $null = 'm1', 'm2' | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks -WarningAction Ignore
        $all = @(Get-AmlComputeTarget -Workspace $other) + @(Get-AmlComputeTarget)
        $other.Sandbox.AddFault(@{ Status = 401; Code = 'ExpiredAuthenticationToken'; Count = 0 })

        $run = Invoke-Captured { $all | Disconnect-AmlComputeTarget -Force -PassThru -ThrottleLimit 1 }

        $run.Ended | Should -BeFalse
        $run.Output.Name | Should -Be 'm1', 'm2'
        $run.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'AuthenticationFailed', 'AuthenticationFailed'
    }

    It 'ends at once when the sign-in to its only workspace fails' {
        $workspace = Connect-TestSandbox
        $workspace.Sandbox.AddFault(@{ Status = 401; Code = 'ExpiredAuthenticationToken'; Count = 0 })

        $run = Invoke-Captured { 1..50 | ForEach-Object { "t$_" } | Disconnect-AmlComputeTarget -Force -ThrottleLimit 1 }

        $run.Ended | Should -BeTrue
        $run.Errors | Should -HaveCount 1
    }

    It 'goes on where the service is busy, with Retry-After <Name>' -ForEach @(
        @{ Name = 'in seconds'; RetryAfter = '1' }
        @{ Name = 'as a date'; RetryAfter = 'Thu, 01 Jan 1970 00:00:00 GMT' }
    ) {
        $workspace = Connect-TestSandbox
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; Count = 3; Status = 429; Code = 'TooManyRequests'; RetryAfter = $RetryAfter })
        $run = Invoke-Captured { 1..40 | ForEach-Object { "c$_" } | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks }

        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -HaveCount 40
    }

    It 'reads no more of its input than it works on' {
        $workspace = Connect-SlowSandbox
        $taken = [Collections.Generic.List[int]]::new()
        $shell.Runspace.SessionStateProxy.SetVariable('taken', $taken)
        $running = Start-InShell $shell $workspace (
            '1..1000 | ForEach-Object { $taken.Add($_); "c$_" } | Update-AmlComputeTarget -Workspace $workspace -ThrottleLimit 5')
        Wait-Request $workspace 6
        $null = $running.AsyncWaitHandle.WaitOne(50)
        $count = $taken.Count
        $shell.Stop()

        $count | Should -BeLessOrEqual 7
    }
}

Describe 'A pipe of many that is ended early' {
    BeforeAll {
        $shell = New-TestShell
    }

    AfterAll {
        $shell.Runspace.Dispose()
        $shell.Dispose()
    }

    It 'by <By> begins nothing more' -ForEach @(
        @{
            By = 'break'
            Script =
                ('foreach ($once in 1) { 1..200 | ForEach-Object { "c$_" } | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Workspace ' +
                    '$workspace | ForEach-Object { $_; break } }')
        }
        @{
            By = 'an error of the next command'
            Script =
                ('try { 1..200 | ForEach-Object { "c$_" } | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Workspace $workspace | ' +
                    'ForEach-Object { $_; throw "enough" } } catch { }')
        }
        @{
            By = '-ErrorAction Stop'
            Script =
                ('try { 1..200 | ForEach-Object { "c$_"; if ($_ -eq 30) { "1bad" } } | ' +
                    'New-AmlComputeTarget -VmSize Standard_DS2_v2 -Workspace $workspace -ErrorAction Stop } catch { }')
        }
    ) {
        $workspace = Connect-TestSandbox -Option @{ Clock = 'Manual' }
        $running = Start-InShell $shell $workspace $Script
        $null = $shell.EndInvoke($running)
        $workspace.Sandbox.Advance([timespan]::FromDays(1))
        $after = $workspace.Sandbox.Requests.Count
        $null = Get-AmlComputeTarget -Workspace $workspace

        @(Get-TestRequest $workspace -After $after -WithoutSizes) | Should -HaveCount 1
        @(Get-TestRequest $workspace -Changing).Count | Should -BeLessOrEqual 45
    }

    It 'by Ctrl+C sends none of the changes that had not been sent' {
        $workspace = Connect-SlowSandbox
        # Ten first requests, the GETs of ten items, are held back; none of the ten PUTs may follow.
        $running = Start-InShell $shell $workspace (
            '1..200 | ForEach-Object { "c$_" } | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Workspace $workspace')
        Wait-Request $workspace 11
        $shell.Stop()
        try { $null = $shell.EndInvoke($running) } catch [Management.Automation.PipelineStoppedException] { $null = $_ }
        $workspace.Sandbox.Advance([timespan]::FromDays(1))

        @(Get-TestRequest $workspace -Changing) | Should -HaveCount 0
        $workspace.Sandbox.Requests.Count | Should -Be 11
        $shell.Streams.Error.Count | Should -Be 0
    }
}

Describe 'ThrottleLimit' {
    It 'is refused when it is <Limit>' -ForEach @(@{ Limit = 0 }, @{ Limit = -1 }, @{ Limit = 101 }) {
        $workspace = Connect-TestSandbox
        Get-ErrorId { Update-AmlComputeTarget c -ThrottleLimit $Limit } | Should -BeExactly 'ParameterArgumentValidationError'
    }

    It 'of 1 keeps the order of the pipe' {
        $workspace = Connect-TestSandbox
        $names = 1..30 | ForEach-Object { "c$_" }
        ($names | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks -ThrottleLimit 1 3>$null).Name | Should -Be $names
    }
}

Describe 'The errors of many targets' {
    BeforeAll {
        $null = Connect-TestSandbox @{ Clock = 'Manual' }
        $rows = [pscustomobject] @{ Name = 'q1'; VmSize = 'Standard_DS2_v2'; MaxNodes = 'two' }, @{
            ComputeName = 'q2'; VmSize = 'Standard_DS2_v2'; MaxNodez = 2
        }
    }

    It 'tell each row: <Name>' -ForEach @(
        @{ Name = 'rows that do not fit'; Action = { $rows | New-AmlComputeTarget } }
        @{ Name = 'rows that do not fit, tested'; Action = { $rows | Test-AmlComputeTarget } }
    ) {
        $found = (Invoke-Captured $Action).Errors
        $found | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Should -Be @('InvalidArgument', 'InvalidArgument')
        "$($found[0])" | Should -BeLike "Row 1 ('q1'): *"
        "$($found[1])" | Should -BeLike "Row 2 ('q2'): *"
    }

    It 'tell each target: <Name>' -ForEach @(
        @{
            Name = 'a quota that is used up'; Id = 'QuotaExceeded'
            Action = { 'q1', 'q2' | New-AmlComputeTarget -VmSize Standard_E4ds_v5 -MinNodes 1 }
        }
        @{
            Name = 'a size that is not there'; Id = 'InvalidVmSize'
            Action = { 'q1', 'q2' | New-AmlComputeTarget -VmSize Standard_NC4as_T4_v9 }
        }
        @{
            Name = 'what a dry run finds'; Id = 'InvalidVmSize'
            Action = { 'q1', 'q2' | New-AmlComputeTarget -VmSize Standard_NC4as_T4_v9 -WhatIf }
        }
    ) {
        $found = (Invoke-Captured $Action).Errors
        $found | Should -HaveCount 2
        $found | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Should -Be @($Id, $Id)
        ($found | Where-Object { "$_" -like "Compute target 'q1': *" }) | Should -HaveCount 1
        ($found | Where-Object { "$_" -like "Compute target 'q2': *" }) | Should -HaveCount 1
        ($found | Where-Object { $_.Exception.Message -like 'Compute target*' }) | Should -BeNullOrEmpty
    }

    It 'do not tell it twice, and do not take a word of the text for it' {
        "$((Invoke-Captured { Update-AmlComputeTarget nosuch }).Errors[0])" | Should -BeLike "Compute target 'nosuch' was not found*"
        "$((Invoke-Captured { New-AmlComputeTarget size -VmSize Standard_NC4as_T4_v9 }).Errors[0])" |
            Should -BeLike "Compute target 'size': *"
    }

    It 'do not take a family for a target' {
        "$((Invoke-Captured { Get-AmlComputeUsage nosuchfamily }).Errors)" | Should -Not -BeLike '*Compute target*'
        "$((Invoke-Captured { 'standardDSv2Family' | Set-AmlComputeQuota }).Errors[0])" | Should -BeLike '-Limit is missing*'
    }
}
