# Start-, Stop-, Restart- and Resize-AmlComputeTarget: what they have in common, and what each has of its own.
BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    # An instance that runs, in a sandbox whose clock a spec moves on.
    function New-Desk([hashtable] $Option = @{ Speed = 600 }) {
        $made = Connect-TestSandbox $Option
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance
        $made.Sandbox.Advance([timespan]::FromMinutes(10))
        $made
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'A command that ends jobs' {
    It 'says with -WhatIf that jobs run' {
        $workspace = New-Desk @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 2 -MaxNodes 2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $null = $workspace.Sandbox.AddJob(@{ Target = 'desk'; Duration = '9h' })
        $null = $workspace.Sandbox.AddJob(@{ Target = 'cpu'; Duration = '9h'; Nodes = 2 })
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        (Get-AmlComputeTarget desk).State | Should -BeExactly 'JobRunning'
        $file = Join-Path $TestDrive whatif.txt
        $null = Start-Transcript -Path $file
        try {
            Stop-AmlComputeTarget desk -WhatIf
            Restart-AmlComputeTarget desk -WhatIf
            Remove-AmlComputeTarget desk, cpu -WhatIf
        }
        finally { $null = Stop-Transcript }
        $lines = @(Get-Content -LiteralPath $file) -match '^What if: '
        $price = 'What if: A cost is unknown, because the service lists no price for the size. Connect-AmlWorkspace -RetailPrices reads it.'
        $lines -notlike '*operation*' | Should -BeExactly $price, $price, 'What if: 2 changes: Delete 2.'
        $lines -like '*operation*' -replace '.* operation "([^("]*?)( \(.*)?" on target .*', '$1' | Should -Be @(
            'Stop compute instance while a job runs on it', 'Restart compute instance while a job runs on it'
            'Delete compute target while a job runs on it', 'Delete compute target while jobs run on 2 nodes')
    }
}

Describe '<Verb>-AmlComputeTarget' -ForEach @(
    @{ Verb = 'Start'; Given = @{}; From = 'Stopped'; To = 'Running'; Through = 'Starting' }
    @{ Verb = 'Stop'; Given = @{}; From = 'Running'; To = 'Stopped'; Through = 'Stopping' }
    @{ Verb = 'Restart'; Given = @{}; From = 'Running'; To = 'Running'; Through = 'Restarting' }
    @{ Verb = 'Resize'; Given = @{ VmSize = 'Standard_DS3_v2' }; From = 'Stopped'; To = 'Stopped'; Through = 'Resizing' }
) {
    BeforeEach {
        $workspace = New-Desk
        if ($From -eq 'Stopped') { $null = Stop-AmlComputeTarget desk -Wait }
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'sends one POST and emits the instance, which can be waited for' {
        $target = & "$Verb-AmlComputeTarget" desk @Given
        $target.Name | Should -BeExactly 'desk'
        $target.State | Should -BeIn $Through, $To
        $posts = Get-TestRequest $workspace -After $seen -Changing
        @($posts)[-1] | Should -Be "POST $($target.Id)/$Verb"
        $back = $target | Wait-AmlComputeTarget -For $(if ($To -eq 'Stopped') { 'Stopped' } else { 'Running' })
        $back.State | Should -BeExactly $To
    }

    It 'stays with -Wait until it has come about' {
        $target = & "$Verb-AmlComputeTarget" desk @Given -Wait
        $target.State | Should -BeExactly $To
        if ($Verb -eq 'Resize') { $target.VmSize | Should -BeExactly 'STANDARD_DS3_V2' }
    }

    It 'is refused for another type, and for a name that is not there' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $seen = $workspace.Sandbox.Requests.Count
        $result = Invoke-Captured { & "$Verb-AmlComputeTarget" cpu, gone @Given }
        foreach ($record in $result.Errors) {
            ($record.FullyQualifiedErrorId -split ',')[0] | Should -BeIn 'UnsupportedComputeType', 'ComputeTargetNotFound'
        }
        $result.Errors | Should -HaveCount 2
        "$($result.Errors)" | Should -BeLike '*AmlCompute; only a ComputeInstance*'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'takes a wildcard for instances only' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        (& "$Verb-AmlComputeTarget" * @Given -Wait).Name | Should -BeExactly 'desk'
    }

    It 'changes nothing with -WhatIf, and reports an action that would be refused' {
        & "$Verb-AmlComputeTarget" desk @Given -WhatIf | Should -BeNullOrEmpty
        @(Get-TestRequest $workspace -After $seen -Changing) -like "*/$Verb" | Should -BeNullOrEmpty
        Get-ErrorId { & "$Verb-AmlComputeTarget" gone @Given -WhatIf } | Should -Be 'ComputeTargetNotFound'
    }

    It 'waits for what runs on the instance, then acts' {
        $null = if ($From -eq 'Stopped') { Start-AmlComputeTarget desk } else { Restart-AmlComputeTarget desk }
        $target = & "$Verb-AmlComputeTarget" desk @Given -Wait
        $target.State | Should -BeExactly $(if ($Verb -eq 'Resize') { 'Running' } else { $To })
    }

    It 'names what was in the way when -Timeout is over, and has changed nothing' {
        $slow = New-Desk @{ Clock = 'Manual' }
        $null = Stop-AmlComputeTarget desk
        if ($Verb -eq 'Stop') {
            $slow.Sandbox.Advance([timespan]::FromMinutes(2))
            $null = Start-AmlComputeTarget desk
        }
        $seen = $slow.Sandbox.Requests.Count
        $result = Invoke-Captured { & "$Verb-AmlComputeTarget" desk @Given -Timeout 0 }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'OperationConflict,*'
        "$($result.Errors[0])" | Should -BeLike "*$(if ($Verb -eq 'Stop') { 'Start' } else { 'Stop' }) InProgress*"
        Get-TestRequest $slow -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'tries again while the service says that an operation is running' {
        $workspace.Sandbox.AddFault(
            @{
                Method = 'POST'; Path = "*/$Verb"; Status = 409; Code = 'Conflict'
                Message = 'There is already an active operation submitted.'; Count = 2
            })
        (& "$Verb-AmlComputeTarget" desk @Given -Wait).State | Should -BeExactly $To
        $posts = @(Get-TestRequest $workspace -After $seen -Changing) -like "*/$Verb"
        $posts | Should -HaveCount 3
    }

    It 'says why it failed' {
        $workspace.Sandbox.AddFault(
            @{ Method = 'POST'; Path = "*/$Verb"; FailOperation = $true; Code = 'Broken'; Message = 'The machine does not answer.' })
        $result = Invoke-Captured { & "$Verb-AmlComputeTarget" desk @Given -Wait }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike '*The machine does not answer.*'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike 'Fix the cause, then run the command again*'
    }

    It 'names the given time at the timeout' {
        $slow = New-Desk @{ Clock = 'Manual' }
        if ($From -eq 'Stopped') { $null = Invoke-OnMovingClock $slow { Stop-AmlComputeTarget desk -Wait } }
        Suspend-TestOperation $slow
        $result = Invoke-Captured {
            Invoke-OnMovingClock $slow { & "$Verb-AmlComputeTarget" desk @Given -Wait -Timeout 20 } -After 'POST 202'
        }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        "$($result.Errors[0])" | Should -BeLike '*did not end within 00:00:20*'
    }

    It 'is refused for an instance that was never made, or is being deleted' {
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; FailOperation = $true; Message = 'No room.' })
        $null = New-AmlComputeTarget bad Standard_DS2_v2 -Instance -Wait -ErrorAction SilentlyContinue
        Get-ErrorId { & "$Verb-AmlComputeTarget" bad @Given } | Should -Be 'ProvisioningFailed'
        $slow = New-Desk @{ Clock = 'Manual' }
        Remove-AmlComputeTarget desk -Force
        Get-ErrorId { & "$Verb-AmlComputeTarget" desk @Given } | Should -Be 'OperationConflict'
    }

    It 'works on many at once, piped, by id and by name' {
        $null = New-AmlComputeTarget two Standard_DS2_v2 -Instance -Wait
        if ($From -eq 'Stopped') { $null = Stop-AmlComputeTarget two -Wait }
        $targets = Get-AmlComputeTarget
        $emitted = $targets | & "$Verb-AmlComputeTarget" @Given -Wait -ThrottleLimit 2
        $emitted.State | Should -Be $To, $To
        @($targets) | Should -HaveCount 2
        foreach ($target in $targets) { $target.State | Should -BeExactly $To }
        (ConvertTo-Row $targets[0] | & "$Verb-AmlComputeTarget" @Given -Workspace $workspace).Name | Should -BeExactly $targets[0].Name
    }
}

Describe 'An instance that is so already' {
    It 'is left alone by Start' {
        $workspace = New-Desk
        $seen = $workspace.Sandbox.Requests.Count
        (Start-AmlComputeTarget desk -Wait).State | Should -BeExactly 'Running'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'is left alone by Stop' {
        $workspace = New-Desk
        $null = Stop-AmlComputeTarget desk -Wait
        $seen = $workspace.Sandbox.Requests.Count
        (Stop-AmlComputeTarget desk).State | Should -BeExactly 'Stopped'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'is left alone by Resize' {
        $workspace = New-Desk
        $seen = $workspace.Sandbox.Requests.Count
        (Resize-AmlComputeTarget desk standard_ds2_v2).VmSize | Should -BeExactly 'STANDARD_DS2_V2'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'is joined on its way' {
        $workspace = New-Desk @{ Clock = 'Manual' }
        $null = Stop-AmlComputeTarget desk
        (Stop-AmlComputeTarget desk).State | Should -BeExactly 'Stopping'
        (Invoke-OnMovingClock $workspace { Stop-AmlComputeTarget desk -Wait }).State | Should -BeExactly 'Stopped'
        @(Get-TestRequest $workspace -Changing) -like '*/stop' | Should -HaveCount 1
    }
}

Describe 'Restart-AmlComputeTarget of a stopped instance' {
    It 'is refused, and names Start' {
        $workspace = New-Desk
        $null = Stop-AmlComputeTarget desk -Wait
        $result = Invoke-Captured { Restart-AmlComputeTarget desk }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'OperationConflict,*'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Start-AmlComputeTarget desk*'
    }
}

Describe 'Resize-AmlComputeTarget' {
    It 'refuses a size that the service does not allow for the instance, and names some that it does' {
        $workspace = New-Desk
        $seen = $workspace.Sandbox.Requests.Count
        $result = Invoke-Captured { Resize-AmlComputeTarget desk Standard_NC4as_T4_v3 }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVmSize,*'
        "$($result.Errors[0])" | Should -BeLike '*It can become: Standard_*'
        @(Get-TestRequest $workspace -After $seen -Changing) -like '*/resize' | Should -BeNullOrEmpty
        foreach ($request in $workspace.Sandbox.Requests) {
            if ($request.Path -like '*/getAllowedVmSizesForResize') { $request.Query | Should -BeLike '*-preview*' }
        }
    }
}
