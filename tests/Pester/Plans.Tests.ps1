# Plans: what New-AmlComputePlan shows is what Invoke-AmlComputePlan sends, from an object, from files, in another process, or not at all.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
    $computes = (Resolve-Path "$PSScriptRoot/../../samples/computes").Path

    # A folder with a file for each cluster; the values are further keys of the file.
    function New-TestFolder([string] $Name, [Collections.IDictionary] $Cluster) {
        $folder = (New-Item (Join-Path $TestDrive $Name) -ItemType Directory -Force).FullName
        foreach ($item in $Cluster.GetEnumerator()) {
            $text = "name: $($item.Key)`ntype: amlcompute`nsize: Standard_DS2_v2`n$($item.Value)`n"
            [IO.File]::WriteAllText((Join-Path $folder "$($item.Key).yml"), $text)
        }
        $folder
    }

    function New-TestCluster([string[]] $Name) { $null = $Name | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 4 -Wait }

    # What changed the workspace, as 'METHOD name'.
    function Get-Sent($Workspace, [int] $After) {
        @(foreach ($line in Get-TestRequest $Workspace -After $After -Changing) {
                "$(($line -split ' ')[0]) $(($line -split '/')[-1] -replace '\?.*')"
            })
    }

    function Get-Step($Plan) { foreach ($step in $Plan.Steps) { "$($step.Action) $($step.Name)" } }

    # A plan as it comes back from a file.
    function Save-Plan($Plan, [string] $As) {
        switch ($As) {
            'an object' { $Plan }
            'Clixml' {
                $Plan | Export-Clixml (Join-Path $TestDrive plan.xml)
                Import-Clixml (Join-Path $TestDrive plan.xml)
            }
            'JSON' { $Plan | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json }
            'JSON of depth 10' { $Plan | ConvertTo-Json -Depth 10 | ConvertFrom-Json }
            'JSON with words' { $Plan | ConvertTo-Json -Depth 10 -EnumsAsStrings -Compress | ConvertFrom-Json }
        }
    }
}

AfterAll {
    Get-Job | Remove-Job -Force
    Assert-TestBody
}

Describe 'New-AmlComputePlan' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        New-TestCluster cpu, old, stray
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait -WarningAction Ignore
        $folder = New-TestFolder every ([ordered] @{ cpu = 'max_instances: 6'; new = 'max_instances: 1'; old = 'tier: low_priority' })
        $before = $workspace.Sandbox.Requests.Count
    }

    It 'emits a step for each target that would be changed, and changes nothing' {
        $plan = New-AmlComputePlan $folder -Prune -AllowReplace
        $plan.GetType().Name | Should -BeExactly 'ComputePlan'
        Get-Step $plan | Should -Be @('Update cpu', 'Create new', 'Replace old', 'Detach k8s', 'Delete stray')
        "$($plan.Steps[0].Differences)" | Should -BeExactly 'MaxNodes: 4 -> 6'
        $plan.Steps[2].NeedsReplacement | Should -BeTrue
        $plan.Steps[0].Path | Should -BeLike '*cpu.yml'
        $plan.WorkspaceId | Should -BeExactly $workspace.Id
        $plan.HasChanges | Should -BeTrue
        $plan.HasErrors | Should -BeFalse
        Get-Sent $workspace $before | Should -HaveCount 0
    }

    It 'has an error for a replacement without -AllowReplace, and no step for extra targets without -Prune' {
        $plan = New-AmlComputePlan $folder
        Get-Step $plan | Should -Be @('Update cpu', 'Create new', 'Replace old')
        $plan.HasErrors | Should -BeTrue
        $plan.Steps[2].Problems[0].ErrorId | Should -BeExactly 'ReplacementRequired'
        $result = $plan | Invoke-AmlComputePlan -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction Ignore
        "$($result.Outcome | Sort-Object)" | Should -BeExactly 'Done Done Left'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ReplacementRequired,*'
        Get-Sent $workspace $before | Sort-Object | Should -Be @('PATCH cpu', 'PUT new')
    }

    It 'has an error for a target that the service would refuse, and a warning for one that it may refuse' {
        $rows = @{ Name = 'big'; VmSize = 'Standard_DS2_v2'; MaxNodes = 900 }, @{ Name = 'odd'; VmSize = 'Standard_Odd' }
        $plan = $rows | New-AmlComputePlan
        $plan.Steps[1].HasErrors | Should -BeTrue
        $plan.Steps[1].Problems[0].ErrorId | Should -BeExactly 'InvalidVmSize'
        "$($plan.Steps[0].Problems)" | Should -BeLike "*Warning: 'MaxNodes' is 900*"
    }

    It 'has no steps if all targets are as wanted' {
        $plan = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 4 } | New-AmlComputePlan
        $plan.Steps | Should -HaveCount 0
        $plan.HasChanges | Should -BeFalse
        $plan | Out-String | Should -BeLike '*no changes*'
        $plan | Format-List | Out-String | Should -BeLike '*Steps*no changes*'
        $plan | ConvertTo-AmlComputeMarkdown | Should -BeLike '*no changes*'
        $plan | Invoke-AmlComputePlan | Should -BeNullOrEmpty
        Get-Sent $workspace $before | Should -HaveCount 0
    }

    It 'sends the list, a GET for one change, and one read of the sizes for the cost' {
        $null = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 6 } | New-AmlComputePlan
        Get-TestRequest $workspace -After $before | Should -Be @(
            "GET $($workspace.Id)/computes"
            'GET /subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.MachineLearningServices/locations/eastus/vmSizes'
            "GET $($workspace.Id)/computes/cpu")
    }

    It 'plans what is piped from Compare-AmlComputeTarget, and Sync-AmlComputeTarget applies it' {
        $found = Compare-AmlComputeTarget $folder | Where-Object Name -In cpu, stray
        Get-Step ($found | New-AmlComputePlan -Prune) | Should -Be @('Update cpu', 'Delete stray')
        "$($found | Sync-AmlComputeTarget -Prune -Force | Sort-Object Name)" | Should -BeExactly 'cpu: Update Done stray: Delete Done'
        Get-Sent $workspace $before | Sort-Object | Should -Be @('DELETE stray', 'PATCH cpu')
        Get-ErrorId { ConvertTo-Deserialized $found[0] | New-AmlComputePlan } | Should -Be @('InvalidArgument')
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'an empty folder'; Action = { New-AmlComputePlan (New-Item (Join-Path $TestDrive none) -ItemType Directory -Force) } }
        @{ Name = 'nothing by pipeline'; Action = { @() | New-AmlComputePlan -Prune } }
        @{ Name = 'a row with an unknown column'; Action = { @{ Name = 'a1'; Colour = 'red' } | New-AmlComputePlan } }
    ) {
        Get-ErrorId $Action | Should -Be @('InvalidArgument')
        Get-Sent $workspace $before | Should -HaveCount 0
    }

    It 'is shown as a table and a list, also after a round trip' {
        $made = New-AmlComputePlan $folder -Prune -AllowReplace
        foreach ($plan in $made, (Save-Plan $made Clixml)) {
            $table = $plan | Out-String -Width 80
            foreach ($line in 'Workspace: sandbox-ws', '~ change    cpu (AmlCompute)', 'MaxNodes: 4 -> 6', '+ create    new (AmlCompute)',
                '-/+ replace old (AmlCompute)', 'Priority: Dedicated -> LowPriority (replace)', '- detach    k8s (Kubernetes)',
                '- delete    stray (AmlCompute)') {
                $table | Should -BeLike "*$line*"
            }
            $plan.Steps | Out-String -Width 80 | Should -BeLike '*~ change    cpu * AmlCompute * MaxNodes: 4 -> 6*'
            $plan.Steps[0] | Format-List | Out-String | Should -BeLike '*Action*: ~ change*Differences*: MaxNodes: 4 -> 6*'
            $plan | Format-List | Out-String | Should -BeLike '*Steps*: ~ change cpu: MaxNodes: 4 -> 6*'
        }
    }
}

Describe 'Invoke-AmlComputePlan' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        New-TestCluster cpu, old, stray
        $folder = New-TestFolder exact ([ordered] @{ cpu = 'max_instances: 6'; new = 'max_instances: 1'; old = 'tier: low_priority' })
        $plan = New-AmlComputePlan $folder -Prune -AllowReplace
        $before = $workspace.Sandbox.Requests.Count
    }

    It 'applies <As>: the steps of the plan, and no others' -ForEach @(
        @{ As = 'an object' }, @{ As = 'Clixml' }, @{ As = 'JSON' }, @{ As = 'JSON of depth 10' }, @{ As = 'JSON with words' }
    ) {
        $saved = Save-Plan $plan $As
        $files = if ($As -eq 'an object') { @{} } else { @{ Path = $folder } }
        $result = $saved | Invoke-AmlComputePlan @files -Force -Wait -Timeout 10d
        foreach ($item in $result) { $item.GetType().Name | Should -BeExactly 'ComputeSyncResult' }
        $result | ForEach-Object { "$($_.Name) $($_.Action) $($_.Outcome)" } | Sort-Object |
            Should -Be @('cpu Update Done', 'new Create Done', 'old Replace Done', 'stray Delete Done')
        Get-Sent $workspace $before | Sort-Object | Should -Be @('DELETE old', 'DELETE stray', 'PATCH cpu', 'PUT new', 'PUT old')
        (New-AmlComputePlan $folder -Prune -AllowReplace).Steps | Should -HaveCount 0
    }

    It 'applies a plan of every type' {
        $plan = New-AmlComputePlan $computes
        $plan.Steps | Should -HaveCount 11
        $result = Save-Plan $plan Clixml | Invoke-AmlComputePlan -Path $computes -Wait -Timeout 10d
        $result | Should -HaveCount 11
        foreach ($item in $result) { $item.Outcome | Should -Be 'Done' }
        (New-AmlComputePlan $computes).HasChanges | Should -BeFalse
    }

    It 'applies configurations that are given again' {
        $rows = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 7 }, @{ Name = 'extra'; VmSize = 'Standard_DS2_v2' }
        $saved = Save-Plan ($rows | New-AmlComputePlan) JSON
        ($saved | Invoke-AmlComputePlan -Configuration $rows).Outcome | Should -Be @('Done', 'Done')
        Get-Sent $workspace $before | Sort-Object | Should -Be @('PATCH cpu', 'PUT extra')
    }

    It 'refuses -Name without files, because it selects no steps' {
        $plan = @{ Name = 'extra'; VmSize = 'Standard_DS2_v2' } | New-AmlComputePlan -Prune
        { $plan | Invoke-AmlComputePlan -Name extra -Force } | Should -Throw '-Name needs -Path, -LiteralPath or -Configuration*'
        Get-Sent $workspace $before | Should -BeNullOrEmpty
    }

    It 'needs no files for a plan that only removes' {
        $rows = foreach ($name in 'cpu', 'old') { @{ Name = $name; VmSize = 'Standard_DS2_v2'; MaxNodes = 4 } }
        $saved = Save-Plan ($rows | New-AmlComputePlan -Prune) Clixml
        "$($saved | Invoke-AmlComputePlan -Force)" | Should -BeExactly 'stray: Delete Done'
    }

    It 'applies all plans that are piped, after it has checked all of them' {
        $plans = foreach ($name in 'cpu', 'old') { @{ Name = $name; VmSize = 'Standard_DS2_v2'; MaxNodes = 7 } | New-AmlComputePlan }
        $plans | Invoke-AmlComputePlan | ForEach-Object Name | Sort-Object | Should -Be @('cpu', 'old')
        $other = Connect-TestSandbox -WorkspaceName other
        $null = Connect-TestSandbox
        $foreign = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' } | New-AmlComputePlan -Workspace $other
        $again = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 3 } | New-AmlComputePlan -Workspace $workspace
        $before = $workspace.Sandbox.Requests.Count
        Get-ErrorId { $again, $foreign | Invoke-AmlComputePlan -Workspace $workspace } | Should -Be @('PlanWorkspaceMismatch')
        Get-Sent $workspace $before | Should -HaveCount 0
    }

    It 'prints each step with -WhatIf, and then sends just that' {
        $saved = Save-Plan $plan Clixml
        $captured = Invoke-Captured { $saved | Invoke-AmlComputePlan -Path $folder -Force -WhatIf }
        $captured.Output | Should -HaveCount 0
        $captured.Errors | Should -HaveCount 0
        Get-Sent $workspace $before | Should -HaveCount 0
        $null = Set-AmlComputeTarget cpu -MaxNodes 5 -Wait
        Get-ErrorId { $saved | Invoke-AmlComputePlan -Path $folder -Force -WhatIf } | Should -Be @('PlanStale')
    }

    It 'asks before it replaces or deletes; without an answer nothing is lost and the rest is done' {
        $shell = New-TestShell
        try {
            $null = $shell.AddCommand('Invoke-AmlComputePlan').AddParameter('Plan', $plan).AddParameter('Workspace', $workspace)
            $result = $shell.Invoke()
            "$($result | Sort-Object { $_.Name } | ForEach-Object { "$($_.Name) $($_.Outcome)" })" |
                Should -BeExactly 'cpu Done new Done old Left stray Left'
            $shell.Streams.Error.Count | Should -Be 2
        }
        finally { $shell.Runspace.Dispose(); $shell.Dispose() }
        Get-Sent $workspace $before | Sort-Object | Should -Be @('PATCH cpu', 'PUT new')
    }

    It 'takes -Confirm:$false for the answer' {
        $plan | Invoke-AmlComputePlan -Confirm:$false | Should -HaveCount 4
        Get-Sent $workspace $before | Should -Contain 'DELETE stray'
    }

    It 'runs in a job, with a child for each step' {
        $job = $plan | Invoke-AmlComputePlan -Force -AsJob -ThrottleLimit 1 -Timeout 10d
        $job.ChildJobs.Name | Should -Be @('cpu', 'new', 'old', 'stray')
        $result = $job | Wait-Job | Receive-Job
        $job.State | Should -BeExactly 'Completed'
        "$($result.Outcome)" | Should -BeExactly 'Done Done Done Done'
        Get-Sent $workspace $before | Should -HaveCount 5
    }

    It 'sends one step after the other with -ThrottleLimit 1' {
        $null = $plan | Invoke-AmlComputePlan -Force -ThrottleLimit 1 -Timeout 10d
        Get-Sent $workspace $before | Should -Be @('PATCH cpu', 'PUT new', 'DELETE old', 'PUT old', 'DELETE stray')
    }

    It 'applies the other steps if one fails, and the next plan has the rest' {
        $workspace.Sandbox.AddFault(@{ Method = 'PATCH'; Path = '*/cpu'; Status = 400; Code = 'BadArgument'; Message = 'No.' })
        $captured = Invoke-Captured { $plan | Invoke-AmlComputePlan -Force -Wait -Timeout 10d -ErrorAction Stop }
        $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($captured.Output | Sort-Object { $_.Name } | ForEach-Object { "$($_.Name) $($_.Outcome)" })" |
            Should -BeExactly 'cpu Failed new Done old Done stray Done'
        $captured.Warnings[-1] | Should -BeLike 'Failed or not applied: cpu.*'
        Get-Step (New-AmlComputePlan $folder -Prune -AllowReplace) | Should -Be @('Update cpu')
    }
}

Describe 'A step of a plan' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        New-TestCluster cpu, gpu
        $null = New-AmlComputeTarget desk -Instance Standard_DS2_v2 -Wait
        $rows = @{
            Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 6; IdleTimeBeforeScaleDown = '20m'
        }, @{ Name = 'gpu'; VmSize = 'Standard_DS2_v2'; Description = 'x' }
        $null = Set-AmlComputeTarget cpu -IdleTimeBeforeScaleDown 20m -Wait
        # A PATCH of cpu, a PUT of gpu.
        $plan = Save-Plan ($rows | New-AmlComputePlan) Clixml
    }

    It 'is not applied if its target <Name>, and the other step is' -ForEach @(
        @{
            Name = 'is gone'; Message = '*was removed after the plan*'; Other = 'gpu'
            Change = { Remove-AmlComputeTarget cpu -Force -Wait }
        }
        @{
            Name = 'was created again'; Message = '*created again*'; Other = 'gpu'
            Change = {
                Remove-AmlComputeTarget cpu -Force -Wait
                $workspace.Sandbox.Advance('00:01:00')
                $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -IdleTimeBeforeScaleDown 20m -Wait
            }
        }
        @{
            Name = 'has another value of a setting that a PATCH changes'; Message = '*MaxNodes is now 5*'; Other = 'gpu'
            Change = { $null = Set-AmlComputeTarget cpu -MaxNodes 5 -Wait }
        }
        @{
            Name = 'has the wanted value already'; Message = '*MaxNodes is now 6*'; Other = 'gpu'
            Change = { $null = Set-AmlComputeTarget cpu -MaxNodes 6 -Wait }
        }
        @{
            Name = 'has another value of any setting, and the step is a PUT'; Message = '*Tags is now team=a*'; Other = 'cpu'
            Change = { $null = Set-AmlComputeTarget gpu -Tag @{ team = 'a' } -Wait }
        }
    ) {
        & $Change
        $before = $workspace.Sandbox.Requests.Count
        $captured = Invoke-Captured { $plan | Invoke-AmlComputePlan -Configuration $rows }
        $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PlanStale,*'
        $captured.Errors | Should -HaveCount 1
        "$($captured.Errors[0])" | Should -BeLike $Message
        ($captured.Output | Where-Object Outcome -EQ Done).Name | Should -BeExactly $Other
        @(Get-Sent $workspace $before | Where-Object { $_ -notlike "* $Other" }) | Should -HaveCount 0
    }

    It 'is applied by PATCH if another client changed other settings, and leaves these' {
        $null = Set-AmlComputeTarget cpu -IdleTimeBeforeScaleDown 30m -Tag @{ team = 'a' } -Wait
        $before = $workspace.Sandbox.Requests.Count
        $captured = Invoke-Captured { $plan | Invoke-AmlComputePlan -Configuration $rows -Wait -Timeout 10d }
        $captured.Errors | Should -HaveCount 0
        Get-Sent $workspace $before | Should -Contain 'PATCH cpu'
        $cpu = Get-AmlComputeTarget cpu
        "$($cpu.MaxNodes) $($cpu.IdleTimeBeforeScaleDown.TotalMinutes) $($cpu.Tags['team'])" | Should -BeExactly '6 30 a'
    }

    It 'is applied to an instance that was stopped after the plan' {
        $wanted = @{ Name = 'desk'; Instance = $true; VmSize = 'Standard_DS2_v2'; IdleTimeBeforeShutdown = '1h' }
        $saved = Save-Plan ($wanted | New-AmlComputePlan) JSON
        $null = Stop-AmlComputeTarget desk -Wait
        "$($saved | Invoke-AmlComputePlan -Configuration $wanted)" | Should -BeExactly 'desk: Update Done'
    }

    It 'goes on after its first request if the service refuses the second one for a while' {
        $wanted = @{ Name = 'desk'; Instance = $true; VmSize = 'Standard_DS1_v2'; IdleTimeBeforeShutdown = '10h' }
        $saved = Save-Plan ($wanted | New-AmlComputePlan) JSON
        $workspace.Sandbox.AddFault(@{ Method = 'POST'; Path = '*/desk/resize'; Status = 409; Code = 'Conflict'; Message = 'Busy.' })
        $before = $workspace.Sandbox.Requests.Count
        "$($saved | Invoke-AmlComputePlan -Configuration $wanted -Wait -Timeout 10d)" | Should -BeExactly 'desk: Update Done'
        @(Get-Sent $workspace $before | Where-Object { $_ -notlike '*getAllowed*' }) |
            Should -Be @('POST updateIdleShutdownSetting', 'POST resize', 'POST resize')
        (Get-AmlComputeTarget desk).VmSize | Should -Be 'Standard_DS1_v2'
    }

    It 'is not applied to a target of another type' {
        $manual = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4
        $manual.Sandbox.Advance('00:10:00')
        $saved = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 6 } | New-AmlComputePlan
        Remove-AmlComputeTarget cpu -Force
        $manual.Sandbox.Advance('00:10:00')
        $null = New-AmlComputeTarget cpu -Instance Standard_DS2_v2
        $manual.Sandbox.Advance('00:10:00')
        $before = $manual.Sandbox.Requests.Count
        Get-ErrorId { $saved | Invoke-AmlComputePlan } | Should -Be @('PlanStale')
        Get-Sent $manual $before | Should -HaveCount 0
    }

    It 'waits for the deletion that was running when it was planned' {
        Remove-AmlComputeTarget gpu -Force
        $saved = Save-Plan ($rows[1] | New-AmlComputePlan) JSON
        Get-Step $saved | Should -Be @('1 gpu')
        "$($saved | Invoke-AmlComputePlan -Configuration $rows[1] -Wait -Timeout 10d)" | Should -BeExactly 'gpu: Create Done'
    }

    It 'is applied once if two plans are applied at once' {
        $second = Save-Plan ($rows | New-AmlComputePlan) JSON
        $shells = (New-TestShell), (New-TestShell)
        $before = $workspace.Sandbox.Requests.Count
        try {
            $calls = foreach ($i in 0, 1) {
                $null = $shells[$i].AddCommand('Invoke-AmlComputePlan').AddParameters(@{
                        Plan = ($plan, $second)[$i]; Configuration = $rows; Workspace = $workspace; Wait = $true; Timeout = '10d'
                    })
                @{ Shell = $shells[$i]; Handle = $shells[$i].BeginInvoke() }
            }
            $results = foreach ($call in $calls) { $call.Shell.EndInvoke($call.Handle) }
            $errors = foreach ($shell in $shells) { foreach ($record in $shell.Streams.Error) { $record } }
        }
        finally { foreach ($shell in $shells) { $shell.Runspace.Dispose(); $shell.Dispose() } }
        $results | Should -HaveCount 4
        foreach ($record in $errors) { $record.FullyQualifiedErrorId | Should -BeLike 'PlanStale,*' }
        (Get-AmlComputeTarget cpu).MaxNodes | Should -Be 6
        (Get-AmlComputeTarget gpu).Description | Should -BeExactly 'x'
    }
}

Describe 'A plan that cannot be applied' {
    BeforeAll {
        $workspace = Connect-TestSandbox
        New-TestCluster cpu
        $folder = New-TestFolder given @{ cpu = 'max_instances: 6' }
        $plan = New-AmlComputePlan $folder
        $other = Connect-TestSandbox -WorkspaceName other
        $null = Connect-TestSandbox
    }

    It 'is refused: <Name>' -ForEach @(
        @{ Name = 'of another workspace'; Id = 'PlanWorkspaceMismatch'; Action = { $plan | Invoke-AmlComputePlan -Workspace $other } }
        @{
            Name = 'of another format'; Id = 'PlanVersion'
            Action = {
                $saved = Save-Plan $plan JSON
                $saved.FormatVersion = 2
                $saved | Invoke-AmlComputePlan -Path $folder -Workspace $workspace
            }
        }
        @{
            Name = 'with an edited step'; Id = 'PlanEdited'
            Action = {
                $saved = Save-Plan $plan 'JSON of depth 10'
                $saved.Steps[0].Differences[0].Wanted = '60'
                $saved | Invoke-AmlComputePlan -Path $folder -Workspace $workspace
            }
        }
        @{
            Name = 'with a step less'; Id = 'PlanEdited'
            Action = {
                $saved = Save-Plan $plan JSON
                $saved.Steps = @()
                $saved | Invoke-AmlComputePlan -Path $folder -Workspace $workspace
            }
        }
        @{
            Name = 'with an error taken out'; Id = 'PlanEdited'
            Action = {
                $saved = Save-Plan (@{ Name = 'odd'; VmSize = 'Standard_Odd' } | New-AmlComputePlan -Workspace $workspace) JSON
                $saved.Steps[0].HasErrors = $false
                $saved | Invoke-AmlComputePlan -Path $folder -Workspace $workspace
            }
        }
        @{
            Name = 'saved, and without files'; Id = 'PlanSourceChanged'
            Action = { Save-Plan $plan Clixml | Invoke-AmlComputePlan -Workspace $workspace }
        }
        @{
            Name = 'with other files'; Id = 'PlanSourceChanged'
            Action = {
                $changed = New-TestFolder changed @{ cpu = 'max_instances: 7' }
                Save-Plan $plan Clixml | Invoke-AmlComputePlan -Path $changed -Workspace $workspace
            }
        }
        @{
            Name = 'with a file more'; Id = 'PlanSourceChanged'
            Action = {
                $more = New-TestFolder more @{ cpu = 'max_instances: 6'; gpu = 'max_instances: 6' }
                $plan | Invoke-AmlComputePlan -Path $more -Workspace $workspace
            }
        }
        @{ Name = 'a text'; Id = 'InvalidArgument'; Action = { 'plan.xml' | Invoke-AmlComputePlan -Workspace $workspace } }
        @{
            Name = 'a comparison'; Id = 'InvalidArgument'
            Action = { Compare-AmlComputeTarget $folder -Workspace $workspace | Invoke-AmlComputePlan -Workspace $workspace }
        }
    ) {
        $before = $workspace.Sandbox.Requests.Count
        Get-ErrorId $Action | Should -Be @($Id)
        Get-Sent $workspace $before | Should -HaveCount 0
    }
}

Describe 'A plan in another process' -Tag Process {
    It 'is applied there, from a file' {
        $emulator = Start-TestEmulator
        try {
            $null = & ([scriptblock]::Create($emulator.Line))
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4
            $header = @{ 'X-AmlCompute-Emulator' = '1' }
            $null = Invoke-RestMethod "$($emulator.Address)/_emulator/advance?seconds=600" -Method Post -Headers $header
            $folder = New-TestFolder process @{ cpu = 'max_instances: 6' }
            $file = Join-Path $TestDrive process.json
            New-AmlComputePlan $folder | ConvertTo-Json -Depth 10 | Set-Content $file
            $run = Invoke-FreshShell -Command @"
`$null = & { $($emulator.Line) }
Get-Content '$file' -Raw | ConvertFrom-Json | Invoke-AmlComputePlan -Path '$folder' | ForEach-Object { "`$_" }
"@
            $run.Error | Should -BeNullOrEmpty
            $run.Output.Trim() | Should -BeExactly 'cpu: Update Done'
            (Get-AmlComputeTarget cpu).MaxNodes | Should -Be 6
        }
        finally { Stop-TestEmulator $emulator }
    }
}

Describe 'Secrets and plans' {
    BeforeAll {
        $workspace = Connect-TestSandbox
        $folder = (New-Item (Join-Path $TestDrive secret) -ItemType Directory -Force).FullName
        $text = @'
name: bricks
type: databricks
resource_id: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Databricks/workspaces/b
access_token: S3CRET-token
---
name: cpu
type: amlcompute
size: Standard_DS2_v2
ssh_settings: { admin_username: me, admin_password: S3CRET-Passw0rd }
'@
        [IO.File]::WriteAllText((Join-Path $folder all.yml), $text)
        $plan = New-AmlComputePlan $folder
    }

    It 'are in no form of a plan; the step has their names' {
        $plan.Steps[0].Secrets | Should -Be @('AccessToken')
        $account = [pscredential]::new('me', (ConvertTo-SecureString S3CRET-Passw0rd -AsPlainText -Force))
        $rows = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; AdminCredential = $account }
        foreach ($made in $plan, ($rows | New-AmlComputePlan)) {
            $made.Steps[-1].Secrets | Should -Be @('AdminUserPassword')
            foreach ($form in ($made | ConvertTo-Json -Depth 10), ($made | ConvertTo-Json -WarningAction Ignore),
                [Management.Automation.PSSerializer]::Serialize($made, 10), ($made | ConvertTo-AmlComputeMarkdown),
                ($made | Format-List * | Out-String), ($made.Steps | Format-List * | Out-String)) {
                $form | Should -Not -BeLike '*S3CRET*'
            }
        }
    }

    It 'give nothing away by the digest, so that a changed secret alone is not noticed, and the new one is sent' {
        $saved = Save-Plan $plan Clixml
        $new = (New-Item (Join-Path $TestDrive newsecret) -ItemType Directory -Force).FullName
        [IO.File]::WriteAllText((Join-Path $new all.yml), ([IO.File]::ReadAllText((Join-Path $folder all.yml)) -replace 'S3CRET', 'N3W'))
        (New-AmlComputePlan $new).SourceDigest | Should -BeExactly $plan.SourceDigest
        ($saved | Invoke-AmlComputePlan -Path $new -Wait -Timeout 10d).Outcome | Should -Be @('Done', 'Done')
        (Get-AmlComputeKey bricks -AsPlainText).AccessToken | Should -BeExactly 'N3W-token'
    }
}

Describe 'ConvertTo-AmlComputeMarkdown' {
    BeforeAll {
        $workspace = Connect-TestSandbox
        New-TestCluster cpu
    }

    It 'has a row for each step with the symbol, and the same text for a saved plan' {
        $rows = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 6 }, @{ Name = 'new'; VmSize = 'Standard_DS2_v2' }
        $plan = $rows | New-AmlComputePlan
        $text = $plan | ConvertTo-AmlComputeMarkdown
        $text | Should -BeLike '### sandbox\-ws*'
        $lines = $text -split "`n"
        $lines[4] | Should -BeExactly '| \~ change | cpu | AmlCompute | MaxNodes&#58; 4 \-&gt; 6 | unknown |  |'
        $lines[5] | Should -BeLike '| \+ create | new | AmlCompute |*'
        foreach ($as in 'Clixml', 'JSON of depth 10') { Save-Plan $plan $as | ConvertTo-AmlComputeMarkdown | Should -BeExactly $text }
        $compared = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 6 } | Compare-AmlComputeTarget | ConvertTo-AmlComputeMarkdown
        ($compared -split "`n")[2] | Should -BeExactly '| cpu | AmlCompute | Different | MaxNodes&#58; 4 \-&gt; 6 | unknown |'
    }

    It 'escapes <Name>' -ForEach @(
        @{ Name = 'a bar'; Value = 'a|b'; Not = '[^\\ ]\|[^ ]' }
        @{ Name = 'a code span'; Value = 'a`b`c'; Not = '[^\\]`' }
        @{ Name = 'an element'; Value = '<script>alert(1)</script>'; Not = '<script|</script' }
        @{ Name = 'an image'; Value = '![x](https://example.com/x.png)'; Not = '[^\\]!|[^\\]\[|https:|example\.com' }
        @{ Name = 'a mention'; Value = '@octocat'; Not = '@octocat|&#64;octocat' }
        @{ Name = 'a link to an issue'; Value = '#1'; Not = '#1\b' }
        @{ Name = 'a web address'; Value = 'www.example.com'; Not = 'www\.' }
        @{ Name = 'a line break'; Value = "a`n| b |`r`n# c"; Not = 'a\n|\r' }
        @{ Name = 'a mark of the writing direction'; Value = "a$([char] 0x202E)b$([char] 0x2066)c"; Not = '[\u202A-\u202E\u2066-\u2069]' }
        @{ Name = 'an escape sequence'; Value = "a$([char] 27)[31mb"; Not = '[\x00-\x09\x0B-\x1F]' }
        @{ Name = 'an entity'; Value = '&lt;b&gt;'; Not = '&lt;b' }
    ) {
        $row = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; Tag = @{ key = $Value } }
        $plan = $row | New-AmlComputePlan
        foreach ($text in ($plan | ConvertTo-AmlComputeMarkdown), ($row | Compare-AmlComputeTarget | ConvertTo-AmlComputeMarkdown)) {
            $line = ($text -split "`n" | Where-Object { $_ -match '^\|.*cpu' })
            @($line) | Should -HaveCount 1
            $line | Should -BeLike '*Tags*key*'
            $line | Should -Not -Match $Not
        }
    }

    It 'refuses what is neither a plan nor a comparison' {
        Get-ErrorId { 'text' | ConvertTo-AmlComputeMarkdown } | Should -Be @('InvalidArgument')
    }
}

Describe 'Sync-AmlComputeTarget -WhatIf' {
    It 'names the command for the plan in its verbose messages, and emits nothing' {
        $null = Connect-TestSandbox
        $captured = Invoke-Captured { @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' } | Sync-AmlComputeTarget -WhatIf -Verbose }
        $captured.Output | Should -HaveCount 0
        "$($captured.Verbose)" | Should -BeLike '*New-AmlComputePlan*Invoke-AmlComputePlan*'
    }
}

Describe 'What each command announces with -WhatIf' -Tag Process {
    BeforeAll {
        $run = Invoke-FreshShell -Command @"
`$PSDefaultParameterValues['*-AmlCompute*:Timeout'] = '10d'
`$ws = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 }
`$null = 'cpu', 'gone' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 4 -Wait
`$null = 'desk', 'off' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Instance -Wait
`$null = Stop-AmlComputeTarget off -Wait
`$null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait -WarningAction Ignore
`$rows = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 6 }
`$more = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 7 }
`$lines = [ordered] @{
    'New' = { New-AmlComputeTarget new Standard_DS2_v2 @args }
    'Connect' = { Connect-AmlComputeTarget more -Kubernetes -ResourceId $aks -WarningAction Ignore @args }
    'Set' = { Set-AmlComputeTarget cpu -MaxNodes 5 -WarningAction Ignore @args }
    'Sync' = { `$rows | Sync-AmlComputeTarget @args }
    'Invoke' = { `$more | New-AmlComputePlan | Invoke-AmlComputePlan @args }
    'Stop' = { Stop-AmlComputeTarget desk @args }
    'Start' = { Start-AmlComputeTarget off @args }
    'Restart' = { Restart-AmlComputeTarget off @args }
    'Resize' = { Resize-AmlComputeTarget off Standard_DS1_v2 @args }
    'Remove' = { Remove-AmlComputeTarget gone -Confirm:`$false @args }
    'Disconnect' = { Disconnect-AmlComputeTarget k8s -Confirm:`$false @args }
}
function sent(`$After) {
    `$changes = foreach (`$request in `$ws.Sandbox.Requests | Select-Object -Skip `$After) {
        if (`$request.Method -ne 'GET' -and `$request.Path -notlike '*/getAllowedVmSizesForResize') {
            "`$(`$request.Method) `$((`$request.Path -split '/computes/')[-1])"
        }
    }
    `$changes -join ', '
}
foreach (`$name in `$lines.Keys) {
    `$before = `$ws.Sandbox.Requests.Count
    & `$lines[`$name] -WhatIf
    "`$name -WhatIf sent: `$(sent `$before)"
    `$before = `$ws.Sandbox.Requests.Count
    `$null = & `$lines[`$name] -Wait
    "`$name sent: `$(sent `$before)"
}
"@
        $text = $run.Output -replace '\s+', ' '
    }

    It '<Name>: <Sent>' -ForEach @(
        @{ Name = 'New'; Says = '*new in workspace*'; Sent = 'PUT new' }
        @{ Name = 'Connect'; Says = '*more in workspace*'; Sent = 'PUT more' }
        @{ Name = 'Set'; Says = '*MaxNodes: 4 -> 5*cpu in workspace*'; Sent = 'PATCH cpu' }
        @{ Name = 'Sync'; Says = '*MaxNodes: 5 -> 6*cpu in workspace*'; Sent = 'PATCH cpu' }
        @{ Name = 'Invoke'; Says = '*MaxNodes: 6 -> 7*cpu in workspace*'; Sent = 'PATCH cpu' }
        @{ Name = 'Stop'; Says = '*Stop*desk in workspace*'; Sent = 'POST desk/stop' }
        @{ Name = 'Start'; Says = '*Start*off in workspace*'; Sent = 'POST off/start' }
        @{ Name = 'Restart'; Says = '*Restart*off in workspace*'; Sent = 'POST off/restart' }
        @{ Name = 'Resize'; Says = '*Standard_DS1_v2*off in workspace*'; Sent = 'POST off/resize' }
        @{ Name = 'Remove'; Says = '*Delete*gone in workspace*'; Sent = 'DELETE gone' }
        @{ Name = 'Disconnect'; Says = '*Detach*k8s in workspace*'; Sent = 'DELETE k8s' }
    ) {
        $run.Error | Should -BeNullOrEmpty
        $found = [regex]::Match($text, "(?<says>What if: ((?! sent: ).)*) $Name -WhatIf sent: $Name sent: (?<sent>((?! What if:).)*)")
        $found.Groups['says'].Value | Should -BeLike $Says
        $found.Groups['sent'].Value.Trim() | Should -BeExactly $Sent
    }
}
