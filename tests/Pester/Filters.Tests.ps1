# The filters of the commands on existing targets: -Type, -State, -Tag and -Exclude.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $workspace = Connect-TestSandbox
    $group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'
    $null = 'cpu1', 'cpu2' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Tag @{ team = 'vision'; tier = '1' } -Wait
    $null = New-AmlComputeTarget gpu Standard_DS2_v2 -Tag @{ Team = 'speech' } -Wait
    $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
    $null = New-AmlComputeTarget idle Standard_DS2_v2 -Instance -Wait
    $null = Stop-AmlComputeTarget idle -Wait
    $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId "$group/Microsoft.ContainerService/managedClusters/a" -Wait

    function Get-Found([hashtable] $Given) {
        (Get-AmlComputeTarget @Given).Name | Sort-Object
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Get-AmlComputeTarget' {
    It 'keeps targets by <Name>' -ForEach @(
        @{ Name = 'a tag and its value'; Given = @{ Tag = @{ team = 'vision' } }; Found = 'cpu1', 'cpu2' }
        @{ Name = 'a tag with any value'; Given = @{ Tag = 'team' }; Found = 'cpu1', 'cpu2', 'gpu' }
        @{ Name = 'a tag with a pattern'; Given = @{ Tag = @{ team = 's*' } }; Found = @('gpu') }
        @{ Name = 'a tag as text'; Given = @{ Tag = 'team=vision' }; Found = 'cpu1', 'cpu2' }
        @{ Name = 'a tag with several values'; Given = @{ Tag = @{ team = 'vision', 'sp*' } }; Found = 'cpu1', 'cpu2', 'gpu' }
        @{ Name = 'the name of a tag without case'; Given = @{ Tag = @{ TEAM = 'vision' } }; Found = 'cpu1', 'cpu2' }
        @{ Name = 'the value of a tag without case'; Given = @{ Tag = @{ team = 'Vision' } }; Found = 'cpu1', 'cpu2' }
        @{ Name = 'several tags'; Given = @{ Tag = @{ team = 'vision'; tier = '2' } }; Found = @() }
        @{ Name = 'a state'; Given = @{ State = 'Stopped' }; Found = @('idle') }
        @{ Name = 'states'; Given = @{ State = 'stopped', 'run*' }; Found = 'desk', 'idle' }
        @{ Name = 'the word of New for a type'; Given = @{ Type = 'Cluster' }; Found = 'cpu1', 'cpu2', 'gpu' }
        @{ Name = 'two of them'; Given = @{ Type = 'Instance', 'kubernetes' }; Found = 'desk', 'idle', 'k8s' }
        @{ Name = 'the word of the service'; Given = @{ Type = 'AmlCompute' }; Found = 'cpu1', 'cpu2', 'gpu' }
        @{ Name = 'the other word of the service'; Given = @{ Type = 'ComputeInst*' }; Found = 'desk', 'idle' }
        @{ Name = 'what is left out'; Given = @{ Exclude = 'cpu?', 'k8s' }; Found = 'desk', 'gpu', 'idle' }
        @{ Name = 'all together'; Given = @{ Type = 'Cluster'; Tag = 'team'; Exclude = 'gpu'; State = 'Steady' }; Found = 'cpu1', 'cpu2' }
        @{ Name = 'a name and a filter'; Given = @{ Name = 'cpu1', 'desk'; State = 'Running' }; Found = @('desk') }
    ) {
        Get-Found $Given | Should -Be $Found
    }

    It 'names the known words for one that is wrong' {
        $result = Invoke-Captured { Get-AmlComputeTarget -Type Clustr -State Runing }
        $result.Output.Count | Should -Be 0
        $result.Warnings[0] | Should -BeLike "-Type 'Clustr' matches nothing. Did you mean 'Cluster'? Known values: *Instance*"
        $result.Warnings[1] | Should -BeLike "-State 'Runing' matches nothing. Did you mean 'Running'? *"
        "$((Invoke-Captured { Get-AmlComputeTarget -Tag 3 }).Errors[0])" |
            Should -BeLike "'3' is not a tag to filter by. *@{ team = 'vision' }*"
    }

    It 'completes the words of <Line>' -ForEach @(
        @{ Line = 'Get-AmlComputeTarget -Type Ins'; Word = 'Instance' }
        @{ Line = 'Remove-AmlComputeTarget * -State Stopp'; Word = 'Stopped', 'Stopping' }
        @{ Line = 'Stop-AmlComputeTarget * -Exclude des'; Word = 'desk' }
    ) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText | Should -Be $Word
    }
}

Describe 'The commands that take targets by pattern' {
    It 'have the same filters: <_>' -ForEach @(
        'Get', 'Update', 'Wait', 'Watch', 'Set', 'Start', 'Stop', 'Restart', 'Resize', 'Remove', 'Disconnect'
    ) {
        $parameters = (Get-Command "$_-AmlComputeTarget").Parameters.Keys
        foreach ($filter in 'Type', 'State', 'Exclude', $(if ($_ -eq 'Set') { 'WithTag' } else { 'Tag' })) {
            $parameters | Should -Contain $filter
        }
    }

    It 'process what the filters keep: patterns, names, ids and piped targets' {
        (Update-AmlComputeTarget * -Tag @{ team = 'vision' } -Exclude cpu2).Name | Should -BeExactly 'cpu1'
        (Update-AmlComputeTarget cpu1, gpu -Tag @{ team = 'vision' }).Name | Should -BeExactly 'cpu1'
        (Update-AmlComputeTarget cpu1, cpu2 -Exclude cpu2).Name | Should -BeExactly 'cpu1'
        (Get-AmlComputeTarget | Update-AmlComputeTarget -State Stopped).Name | Should -BeExactly 'idle'
        (ConvertTo-Deserialized (Get-AmlComputeTarget cpu1) | Update-AmlComputeTarget -Type Instance) | Should -BeNullOrEmpty
        (Set-AmlComputeTarget * -WithTag @{ team = 'speech' } -Description x).Name | Should -BeExactly 'gpu'
    }

    It 'delete all that match a pattern but two' {
        $result = Invoke-Captured { Remove-AmlComputeTarget * -Type Cluster, Instance -Exclude cpu1, desk -WhatIf }
        $result.Errors.Count | Should -Be 0
        $null = 'old1', 'old2', 'old3' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait
        Remove-AmlComputeTarget old* -Exclude old2 -Force -Wait
        Get-Found @{ Name = 'old*' } | Should -Be 'old2'
    }

    It 'warn of a name in -Exclude that no target has: <Name>' -ForEach @(
        @{ Name = 'a removal'; Run = { Remove-AmlComputeTarget cpu* -Exclude cpucpu2, gpu, 'x*' -WhatIf } }
        @{ Name = 'a removal of piped targets'; Run = { Get-AmlComputeTarget cpu* | Remove-AmlComputeTarget -Exclude cpucpu2 -WhatIf } }
        @{ Name = 'a stop'; Run = { Stop-AmlComputeTarget * -Exclude cpucpu2 -WhatIf } }
        @{ Name = 'a list'; Run = { Get-AmlComputeTarget -Exclude cpucpu2 } }
        @{ Name = 'a list by a pattern'; Run = { Get-AmlComputeTarget cpu* -Exclude cpucpu2, gpu } }
        @{ Name = 'a list of all workspaces'; Run = { Get-AmlComputeTarget cpu* -AllWorkspaces -Exclude cpucpu2, gpu } }
    ) {
        (Invoke-Captured $Run).Warnings | Should -BeExactly "-Exclude 'cpucpu2' does not match any target. Did you mean 'cpu2'?"
    }

    It 'lose no work if a name in -Exclude is misspelt: <Name>' -ForEach @(
        @{ Name = 'Remove'; Run = { Remove-AmlComputeTarget cpu* -Exclude cpucpu2 -Force -Wait } }
        @{ Name = 'Remove without a question'; Run = { Remove-AmlComputeTarget x*, cpu* -Exclude cpucpu2 -Confirm:$false } }
        @{ Name = 'Stop'; Run = { Stop-AmlComputeTarget * -Exclude cpucpu2 } }
        @{ Name = 'Disconnect'; Run = { Disconnect-AmlComputeTarget * -Exclude cpucpu2 -Force } }
    ) {
        $seen = $workspace.Sandbox.RequestCount
        $result = Invoke-Captured $Run
        "$($result.Errors)" | Should -BeExactly ("-Exclude 'cpucpu2' does not match any target. Did you mean 'cpu2'? " +
            'The command ends, because it can lose work.')
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'wait and read nodes with them' {
        (Wait-AmlComputeTarget * -Type Cluster -Exclude gpu -Timeout 10d).Name | Sort-Object | Should -Be 'cpu1', 'cpu2', 'old2'
        @(Get-AmlComputeNode -Type Instance -State Running) | Should -HaveCount 1
    }

    It 'read jobs, findings and costs with them, in one workspace and in all: <Name>' -ForEach @(
        @{ Name = 'one'; Scope = @{ } }
        @{ Name = 'all'; Scope = @{ AllWorkspaces = $true } }
    ) {
        foreach ($target in 'cpu1', 'gpu', 'desk') { $null = $workspace.Sandbox.AddJob(@{ Target = $target; Duration = '9h' }) }
        (Get-AmlComputeTarget @Scope -Type Cluster -Exclude old*).Name | Sort-Object | Should -Be 'cpu1', 'cpu2', 'gpu'
        (Get-AmlComputeJob @Scope -Type Cluster).ComputeTargetName | Sort-Object -Unique | Should -Be 'cpu1', 'gpu'
        (Get-AmlComputeJob @Scope -Exclude gpu).ComputeTargetName | Sort-Object -Unique | Should -Be 'cpu1', 'desk'
        (Find-AmlComputeFinding @Scope -Tag @{ team = 'vision' }).Name | Sort-Object -Unique | Should -Be 'cpu1', 'cpu2'
        (Measure-AmlComputeCost @Scope -Type Instance).Targets | Should -Be 2
    }
}

Describe '<_>-AmlComputeTarget' -ForEach 'Start', 'Stop', 'Restart' {
    It 'skips piped targets of other types with one warning that counts them' {
        $result = Invoke-Captured { Get-AmlComputeTarget -Exclude idle, old* | & "$_-AmlComputeTarget" -WhatIf }
        $result.Errors.Count | Should -Be 0
        $result.Warnings | Should -HaveCount 1
        $result.Warnings[0] |
            Should -Match '^Skipped 4 compute targets that are not compute instances: (cpu1|cpu2|gpu|k8s)(, (cpu1|cpu2|gpu|k8s)){3}\.$'
        $result = Invoke-Captured { ConvertTo-Deserialized (Get-AmlComputeTarget gpu) | & "$_-AmlComputeTarget" -WhatIf }
        $result.Errors.Count | Should -Be 0
        $result.Warnings | Should -Be 'Skipped 1 compute target that is not a compute instance: gpu.'
        $gpu = Get-AmlComputeTarget gpu
        $result = Invoke-Captured { $gpu, $gpu, (ConvertTo-Deserialized $gpu) | & "$_-AmlComputeTarget" -WhatIf }
        $result.Warnings | Should -Be 'Skipped 1 compute target that is not a compute instance: gpu.'
    }

    It 'refuses one of another type that is named' {
        Get-ErrorId { & "$_-AmlComputeTarget" gpu } | Should -BeExactly 'UnsupportedComputeType'
    }
}

Describe 'A workspace that was saved' {
    It 'is used like a saved target' {
        $saved = ConvertTo-Deserialized $workspace
        (Get-AmlComputeTarget cpu1 -Workspace $saved).Name | Should -BeExactly 'cpu1'
        (Start-Job { $using:saved } | Receive-Job -Wait -AutoRemoveJob | ForEach-Object { Get-AmlComputeTarget cpu1 -Workspace $_ }).Name |
            Should -BeExactly 'cpu1'
    }

    It 'gets a true error if <Name>' -ForEach @(
        @{
            Name = 'it is of another cloud'; Change = { $saved.Environment = 'AzureChinaCloud' }
            Like = "Workspace '*' was saved, and is in AzureChinaCloud; this session uses Sandbox."
        }
        @{
            Name = 'its sandbox is not here'; Change = { $saved.Id = $saved.Id -replace '0{8}', '11111111' }
            Like = "Workspace '*' was saved, and belongs to a sandbox to which this session is not connected."
        }
        @{
            Name = 'its id is damaged'; Change = { $saved.Id = 'x' }
            Like = "'x' is not a valid resource id of a workspace*"
        }
    ) {
        $saved = ConvertTo-Deserialized $workspace
        . $Change
        $seen = $workspace.Sandbox.RequestCount
        $result = Invoke-Captured { Get-AmlComputeTarget cpu1 -Workspace $saved }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike $Like
        $workspace.Sandbox.RequestCount | Should -Be $seen
    }
}
