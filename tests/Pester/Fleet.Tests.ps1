BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $other = '11111111-1111-1111-1111-111111111111'
    $workspace = Connect-TestSandbox -WorkspaceName main -Option @{
        PageSize = 2
        Quota    = @{ standardDDSv5Family = 500; TotalDedicatedCores = 500 }
        Workspace = @(
            @{ Name = 'team-a'; ResourceGroupName = 'a-rg' }
            @{ Name = 'team-b'; ResourceGroupName = 'b-rg'; Location = 'westeurope' }
            @{ Name = 'empty'; ResourceGroupName = 'b-rg' }
            @{ Name = 'team-a'; ResourceGroupName = 'far-rg'; SubscriptionId = $other }
        )
    }
    $all = @(Get-AmlWorkspace -ListAvailable) + @(Get-AmlWorkspace -ListAvailable -SubscriptionId $other)
    foreach ($one in $all | Where-Object Name -NE empty) {
        $null = 'cpu', 'gpu', 'zed' | New-AmlComputeTarget -VmSize Standard_D4ds_v5 -Workspace $one
        $null = New-AmlComputeTarget "desk-$($one.ResourceGroupName)" -Instance -VmSize Standard_D4ds_v5 -Workspace $one
    }
    $null = $all | Where-Object Name -NE empty | Wait-AmlComputeTarget
    foreach ($one in $all | Where-Object Name -NE empty) {
        $workspace.Sandbox.AddJob(@{ Target = "$($one.Id)/computes/cpu"; Status = 'Completed'; Duration = '1m' })
    }

    function Get-Found($Targets) { $Targets | ForEach-Object { "$($_.ResourceGroupName)/$($_.Name)" } | Sort-Object }
    function Get-Sent {
        Get-TestRequest $workspace -After $seen | ForEach-Object { $_ -replace '/providers/Microsoft.MachineLearningServices' }
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Commands over many workspaces' {
    BeforeEach {
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'reads all workspaces of the subscription of the session' {
        $found = Get-AmlComputeTarget -AllWorkspaces
        Get-Found $found | Should -Be @(
            'a-rg/cpu', 'a-rg/desk-a-rg', 'a-rg/gpu', 'a-rg/zed', 'b-rg/cpu', 'b-rg/desk-b-rg', 'b-rg/gpu', 'b-rg/zed'
            'sandbox-rg/cpu', 'sandbox-rg/desk-sandbox-rg', 'sandbox-rg/gpu', 'sandbox-rg/zed')
        $found[0].psobject.TypeNames[0] | Should -BeLike 'AmlCompute.Compute*'
    }

    It 'sends a request for each page of workspaces and of computes, and no other' {
        $null = Get-AmlComputeTarget cpu -AllWorkspaces
        $sent = Get-Sent
        $sent | Where-Object { $_ -like '*/workspaces' } | Should -HaveCount 2
        $sent | Where-Object { $_ -like '*/computes' } | Should -HaveCount 7 -Because 'three have two pages, and one is empty'
        $sent | Should -HaveCount 9
    }

    It 'reads all subscriptions of the sign-in with one more request' {
        Get-Found (Get-AmlComputeTarget cpu -AllWorkspaces -SubscriptionId *) |
            Should -Be @('a-rg/cpu', 'b-rg/cpu', 'far-rg/cpu', 'sandbox-rg/cpu')
        (Get-Sent)[0] | Should -Be 'GET /subscriptions'
        Get-Sent | Where-Object { $_ -eq 'GET /subscriptions' } | Should -HaveCount 1
    }

    It 'reads the given subscriptions' {
        Get-Found (Get-AmlComputeTarget -AllWorkspaces -SubscriptionId $other, $other) | Should -HaveCount 4
        Get-Sent | Where-Object { $_ -like '*/workspaces' } | Should -HaveCount 1
    }

    It 'finds the workspaces by <Name>' -ForEach @(
        @{ Name = 'a pattern'; Given = 'team-*'; Found = 'a-rg/cpu', 'b-rg/cpu'; In = $null }
        @{ Name = 'two patterns'; Given = 'TEAM-a', '*ain'; Found = 'a-rg/cpu', 'sandbox-rg/cpu'; In = [guid]::Empty }
        @{ Name = 'a name in another subscription'; Given = 'team-a'; Found = , 'far-rg/cpu'; In = '11111111-1111-1111-1111-111111111111' }
    ) {
        $more = if ($In) { @{ SubscriptionId = $In } } else { @{} }
        Get-Found (Get-AmlComputeTarget cpu -Workspace $Given @more) | Should -Be $Found
    }

    It 'takes objects, ids and names, mixed' {
        $given = @($all[0], ($all | Where-Object Name -EQ team-b).Id, 'main', (ConvertTo-Deserialized $all[0]))
        Get-Found (Get-AmlComputeTarget cpu -Workspace $given) | Should -HaveCount 3 -Because 'a workspace is read once'
    }

    It 'takes workspaces in each form: <Name>' -ForEach @(
        @{ Name = 'Get-AmlComputeTarget'; Do = { $input | Get-AmlComputeTarget cpu @args } }
        @{ Name = 'Wait-AmlComputeTarget'; Do = { $input | Wait-AmlComputeTarget cpu @args } }
        @{ Name = 'Get-AmlComputeNode'; Do = { $input | Get-AmlComputeNode desk-* @args } }
        @{
            Name = 'Get-AmlComputeUsage'; Do = { $input | Get-AmlComputeUsage TotalClusters @args }
            Key = { @{ eastus = 'team-a'; westeurope = 'team-b' }[$args[0].Location] }
        }
        @{ Name = 'Compare-AmlComputeTarget'; Do = { $input | Compare-AmlComputeTarget "$TestDrive/forms.yml" @args } }
        @{ Name = 'Find-AmlComputeFinding'; Do = { $input | Find-AmlComputeFinding cpu -Rule LocalAuthEnabled @args } }
        @{ Name = 'Get-AmlComputeJob'; Do = { $input | Get-AmlComputeJob cpu -All @args } }
        @{
            Name = 'Measure-AmlComputeCost'; Do = { $input | Measure-AmlComputeCost cpu -By Workspace @args }
            Key = { $args[0].Name }
        }
        @{
            Name = 'Export-AmlComputeReport'
            Do = {
                $input | Export-AmlComputeReport -Path "$TestDrive/forms.html" @args
                $page = [IO.File]::ReadAllText("$TestDrive/forms.html")
                'team-a', 'team-b', 'main', 'empty' | Where-Object { $page -match "<bdi>$_</bdi>" }
            }
            Key = { $args[0] }
        }
    ) {
        Set-Content "$TestDrive/forms.yml" "name: cpu`ntype: amlcompute`nsize: Standard_D4ds_v5"
        if (-not $Key) { $Key = { $args[0].WorkspaceName } }
        $teams = @($all | Where-Object { $_.ResourceGroupName -in 'a-rg', 'b-rg' -and $_.Name -like 'team-*' })
        $saved = @($teams | ForEach-Object { ConvertTo-Deserialized $_ })
        $json = @($teams | Select-Object Name, Id, ResourceGroupName | ConvertTo-Json | ConvertFrom-Json)
        function Test-Form([string] $Form, [object[]] $Piped, [hashtable] $Given, [string[]] $Expected = @('team-a', 'team-b')) {
            $found = if ($Piped) { $Piped | & $Do @Given } else { $null | & $NoPipe @Given }
            @($found | ForEach-Object { & $Key $_ } | Sort-Object -Unique) | Should -Be $Expected -Because $Form
        }

        $NoPipe = [scriptblock]::Create("$Do".Replace('$input |', ''))
        Test-Form 'piped live' $teams @{}
        Test-Form 'piped deserialized' $saved @{}
        Test-Form 'piped from JSON' $json @{}
        Test-Form 'piped one by one' @($teams[0]) @{} 'team-a'
        Test-Form '-Workspace with objects' $null @{ Workspace = $teams }
        Test-Form '-Workspace with deserialized objects' $null @{ Workspace = $saved }
        Test-Form '-Workspace with ids' $null @{ Workspace = $teams.Id }
        Test-Form '-Workspace with an object, an id and a pattern' $null @{ Workspace = @($saved[0], $teams[1].Id, 'team-?') }
        Test-Form '-Workspace with wildcards' $null @{ Workspace = 'team-*' }
        Test-Form '-Workspace with names and a subscription' $null @{ Workspace = 'TEAM-A', 'team-b'; SubscriptionId = [guid]::Empty }
        Test-Form '-Workspace with a subscription in braces' $null @{ Workspace = 'team-a'; SubscriptionId = "{$([guid]::Empty)}" } 'team-a'
    }

    It 'takes strings of the pipe as names of targets' {
        Get-Found ('cpu', 'ze*' | Get-AmlComputeTarget -AllWorkspaces) | Should -HaveCount 6
        Get-Found ('cpu', 'main' | Get-AmlComputeTarget -ErrorAction Ignore) | Should -Be 'sandbox-rg/cpu'
    }

    It 'reads nothing if nothing is piped' {
        @() | Get-AmlComputeTarget -AllWorkspaces | Should -BeNullOrEmpty
        @() | Get-AmlComputeUsage -AllWorkspaces | Should -BeNullOrEmpty
        Get-Sent | Should -BeNullOrEmpty
    }

    It 'compares files with each workspace' {
        Get-AmlComputeTarget cpu | ConvertTo-AmlComputeYaml | Set-Content "$TestDrive/cpu.yml"
        $rows = Compare-AmlComputeTarget "$TestDrive/cpu.yml" -Workspace 'team-*', 'empty*'
        $rows | ForEach-Object { "$($_.WorkspaceName)/$($_.Name) $($_.Status)" } | Sort-Object | Should -Be @(
            'empty/cpu Missing', 'team-a/cpu Same', 'team-a/desk-a-rg Extra', 'team-a/gpu Extra', 'team-a/zed Extra'
            'team-b/cpu Different', 'team-b/desk-b-rg Extra', 'team-b/gpu Extra', 'team-b/zed Extra')
        ($all | Compare-AmlComputeTarget "$TestDrive/cpu.yml" | Where-Object Status -EQ Missing).WorkspaceName | Should -Be 'empty'
    }

    It 'reads the usage of each region once' {
        $rows = Get-AmlComputeUsage TotalClusters -AllWorkspaces
        $rows.Location | Sort-Object | Should -Be @('eastus', 'westeurope')
        Get-Sent | Where-Object { $_ -like '*/usages' } | Should -HaveCount 2
    }

    It 'stops instances over workspaces' {
        $stopped = Get-AmlComputeTarget -AllWorkspaces -SubscriptionId * -Type Instance -State Running | Stop-AmlComputeTarget -Wait
        $stopped.State | Should -Be @('Stopped', 'Stopped', 'Stopped', 'Stopped')
        $stopped | Start-AmlComputeTarget -Wait | Should -HaveCount 4
    }

    It 'shows each workspace once, with its group, and that of another subscription' {
        $text = @(Get-AmlComputeTarget -AllWorkspaces -SubscriptionId * | Out-String -Stream)
        $text -like '*Workspace: *' | Sort-Object | Should -Be @(
            '   Workspace: main in sandbox-rg'
            '   Workspace: team-a in a-rg'
            "   Workspace: team-a in far-rg of subscription $other"
            '   Workspace: team-b in b-rg')
    }
}

Describe 'Faults of many workspaces' {
    It 'writes one error with the id of a workspace that <Name>, and reads the others' -ForEach @(
        @{ Name = 'denies the list'; Fault = @{ Status = 403; Code = 'AuthorizationFailed' }; Id = 'AuthorizationFailed' }
        @{ Name = 'was deleted after it was listed'; Fault = @{ Status = 404; Code = 'ResourceNotFound' }; Id = 'WorkspaceNotFound' }
        @{ Name = 'is behind a private link'; Fault = @{ ConnectionReset = $true; Count = 4 }; Id = 'ServiceUnavailable' }
        @{ Name = 'returns no JSON'; Fault = @{ Status = 200; Body = '<html>' }; Id = 'MalformedResponse' }
    ) {
        $workspace.Sandbox.AddFault($Fault + @{ Path = '*/team-a/computes' })
        $result = Invoke-Captured { Get-AmlComputeTarget -AllWorkspaces }
        Get-Found $result.Output | Should -HaveCount 8
        $result.Ended | Should -BeFalse
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $result.Errors[0].TargetObject | Should -BeLike '/subscriptions/*/resourceGroups/a-rg/*/workspaces/team-a'
        "$($result.Errors[0])" | Should -BeLike 'Workspace /subscriptions/*/workspaces/team-a cannot be read.*'
    }

    It 'reports a denied list of workspaces once' {
        $workspace.Sandbox.AddFault(@{ Path = '*/workspaces'; Status = 403; Code = 'AuthorizationFailed'; Message = 'No role.' })
        $result = Invoke-Captured { Get-AmlComputeTarget -Workspace 'team-*' }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].TargetObject | Should -BeExactly '/subscriptions/00000000-0000-0000-0000-000000000000'
    }

    It 'writes one error for a cluster whose nodes cannot be read' {
        $workspace.Sandbox.AddFault(@{ Path = '*/team-b/computes/gpu/listNodes'; Status = 409; Code = 'Busy'; Message = 'Busy.' })
        $result = Invoke-Captured { Get-AmlComputeNode -AllWorkspaces }
        $result.Output.Count | Should -Be 3 -Because 'three instances have a machine'
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].TargetObject.Name | Should -BeExactly 'gpu'
    }

    It 'reports a name that no workspace has, and one that <Name>' -ForEach @(
        @{ Name = 'matches no workspace'; Run = { Get-AmlComputeTarget -Workspace 'nosuch*' }; Id = 'WorkspaceNotFound'
            Text = "Subscription 00000000-0000-0000-0000-000000000000 has no workspace 'nosuch?' that this sign-in can access." }
        @{ Name = 'the subscription does not have'
            Run = { Get-AmlComputeTarget -Workspace nosuch -SubscriptionId 00000000-0000-0000-0000-000000000000 }; Id = 'WorkspaceNotFound'
            Text = "Subscription 00000000-0000-0000-0000-000000000000 has no workspace 'nosuch' that this sign-in can access." }
        @{ Name = 'no workspace contains'; Run = { Get-AmlComputeTarget cpu, nosuch -Workspace 'team-*' | Out-Null }
            Id = 'ComputeTargetNotFound'
            Text = "Compute target 'nosuch' was not found in any of the workspaces." }
        @{ Name = 'is not a subscription'; Run = { Get-AmlComputeTarget -AllWorkspaces -SubscriptionId prod }; Id = 'InvalidArgument'
            Text = "'prod' is not a valid subscription id. It must be a GUID, or ? for all subscriptions of the sign-in." }
        @{ Name = 'has no workspaces'
            Run = { Get-AmlComputeTarget -AllWorkspaces -SubscriptionId 22222222-2222-2222-2222-222222222222 }
            Id = 'WorkspaceNotFound'; Text = 'The workspaces of subscription 2*2 cannot be listed.*' }
        @{ Name = 'needs more'; Run = { Get-AmlComputeTarget -SubscriptionId * }; Id = 'InvalidArgument'
            Text = '-SubscriptionId requires -AllWorkspaces, or -Workspace with names.' }
        @{ Name = 'is given twice'; Run = { Get-AmlComputeUsage -AllWorkspaces -Workspace main }; Id = 'InvalidArgument'
            Text = '-AllWorkspaces and -Workspace cannot be combined.' }
        @{ Name = 'is piped, too'; Run = { $workspace | Get-AmlComputeTarget -Workspace main }; Id = 'InvalidArgument'
            Text = 'A piped workspace cannot be combined with -Workspace.' }
        @{ Name = 'has a workspace'; Run = { Get-AmlComputeTarget cpu | Get-AmlComputeTarget -AllWorkspaces }; Id = 'InvalidArgument'
            Text = '*A compute target has its own workspace.*' }
        @{ Name = 'is not one workspace'; Run = { Stop-AmlComputeTarget desk -Workspace 'team-*' }; Id = 'InvalidArgument'
            Text = "-Workspace 'team-?' has wildcards, and this command takes one workspace. Specify one by its name, or pipe *" }
        @{ Name = 'a command that changes does not take'; Run = { $workspace | Remove-AmlComputeTarget -Force }; Id = 'InvalidArgument'
            Text = '*but of a workspace. Specify a workspace with -Workspace, or pipe its targets: *' }
        @{ Name = 'is not a workspace'; Run = { 1 | Get-AmlComputeUsage }; Id = 'InvalidArgument'
            Text = 'An object of type Int32 is not a workspace. Pipe the output of Get-AmlWorkspace.' }
        @{ Name = 'does not describe targets'; Run = { $workspace | Compare-AmlComputeTarget }; Id = 'InvalidArgument'
            Text = 'A workspace does not describe compute targets. Give the files with -Path.' }
    ) {
        $result = Invoke-Captured $Run
        $result.Output.Count | Should -Be 0
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$($result.Errors[0])" | Should -BeLike $Text
    }

    It 'honours a 429 over the whole command' {
        $workspace.Sandbox.AddFault(@{ Path = '*/computes'; Status = 429; RetryAfter = 60 })
        $before = $workspace.Sandbox.Requests.Count
        Get-AmlComputeTarget -AllWorkspaces -ThrottleLimit 1 | Should -HaveCount 12
        $requests = @($workspace.Sandbox.Requests | Select-Object -Skip $before)
        $at = [array]::IndexOf(@($requests.Status), 429)
        ($requests[$at + 1].Time - $requests[$at].Time).TotalSeconds | Should -BeGreaterOrEqual 60
    }

    It 'ends with the first target if no more are wanted' {
        $before = $workspace.Sandbox.Requests.Count
        Get-AmlComputeTarget -AllWorkspaces -ThrottleLimit 1 | Select-Object -First 1 | Should -HaveCount 1
        $workspace.Sandbox.Requests.Count - $before | Should -BeLessOrEqual 5
    }
}
