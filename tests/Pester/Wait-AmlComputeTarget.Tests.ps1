BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
}

AfterAll {
    Assert-TestBody
}

Describe 'Wait-AmlComputeTarget' {
    BeforeAll {
        # Waits for a steady cluster in a runspace of its own. The clock of the sandbox stands still until the wait has
        # shown the state of the cluster.
        function Invoke-SteppedWait([hashtable] $Parameter) {
            $slow = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main'
            $null = New-AmlComputeTarget cpu Standard_DS2_v2
            $slow.Sandbox.Advance([timespan]::FromMinutes(10))
            $shell = New-TestShell
            try {
                $null = $shell.AddCommand('Wait-AmlComputeTarget').AddParameters($Parameter)
                $null = $shell.AddParameter('Name', 'cpu').AddParameter('Workspace', $slow)
                $output = [Management.Automation.PSDataCollection[psobject]]::new()
                $running = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]] $null, $output)
                while ($shell.Streams.Progress.Count -lt 2 -and -not $running.IsCompleted) { $null = $running.AsyncWaitHandle.WaitOne(1) }
                while (-not $running.IsCompleted) {
                    $slow.Sandbox.Advance([timespan]::FromSeconds(10))
                    $null = $running.AsyncWaitHandle.WaitOne(1)
                }

                $null = $shell.EndInvoke($running)
                @{
                    Output = @($output); Errors = @($shell.Streams.Error); Progress = @($shell.Streams.Progress)
                    Information = @($shell.Streams.Information); Verbose = @($shell.Streams.Verbose)
                }
            }
            finally {
                $shell.Runspace.Dispose()
                $shell.Dispose()
            }
        }
    }

    BeforeEach {
        $workspace = Connect-TestSandbox -WorkspaceName 'main'
    }

    It 'gives the target when it is provisioned, the same object, up to date' {
        $target = New-AmlComputeTarget cpu Standard_DS2_v2
        $target.ProvisioningState | Should -BeExactly 'Creating'
        $waited = $target | Wait-AmlComputeTarget
        [object]::ReferenceEquals($waited.psobject.BaseObject, $target.psobject.BaseObject) | Should -BeTrue
        $target.ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'needs nothing but <Name>' -ForEach @(
        @{ Name = 'the name'; Convert = { 'cpu' } }
        @{ Name = 'a wildcard'; Convert = { 'c*' } }
        @{ Name = 'a row'; Convert = { param($target) ConvertTo-Row $target } }
        @{ Name = 'a deserialized target'; Convert = { param($target) ConvertTo-Deserialized $target } }
    ) {
        $target = New-AmlComputeTarget cpu Standard_DS2_v2
        $waited = & $Convert $target | Wait-AmlComputeTarget
        $waited.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeCluster'
        $waited.ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'sends GETs only' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $seen = $workspace.Sandbox.Requests.Count
        $null = Wait-AmlComputeTarget cpu
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'gives what is ready at once, after one GET' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $seen = $workspace.Sandbox.Requests.Count
        (Wait-AmlComputeTarget cpu).Name | Should -BeExactly 'cpu'
        $workspace.Sandbox.Requests.Count | Should -Be ($seen + 1)
    }

    It 'gives several in the order in which they are ready' {
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        # Twenty looks take longer by the clock of the sandbox than the creation of a cluster.
        $creating = '{ "name": "desk", "properties": { "computeType": "ComputeInstance", "provisioningState": "Creating" } }'
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes/desk'; Count = 20; Status = 200; Body = $creating })
        (Wait-AmlComputeTarget desk, cpu).Name | Should -Be @('cpu', 'desk')
    }

    It 'waits for an instance to run' {
        (New-AmlComputeTarget desk Standard_DS2_v2 -Instance | Wait-AmlComputeTarget -For Running).State | Should -BeExactly 'Running'
    }

    It 'waits for a cluster to be steady' {
        $cluster = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 2 | Wait-AmlComputeTarget -For Steady
        $cluster.AllocationState | Should -BeExactly 'Steady'
        $cluster.CurrentNodes | Should -Be 2
    }

    It 'waits for nodes' {
        (New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 2 | Wait-AmlComputeTarget -MinNodeCount 2).CurrentNodes | Should -Be 2
    }

    It 'waits for a target to be gone, and emits nothing' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        Remove-AmlComputeTarget cpu -Force -PassThru | Wait-AmlComputeTarget -For Removed | Should -BeNullOrEmpty
        Get-AmlComputeTarget | Should -BeNullOrEmpty
    }

    It 'takes a target for removed when another of its name was made since' {
        $old = New-AmlComputeTarget again Standard_DS1_v2 -Wait
        $null = Remove-AmlComputeTarget again -Force -Wait
        $null = New-AmlComputeTarget again Standard_DS1_v2 -Wait
        $old | Wait-AmlComputeTarget -For Removed -Timeout 0 | Should -BeNullOrEmpty
        (Invoke-Captured { Wait-AmlComputeTarget again -For Removed -Timeout 0 }).Errors[0].FullyQualifiedErrorId |
            Should -Match '^WaitTimeout,'
    }

    It 'takes a target that was never there for removed' {
        $result = Invoke-Captured { Wait-AmlComputeTarget never -For Removed }
        $result.Output.Count + $result.Errors.Count | Should -Be 0
    }

    It 'says that a target is missing, and waits for the others' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $result = Invoke-Captured { 'gone', 'cpu' | Wait-AmlComputeTarget }
        $result.Output.Name | Should -Be 'cpu'
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetNotFound,*'
        $result.Errors[0].TargetObject | Should -BeExactly 'gone'
    }

    It 'is silent when a wildcard finds nothing' {
        $result = Invoke-Captured { Wait-AmlComputeTarget 'none*' }
        $result.Output.Count + $result.Errors.Count | Should -Be 0
    }

    It 'says why a target failed' {
        $workspace.Sandbox.AddFault(
            @{ Method = 'PUT'; FailOperation = $true; Code = 'NodeAgentFailed'; Message = 'The nodes did not come up.' })
        $target = New-AmlComputeTarget cpu Standard_DS2_v2
        $result = Invoke-Captured { $target | Wait-AmlComputeTarget }
        $result.Output.ProvisioningState | Should -Be 'Failed'
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ProvisioningFailed,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'OperationStopped'
        $result.Errors[0].TargetObject | Should -Be $target
        "$($result.Errors[0])" | Should -BeLike '*The nodes did not come up.*'
    }

    It 'refuses to wait for <Name>' -ForEach @(
        @{ Name = 'a cluster to run'; Target = 'cpu'; Goal = @{ For = 'Running' } }
        @{ Name = 'a cluster to stop'; Target = 'cpu'; Goal = @{ For = 'Stopped' } }
        @{ Name = 'a Kubernetes cluster to be steady'; Target = 'k8s'; Goal = @{ For = 'Steady' } }
        @{ Name = 'nodes of a Kubernetes cluster'; Target = 'k8s'; Goal = @{ MinNodeCount = 1 } }
    ) {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $result = Invoke-Captured { Wait-AmlComputeTarget $Target @Goal }
        $result.Output.Count | Should -Be 0
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'UnsupportedComputeType,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'NotImplemented'
        $result.Errors[0].TargetObject | Should -BeExactly $Target
    }

    It 'says in the timeout how to continue' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Wait
        foreach ($given in @{ MinNodeCount = 2 }, @{ MinNodeCount = 2; For = 'Steady' }, @{ For = 'Removed' }) {
            $found = (Invoke-Captured { Wait-AmlComputeTarget cpu @given -Timeout 10s }).Errors[0]
            $rest = "$(if ($given.For) { " -For $($given.For)" })$(if ($given.MinNodeCount) { ' -MinNodeCount 2' })"
            $found.ErrorDetails.RecommendedAction |
                Should -BeExactly "Continue to wait with 'Wait-AmlComputeTarget cpu$rest', or use a longer -Timeout."
        }
    }

    It 'says in the timeout what the target had not reached, and its last state' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = Invoke-OnMovingClock $slow { New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Wait }
        $wait = Invoke-OnMovingClock $slow { Invoke-Captured { Wait-AmlComputeTarget cpu -MinNodeCount 2 -Timeout 10s } } -After 'GET 200'
        "$($wait.Errors[0])" |
            Should -BeLike "Compute target 'cpu' did not have 2 nodes within 00:00:10; its state was Steady.*"
    }

    It 'refuses to wait for more nodes than there can be' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Wait
        Get-ErrorId { Wait-AmlComputeTarget cpu -MinNodeCount 3 } | Should -Be 'InvalidArgument'
    }

    It 'refuses a number of nodes with -For <_>, and sends nothing' -ForEach @('Running', 'Stopped', 'Removed') {
        $before = $workspace.Sandbox.Requests.Count
        { Wait-AmlComputeTarget cpu -For $_ -MinNodeCount 2 } | Should -Throw "-MinNodeCount cannot be combined with -For $_*"
        $workspace.Sandbox.Requests.Count | Should -Be $before
    }

    It 'goes on waiting while the service is away, with a warning' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Status = 503; Count = 4; RetryAfter = 1; Message = 'Away.' })
        $result = Invoke-Captured { Wait-AmlComputeTarget cpu }
        $result.Output.Name | Should -Be 'cpu'
        $result.Errors.Count | Should -Be 0
        $result.Warnings[0] | Should -BeLike '*cpu*'
    }

    It 'writes each new state once to the information stream, and with -Verbose to that stream' {
        $wait = Invoke-SteppedWait @{ For = 'Removed'; Timeout = '5m'; Verbose = $true }
        $states = @($wait.Information | ForEach-Object { "$($_.MessageData)" })
        $states | Should -Be @('cpu: Steady')
        $wait.Information[0].Tags | Should -Contain 'AmlComputeState'
        @($wait.Verbose | Where-Object Message -CEQ 'cpu: Steady') | Should -HaveCount 1
    }

    It 'shows the states of a creation with -Wait, and only if they are asked for' {
        $null = Connect-TestSandbox
        $shown = Invoke-Captured { New-AmlComputeTarget new1 Standard_DS2_v2 -Wait -InformationAction Continue }
        $shown.Information[0] | Should -BeExactly 'new1: InProgress'
        $shown.Information[-1] | Should -BeExactly 'new1: Steady'
        @($shown.Information | Group-Object | Where-Object Count -GT 1) | Should -BeNullOrEmpty
    }

    It 'gives up after -Timeout, with the last state' {
        $wait = Invoke-SteppedWait @{ For = 'Removed'; Timeout = '5m' }
        $wait.Output.Count | Should -Be 0
        $wait.Errors | Should -HaveCount 1
        $wait.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        $wait.Errors[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $wait.Errors[0].TargetObject | Should -BeExactly 'cpu'
        "$($wait.Errors[0])" | Should -BeLike '*00:05:00*Steady*'
    }

    It 'cuts off a request that is slow when the time is up' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $slow.Sandbox.AddFault(@{ Method = 'GET'; Delay = [timespan]::FromDays(1) })
        Get-ErrorId { Invoke-OnMovingClock $slow { Wait-AmlComputeTarget cpu -Timeout 30 } -After 'GET ' } | Should -Be 'WaitTimeout'
        $requests = $slow.Sandbox.Requests
        $requests[$requests.Count - 1].Status | Should -BeNullOrEmpty
    }

    It 'looks at every target before it gives up, and gives those that are ready' {
        $null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait
        Remove-AmlComputeTarget gpu -Force -Wait
        $result = Invoke-Captured { Wait-AmlComputeTarget cpu, gpu -For Removed -Timeout 0 }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].TargetObject | Should -BeExactly 'cpu'
    }

    It 'polls at the given interval' {
        $workspace = Connect-TestSandbox @{ Speed = 6000 }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $seen = $workspace.Sandbox.Requests.Count
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes/cpu'; Skip = 2; Status = 404; Code = 'ResourceNotFound' })
        Wait-AmlComputeTarget cpu -For Removed -PollingInterval 15m | Should -BeNullOrEmpty
        $polls = @(foreach ($request in $workspace.Sandbox.Requests) { $request.Time })[$seen..($seen + 9)]
        $polls | Should -HaveCount 3
        foreach ($i in 1, 2) { ($polls[$i] - $polls[$i - 1]).TotalMinutes | Should -BeGreaterOrEqual 15 }
    }

    It 'shows its progress, to its end' {
        $records = (Invoke-SteppedWait @{ For = 'Removed'; Timeout = 60 }).Progress
        $records[0].StatusDescription | Should -BeLike '0 done, 1 left, 00:00:*'
        $records[1].Activity | Should -BeExactly 'cpu'
        $records[1].StatusDescription | Should -BeExactly 'Steady'
        $records[1].ParentActivityId | Should -Be $records[0].ActivityId
        Get-OpenProgress $records | Should -BeNullOrEmpty
    }
}

Describe 'Wait-AmlComputeTarget, for many' {
    It 'asks for the list, a request for each page, and not for each target' {
        $workspace = Connect-TestSandbox -Option @{ PageSize = 20; Clock = 'Manual' }
        $names = foreach ($i in 1..40) { "k8s$i" }
        $null = $names | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks 3>&1
        $seen = $workspace.Sandbox.Requests.Count
        (Invoke-Captured { $names | Wait-AmlComputeTarget -Timeout 0 }).Errors | Should -HaveCount 40
        $workspace.Sandbox.Advance([timespan]::FromHours(1))
        $waited = $names | Wait-AmlComputeTarget
        $waited | Should -HaveCount 40
        foreach ($target in $waited) { $target.ProvisioningState | Should -BeExactly 'Succeeded' }
        $list = "GET $($workspace.Id)/computes"
        @(Get-TestRequest $workspace -After $seen) | Should -Be @($list, $list, $list, $list)
    }

    It 'gives each that is ready and one error for each that failed' {
        $workspace = Connect-TestSandbox
        $workspace.Sandbox.AddFault(
            @{ Method = 'PUT'; Path = '*-bad'; Count = 0; FailOperation = $true; Code = 'NoAgent'; Message = 'No agent.' })
        $names = foreach ($i in 1..70) { if ($i % 7) { "k8s$i" } else { "k8s$i-bad" } }
        $null = $names | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks 3>&1
        $result = Invoke-Captured { $names | Wait-AmlComputeTarget }
        @($result.Output | Where-Object ProvisioningState -EQ Succeeded) | Should -HaveCount 60
        @($result.Output | Where-Object ProvisioningState -EQ Failed) | Should -HaveCount 10
        $result.Errors | Should -HaveCount 10
        foreach ($record in $result.Errors) {
            $record.FullyQualifiedErrorId | Should -BeLike 'ProvisioningFailed,*'
            $record.TargetObject | Should -BeLike '*-bad'
        }
    }

    It 'asks once for a target that is piped twice, and gives it twice' {
        $workspace = Connect-TestSandbox
        $target = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $seen = $workspace.Sandbox.Requests.Count
        $waited = $target, 'cpu' | Wait-AmlComputeTarget
        $waited.Name | Should -Be @('cpu', 'cpu')
        $workspace.Sandbox.Requests.Count | Should -Be ($seen + 1)
    }
}

Describe 'Wait-AmlComputeTarget, for targets of two sandboxes' {
    BeforeEach {
        $a = Connect-TestSandbox -Option @{ Clock = 'Manual' } -WorkspaceName 'ws-a'
        $inA = New-AmlComputeTarget cpu Standard_DS2_v2
        $b = Connect-TestSandbox -WorkspaceName 'ws-b'
        $inB = New-AmlComputeTarget cpu Standard_DS2_v2
    }

    It 'gives those of both' {
        $a.Sandbox.Advance([timespan]::FromDays(1))
        $waited = $inA, $inB | Wait-AmlComputeTarget
        $waited.WorkspaceName | Sort-Object | Should -Be @('ws-a', 'ws-b')
    }

    It 'gives those of one when <Name>' -ForEach @(
        @{ Name = 'the other is not to be found'; Status = 404; Code = 'WorkspaceNotFound' }
        @{ Name = 'the sign-in for the other is refused'; Status = 401; Code = 'AuthenticationFailed' }
    ) {
        $a.Sandbox.AddFault(@{ Status = $Status; Code = $Code; Message = 'No.'; Count = 0 })
        $result = Invoke-Captured { $inA, $inB | Wait-AmlComputeTarget }
        $result.Output.WorkspaceName | Should -Be 'ws-b'
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike "$Code,*"
        [object]::ReferenceEquals($result.Errors[0].TargetObject, $inA.psobject.BaseObject) | Should -BeTrue
        $result.Ended | Should -BeFalse
    }
}

Describe 'Wait-AmlComputeTarget -Timeout' {
    BeforeAll {
        $workspace = Connect-TestSandbox @{ Speed = 1000000 }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2

        function Get-TimeoutText([scriptblock] $Wait) {
            $result = Invoke-Captured $Wait
            if ($result.Errors[0].FullyQualifiedErrorId -notlike 'WaitTimeout,*') { throw $result.Errors[0] }
            [regex]::Match("$($result.Errors[0])", 'within (\S+);').Groups[1].Value
        }
    }

    It 'takes <Name> for <Time>' -ForEach @(
        @{ Name = 'a number'; Time = '00:00:30'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout 30 } }
        @{ Name = 'a number with a fraction'; Time = '00:00:01.5000000'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout 1.5 } }
        @{ Name = 'a number as text'; Time = '00:00:30'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout '30' } }
        @{ Name = 'a splatted number'; Time = '00:00:30'; Wait = { $p = @{ Timeout = 30 }; Wait-AmlComputeTarget cpu -For Removed @p } }
        @{
            Name = 'a splatted long number'; Time = '00:00:30'
            Wait = { $p = @{ Timeout = 30L }; Wait-AmlComputeTarget cpu -For Removed @p }
        }
        @{ Name = '30s'; Time = '00:00:30'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout 30s } }
        @{ Name = '15m'; Time = '00:15:00'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout 15m } }
        @{ Name = '2h'; Time = '02:00:00'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout 2h } }
        @{
            Name = '1d, which alone would be the decimal 1'; Time = '1.00:00:00'
            Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout 1d }
        }
        @{ Name = '1d as text'; Time = '1.00:00:00'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout '1d' } }
        @{ Name = '1.5H'; Time = '01:30:00'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout '1.5H' } }
        @{ Name = 'hh:mm:ss'; Time = '00:01:30'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout '00:01:30' } }
        @{ Name = 'hh:mm'; Time = '10:30:00'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout 10:30 } }
        @{ Name = 'more than a day of hours'; Time = '1.12:00:00'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout 36:00:00 } }
        @{ Name = 'days and hh:mm:ss'; Time = '1.02:03:04'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout 1.02:03:04 } }
        @{ Name = 'ISO 8601'; Time = '00:05:00'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout PT5M } }
        @{ Name = 'ISO 8601 in small letters'; Time = '1.00:00:00'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout p1d } }
        @{ Name = 'a TimeSpan'; Time = '00:07:00'; Wait = { Wait-AmlComputeTarget cpu -For Removed -Timeout ([timespan]::FromMinutes(7)) } }
        @{
            Name = 'a splatted TimeSpan'; Time = '00:07:00'
            Wait = { $p = @{ Timeout = [timespan]::FromMinutes(7) }; Wait-AmlComputeTarget cpu -For Removed @p }
        }
    ) {
        Get-TimeoutText $Wait | Should -BeExactly $Time
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a splatted 1d, whose text is lost'; Value = 1d }
        @{ Name = 'a negative number'; Value = -1 }
        @{ Name = 'a negative text'; Value = '-30s' }
        @{ Name = 'a negative time of day'; Value = '-00:01:00' }
        @{ Name = 'a negative ISO duration'; Value = '-PT5M' }
        @{ Name = 'a negative TimeSpan'; Value = [timespan]::FromSeconds(-1) }
        @{ Name = 'a hundred years'; Value = '36500d' }
        @{ Name = 'more seconds than there are'; Value = 1e300 }
        @{ Name = 'a text of more seconds than there are'; Value = '1e999' }
        @{ Name = 'no number'; Value = [double]::NaN }
        @{ Name = 'infinity'; Value = [double]::PositiveInfinity }
        @{ Name = 'a word'; Value = 'soon' }
        @{ Name = 'an unknown unit'; Value = '3w' }
        @{ Name = 'an empty text'; Value = '' }
        @{ Name = 'minutes above 59'; Value = '00:75:00' }
        @{ Name = 'broken ISO'; Value = 'PT' }
        @{ Name = 'a comma for the point'; Value = '1,5h' }
        @{ Name = 'a date'; Value = [datetime] '2026-01-01' }
        @{ Name = 'a truth value'; Value = $true }
        @{ Name = 'a list'; Value = @(1, 2) }
    ) {
        $seen = $workspace.Sandbox.Requests.Count
        $given = @{ Timeout = $Value }
        $result = Invoke-Captured { 'cpu', 'cpu' | Wait-AmlComputeTarget -For Removed @given }
        $result.Output.Count | Should -Be 0
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$($result.Errors[0])" | Should -BeLike '*-Timeout*'
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'says how to write a splatted 1d' {
        $given = @{ Timeout = 1d }
        "$((Invoke-Captured { Wait-AmlComputeTarget cpu @given }).Errors[0])" | Should -BeLike "*'1d'*"
    }

    It 'refuses null' {
        $given = @{ Timeout = $null }
        { Wait-AmlComputeTarget cpu @given } | Should -Throw -ErrorId 'ParameterArgumentValidationError*,*'
    }

    It 'refuses a polling interval of <_>' -ForEach @('0', '500ms', '2h', '-1s') {
        Get-ErrorId { Wait-AmlComputeTarget cpu -PollingInterval $_ } | Should -Be 'InvalidArgument'
    }
}

Describe 'Wait-AmlComputeTarget, in which workspace' {
    BeforeAll {
        $b = Connect-TestSandbox -WorkspaceName 'ws-b'
        $target = New-AmlComputeTarget cpu Standard_DS2_v2
        $a = Connect-TestSandbox -WorkspaceName 'ws-a'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
    }

    BeforeEach {
        $seen = $a.Sandbox.Requests.Count
    }

    It 'asks in B for a target of B' {
        ($target | Wait-AmlComputeTarget).WorkspaceName | Should -BeExactly 'ws-b'
        $a.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'asks by the id of <Name>' -ForEach @(
        @{ Name = 'a row of B'; Convert = { param($target) ConvertTo-Row $target } }
        @{ Name = 'a deserialized target of B'; Convert = { param($target) ConvertTo-Deserialized $target } }
    ) {
        Get-ErrorId { & $Convert $target | Wait-AmlComputeTarget } | Should -Be 'WorkspaceNotFound'
        Get-TestRequest $a -After $seen | Should -Be "GET $($b.Id)/computes/cpu"
    }
}

Describe 'Watch-AmlComputeTarget -Until' {
    It 'emits each change of a target until the condition holds' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        Invoke-OnMovingClock $workspace { $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait }

        $stopping = Stop-AmlComputeTarget desk
        $states = Invoke-OnMovingClock $workspace -After 'GET 200' {
            $stopping | Watch-AmlComputeTarget -Until Stopped -Timeout 1h | ForEach-Object State
        }
        $states | Should -Be @('Stopping', 'Stopped')

        $starting = Start-AmlComputeTarget desk
        $states = Invoke-OnMovingClock $workspace -After 'GET 200' {
            $starting | Watch-AmlComputeTarget -Until { $_.State -eq 'Running' } -Timeout 1h | ForEach-Object State
        }
        $states | Should -Be @('Starting', 'Running')
    }
}

Describe 'Watch-AmlComputeTarget' {
    BeforeAll {
        $workspace = Connect-TestSandbox -WorkspaceName 'main'
        $null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MinNodes 1 -Wait
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
    }

    BeforeEach {
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'takes <From>' -ForEach @(
        @{ From = 'names'; Call = { 'cpu', 'desk' | Watch-AmlComputeTarget -Timeout 0 }; Names = 'cpu', 'desk' }
        @{ From = 'patterns'; Call = { Watch-AmlComputeTarget ?pu -Timeout 0 }; Names = 'cpu', 'gpu' }
        @{ From = 'no name'; Call = { Watch-AmlComputeTarget -Timeout 0 }; Names = 'cpu', 'desk', 'gpu' }
        @{ From = 'targets'; Call = { Get-AmlComputeTarget ?pu | Watch-AmlComputeTarget -Timeout 0 }; Names = 'cpu', 'gpu' }
        @{
            From = 'saved targets'
            Call = { ConvertTo-Deserialized (Get-AmlComputeTarget cpu) | Watch-AmlComputeTarget -Timeout 0 }; Names = @('cpu')
        }
        @{ From = 'workspaces'; Call = { $workspace | Watch-AmlComputeTarget -Timeout 0 }; Names = 'cpu', 'desk', 'gpu' }
        @{ From = 'filters'; Call = { Watch-AmlComputeTarget -Type Cluster -Exclude gpu -Timeout 0 }; Names = @('cpu') }
        @{ From = 'instances for Running'; Call = { Watch-AmlComputeTarget -Until Running -Timeout 0 }; Names = @('desk') }
    ) {
        (& $Call).Name | Sort-Object | Should -Be $Names
    }

    It 'reads one list at each interval, whatever the number of workspaces and targets' {
        $null = $workspace | Watch-AmlComputeTarget -Timeout 0
        @(Get-TestRequest $workspace -After $seen -WithoutSizes) | Should -Be @("GET $($workspace.Id)/computes")
    }

    It 'is an error for a target that is missing or of another type, and in time for the others' {
        $result = Invoke-Captured { Watch-AmlComputeTarget cpu, nope, desk -Until Running -Timeout 10d }
        $result.Errors.FullyQualifiedErrorId | Sort-Object | Should -Be @(
            'ComputeTargetNotFound,AmlCompute.Commands.WatchAmlComputeTargetCommand'
            'UnsupportedComputeType,AmlCompute.Commands.WatchAmlComputeTargetCommand'
        )
        $result.Output.Name | Sort-Object | Should -Be @('cpu', 'desk')
    }

    It 'ends at the timeout, with an error only if there is a condition' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = Invoke-OnMovingClock $slow { New-AmlComputeTarget cpu Standard_DS2_v2 -Wait }
        $watch = Invoke-OnMovingClock $slow { Invoke-Captured { Watch-AmlComputeTarget cpu -Timeout 10s } } -After 'GET 200'
        $watch.Errors | Should -BeNullOrEmpty
        $result = Invoke-OnMovingClock $slow -After 'GET 200' {
            Invoke-Captured { Watch-AmlComputeTarget cpu -Timeout 10s -Until { $_.CurrentNodes -gt 5 } }
        }
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        "$($result.Errors[0])" |
            Should -BeExactly "Compute target 'cpu' did not meet the condition of -Until within 00:00:10; its state was Steady."
    }

    It 'warns after the first reading of a type that no target has' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = Invoke-OnMovingClock $slow { New-AmlComputeTarget cpu Standard_DS2_v2 -Wait }
        $written = Invoke-OnMovingClock $slow -After 'GET 200' {
            Watch-AmlComputeTarget -Type AmlCompte, AmlCompute -Until { $false } -Timeout 10s *>&1
        }
        $written[0] | Should -BeOfType 'System.Management.Automation.WarningRecord'
        "$($written[0])" | Should -BeLike "*'AmlCompte'*Did you mean *"
        $written[-1] | Should -BeOfType 'System.Management.Automation.ErrorRecord'
        @($written | Where-Object { $_ -is [Management.Automation.WarningRecord] }) | Should -HaveCount 1
    }

    It 'completes and refuses conditions' {
        (TabExpansion2 'Watch-AmlComputeTarget -Until S' 31).CompletionMatches.CompletionText | Should -Be @('Stopped', 'Steady')
        { Watch-AmlComputeTarget -Until Ready } | Should -Throw "*'Ready' is not a valid condition. Use Provisioned, Running, *"
        @(Get-TestRequest $workspace -After $seen -WithoutSizes) | Should -BeNullOrEmpty
    }
}
