# -AsJob: the same work in a job of this process.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'

    # Waits until the sandbox has answered a PUT.
    function Wait-Acceptance($Workspace) {
        $isSeen = { 'PUT 201' -in @(foreach ($request in $Workspace.Sandbox.Requests) { "$($request.Method) $($request.Status)" }) }
        Wait-TestCondition $isSeen 'The service has created nothing.'
    }

    # Lets time pass in the sandbox until the job is over.
    function Complete-Job($Job, $Workspace) {
        $isOver = {
            $Workspace.Sandbox.Advance([timespan]::FromMinutes(1))
            $Job.State -ne 'Running'
        }
        Wait-TestCondition $isOver 'The job did not end.'
    }

    # Returns the requests to the sandbox after a point, when one more day and one request of somebody else have passed.
    function Get-LaterRequest($Workspace, [int] $After) {
        $Workspace.Sandbox.Advance([timespan]::FromDays(1))
        $null = Get-AmlComputeTarget -Workspace $Workspace
        @(Get-TestRequest $Workspace -After $After -WithoutSizes) -ne "GET $($Workspace.Id)/computes"
    }
}

AfterAll {
    Get-Job | Remove-Job -Force
    Assert-TestBody
}

Describe '<Command> -AsJob' -ForEach @(
    @{ Command = 'New-AmlComputeTarget'; Emits = 'ComputeCluster'; Call = { New-AmlComputeTarget new Standard_DS2_v2 @args } }
    @{ Command = 'New-AmlComputeTarget with a configuration'; Emits = 'ComputeCluster'
        Call = { New-AmlComputeConfiguration -VmSize Standard_DS2_v2 | New-AmlComputeTarget new @args } }
    @{
        Command = 'Connect-AmlComputeTarget'; Emits = 'KubernetesCompute'
        Call = { Connect-AmlComputeTarget new -Kubernetes -ResourceId $aks @args }
    }
    @{ Command = 'Disconnect-AmlComputeTarget'; Emits = 'KubernetesCompute'; Call = { Disconnect-AmlComputeTarget k8s -PassThru @args } }
    @{ Command = 'Remove-AmlComputeTarget'; Emits = 'ComputeCluster'; Call = { Remove-AmlComputeTarget cpu -Force -PassThru @args } }
    @{ Command = 'Set-AmlComputeTarget'; Emits = 'ComputeCluster'; Call = { Set-AmlComputeTarget cpu -MaxNodes 2 @args } }
    @{ Command = 'Restart-AmlComputeTarget'; Emits = 'ComputeInstance'; Call = { Restart-AmlComputeTarget desk @args } }
    @{ Command = 'Stop-AmlComputeTarget'; Emits = 'ComputeInstance'; Call = { Stop-AmlComputeTarget desk @args } }
    @{ Command = 'Start-AmlComputeTarget'; Emits = 'ComputeInstance'; Call = { Start-AmlComputeTarget off @args } }
    @{ Command = 'Resize-AmlComputeTarget'; Emits = 'ComputeInstance'; Call = { Resize-AmlComputeTarget desk Standard_DS3_v2 @args } }
    @{ Command = 'Wait-AmlComputeTarget'; Emits = 'ComputeCluster'; Call = { Wait-AmlComputeTarget cpu -AsJob } }
    @{ Command = 'Sync-AmlComputeTarget'; Emits = 'ComputeSyncResult'
        Call = { @{ Name = 'new'; VmSize = 'Standard_DS2_v2' } | Sync-AmlComputeTarget @args } }
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

    It 'describes itself' {
        $job = 'one', 'two' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -AsJob
        $job.Command | Should -BeExactly 'New-AmlComputeTarget one, two'
        $job.PSJobTypeName | Should -BeExactly 'AmlComputeJob'
        $job.Location | Should -BeExactly 'main'
        $job.Name | Should -Not -BeNullOrEmpty
        $null = $job | Wait-Job
        $job.PSEndTime | Should -Not -BeNullOrEmpty
        $job.StatusMessage | Should -BeExactly ''
    }

    It 'is named by its command and three targets at most' {
        $job = 'one', 'two', 'three', 'four', 'five' | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks -AsJob 3>$null
        $job.Name | Should -BeExactly 'Connect-AmlComputeTarget one, two, three and 2 more'
        (Get-Job -Name 'Connect-AmlComputeTarget one*').Id | Should -Be $job.Id
        $job.ChildJobs | Should -HaveCount 5
        $null = $job | Wait-Job
    }

    It 'lasts until the operation is done, and with -Wait:$false until the service has accepted it: <Name>' -ForEach @(
        @{ Name = 'New'; Call = { param($options) New-AmlComputeTarget late Standard_DS2_v2 @options } }
        @{ Name = 'Set'; Call = { param($options) Set-AmlComputeTarget ready -MinNodes 1 @options } }
        @{ Name = 'Sync'; Call = { param($options) @{ Name = 'late'; VmSize = 'Standard_DS2_v2' } | Sync-AmlComputeTarget @options } }
        @{ Name = 'Remove'; Call = { param($options) Remove-AmlComputeTarget ready -Force @options } }
    ) {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget ready Standard_DS2_v2
        $slow.Sandbox.Advance([timespan]::FromHours(1))
        $accepted = & $Call @{ AsJob = $true; Wait = $false } | Wait-Job -Timeout 60
        $accepted.State | Should -Be 'Completed'
        $slow.Sandbox.Advance([timespan]::FromHours(1))
        $null = if (Get-AmlComputeTarget late*) { Remove-AmlComputeTarget late -Force }
        $null = if (-not (Get-AmlComputeTarget ready*)) { New-AmlComputeTarget ready Standard_DS2_v2 }
        $null = if ($Name -eq 'Set') { Set-AmlComputeTarget ready -MinNodes 0 }
        $slow.Sandbox.Advance([timespan]::FromHours(1))

        $before = $slow.Sandbox.Requests.Count
        $job = & $Call @{ AsJob = $true }
        $isSent = { @(Get-TestRequest $slow -After $before -Changing).Count -gt 0 }
        Wait-TestCondition $isSent 'There was no request.'
        $job.State | Should -Be 'Running'
        Complete-Job $job $slow
        $job.State | Should -Be 'Completed'
    }

    It 'runs beside the session, and shows its progress' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $job = New-AmlComputeTarget late Standard_DS2_v2 -Wait -AsJob
        Wait-Acceptance $slow
        $job.State | Should -Be 'Running'
        $job.HasMoreData | Should -BeTrue
        (Get-AmlComputeTarget late).ProvisioningState | Should -BeExactly 'Creating'

        Complete-Job $job $slow
        $job.State | Should -Be 'Completed'
        ($job | Receive-Job).ProvisioningState | Should -BeExactly 'Succeeded'
        $job.ChildJobs[0].Progress.Count | Should -Be 0
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
        $child = $job.ChildJobs[0]
        $child.Progress.Count | Should -BeGreaterThan 0
        $child.Progress[$child.Progress.Count - 1].RecordType | Should -Be 'Completed'
        "$($child.Debug)" | Should -BeLike "*PUT $($workspace.Id)/computes/new*"
        $result = Invoke-Captured { Set-AmlComputeTarget cpu -MaxNodes 2 -AsJob | Wait-Job | Receive-Job -Verbose }
        $result.Output.MaxNodes | Should -Be 2
        "$($result.Verbose)" | Should -BeLike "*PATCH $($workspace.Id)/computes/cpu*"
    }

    It 'has failed when one target has; the others are done' {
        $job = 'cpu', 'gone', 'gpu' | Remove-AmlComputeTarget -Force -Wait -AsJob | Wait-Job
        $job.State | Should -Be 'Failed'
        $result = Invoke-Captured { $job | Receive-Job }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId |
            Should -BeExactly 'ComputeTargetNotFound,AmlCompute.Commands.RemoveAmlComputeTargetCommand'
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
        Wait-AmlComputeTarget 'none*' -AsJob | Should -BeNullOrEmpty
        Remove-AmlComputeTarget cpu, gpu -AsJob -WhatIf | Should -BeNullOrEmpty
        Get-ErrorId { New-AmlComputeTarget '1st' Standard_DS2_v2 -AsJob } | Should -Be 'InvalidComputeName'
        Get-ErrorId { New-AmlComputeTarget new Standard_DS2_v2 -Timeout 0 -Force -IfNotExists -AsJob } | Should -Be 'InvalidArgument'
        Get-Job | Should -BeNullOrEmpty
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'asks before it begins, and does nothing if nobody can answer' {
        $shell = New-TestShell
        try {
            $null = $shell.AddScript(
                'param($workspace) "cpu", "gpu" | Remove-AmlComputeTarget -AsJob -Workspace $workspace; Get-Job').AddArgument($workspace)
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

Describe 'The child jobs of a job' {
    BeforeEach {
        $workspace = Connect-TestSandbox -WorkspaceName 'main'
        $null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait
    }

    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'are one for each target, named as it' {
        $other = Connect-TestSandbox -WorkspaceName 'other'
        $null = New-AmlComputeTarget far Standard_DS2_v2 -Wait
        $job = @(Get-AmlComputeTarget far), @(Get-AmlComputeTarget *pu -Workspace $workspace) |
            ForEach-Object { $_ } | Set-AmlComputeTarget -MaxNodes 3 -AsJob
        $job.Location | Should -BeExactly 'other,main'
        $null = $job | Wait-Job
        $children = foreach ($child in $job.ChildJobs) {
            "$($child.Name) $($child.Location) $($child.State) $($child.PSJobTypeName) $($child.Command)"
        }
        $children | Should -Be @(
            'far other Completed AmlComputeChild Set-AmlComputeTarget far'
            'cpu main Completed AmlComputeChild Set-AmlComputeTarget cpu'
            'gpu main Completed AmlComputeChild Set-AmlComputeTarget gpu'
        )
        @(Get-Job) | Should -HaveCount 1
        @(Get-Job -IncludeChildJob) | Should -HaveCount 4
        (Get-Job -Name gpu).InstanceId | Should -Be $job.ChildJobs[2].InstanceId
        $job.Id | Should -BeLessThan $job.ChildJobs[0].Id
    }

    It 'have the output and the messages of their target' {
        $job = 'cpu', 'gpu' | Set-AmlComputeTarget -MaxNodes 3 -AsJob -Wait:$false | Wait-Job
        $job.Output.Count | Should -Be 0
        foreach ($child in $job.ChildJobs) {
            $child.Output[0].Name | Should -BeExactly $child.Name
            foreach ($line in $child.Verbose) { "$line" | Should -BeLike "*/computes/$($child.Name)*" }
            $child.Verbose.Count | Should -BeGreaterThan 0
        }

        ($job.ChildJobs[1] | Receive-Job).Name | Should -BeExactly 'gpu'
        $job.ChildJobs[1].HasMoreData | Should -BeFalse
        $job.HasMoreData | Should -BeTrue
        @($job | Receive-Job).Name | Should -BeExactly 'cpu'
        $job.HasMoreData | Should -BeFalse
    }

    It 'fail one by one, and tell why when the error was received' {
        $job = 'cpu', 'gone', 'gpu' | Remove-AmlComputeTarget -Force -AsJob | Wait-Job
        $states = foreach ($child in $job.ChildJobs) { "$($child.Name) $($child.State)" }
        $states | Should -Be @('cpu Completed', 'gone Failed', 'gpu Completed')
        $job.StatusMessage | Should -BeExactly '2 of 3 done, 1 failed'
        $job.ChildJobs[1].Error.Count | Should -Be 1
        $job.Error.Count | Should -Be 0
        Get-ErrorId { $job | Receive-Job } | Should -Be @('ComputeTargetNotFound')
        Get-ErrorId { $job | Receive-Job } | Should -BeNullOrEmpty
        $job.ChildJobs[1].Reason.ErrorId | Should -BeExactly 'ComputeTargetNotFound'
        $job.Reason | Should -Be $job.ChildJobs[1].Reason
        $job.ChildJobs[1].StatusMessage | Should -BeExactly $job.Reason.Message
        $job.ChildJobs[0].Reason | Should -BeNullOrEmpty
        $job.JobStateInfo.Reason | Should -BeNullOrEmpty
    }

    It 'end with the job at an error that makes the rest pointless' {
        $workspace.Sandbox.AddFault(@{ Status = 401; Count = 0 })
        $job = 'cpu', 'gpu' | Remove-AmlComputeTarget -Force -ThrottleLimit 1 -AsJob | Wait-Job
        $job.State | Should -Be 'Failed'
        $job.ChildJobs[0].State | Should -Be 'Failed'
        $job.ChildJobs[0].Reason.ErrorId | Should -BeExactly 'AuthenticationFailed'
        $job.ChildJobs[1].State | Should -Be 'Stopped'
    }

    It 'tell by themselves how far they are' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget ready Standard_DS2_v2
        $slow.Sandbox.Advance([timespan]::FromHours(1))
        $job = 'late', 'later' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait -AsJob
        $isSeen = {
            $slow.Sandbox.Advance([timespan]::FromMilliseconds(200))
            $job.ChildJobs[0].StatusMessage -like "Creating compute target 'late': *" -and
                $job.ChildJobs[1].StatusMessage -like "Creating compute target 'later': *"
        }
        Wait-TestCondition $isSeen 'The job did not show this progress.'
        $job.StatusMessage | Should -BeExactly '0 of 2 done'
        Complete-Job $job $slow
        foreach ($child in $job.ChildJobs) {
            $child.Progress.Count | Should -BeGreaterThan 1
            $child.Progress[0].Activity | Should -BeExactly "Creating compute target '$($child.Name)'"
            $child.Progress[$child.Progress.Count - 1].RecordType | Should -Be 'Completed'
            $child.StatusMessage | Should -BeExactly ''
        }
    }

    It 'of a wait for many tell the states that are seen, and end one by one' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget ready Standard_DS2_v2
        $slow.Sandbox.Advance([timespan]::FromHours(1))
        $null = New-AmlComputeTarget late Standard_DS2_v2
        $job = 'ready', 'late', 'gone' | Wait-AmlComputeTarget -AsJob
        $isSeen = {
            $slow.Sandbox.Advance([timespan]::FromMilliseconds(200))
            $job.StatusMessage -eq '1 of 3 done, 1 failed' -and $job.ChildJobs[1].StatusMessage
        }
        Wait-TestCondition $isSeen 'The job did not show this progress.'
        $job.State | Should -Be 'Running'
        $states = foreach ($child in $job.ChildJobs) { "$($child.Name) $($child.State)" }
        $states | Should -Be @('ready Completed', 'late Running', 'gone Failed')
        $job.ChildJobs[1].StatusMessage | Should -BeExactly "Waiting for compute target 'late': Creating"
        ($job.ChildJobs[0] | Receive-Job).Name | Should -BeExactly 'ready'
        Complete-Job $job $slow
        $child = $job.ChildJobs[1]
        $child.State | Should -Be 'Completed'
        $child.Progress[0].StatusDescription | Should -BeExactly 'Creating'
        $child.Progress[$child.Progress.Count - 1].RecordType | Should -Be 'Completed'
        $job.Progress[$job.Progress.Count - 1].RecordType | Should -Be 'Completed'
    }
}

Describe 'Sync-AmlComputeTarget -AsJob' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $null = 'same', 'other', 'fixed', 'stray' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 4 -Wait
        $seen = $workspace.Sandbox.Requests.Count
        $wanted = @(
            @{ Name = 'same'; VmSize = 'Standard_DS2_v2'; MaxNodes = 4 }
            @{ Name = 'other'; VmSize = 'Standard_DS2_v2'; MaxNodes = 6 }
            @{ Name = 'fixed'; VmSize = 'Standard_DS1_v2'; MaxNodes = 4 }
            @{ Name = 'new'; VmSize = 'Standard_DS2_v2' }
        )
    }

    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'has a child with its result for each target, and fails for what is not as wanted' {
        $captured = Invoke-Captured { $wanted | Sync-AmlComputeTarget -Wait -AsJob }
        $captured.Output | Should -HaveCount 1
        $captured.Errors | Should -HaveCount 0
        $captured.Warnings | Should -HaveCount 0
        $job = $captured.Output[0] | Wait-Job
        $job.State | Should -Be 'Failed'
        $children = foreach ($child in $job.ChildJobs) { "$($child.Output) $($child.State)" }
        foreach ($line in 'same: None Unchanged Completed', 'other: Update Done Completed', 'new: Create Done Completed') {
            $children | Should -Contain $line
        }
        @($children) -like 'fixed: Replace Left* Failed' | Should -HaveCount 1
        $received = Invoke-Captured { $job | Receive-Job }
        $received.Output | Should -HaveCount 4
        $received.Errors | Should -HaveCount 1
        $received.Errors[0].FullyQualifiedErrorId | Should -BeExactly 'ReplacementRequired,AmlCompute.Commands.SyncAmlComputeTargetCommand'
        $received.Errors[0].TargetObject | Should -BeExactly 'fixed'
        $received.Warnings | Should -Be @('Failed or not applied: fixed. All other changes were applied.')
        (Get-AmlComputeTarget other).MaxNodes | Should -Be 6
        (Get-AmlComputeTarget new).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'replaces and removes what it was allowed to' {
        $job = $wanted | Sync-AmlComputeTarget -AllowReplace -Prune -Force -Wait -AsJob | Wait-Job
        $job.State | Should -Be 'Completed'
        $lines = foreach ($result in $job | Receive-Job) { "$result" }
        foreach ($line in 'fixed: Replace Done', 'stray: Delete Done') { $lines | Should -Contain $line }
        (Get-AmlComputeTarget).Name | Should -Not -Contain 'stray'
    }

    It 'reports a target that fails in the job, and continues with the others' {
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; Path = '*/computes/new'; Status = 403 })
        $job = $wanted[1], $wanted[3] | Sync-AmlComputeTarget -Wait -AsJob | Wait-Job
        $job.State | Should -Be 'Failed'
        $received = Invoke-Captured { $job | Receive-Job }
        $lines = foreach ($result in $received.Output) { "$result" }
        $lines | Should -Contain 'other: Update Done'
        @($lines) -like 'new: Create Failed*' | Should -HaveCount 1
        $received.Errors | Should -HaveCount 1
        $received.Errors[0].FullyQualifiedErrorId | Should -BeLike 'AuthorizationFailed,*'
    }

    It 'starts no job with -WhatIf, whose output is the same as without -AsJob' {
        $plain = Invoke-Captured { $wanted | Sync-AmlComputeTarget -WhatIf }
        $job = Invoke-Captured { $wanted | Sync-AmlComputeTarget -WhatIf -AsJob }
        $job.Output | Should -HaveCount 0
        $job.Errors | Should -HaveCount 1
        "$($job.Errors)" | Should -BeExactly "$($plain.Errors)"
        Get-Job | Should -BeNullOrEmpty
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'asks before it begins, and leaves targets that were not confirmed' {
        $shell = New-TestShell
        try {
            $null = $shell.AddScript(
                ('param($workspace, $wanted) $wanted | Sync-AmlComputeTarget -AllowReplace -AsJob -Workspace $workspace -Timeout 10d | ' +
                    'Wait-Job | Receive-Job'))
            $null = $shell.AddArgument($workspace).AddArgument(@($wanted[2]))
            "$($shell.Invoke())" | Should -BeLike 'fixed: Replace Left*'
            "$($shell.Streams.Error)" | Should -BeLike '*No confirmation is possible in this session*'
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
        $job.ChildJobs[0].State | Should -Be 'Stopped'
        $job.ChildJobs[0].Error.Count | Should -Be 0
        $job.Error.Count | Should -Be 0
        (Get-AmlComputeTarget new).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'while a request is slow abandons the request, and begins no other item' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Delay = [timespan]::FromHours(1) })
        $seen = $workspace.Sandbox.Requests.Count
        $job = 'one', 'two' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -ThrottleLimit 1 -AsJob
        Wait-TestCondition { $workspace.Sandbox.RequestCount -gt $seen } 'There was no request.'
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

    It 'by Stop-Job of a child goes on with the others' {
        $job = 'one', 'two' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait -AsJob
        Wait-Acceptance $workspace
        $job.ChildJobs[0] | Stop-Job
        $job.ChildJobs[0].State | Should -Be 'Stopped'
        $job.ChildJobs[1].State | Should -Be 'Running'
        $job.State | Should -Be 'Running'
        Complete-Job $job $workspace
        $job.ChildJobs[1].State | Should -Be 'Completed'
        $job.State | Should -Be 'Stopped'
        @($job | Receive-Job).Name | Should -BeExactly 'two'
        $job.StatusMessage | Should -BeExactly '1 of 2 done, 1 stopped'
    }

    It 'by Stop-Job of a child that waits for its turn never begins it' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes/one'; Delay = [timespan]::FromMinutes(1) })
        $job = 'one', 'two' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -ThrottleLimit 1 -AsJob
        $job.ChildJobs[1].State | Should -Be 'NotStarted'
        $job.ChildJobs[1] | Stop-Job
        $job.ChildJobs[1].State | Should -Be 'Stopped'
        Complete-Job $job $workspace
        $job.State | Should -Be 'Stopped'
        (Get-AmlComputeTarget).Name | Should -BeExactly 'one'
    }

    It 'by Stop-Job of a child of a wait drops only that target, and of the last one ends' {
        $null = 'one', 'two', 'three' | New-AmlComputeTarget -VmSize Standard_DS2_v2
        $workspace.Sandbox.Advance([timespan]::FromHours(1))
        $null = New-AmlComputeTarget four Standard_DS2_v2
        $job = 'one', 'four' | Wait-AmlComputeTarget -For Removed -Timeout 1d -AsJob
        $job.ChildJobs[0] | Stop-Job
        $job.ChildJobs[0].State | Should -Be 'Stopped'
        $job.State | Should -Be 'Running'
        $seen = $workspace.Sandbox.Requests.Count
        $isAsked = {
            $workspace.Sandbox.Advance([timespan]::FromSeconds(15))
            @(Get-TestRequest $workspace -After $seen).Count -ge 20
        }
        Wait-TestCondition $isAsked 'There were fewer requests.'
        # A request of the look that was under way may still come.
        $asked = foreach ($request in Get-TestRequest $workspace -After $seen) { if ($request -like '*/computes/one') { $request } }
        @($asked).Count | Should -BeLessOrEqual 1
        $null = Remove-AmlComputeTarget four -Force
        Complete-Job $job $workspace
        $job.ChildJobs[1].State | Should -Be 'Completed'
        $job.State | Should -Be 'Stopped'
        $seen = $workspace.Sandbox.Requests.Count
        Get-LaterRequest $workspace $seen | Should -BeNullOrEmpty

        $job = 'two', 'three' | Wait-AmlComputeTarget -For Removed -Timeout 1d -AsJob
        $job.ChildJobs | Stop-Job
        Wait-TestCondition { $job.State -ne 'Running' } 'The job did not end.'
        $job.State | Should -Be 'Stopped'
        $seen = $workspace.Sandbox.Requests.Count
        Get-LaterRequest $workspace $seen | Should -BeNullOrEmpty
    }

    It 'by Stop-Job stays as it was where a target had failed or was done' {
        $null = New-AmlComputeTarget done Standard_DS2_v2
        $workspace.Sandbox.Advance([timespan]::FromHours(1))
        $null = New-AmlComputeTarget late Standard_DS2_v2
        $job = 'done', 'gone', 'late' | Wait-AmlComputeTarget -AsJob
        $isSeen = {
            $workspace.Sandbox.Advance([timespan]::FromMilliseconds(100))
            $job.StatusMessage -eq '1 of 3 done, 1 failed'
        }
        Wait-TestCondition $isSeen 'The job did not show this progress.'
        $job | Stop-Job
        $states = foreach ($child in $job.ChildJobs) { "$($child.Name) $($child.State)" }
        $states | Should -Be @('done Completed', 'gone Failed', 'late Stopped')
        $job.State | Should -Be 'Failed'
        $job.StatusMessage | Should -BeExactly '1 of 3 done, 1 failed, 1 stopped'
    }

    It 'after it is over stays as it was' {
        $job = New-AmlComputeTarget new Standard_DS2_v2 -AsJob -Wait:$false | Wait-Job
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
