# Bringing a workspace to what files or configurations want.
BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $computes = (Resolve-Path "$PSScriptRoot/../../samples/computes").Path

    # A folder with one file of one cluster for each name.
    function New-TestFolder([string] $Name, [hashtable] $Text) {
        $folder = Join-Path $TestDrive $Name
        $null = New-Item $folder -ItemType Directory -Force
        foreach ($key in $Text.Keys) {
            [IO.File]::WriteAllText((Join-Path $folder "$key.yml"), "name: $key`ntype: amlcompute`n$($Text[$key])")
        }
        $folder
    }

    function Get-Result($Result) {
        foreach ($item in $Result | Where-Object { $_ -is [AmlCompute.ComputeSyncResult] }) {
            "$($item.Name) $($item.Action) $($item.Outcome)"
        }
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Sync-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'creates and attaches what is missing, every type, and does nothing the second time' {
        $first = Sync-AmlComputeTarget -Path $computes -Wait
        $first | Should -HaveCount 11
        foreach ($item in $first) {
            $item.Action | Should -Be $(if ($item.Target.IsAttached) { 'Attach' } else { 'Create' })
            $item.Outcome | Should -Be 'Done'
            $item.Target.ProvisioningState | Should -BeExactly 'Succeeded'
        }

        $before = $workspace.Sandbox.Requests.Count
        $second = Sync-AmlComputeTarget -LiteralPath $computes -Wait
        @(Get-TestRequest $workspace -After $before) | Should -HaveCount 1
        foreach ($item in $second) { "$($item.Action) $($item.Outcome)" | Should -BeExactly 'None Unchanged' }
        $second | Should -HaveCount 11
    }

    It 'changes what is different, in place, and leaves extras alone' {
        $folder = New-TestFolder change @{ cpu = 'max_instances: 6' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -Wait
        $null = New-AmlComputeTarget stray Standard_DS2_v2 -MaxNodes 1 -Wait
        $before = $workspace.Sandbox.Requests.Count
        $result = Sync-AmlComputeTarget $folder
        $result.GetType().FullName | Should -BeExactly 'AmlCompute.ComputeSyncResult'
        "$result" | Should -BeExactly 'cpu: Update Done'
        $result.Differences[0].ToString() | Should -BeExactly 'MaxNodes: 4 -> 6'
        $result.Path | Should -BeLike '*cpu.yml'
        (Get-AmlComputeTarget cpu).MaxNodes | Should -Be 6
        @(Get-TestRequest $workspace -After $before -Changing) | Should -HaveCount 1
    }

    It 'gives an instance another size in place, and its other settings' {
        $null = New-AmlComputeTarget desk -Instance Standard_DS2_v2 -Wait
        $wanted = New-AmlComputeConfiguration -Instance -VmSize Standard_DS1_v2 -IdleTimeBeforeShutdown 30m
        (Sync-AmlComputeTarget -Configuration $wanted -Name desk -Wait).Action | Should -Be 'Update'
        $desk = Get-AmlComputeTarget desk
        $desk.VmSize | Should -Be 'Standard_DS1_v2'
        $desk.IdleTimeBeforeShutdown.TotalMinutes | Should -Be 30
    }

    It 'takes configurations and rows by pipeline' {
        $result = @{ Name = 'a1'; VmSize = 'Standard_DS2_v2' }, @{ Name = 'k8s'; Kubernetes = $true; ResourceName = 'aks1' } |
            Sync-AmlComputeTarget -Wait -ThrottleLimit 1 -Timeout 10d
        $result | Should -HaveCount 2
        foreach ($line in 'a1 Create Done', 'k8s Attach Done') { Get-Result $result | Should -Contain $line }
    }

    It 'does not replace without -AllowReplace, but changes what it can, and says what is left' {
        $folder = New-TestFolder fixed @{ cpu = "size: Standard_DS1_v2`nmax_instances: 6"; gpu = 'max_instances: 1' }
        $made = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -Wait
        $captured = Invoke-Captured { Sync-AmlComputeTarget $folder -Force -Wait }
        Get-Result $captured.Output | Should -Contain 'cpu Update Left'
        Get-Result $captured.Output | Should -Contain 'gpu Create Done'
        $captured.Errors | Should -HaveCount 1
        $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ReplacementRequired,*'
        "$($captured.Errors[0])" | Should -BeLike '*VmSize: STANDARD_DS2_V2 -> Standard_DS1_v2*'
        $captured.Warnings | Should -Contain 'Failed or not applied: cpu. All other changes were applied.'
        $now = Get-AmlComputeTarget cpu
        $now.MaxNodes | Should -Be 6
        $now.CreatedOn | Should -Be $made.CreatedOn

        $before = $workspace.Sandbox.Requests.Count
        Get-ErrorId { Sync-AmlComputeTarget $folder } | Should -Be @('ReplacementRequired')
        @(Get-TestRequest $workspace -After $before -Changing) | Should -HaveCount 0
    }

    It 'says with -WhatIf what would be refused, instead of what would be done' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 1 -MaxNodes 2 -Wait
        $null = New-AmlComputeTarget desk -Instance -VmSize Standard_DS2_v2 -Wait

        $captured = Invoke-Captured {
            @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 0 },
                @{ Name = 'desk'; Instance = $true; VmSize = 'Standard_NoSuch'; EnableSso = $true } | Sync-AmlComputeTarget -WhatIf
        }
        $captured.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'InvalidArgument', 'InvalidVmSize'
        @(Get-TestRequest $workspace -Changing) | Where-Object { $_ -like 'P[AU]T*' } | Should -HaveCount 2
    }

    It 'leaves settings that are not in a file unchanged, also when it replaces' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Priority LowPriority -MinNodes 0 -MaxNodes 1 -IdentityType SystemAssigned `
            -Tag @{ team = 'vision' } -IdleTimeBeforeScaleDown 10m -Wait
        $folder = New-TestFolder unsaid @{ cpu = 'size: Standard_DS1_v2' }

        (Sync-AmlComputeTarget $folder -AllowReplace -Force -Wait).Action | Should -Be 'Replace'

        $cpu = Get-AmlComputeTarget cpu
        $cpu.VmSize | Should -Be 'STANDARD_DS1_V2'
        $cpu.Priority | Should -BeExactly 'LowPriority'
        $cpu.MaxNodes | Should -Be 1
        $cpu.IdleTimeBeforeScaleDown | Should -Be ([timespan] '00:10:00')
        $cpu.Tags['team'] | Should -BeExactly 'vision'
        $cpu.Identity.Type | Should -BeExactly 'SystemAssigned'
    }

    It 'replaces with -AllowReplace and -Force: deletes or detaches, waits, and creates again' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks1 -Wait
        $result = @{ Name = 'cpu'; VmSize = 'Standard_DS1_v2'; MaxNodes = 4 },
            @{ Name = 'k8s'; Kubernetes = $true; ResourceName = 'aks2' } | Sync-AmlComputeTarget -AllowReplace -Force -Wait
        foreach ($item in $result) {
            "$($item.Action) $($item.Outcome) $($item.Target.ProvisioningState)" | Should -BeExactly 'Replace Done Succeeded'
        }
        (Get-AmlComputeTarget cpu).VmSize | Should -Be 'Standard_DS1_v2'
        (Get-AmlComputeTarget k8s).ClusterResourceId | Should -BeLike '*/aks2'
        $deletes = @(
            foreach ($request in $workspace.Sandbox.Requests) {
                if ($request.Method -eq 'DELETE') { "$($request.Url)$($request.Path)$($request.Query)" }
            })
        $deletes | Should -HaveCount 2
    }

    It 'does not delete a target that cannot be created again' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1 -Wait
        $captured = Invoke-Captured {
            Sync-AmlComputeTarget -Configuration @{ Name = 'cpu'; VmSize = 'Standard_NoSuch' } -AllowReplace -Force
        }
        Get-Result $captured.Output | Should -Be @('cpu Replace Failed')
        "$($captured.Errors[0])" | Should -BeLike "Compute target 'cpu' was not replaced because it could not be created again: *"
        (Get-AmlComputeTarget cpu).VmSize | Should -Be 'Standard_DS2_v2'
    }

    Context 'with -AllowReplace, for a target that could not be created again because of <Name>' -ForEach @(
        @{
            Name = 'too many nodes'; Message = "*line 4, column 16: 'max_instances' is 1000*"; Live = @{}
            Text = "type: amlcompute`nsize: Standard_DS1_v2`nmax_instances: 1000"
        }
        @{
            Name = 'limits that do not fit'; Message = "*cpu.yml, line *: 'min_instances' 9*"; Live = @{}
            Text = "type: amlcompute`nsize: Standard_DS1_v2`nmin_instances: 9"
        }
        @{
            Name = 'a user without a password'; Message = "*'ssh_settings.ssh_key_value'*"; Live = @{}
            Text = "type: amlcompute`nssh_settings: {admin_username: x}"
        }
        @{
            Name = 'SSH without a key'; Message = "*'ssh_settings.ssh_key_value'*"; Live = @{ Instance = $true }
            Text = "type: computeinstance`nssh_public_access_enabled: true"
        }
        @{
            Name = 'the key of an instance that is not shown'; Message = "*'ssh_settings.ssh_key_value'*"
            Live = @{ Instance = $true; SshPublicKey = 'ssh-rsa AAAA'; SshPublicAccess = 'Enabled' }
            Text = "type: computeinstance`nenable_node_public_ip: true`nlocation: westus"
        }
        @{
            Name = 'an idle time out of range'; Message = "*'idle_time_before_shutdown_minutes': 5m *"; Live = @{ Instance = $true }
            Text = "type: computeinstance`nlocation: westus`nidle_time_before_shutdown_minutes: 5"
        }
        @{
            Name = 'a schedule that never comes'; Message = '*never occurs*'; Live = @{ Instance = $true }
            Text = "type: computeinstance`nlocation: westus`n" +
                "schedules: {compute_start_stop: [{action: stop, trigger: {type: cron, expression: '0 0 30 2 *'}}]}"
        }
        @{
            Name = 'an identity that is none'; Message = "*'foo'*"; Live = @{}
            Text = "type: amlcompute`nsize: Standard_DS1_v2`n" +
                'identity: {type: user_assigned, user_assigned_identities: [{resource_id: foo}]}'
        }
        @{ Name = 'a subnet that is none'; Message = "*'/foo'*"; Live = @{}; Text = "type: amlcompute`nnetwork_settings: {subnet: /foo}" }
        @{
            Name = 'a region that is none'; Message = '*nowhere*'; Live = @{}
            Text = "type: amlcompute`nsize: Standard_DS1_v2`nlocation: nowhere"
        }
        @{
            Name = 'a member that is not known'; Message = '*properties.properties.laterSetting*'; Live = @{}
            Text = '{"name":"cpu","properties":{"computeType":"AmlCompute",' +
                '"properties":{"vmSize":"Standard_DS1_v2","laterSetting":{"on":true}}}}'
        }
        @{
            Name = 'a word that is not known'; Message = '*properties.properties.vmPriority = Spot*'; Live = @{}
            Text = '{"name":"cpu","properties":{"computeType":"AmlCompute","properties":{"vmPriority":"Spot"}}}'
        }
        @{
            Name = 'a member of a schedule that is not known'; Message = '*computeStartStop`[0`].later*'; Live = @{ Instance = $true }
            Text = '{"name":"cpu","location":"westus","properties":{"computeType":"ComputeInstance","properties":{"schedules":' +
                '{"computeStartStop":[{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 18 * * *"},"later":1}]}}}}'
        }
    ) {
        BeforeEach {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 @Live -Wait
            $file = Join-Path $TestDrive $(if ($Text[0] -eq '{') { 'cpu.json' } else { 'cpu.yml' })
            [IO.File]::WriteAllText($file, $(if ($Text[0] -eq '{') { $Text } else { "name: cpu`n$Text" }))
            $before = $workspace.Sandbox.Requests.Count
        }

        It 'removes nothing' {
            $captured = Invoke-Captured { Sync-AmlComputeTarget $file -AllowReplace -Force -Wait }
            Get-Result $captured.Output | Should -Be @('cpu Replace Failed')
            $captured.Errors | Should -HaveCount 1
            "$($captured.Errors[0])" | Should -BeLike "Compute target 'cpu' was not replaced because it could not be created again: *"
            "$($captured.Errors[0])" | Should -BeLike $Message
            @(Get-TestRequest $workspace -After $before -Changing) | Should -HaveCount 0
            (Get-AmlComputeTarget cpu).ProvisioningState | Should -BeExactly 'Succeeded'
        }

        It 'says so with -WhatIf too' {
            $captured = Invoke-Captured { Sync-AmlComputeTarget $file -AllowReplace -Force -WhatIf }
            $captured.Output | Should -HaveCount 0
            $captured.Errors | Should -HaveCount 1
            "$($captured.Errors[0])" | Should -BeLike "Compute target 'cpu' was not replaced because it could not be created again: *"
            "$($captured.Errors[0])" | Should -BeLike $Message
            @(Get-TestRequest $workspace -After $before -Changing) | Should -HaveCount 0
        }
    }

    It 'changes in place although a file has a member that is not known' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1 -Wait
        $file = Join-Path $TestDrive 'later.json'
        [IO.File]::WriteAllText(
            $file,
            '{"name":"cpu","properties":{"computeType":"AmlCompute","properties":{"laterSetting":1,"scaleSettings":{"maxNodeCount":2}}}}')
        Get-Result (Sync-AmlComputeTarget $file -AllowReplace -Force -Wait) | Should -Be @('cpu Update Done')
    }

    It 'replaces a target that failed' {
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; FailOperation = $true })
        $null = New-AmlComputeTarget desk -Instance Standard_DS1_v2 -Wait -ErrorAction Ignore
        $wanted = @{ Name = 'desk'; Instance = $true; VmSize = 'Standard_DS1_v2' }
        (Compare-AmlComputeTarget -Configuration $wanted).Differences[0].ToString() |
            Should -BeExactly 'ProvisioningState: Failed -> Succeeded (replace)'
        Get-ErrorId { Sync-AmlComputeTarget -Configuration $wanted } | Should -Be @('ReplacementRequired')
        (Sync-AmlComputeTarget -Configuration $wanted -AllowReplace -Force -Wait).Action | Should -Be 'Replace'
        (Get-AmlComputeTarget desk).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'sends the settings again to a target whose change failed, also by a plan, and replaces only a cluster without nodes' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 1 -MaxNodes 2 -Wait
        $wanted = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MinNodes = 1; MaxNodes = 4 }
        $minutes = 0
        foreach ($apply in @(
                { Sync-AmlComputeTarget -Configuration $wanted -Wait }
                { Sync-AmlComputeTarget -Configuration $wanted -AllowReplace -Force -Wait }
                { New-AmlComputePlan -Configuration $wanted | Invoke-AmlComputePlan -Configuration $wanted -Wait }
            )) {
            $workspace.Sandbox.AddFault(@{ Method = 'PATCH'; FailOperation = $true })
            $minutes += 5
            $null = Set-AmlComputeTarget cpu -MaxNodes 4 -IdleTimeBeforeScaleDown "${minutes}m" -Wait -ErrorAction Ignore
            (Get-AmlComputeTarget cpu).State | Should -BeExactly 'Failed'
            $before = $workspace.Sandbox.Requests.Count
            Get-Result (& $apply) | Should -Be 'cpu Update Done'
            @(Get-TestRequest $workspace -After $before -Changing) | Should -BeLike 'PATCH *'
            (Get-AmlComputeTarget cpu).State | Should -BeExactly 'Steady'
        }
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; FailOperation = $true })
        $null = New-AmlComputeTarget new Standard_DS2_v2 -MaxNodes 1 -Wait -ErrorAction Ignore
        $new = @{ Name = 'new'; VmSize = 'Standard_DS2_v2'; MaxNodes = 1 }
        Get-Result (Sync-AmlComputeTarget -Configuration $new -AllowReplace -Force -Wait) | Should -Be 'new Replace Done'
    }

    It 'removes extras only with -Prune: deletes what the service made, detaches what was attached' {
        $folder = New-TestFolder prune @{ cpu = 'max_instances: 4' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -Wait
        $null = New-AmlComputeTarget stray Standard_DS2_v2 -MaxNodes 1 -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks1 -Wait
        $kept = Invoke-Captured { Sync-AmlComputeTarget $folder -Wait }
        $kept.Warnings | Should -BeExactly 'Not in the files, and kept without -Prune: k8s, stray.'
        $kept.Output | Format-Table | Out-String -Width 79 | Should -BeLike '*cpu * AmlCompute * None * Unchanged*'
        $one = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' }
        (Invoke-Captured { Sync-AmlComputeTarget -Configuration $one -Wait }).Warnings | Should -BeNullOrEmpty
        $result = Sync-AmlComputeTarget $folder -Prune -Force -Wait
        $result | Should -HaveCount 3
        foreach ($line in 'cpu None Unchanged', 'k8s Detach Done', 'stray Delete Done') { Get-Result $result | Should -Contain $line }
        (Get-AmlComputeTarget).Name | Should -BeExactly 'cpu'
    }

    It 'asks before it replaces or deletes; without an answer nothing is lost and the rest is done' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1 -Wait
        $null = New-AmlComputeTarget stray Standard_DS2_v2 -MaxNodes 1 -Wait
        $shell = New-TestShell
        try {
            $rows = @{ Name = 'cpu'; VmSize = 'Standard_DS1_v2' }, @{ Name = 'new'; VmSize = 'Standard_DS2_v2'; MaxNodes = 1 }
            $output = $shell.AddCommand('Sync-AmlComputeTarget').AddParameter(
                'Configuration', $rows).AddParameter('Workspace', $workspace).AddParameter('AllowReplace').AddParameter('Prune').Invoke()
            $ids = foreach ($record in $shell.Streams.Error) { ($record.FullyQualifiedErrorId -split ',')[0] }
            $texts = foreach ($item in $output) { "$item" }
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }

        $ids | Should -Be @('InvalidArgument', 'InvalidArgument')
        $texts | Should -Contain 'new: Create Done'
        $texts | Should -Contain 'cpu: Replace Left (No confirmation is possible in this session; use -Force to skip it.)'
        $texts | Should -Contain 'stray: Delete Left (No confirmation is possible in this session; use -Force to skip it.)'
        (Get-AmlComputeTarget).Name | Should -Be @('cpu', 'new', 'stray')
        (Get-AmlComputeTarget cpu).VmSize | Should -Be 'Standard_DS2_v2'
    }

    It 'takes -Confirm:$false for the answer' {
        $null = New-AmlComputeTarget stray Standard_DS2_v2 -MaxNodes 1 -Wait
        $null = Sync-AmlComputeTarget -Configuration @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' } -Prune -Confirm:$false -Wait
        (Get-AmlComputeTarget).Name | Should -BeExactly 'cpu'
    }

    It 'with -WhatIf says what would be done, does none of it, and then does just that' {
        $folder = New-TestFolder exact @{
            same = 'max_instances: 4'; cpu = 'max_instances: 6'; new = 'max_instances: 1'; old = 'tier: low_priority'
        }
        foreach ($name in 'same', 'cpu', 'old', 'stray') { $null = New-AmlComputeTarget $name Standard_DS2_v2 -MaxNodes 4 -Wait }
        $before = $workspace.Sandbox.Requests.Count
        $captured = Invoke-Captured { Sync-AmlComputeTarget $folder -Prune -AllowReplace -Force -WhatIf }
        $captured.Output | Should -HaveCount 0
        $captured.Errors | Should -HaveCount 0
        @(Get-TestRequest $workspace -After $before -Changing) | Should -HaveCount 0

        $before = $workspace.Sandbox.Requests.Count
        $null = Sync-AmlComputeTarget $folder -Prune -AllowReplace -Force -Wait
        $sent = foreach ($line in Get-TestRequest $workspace -After $before -Changing) {
            "$(($line -split ' ')[0]) $(($line -split '/')[-1] -replace '\?.*')"
        }
        $sent | Should -HaveCount 5
        foreach ($line in 'PATCH cpu', 'PUT new', 'DELETE old', 'PUT old', 'DELETE stray') { $sent | Should -Contain $line }
    }

    It 'prints with -WhatIf the properties that would change' -Tag Process {
        $run = Invoke-FreshShell -Command @'
$PSDefaultParameterValues['*-AmlComputeTarget:Timeout'] = '10d'
$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 }
$null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -Wait
$null = New-AmlComputeTarget gpu Standard_DS2_v2 -MaxNodes 4 -Wait
@{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 6; Description = 'x' },
    @{ Name = 'new'; VmSize = 'Standard_DS2_v2'; MaxNodes = 1 } | Sync-AmlComputeTarget -Prune -WhatIf
'@
        $lines = foreach ($line in $run.Output -split '\r?\n') {
            if ($line -match 'operation "(.+)" on target "(\S+) ') { "$($Matches[2]): $($Matches[1])" }
        }
        $lines | Should -Be @(
            'cpu: Set Description: none -> x; MaxNodes: 4 -> 6 (cost: unknown)'
            'new: Create compute target of type AmlCompute (cost: unknown)'
            'gpu: Delete compute target (cost: unknown)')
    }

    It 'reports with -WhatIf a change that would be refused' {
        $captured = Invoke-Captured { Sync-AmlComputeTarget -Configuration @{ Name = 'cpu'; VmSize = 'Standard_NoSuch' } -WhatIf }
        $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVmSize,*'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1 -Wait
        Get-ErrorId { Sync-AmlComputeTarget -Configuration @{ Name = 'cpu'; VmSize = 'Standard_DS1_v2' } -WhatIf } |
            Should -Be @('ReplacementRequired')
    }

    It 'goes on with -WhatIf after the check of one target has failed' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/managedClusters/*'; Status = 409; Count = 0; Message = 'Busy.' })
        $rows = @{ Name = 'k8s'; Kubernetes = $true; ResourceName = 'aks1' }, @{ Name = 'cpu'; VmSize = 'Standard_NoSuch' }
        $captured = Invoke-Captured { $rows | Sync-AmlComputeTarget -WhatIf }
        $captured.Errors.TargetObject | Should -Be @('k8s', 'cpu')
    }

    It 'goes on after a failure in the middle, even with -ErrorAction Stop, and says what is left' {
        $folder = New-TestFolder middle @{ a1 = 'max_instances: 1'; b1 = 'max_instances: 1'; c1 = 'max_instances: 1' }
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; Path = '*/b1'; Status = 403; Count = 1 })
        $captured = Invoke-Captured { Sync-AmlComputeTarget $folder -Wait -ErrorAction Stop }
        $captured.Ended | Should -BeTrue
        Get-Result $captured.Output | Should -Contain 'a1 Create Done'
        Get-Result $captured.Output | Should -Contain 'b1 Create Failed'
        Get-Result $captured.Output | Should -Contain 'c1 Create Done'
        $captured.Warnings | Should -Contain 'Failed or not applied: b1. All other changes were applied.'
        $captured.Errors[0].TargetObject | Should -BeExactly 'b1'

        Get-Result (Sync-AmlComputeTarget $folder | Where-Object Action -ne None) | Should -Be @('b1 Create Done')
    }

    It 'waits for a target that is being deleted, and creates it again' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1 -Wait
        Remove-AmlComputeTarget cpu -Force
        Get-Result (Sync-AmlComputeTarget -Configuration @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 1 } -Wait) |
            Should -Be @('cpu Create Done')
    }

    It 'gives up after -Timeout' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        Suspend-TestOperation $slow
        $limited = {
            Sync-AmlComputeTarget -Configuration @{ Name = 'desk'; Instance = $true; VmSize = 'Standard_DS1_v2' } -Wait -Timeout 30s
        }
        $captured = Invoke-Captured { Invoke-OnMovingClock $slow $limited -After 'PUT 201' }
        $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        (Get-AmlComputeTarget desk).Name | Should -BeExactly 'desk'
    }

    It 'can be run from two machines at once' {
        $shells = (New-TestShell), (New-TestShell)
        try {
            $calls = foreach ($shell in $shells) {
                $null = $shell.AddCommand('Sync-AmlComputeTarget').AddParameter(
                    'Path', $computes).AddParameter('Workspace', $workspace).AddParameter('Wait').AddParameter('Timeout', '10d')
                @{ Shell = $shell; Handle = $shell.BeginInvoke() }
            }

            foreach ($call in $calls) {
                $output = $call.Shell.EndInvoke($call.Handle)
                foreach ($record in $call.Shell.Streams.Error) { throw $record }
                $output | Should -HaveCount 11
                foreach ($item in $output) { $item.Target.ProvisioningState | Should -BeExactly 'Succeeded' }
            }
        }
        finally {
            foreach ($shell in $shells) { $shell.Runspace.Dispose(); $shell.Dispose() }
        }

        $compared = @(Compare-AmlComputeTarget $computes)
        $compared | Should -HaveCount 11
        foreach ($item in $compared) { $item.Status | Should -Be 'Same' }
    }

    It 'can be run from a second machine while the first replaces and removes the same' {
        # The clock stands still until the second call has begun. Otherwise the second could remove what the first has just created.
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        foreach ($name in 'a1', 'b1', 'c1') { $null = New-AmlComputeTarget $name Standard_DS2_v2 -MaxNodes 1 }
        $workspace.Sandbox.Advance('01:00:00')
        $rows = @{ Name = 'a1'; VmSize = 'Standard_DS1_v2'; MaxNodes = 1 }
        $shells = (New-TestShell), (New-TestShell)
        try {
            $calls = foreach ($shell in $shells) {
                $null = $shell.AddCommand('Sync-AmlComputeTarget').AddParameters(@{
                        Configuration = $rows; Workspace = $workspace; Prune = $true; AllowReplace = $true; Force = $true; Wait = $true
                        Timeout = '10d'
                    })
                @{ Shell = $shell; Handle = $shell.BeginInvoke() }
                $isRemoving = { (Get-TestRequest $workspace -Changing) -like 'DELETE */a1' }
                Wait-TestCondition $isRemoving 'The first call did not remove the target to replace.'
            }

            Invoke-OnMovingClock $workspace {
                foreach ($call in $calls) {
                    $null = $call.Shell.EndInvoke($call.Handle)
                    foreach ($record in $call.Shell.Streams.Error) { throw $record }
                }
            }
        }
        finally {
            foreach ($shell in $shells) { $shell.Runspace.Dispose(); $shell.Dispose() }
        }

        $left = Get-AmlComputeTarget
        "$($left.Name) $($left.VmSize)" | Should -Be 'a1 Standard_DS1_v2'
    }

    It 'refuses <Name>, and nothing is changed' -ForEach @(
        @{
            Name = 'a bad row among good ones, with -Prune'; Id = 'InvalidArgument'
            Action = { @{ Name = 'new'; VmSize = 's' }, @{ Name = 'bad'; Colour = 's' } | Sync-AmlComputeTarget -Prune -Force }
        }
        @{
            Name = 'a bad name'; Id = 'InvalidComputeName'
            Action = { Sync-AmlComputeTarget -Configuration @{ Name = 'a/b'; VmSize = 's' } -Prune -Force }
        }
        @{ Name = 'nothing by pipeline, with -Prune'; Id = 'InvalidArgument'; Action = { @() | Sync-AmlComputeTarget -Prune -Force } }
        @{ Name = 'a time-out below zero'; Id = 'InvalidArgument'; Action = { Sync-AmlComputeTarget $computes -Timeout -1 } }
        @{
            Name = 'a file that is not there'; Id = 'InvalidArgument'; Action = { Sync-AmlComputeTarget "$computes/none.yml" -Prune -Force }
        }
    ) {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1 -Wait
        $before = $workspace.Sandbox.Requests.Count
        Get-ErrorId $Action | Should -Be @($Id)
        @(Get-TestRequest $workspace -After $before -Changing) | Should -HaveCount 0
    }
}
