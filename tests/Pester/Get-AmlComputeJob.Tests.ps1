BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

AfterAll {
    Assert-TestBody
}

Describe 'Get-AmlComputeJob' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual'; PageSize = 2; Workspace = @{ Name = 'beside' } } -WorkspaceName 'main'
        $cluster = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4
        $instance = New-AmlComputeTarget desk Standard_E4s_v3 -Instance
        $workspace.Sandbox.Advance('00:10:00')
        $sandbox = $workspace.Sandbox
        $sandbox.AddJob(@{ Name = 'old'; Target = 'cpu'; Status = 'Completed'; Duration = '1h'; Experiment = 'vision' })
        $sandbox.Advance('2.00:00:00')
        $sandbox.AddJob(@{
                Name = 'train'; Target = 'cpu'; Nodes = 2; Duration = '2h'; Experiment = 'vision'; Creator = 'Ann'; Tags = @{ team = 'a' }
            })
        $sandbox.AddJob(@{ Name = 'notebook'; Target = $instance.Id; Duration = '2h'; Type = 'Spark' })
        $sandbox.AddJob(@{ Name = 'bad'; Target = 'cpu'; Status = 'Failed'; Duration = '5m' })
        $sandbox.AddJob(@{ Name = 'pipe'; Type = 'Pipeline'; Status = 'Paused' })
        $sandbox.Advance('00:05:00')
        $seen = $sandbox.Requests.Count
    }

    It 'gives the jobs that have not ended, newest first' {
        (Get-AmlComputeJob).Name | Should -Be @('pipe', 'notebook', 'train')
        $query = $sandbox.Requests[$seen].Query
        $query | Should -BeExactly 'api-version=2026-05-01&listViewType=All'
        Get-TestRequest $workspace -After $seen | Should -Be (@("GET $($workspace.Id)/jobs") * 3)
    }

    It 'gives everything that the service has about a job' {
        $job = Get-AmlComputeJob -Target cpu
        $job.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeJob'
        $job.Name, $job.DisplayName | Should -Be @('train', 'train')
        $job.ExperimentName, $job.JobType, $job.Status | Should -Be @('vision', 'Command', 'Running')
        $job.ComputeTargetName, $job.ComputeId | Should -Be @('cpu', $cluster.Id)
        $job.CreatedBy, $job.NodeCount, $job.Tags['team'] | Should -Be @('Ann', 2, 'a')
        $job.CreatedOn | Should -Be ([datetimeoffset] '2026-11-30T00:10:00Z')
        $job.StartedOn | Should -BeGreaterThan $job.CreatedOn
        $job.EndedOn | Should -BeNullOrEmpty
        $job.StudioUrl | Should -BeLike "https://ml.azure.com/runs/train?wsid=/subscriptions/*/workspaces/main*"
        $job.WorkspaceName, $job.IsActive | Should -Be @('main', $true)
        $job.ToJson() | Should -BeLike '*"jobType": "Command"*'
    }

    It 'keeps what fits: <Name>' -ForEach @(
        @{ Name = 'all'; Given = @{ All = $true }; Expected = 'pipe', 'bad', 'notebook', 'train', 'old' }
        @{ Name = 'of a target'; Given = @{ Name = 'CPU'; All = $true }; Expected = 'bad', 'train', 'old' }
        @{ Name = 'of a pattern'; Given = @{ Target = 'de*' }; Expected = 'notebook' }
        @{ Name = 'of several targets'; Given = @{ Target = 'desk', 'c*' }; Expected = 'notebook', 'train' }
        @{ Name = 'with a status'; Given = @{ Status = 'failed', 'Comp*' }; Expected = 'bad', 'old' }
        @{ Name = 'since a duration'; Given = @{ Since = '1h' }; Expected = 'pipe', 'bad', 'notebook', 'train' }
        @{ Name = 'since a date'; Given = @{ Since = '2026-11-27T23:00:00Z'; Status = 'Completed' }; Expected = 'old' }
        @{ Name = 'since a time object'; Given = @{ Since = [datetimeoffset] '2026-11-29Z'; Target = 'cpu' }; Expected = 'bad', 'train' }
    ) {
        (Get-AmlComputeJob @Given).Name | Should -Be $Expected
    }

    It 'stops after the page whose jobs are all older than -Since' {
        $null = Get-AmlComputeJob -Since 1h
        $sandbox.Requests.Count - $seen | Should -Be 3
        $sandbox.AddJob(@{ Name = 'new1' })
        $sandbox.AddJob(@{ Name = 'new2' })
        $sandbox.Advance('03:00:00')
        Clear-TestRequest $sandbox
        Get-AmlComputeJob -Since 1m | Should -BeNullOrEmpty
        $sandbox.RequestCount | Should -Be 1
    }

    It 'stops after the page that was wanted' {
        (Get-AmlComputeJob -All | Select-Object -First 1).Name | Should -BeExactly 'pipe'
        $sandbox.Requests.Count - $seen | Should -Be 1
    }

    It 'reads the list of a workspace once for all its targets' {
        (Get-AmlComputeTarget | Get-AmlComputeJob).Name | Should -Be @('notebook', 'train')
        @(Get-TestRequest $workspace -After $seen | Where-Object { $_ -like '*/jobs' }) | Should -HaveCount 3
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'a piped cluster of another workspace than the session'; Action = { $cluster | Get-AmlComputeJob } }
        @{ Name = 'an id'; Action = { Get-AmlComputeJob -ResourceId $cluster.Id -Workspace $workspace } }
        @{ Name = 'a row'; Action = { ConvertTo-Row $cluster | Get-AmlComputeJob -Workspace $workspace } }
        @{ Name = 'a deserialized cluster'; Action = { ConvertTo-Deserialized $cluster | Get-AmlComputeJob -Workspace $workspace } }
        @{ Name = 'a name and a workspace'; Action = { Get-AmlComputeJob cpu -Workspace $workspace } }
    ) {
        $null = Connect-TestSandbox
        (& $Action).Name | Should -Be 'train'
    }

    It 'adds a job to the workspace whose sandbox it is' {
        $other = Get-AmlWorkspace -ListAvailable | Where-Object Name -EQ beside
        $other.Sandbox.AddJob(@{ Name = 'elsewhere'; Type = 'Pipeline' })
        (Get-AmlComputeJob -Workspace $other).Name | Should -Be 'elsewhere'
        (Get-AmlComputeJob).Name | Should -Not -Contain 'elsewhere'
    }

    It 'reads many workspaces: <Name>' -ForEach @(
        @{ Name = 'all'; Action = { Get-AmlComputeJob -AllWorkspaces }; Expected = 'elsewhere', 'notebook', 'pipe', 'train' }
        @{
            Name = 'piped ones'; Expected = 'elsewhere', 'train'
            Action = { Get-AmlWorkspace -ListAvailable | Get-AmlComputeJob -Target c* }
        }
        @{ Name = 'of a target without jobs'; Action = { Get-AmlComputeJob -AllWorkspaces -Target quiet }; Expected = $null }
    ) {
        $null = New-AmlComputeTarget cpu2 Standard_DS2_v2 -Workspace beside
        $null = New-AmlComputeTarget quiet Standard_DS2_v2 -Workspace beside
        $beside = Get-AmlWorkspace -ListAvailable | Where-Object Name -EQ beside
        $beside.Sandbox.AddJob(@{ Name = 'elsewhere'; Target = 'cpu2'; Duration = '2h' })
        $result = Invoke-Captured $Action
        $result.Errors.Count | Should -Be 0
        $result.Output.Name | Sort-Object | Should -Be $Expected
        Get-ErrorId { Get-AmlComputeJob -AllWorkspaces -Target gone } | Should -Be 'ComputeTargetNotFound'
    }

    It 'gives the jobs of a target that is gone, and one error for a name that no target or job has' {
        Remove-AmlComputeTarget cpu -Force
        $sandbox.Advance('00:05:00')
        $result = Invoke-Captured { Get-AmlComputeJob cpu, gone, desk -All }
        $result.Output.Name | Should -Be @('bad', 'notebook', 'train', 'old')
        $result.Errors.Count | Should -Be 1
        ($result.Errors[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'ComputeTargetNotFound'
    }

    It 'does not treat a target without jobs as missing' {
        $null = New-AmlComputeTarget quiet Standard_DS2_v2
        (Invoke-Captured { Get-AmlComputeJob quiet }).Errors.Count | Should -Be 0
    }

    It 'warns of a status that the service does not have' {
        $result = Invoke-Captured { Get-AmlComputeJob -Status Runing }
        $result.Output.Count | Should -Be 0
        "$($result.Warnings)" | Should -BeLike "-Status 'Runing' matches nothing. Did you mean 'Running'?*"
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a text that is not a time'; Since = 'yesterday'; Message = "-Since: 'yesterday' is neither a date nor a length*" }
        @{ Name = 'a negative duration'; Since = '-1h'; Message = '-Since: -1h is not between*' }
    ) {
        $result = Invoke-Captured { Get-AmlComputeJob -Since $Since }
        "$($result.Errors[0])" | Should -BeLike $Message
        $result.Ended | Should -BeTrue
    }

    It 'does not let a job stand for a target in the pipeline' {
        Get-ErrorId { Get-AmlComputeJob -Target cpu | Remove-AmlComputeTarget -Force } | Should -Be 'InvalidArgument'
        (Get-AmlComputeTarget cpu).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'gives one error for <Name>' -ForEach @(
        @{ Name = 'a list that may not be read'; Status = 403; Id = 'AuthorizationFailed' }
        @{ Name = 'a list of 10,000 jobs without an end'; Status = 200; Id = 'MalformedResponse' }
    ) {
        $body = @{
            value = @(foreach ($i in 1..10000) { @{ name = "job$i"; properties = @{ status = 'Completed' } } })
            nextLink = "https://sandbox.invalid$($workspace.Id)/jobs?api-version=2026-05-01&`$skip=again"
        } | ConvertTo-Json -Depth 5
        $fault = @{ Method = 'GET'; Path = '*/jobs'; Count = 0; Status = $Status }
        if ($Status -eq 200) { $fault.Body = $body }
        $sandbox.AddFault($fault)
        $result = Invoke-Captured { Get-AmlComputeJob -All | Out-Null }
        ($result.Errors.FullyQualifiedErrorId -split ',')[0] | Should -BeExactly $Id
        $result.Errors.Count | Should -Be 1
        $sandbox.Requests.Count - $seen | Should -BeLessThan 5
    }
}
