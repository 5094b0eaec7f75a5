# Commands end when the next command of the pipeline or Ctrl+C stops them.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'

    # Waits until the sandbox has seen that many requests; they may still be without an answer.
    function Wait-Request($Workspace, [int] $Count) {
        Wait-TestCondition { $Workspace.Sandbox.RequestCount -ge $Count } "The sandbox did not see $Count requests."
    }

    # Starts a command in a runspace of its own, as Ctrl+C stops it once that many more requests were seen. Gives the state it ended in.
    function Stop-AtRequest($Shell, $Workspace, [string] $Command, [int] $Count) {
        $seen = $Workspace.Sandbox.Requests.Count
        $Shell.Commands.Clear()
        $null = $Shell.AddScript("param(`$workspace) $Command").AddArgument($Workspace)
        $running = $Shell.BeginInvoke()
        Wait-Request $Workspace ($seen + $Count)
        $Shell.Stop()
        try { $null = $Shell.EndInvoke($running) } catch [Management.Automation.PipelineStoppedException] { $null = $_ }
        "$($Shell.InvocationStateInfo.State)"
    }

    # Returns the requests to the sandbox after a point, when one more day and one request of somebody else have passed.
    function Get-LaterRequest($Workspace, [int] $After) {
        $Workspace.Sandbox.Advance([timespan]::FromDays(1))
        $null = Get-AmlComputeTarget -Workspace $Workspace
        @(Get-TestRequest $Workspace -After $After -WithoutSizes) -ne "GET $($Workspace.Id)/computes"
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'A list that is ended early' {
    BeforeAll {
        $workspace = Connect-TestSandbox -Option @{ PageSize = 2 }
        $null = 'a1', 'b2', 'c3', 'd4', 'e5' | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks 3>&1

        function Get-First([int] $Count, [string] $By) {
            $state = @{ Taken = 0 }
            try {
                foreach ($once in 1) {
                    Get-AmlComputeTarget | & {
                        process {
                            $_.Name
                            $state.Taken++
                            if ($state.Taken -ge $Count) { if ($By -eq 'break') { break } else { throw 'enough' } }
                        }
                    }
                }
            }
            catch {
                if ("$_" -ne 'enough') { throw }
            }
        }
    }

    BeforeEach {
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'by <By> at item <Count> has read <Pages> pages' -ForEach @(
        @{ By = 'break'; Count = 1; Pages = 1 }
        @{ By = 'throw'; Count = 1; Pages = 1 }
        @{ By = 'break'; Count = 3; Pages = 2 }
        @{ By = 'throw'; Count = 3; Pages = 2 }
    ) {
        @(Get-First $Count $By) | Should -HaveCount $Count
        @(Get-TestRequest $workspace -After $seen -WithoutSizes) | Should -HaveCount $Pages
    }

    It 'by Select-Object -First <Count> has read <Pages> pages' -ForEach @(
        @{ Count = 1; Pages = 1 }
        @{ Count = 3; Pages = 2 }
    ) {
        @(Get-AmlComputeTarget | Select-Object -First $Count) | Should -HaveCount $Count
        @(Get-TestRequest $workspace -After $seen) | Should -HaveCount $Pages
    }

    It 'fifty times leaves no request running and the session usable' {
        foreach ($i in 1..50) {
            Get-First 1 break | Should -BeExactly 'a1'
        }

        @(Get-TestRequest $workspace -After $seen) | Should -HaveCount 50
        $workspace.Sandbox.Requests | Where-Object { $null -eq $_.Status } | Should -BeNullOrEmpty
        @(Get-AmlComputeTarget) | Should -HaveCount 5
    }
}

Describe 'A wait that is ended early' {
    It 'asks for nothing more' {
        $workspace = Connect-TestSandbox -Option @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget ready Standard_DS2_v2
        $workspace.Sandbox.Advance([timespan]::FromDays(1))
        $null = New-AmlComputeTarget late Standard_DS2_v2
        $names = foreach ($once in 1) { 'ready', 'late' | Wait-AmlComputeTarget -Timeout 10d | ForEach-Object { $_.Name; break } }
        $seen = $workspace.Sandbox.Requests.Count

        $names | Should -BeExactly 'ready'
        Get-LaterRequest $workspace $seen | Should -BeNullOrEmpty
    }
}

Describe 'Progress' {
    It 'is completed when the pipeline behind <Name> ends early' -ForEach @(
        @{ Name = 'Wait-AmlComputeTarget'; Command = { 'made', 'desk' | Wait-AmlComputeTarget } }
        @{ Name = 'New-AmlComputeTarget -Wait'; Command = { $soon, $late | New-AmlComputeTarget -Wait } }
        @{ Name = 'Sync-AmlComputeTarget -Wait'; Command = { Sync-AmlComputeTarget -Configuration $soon, $late -Wait } }
        @{
            Name = 'Remove-AmlComputeTarget -Wait -PassThru'
            Command = { $null = $soon, $late | New-AmlComputeTarget -Wait; 'soon', 'late' | Remove-AmlComputeTarget -Wait -PassThru -Force }
        }
    ) {
        $shell = New-TestShell
        try {
            $script = {
                param($command)
                $PSDefaultParameterValues['*-AmlComputeTarget:Timeout'] = '10d'
                $null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 60 }
                $null = New-AmlComputeTarget made Standard_DS2_v2
                $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance
                $soon = @{ Name = 'soon'; VmSize = 'Standard_DS2_v2' }
                $late = @{ Name = 'late'; VmSize = 'Standard_DS2_v2'; Instance = $true }
                foreach ($once in 1) { . ([scriptblock]::Create($command)) | ForEach-Object { "$_"; break } }
            }
            $shell.AddScript("$script").AddArgument("$Command").Invoke() | Should -HaveCount 1
            $shell.Streams.Error | Should -BeNullOrEmpty
            $records = $shell.Streams.Progress
            @($records).Count | Should -BeGreaterThan 1
            Get-OpenProgress $records | Should -BeNullOrEmpty
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }

    It 'counts a failed target of <Name>' -ForEach @(
        @{ Name = 'New-AmlComputeTarget'; Command = { $good, $bad | New-AmlComputeTarget -Wait } }
        @{ Name = 'Sync-AmlComputeTarget'; Command = { $good, $bad | Sync-AmlComputeTarget -Wait } }
        @{ Name = 'Invoke-AmlComputePlan'; Command = { $good, $bad | New-AmlComputePlan | Invoke-AmlComputePlan -Force -Wait } }
    ) {
        $shell = New-TestShell
        try {
            $script = {
                param($command)
                $PSDefaultParameterValues['*:Timeout'] = '10d'
                $null = Connect-AmlWorkspace -Sandbox -SandboxOption @{
                    Speed = 60; Fault = @{ Method = 'PUT'; Path = '*/bad'; Status = 403; Delay = '30' }
                }
                $good, $bad = foreach ($name in 'good', 'bad') { [pscustomobject] @{ Name = $name; VmSize = 'Standard_DS2_v2' } }
                . ([scriptblock]::Create($command))
            }
            $null = $shell.AddScript("$script").AddArgument("$Command").Invoke()
            $shell.Streams.Error | Should -HaveCount 1
            $whole = $shell.Streams.Progress | Where-Object ActivityId -EQ 0 | Select-Object -Last 1
            $whole.StatusDescription | Should -BeLike '1 done, 1 failed, 0 left*'
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }

    It 'is completed when an error ends the command' {
        $shell = New-TestShell
        try {
            $script = {
                $PSDefaultParameterValues['*-AmlComputeTarget:Timeout'] = '10d'
                $null = Connect-AmlWorkspace -Sandbox -SandboxOption @{
                    Speed = 60; Fault = @{ Method = 'PUT'; Path = '*/bad'; Status = 403; Delay = '30' }
                }
                'good', 'bad' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait -ThrottleLimit 1 -ErrorAction Stop
            }
            { $shell.AddScript("$script").Invoke() } | Should -Throw '*bad*'
            $shell.Streams.Progress.Count | Should -BeGreaterThan 1
            Get-OpenProgress $shell.Streams.Progress | Should -BeNullOrEmpty
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
}

Describe 'Ctrl+C' {
    BeforeAll {
        $shell = New-TestShell
    }

    AfterAll {
        $shell.Runspace.Dispose()
        $shell.Dispose()
    }

    BeforeEach {
        $workspace = Connect-TestSandbox -Option @{ Clock = 'Manual' }
        $shell.Streams.ClearStreams()
    }

    It 'ends <Name> while it waits for the service, which is asked for nothing more' -ForEach @(
        @{ Name = 'Wait-AmlComputeTarget'; Command = 'Wait-AmlComputeTarget here -Workspace $workspace'; Count = 1 }
        @{ Name = 'Watch-AmlComputeTarget'; Command = 'Watch-AmlComputeTarget -Workspace $workspace'; Count = 1 }
        @{
            Name = 'Wait-AmlComputeTarget -For Removed'; Command = 'Wait-AmlComputeTarget here -For Removed -Workspace $workspace'
            Count = 1
        }
        @{
            Name = 'New-AmlComputeTarget -Wait'; Command = 'New-AmlComputeTarget new Standard_DS2_v2 -Wait -Workspace $workspace'; Count = 2
        }
        @{
            Name = 'Connect-AmlComputeTarget -Wait'
            Command = "Connect-AmlComputeTarget k8s -Kubernetes -ResourceName c -Wait -Workspace `$workspace"; Count = 2
        }
    ) {
        $null = New-AmlComputeTarget here Standard_DS2_v2

        Stop-AtRequest $shell $workspace $Command $Count | Should -BeExactly 'Stopped'

        $seen = $workspace.Sandbox.Requests.Count
        Get-LaterRequest $workspace $seen | Should -BeNullOrEmpty
        $shell.Streams.Error.Count | Should -Be 0
    }

    It 'ends a wait for many, which asks for no list more' {
        $null = foreach ($i in 1..8) { "k8s$i" | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks 3>&1 }
        $command = 'Get-AmlComputeTarget -Workspace $workspace | Wait-AmlComputeTarget'
        Stop-AtRequest $shell $workspace $command 2 | Should -BeExactly 'Stopped'

        $seen = $workspace.Sandbox.Requests.Count
        $workspace.Sandbox.Advance([timespan]::FromDays(1))
        $null = Get-AmlComputeTarget k8s1
        @(Get-TestRequest $workspace -After $seen -WithoutSizes) | Should -Be "GET $($workspace.Id)/computes/k8s1"
        $shell.Streams.Error.Count | Should -Be 0
    }

    It 'leaves running in the service what New-AmlComputeTarget started' {
        $null = Stop-AtRequest $shell $workspace 'New-AmlComputeTarget new Standard_DS2_v2 -Wait -Workspace $workspace' 2
        $workspace.Sandbox.Advance([timespan]::FromDays(1))
        (Get-AmlComputeTarget new).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'ends <Name> while a request is slow, and abandons the request' -ForEach @(
        @{ Name = 'a list'; Command = 'Get-AmlComputeTarget -Workspace $workspace' }
        @{ Name = 'a read'; Command = 'Get-AmlComputeTarget here -Workspace $workspace' }
        @{ Name = 'an update'; Command = 'Update-AmlComputeTarget here -Workspace $workspace' }
        @{ Name = 'a creation'; Command = 'New-AmlComputeTarget new Standard_DS2_v2 -Workspace $workspace' }
        @{ Name = 'a removal'; Command = 'Remove-AmlComputeTarget here -Force -Workspace $workspace' }
    ) {
        $null = New-AmlComputeTarget here Standard_DS2_v2
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Delay = [timespan]::FromHours(1) })
        $seen = $workspace.Sandbox.Requests.Count

        Stop-AtRequest $shell $workspace $Command 1 | Should -BeExactly 'Stopped'

        @(Get-LaterRequest $workspace ($seen + 1)) | Should -HaveCount 0
        $workspace.Sandbox.Requests[$seen].Status | Should -BeNullOrEmpty
        @(Get-TestRequest $workspace -After $seen -Changing) | Should -HaveCount 0
        $shell.Streams.Error.Count | Should -Be 0
    }

    It 'ends a pipeline of commands, each of them' {
        $null = 'one', 'two' | New-AmlComputeTarget -VmSize Standard_DS2_v2
        $command = '"one", "two" | Get-AmlComputeTarget -Workspace $workspace | Wait-AmlComputeTarget | Remove-AmlComputeTarget -Force'
        Stop-AtRequest $shell $workspace $command 4 | Should -BeExactly 'Stopped'

        $seen = $workspace.Sandbox.Requests.Count
        Get-LaterRequest $workspace $seen | Should -BeNullOrEmpty
        (Get-AmlComputeTarget).Name | Should -Be @('one', 'two')
    }

    It 'fifty times leaves no request running and the runspace usable' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes/*'; Count = 50; Delay = [timespan]::FromHours(1) })
        $seen = $workspace.Sandbox.Requests.Count
        foreach ($i in 1..50) {
            Stop-AtRequest $shell $workspace 'Get-AmlComputeTarget here -Workspace $workspace' 1 | Should -BeExactly 'Stopped'
        }

        Get-LaterRequest $workspace $seen | Should -HaveCount 50
        $stopped = foreach ($request in $workspace.Sandbox.Requests) { if ($request.Path -like '*/here') { $request } }
        $stopped | Should -HaveCount 50
        $stopped | Where-Object { $null -ne $_.Status } | Should -BeNullOrEmpty
        $shell.Commands.Clear()
        $null =
            $shell.AddScript('param($workspace) New-AmlComputeTarget here Standard_DS2_v2 -Workspace $workspace').AddArgument($workspace)
        $shell.Invoke()[0].Name | Should -BeExactly 'here'
    }
}
