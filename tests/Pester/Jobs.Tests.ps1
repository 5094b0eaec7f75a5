# -AsJob: the same work in a job of this process.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'

    # Waits until the sandbox has answered a PUT.
    function Wait-Acceptance($Workspace) {
        $isSeen = { 'PUT 201' -in @(foreach ($request in $Workspace.Sandbox.Requests) { "$($request.Method) $($request.Status)" }) }
        if (-not [Threading.SpinWait]::SpinUntil([Func[bool]] $isSeen, 20000)) { throw 'The service has made nothing.' }
    }

    # Lets time pass in the sandbox until the job is over.
    function Complete-Job($Job, $Workspace) {
        $isOver = {
            $Workspace.Sandbox.Advance([timespan]::FromMinutes(1))
            $Job.State -ne 'Running'
        }
        if (-not [Threading.SpinWait]::SpinUntil([Func[bool]] $isOver, 20000)) { throw 'The job did not end.' }
    }

    # What the sandbox was asked after a point, when a day more has passed in it and somebody else has asked it something.
    function Get-LaterRequest($Workspace, [int] $After) {
        $Workspace.Sandbox.Advance([timespan]::FromDays(1))
        $null = Get-AmlComputeTarget -Workspace $Workspace
        @(Get-TestRequest $Workspace -After $After) -ne "GET $($Workspace.Id)/computes"
    }
}

AfterAll {
    Get-Job | Remove-Job -Force
}

Describe '<Command> -AsJob' -ForEach @(
    @{ Command = 'New-AmlComputeTarget'; Emits = 'ComputeCluster'; Call = { New-AmlComputeTarget new Standard_DS2_v2 @args } }
    @{ Command = 'New-AmlComputeTarget with a configuration'; Emits = 'ComputeCluster'
        Call = { New-AmlComputeConfiguration -VmSize Standard_DS2_v2 | New-AmlComputeTarget new @args } }
    @{ Command = 'Connect-AmlComputeTarget'; Emits = 'KubernetesCompute'; Call = { Connect-AmlComputeTarget new -Kubernetes -ResourceId $aks @args } }
    @{ Command = 'Disconnect-AmlComputeTarget'; Emits = 'KubernetesCompute'; Call = { Disconnect-AmlComputeTarget k8s -PassThru @args } }
    @{ Command = 'Remove-AmlComputeTarget'; Emits = 'ComputeCluster'; Call = { Remove-AmlComputeTarget cpu -Force -PassThru @args } }
    @{ Command = 'Set-AmlComputeTarget'; Emits = 'ComputeCluster'; Call = { Set-AmlComputeTarget cpu -MaxNodes 2 @args } }
    @{ Command = 'Restart-AmlComputeTarget'; Emits = 'ComputeInstance'; Call = { Restart-AmlComputeTarget desk @args } }
    @{ Command = 'Stop-AmlComputeTarget'; Emits = 'ComputeInstance'; Call = { Stop-AmlComputeTarget desk @args } }
    @{ Command = 'Start-AmlComputeTarget'; Emits = 'ComputeInstance'; Call = { Start-AmlComputeTarget off @args } }
    @{ Command = 'Resize-AmlComputeTarget'; Emits = 'ComputeInstance'; Call = { Resize-AmlComputeTarget desk Standard_DS3_v2 @args } }
    @{ Command = 'Wait-AmlComputeTarget'; Emits = 'ComputeCluster'; Call = { Wait-AmlComputeTarget cpu -AsJob } }
) {
    BeforeAll {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $null = 'desk', 'off' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Instance -Wait
        $null = Stop-AmlComputeTarget off -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
    }

    It 'gives a job that ends well and has the target' {
        $job = & $Call -Wait -AsJob
        $job | Should -BeOfType 'System.Management.Automation.Job'
        (Get-Job -Id $job.Id).InstanceId | Should -Be $job.InstanceId
        $null = $job | Wait-Job
        $output = @($job | Receive-Job)
        $job.State | Should -Be 'Completed'
        $output | Should -HaveCount 1
        $output[0].psobject.TypeNames[0] | Should -BeExactly "AmlCompute.$Emits"
        $job | Remove-Job
    }
}

Describe 'A job' {
    BeforeEach {
        $workspace = Connect-TestSandbox -WorkspaceName 'main'
        $null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait
        $seen = $workspace.Sandbox.Requests.Count
    }

    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'tells what it is' {
        $job = 'one', 'two' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -AsJob
        $job.Command | Should -BeExactly 'New-AmlComputeTarget one, two'
        $job.PSJobTypeName | Should -BeExactly 'AmlComputeJob'
        $job.Location | Should -BeExactly 'localhost'
        $job.Name | Should -Not -BeNullOrEmpty
        $null = $job | Wait-Job
        $job.PSEndTime | Should -Not -BeNullOrEmpty
        $job.StatusMessage | Should -BeExactly ''
    }

    It 'runs while the session does something else, and tells how far it is' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $job = New-AmlComputeTarget late Standard_DS2_v2 -Wait -AsJob
        Wait-Acceptance $slow
        $job.State | Should -Be 'Running'
        $job.HasMoreData | Should -BeTrue
        (Get-AmlComputeTarget late).ProvisioningState | Should -BeExactly 'Creating'

        Complete-Job $job $slow
        $job.State | Should -Be 'Completed'
        ($job | Receive-Job).ProvisioningState | Should -BeExactly 'Succeeded'
        $job.Progress.Count | Should -Be 0
    }

    It 'gives what it has once, or again with -Keep' {
        $job = Wait-AmlComputeTarget cpu -AsJob | Wait-Job
        ($job | Receive-Job -Keep).Name | Should -BeExactly 'cpu'
        $job.HasMoreData | Should -BeTrue
        ($job | Receive-Job).Name | Should -BeExactly 'cpu'
        $job.HasMoreData | Should -BeFalse
        $job | Receive-Job | Should -BeNullOrEmpty
    }

    It 'can be waited for, received and removed at once' {
        (Wait-AmlComputeTarget cpu -AsJob | Receive-Job -Wait -AutoRemoveJob).Name | Should -BeExactly 'cpu'
        Get-Job | Should -BeNullOrEmpty
    }

    It 'has the other streams too' {
        $job = New-AmlComputeTarget new Standard_DS2_v2 -Wait -AsJob -Debug | Wait-Job
        $job.Progress.Count | Should -BeGreaterThan 0
        $job.Progress[$job.Progress.Count - 1].RecordType | Should -Be 'Completed'
        "$($job.Debug)" | Should -BeLike "*PUT $($workspace.Id)/computes/new*"
        $result = Invoke-Captured { Set-AmlComputeTarget cpu -MaxNodes 2 -AsJob | Wait-Job | Receive-Job -Verbose }
        $result.Output.MaxNodes | Should -Be 2
        "$($result.Verbose)" | Should -BeLike "*PATCH $($workspace.Id)/computes/cpu*"
    }

    It 'has failed when one target has; the others are done' {
        $job = 'cpu', 'gone', 'gpu' | Remove-AmlComputeTarget -Force -Wait -AsJob | Wait-Job
        $job.State | Should -Be 'Failed'
        $result = Invoke-Captured { $job | Receive-Job }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeExactly 'ComputeTargetNotFound,AmlCompute.Commands.RemoveAmlComputeTargetCommand'
        $result.Errors[0].TargetObject | Should -BeExactly 'gone'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $result.Errors[0].CategoryInfo.Activity | Should -BeExactly 'Remove-AmlComputeTarget'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Get-AmlComputeTarget*'
        Get-AmlComputeTarget | Should -BeNullOrEmpty
        $job.State | Should -Be 'Failed'
    }

    It 'ends at an error that makes the rest pointless' {
        $workspace.Sandbox.AddFault(@{ Status = 401; Count = 0 })
        $job = 'cpu', 'gpu' | Remove-AmlComputeTarget -Force -ThrottleLimit 1 -AsJob | Wait-Job
        $job.State | Should -Be 'Failed'
        Get-ErrorId { $job | Receive-Job } | Should -Be 'AuthenticationFailed'
        Get-TestRequest $workspace -After $seen | Where-Object { $_ -like '*gpu' } | Should -BeNullOrEmpty
    }

    It 'stays with its workspace when the session goes to another, or to none' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $job = New-AmlComputeTarget late Standard_DS2_v2 -Wait -AsJob
        $null = Connect-TestSandbox -WorkspaceName 'other'
        Disconnect-AmlWorkspace
        Wait-Acceptance $slow
        Complete-Job $job $slow
        ($job | Receive-Job).Id | Should -BeExactly "$($slow.Id)/computes/late"
    }

    It 'takes wildcards, targets and -Workspace as the command does' {
        $null = Connect-TestSandbox -WorkspaceName 'other'
        $job = Set-AmlComputeTarget '?pu' -MaxNodes 3 -Workspace $workspace -AsJob | Wait-Job
        @($job | Receive-Job) | Should -HaveCount 2
        $job = Get-AmlComputeTarget cpu -Workspace $workspace | Set-AmlComputeTarget -MaxNodes 5 -AsJob | Wait-Job
        ($job | Receive-Job).MaxNodes | Should -Be 5
        $job.Command | Should -BeExactly 'Set-AmlComputeTarget cpu'
    }

    It 'is not made where nothing is to do' {
        Remove-AmlComputeTarget 'none*' -Force -AsJob | Should -BeNullOrEmpty
        Remove-AmlComputeTarget cpu, gpu -AsJob -WhatIf | Should -BeNullOrEmpty
        Get-ErrorId { New-AmlComputeTarget '1st' Standard_DS2_v2 -AsJob } | Should -Be 'InvalidComputeName'
        Get-ErrorId { New-AmlComputeTarget new Standard_DS2_v2 -Timeout 0 -Force -IfNotExists -AsJob } | Should -Be 'InvalidArgument'
        Get-Job | Should -BeNullOrEmpty
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'asks before it begins, and does nothing where nobody can answer' {
        $shell = New-TestShell
        try {
            $null = $shell.AddScript('param($workspace) "cpu", "gpu" | Remove-AmlComputeTarget -AsJob -Workspace $workspace; Get-Job').AddArgument($workspace)
            $shell.Invoke() | Should -BeNullOrEmpty
            $shell.HadErrors | Should -BeTrue
        }
        catch [Management.Automation.RuntimeException] {
            "$_" | Should -BeLike '*interacti*'
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }

        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }
}

Describe 'A job that is ended' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
    }

    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'by Stop-Job asks for nothing more; the service goes on' {
        $job = New-AmlComputeTarget new Standard_DS2_v2 -Wait -AsJob
        Wait-Acceptance $workspace
        $job | Stop-Job
        $job.State | Should -Be 'Stopped'
        $seen = $workspace.Sandbox.Requests.Count
        Get-LaterRequest $workspace $seen | Should -BeNullOrEmpty
        $job.Error.Count | Should -Be 0
        (Get-AmlComputeTarget new).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'while a request is slow abandons the request, and begins no other item' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Delay = [timespan]::FromHours(1) })
        $seen = $workspace.Sandbox.Requests.Count
        $job = 'one', 'two' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -ThrottleLimit 1 -AsJob
        if (-not [Threading.SpinWait]::SpinUntil([Func[bool]] { $workspace.Sandbox.Requests.Count -gt $seen }, 20000)) { throw 'There was no request.' }
        $job | Stop-Job
        $job.State | Should -Be 'Stopped'
        Get-LaterRequest $workspace ($seen + 1) | Should -BeNullOrEmpty
        Get-AmlComputeTarget | Should -BeNullOrEmpty
    }

    It 'by Remove-Job -Force asks for nothing more' {
        $job = New-AmlComputeTarget new Standard_DS2_v2 -Wait -AsJob
        Wait-Acceptance $workspace
        $job | Remove-Job -Force
        $seen = $workspace.Sandbox.Requests.Count
        Get-LaterRequest $workspace $seen | Should -BeNullOrEmpty
        Get-Job | Should -BeNullOrEmpty
    }

    It 'after it is over stays as it was' {
        $job = New-AmlComputeTarget new Standard_DS2_v2 -AsJob | Wait-Job
        $job | Stop-Job
        $job.State | Should -Be 'Completed'
        ($job | Receive-Job).Name | Should -BeExactly 'new'
    }

    It 'fifty times leaves the session usable' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes/*'; Count = 50; Delay = [timespan]::FromHours(1) })
        foreach ($i in 1..50) {
            $job = Wait-AmlComputeTarget here -AsJob
            $job | Stop-Job
            $job.State | Should -Be 'Stopped'
            $job | Remove-Job
        }

        @(Get-AmlComputeTarget) | Should -HaveCount 0
    }
}
