BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $id = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws'
    $variables = Set-TestVariable @{
        AZUREML_ARM_SUBSCRIPTION = $null; AZUREML_ARM_RESOURCEGROUP = $null; AZUREML_ARM_WORKSPACE_NAME = $null
    }
    Push-Location -LiteralPath "$TestDrive"

    function Write-Config([string] $Folder, [string] $Text) {
        $null = New-Item $Folder -ItemType Directory -Force
        $file = Join-Path $Folder 'config.json'
        [IO.File]::WriteAllText($file, $Text)
        $file
    }

    function Get-ConfigText([string] $Name) {
        '{ "subscription_id": "11111111-2222-3333-4444-555555555555", "resource_group": "g-1", "workspace_name": "' + $Name + '" }'
    }
}

AfterAll {
    Pop-Location
    $null = Set-TestVariable $variables
    Assert-TestBody
}

Describe 'Connect-AmlWorkspace -Sandbox' {
    It 'emits the workspace it connects to' {
        $workspace = Connect-AmlWorkspace -Sandbox
        $workspace.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.Workspace'
        $workspace.IsSandbox | Should -BeTrue
        $workspace.Environment | Should -BeExactly 'Sandbox'
        $workspace.Location | Should -BeExactly 'eastus'
        $workspace.ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'sends one GET, of the workspace' {
        $workspace = Connect-AmlWorkspace -Sandbox
        Get-TestRequest $workspace | Should -Be "GET $($workspace.Id)"
    }

    It 'sends nothing with -SkipValidation, and so knows no region' {
        $workspace = Connect-AmlWorkspace -Sandbox -SkipValidation
        $workspace.Sandbox.Requests.Count | Should -Be 0
        $workspace.Location | Should -BeNullOrEmpty
    }

    It 'names the workspace as asked' {
        $workspace = Connect-AmlWorkspace my-ws my-rg -Sandbox
        $workspace.Name | Should -BeExactly 'my-ws'
        $workspace.ResourceGroupName | Should -BeExactly 'my-rg'
        $workspace.Id | Should -BeLike '*/resourceGroups/my-rg/providers/Microsoft.MachineLearningServices/workspaces/my-ws'
    }

    It 'switches to a piped workspace, also a saved one, without another sign-in' {
        $first = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $null = Connect-TestSandbox @{} other
        ($first | Connect-AmlWorkspace).Name | Should -BeExactly 'sandbox-ws'
        (Get-AmlComputeTarget).Name | Should -Be 'cpu'
        (ConvertTo-Deserialized $first | Connect-AmlWorkspace).Name | Should -BeExactly 'sandbox-ws'
        (Get-AmlWorkspace | Connect-AmlWorkspace).Name | Should -BeExactly 'sandbox-ws'
        Get-AmlWorkspace -ListAvailable | Where-Object Name -EQ nope | Connect-AmlWorkspace | Should -BeNullOrEmpty
        (Get-AmlWorkspace).Name | Should -BeExactly 'sandbox-ws'
    }

    It 'refuses to switch to <Name>' -ForEach @(
        @{ Name = 'a target'; Run = { New-AmlComputeTarget cpu Standard_DS2_v2 | Connect-AmlWorkspace }; Like = '*Cluster is not a*' }
        @{ Name = 'two'; Run = { $workspace, $workspace | Connect-AmlWorkspace }; Like = 'Pipe one workspace, without other parameters*' }
        @{ Name = 'one with a sign-in'; Run = { $workspace | Connect-AmlWorkspace -Interactive }; Like = 'Pipe one workspace, without *' }
    ) {
        $workspace = Connect-TestSandbox
        $result = Invoke-Captured $Run
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike "$Like The session stays connected to workspace 'sandbox-ws'."
    }

    It 'creates a new store at every call' {
        $first = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $second = Connect-TestSandbox
        Get-AmlComputeTarget | Should -BeNullOrEmpty
        (Get-AmlComputeTarget -Workspace $first).Name | Should -Be 'cpu'
        (Get-AmlComputeTarget -Workspace $second) | Should -BeNullOrEmpty
    }

    It 'shows each request that the sandbox has seen, by its number too' {
        $workspace = Connect-TestSandbox
        $null = Invoke-Captured { Get-AmlComputeTarget gone }
        $workspace.Sandbox.Requests[0].Status | Should -Be 200
        # The others read the sizes, for the costs, and list the targets, for a similar name.
        $last = @($workspace.Sandbox.Requests | Where-Object Path -NotMatch '/(vmSizes|computes)$')[-1]
        $last.Method | Should -BeExactly 'GET'
        $last.Path | Should -BeLike '*/computes/gone'
        $last.Query | Should -BeExactly 'api-version=2026-05-01'
        $last.Status | Should -Be 404
        $last.Body | Should -BeNullOrEmpty
    }

    It 'steps a manual clock only by Advance' {
        $workspace = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Clock = 'Manual' }
        $before = $workspace.Sandbox.Now
        $workspace.Sandbox.Advance([timespan]::FromMinutes(7))
        ($workspace.Sandbox.Now - $before).TotalMinutes | Should -Be 7
    }

    It 'starts its clock at StartTime, and refuses retired sizes from their day on' {
        $workspace = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Clock = 'Manual'; StartTime = '2025-09-29' }
        $workspace.Sandbox.Now | Should -Be ([DateTimeOffset]::new(2025, 9, 29, 0, 0, 0, [timespan]::Zero))
        (New-AmlComputeTarget old Standard_NC6s_v3).Name | Should -BeExactly 'old'
        $workspace.Sandbox.Advance([timespan]::FromDays(1))
        $result = Invoke-Captured { New-AmlComputeTarget new Standard_NC6s_v3 }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVmSize,*'
        "$($result.Errors[0])" | Should -BeLike '*Standard_NC6s_v3*retired*'
    }

    It 'has the limits of Quota' {
        $null = Connect-TestSandbox @{ Quota = @{ standardDSv2Family = 24; TotalLowPriorityCores = 0 } }
        (Get-AmlComputeUsage standardDSv2Family -Priority Dedicated).Limit | Should -Be 24
        (Get-AmlComputeUsage TotalDedicatedCores).Limit | Should -Be 24
        (Get-AmlComputeUsage TotalLowPriorityCores).Limit | Should -Be 0
        Test-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 12 -MaxNodes 12 | Should -BeTrue
    }

    It 'does not move the clock back' {
        $workspace = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Clock = 'Manual' }
        { $workspace.Sandbox.Advance([timespan]::FromMinutes(-7)) } | Should -Throw
    }

    It 'gives the same ids for the same seed' {
        $first = Connect-TestSandbox @{ Seed = 7 }
        $second = Connect-TestSandbox @{ Seed = 7 }
        $third = Connect-TestSandbox @{ Seed = 8 }
        $second.WorkspaceId | Should -Be $first.WorkspaceId
        $third.WorkspaceId | Should -Not -Be $first.WorkspaceId
    }

    It 'refuses the option <Name>' -ForEach @(
        @{ Name = 'Sped = 2'; Option = @{ Sped = 2 } }
        @{ Name = 'Speed = -1'; Option = @{ Speed = -1 } }
        @{ Name = 'Speed = fast'; Option = @{ Speed = 'fast' } }
        @{ Name = 'Clock = Broken'; Option = @{ Clock = 'Broken' } }
        @{ Name = 'StartTime = soon'; Option = @{ StartTime = 'soon' } }
        @{ Name = 'a quota that does not exist'; Option = @{ Quota = @{ standardXFamily = 1 } } }
        @{ Name = 'IdentityPatch = Perhaps'; Option = @{ IdentityPatch = 'Perhaps' } }
        @{ Name = 'PageSize = 0'; Option = @{ PageSize = 0 } }
        @{ Name = 'a fault of nothing'; Option = @{ Fault = @{ Method = 'GET' } } }
    ) {
        $before = Connect-TestSandbox
        Get-ErrorId { Connect-AmlWorkspace -Sandbox -SandboxOption $Option } | Should -Be 'InvalidArgument'
        Get-AmlWorkspace | Should -Be $before
    }

    It 'says what is wrong when its one GET fails, and leaves the session as it was' {
        $before = Connect-TestSandbox
        $fault = @{ Method = 'GET'; Status = 403; Code = 'AuthorizationFailed'; Message = 'The client has no permission.' }
        $result = Invoke-Captured { Connect-AmlWorkspace -Sandbox -SandboxOption @{ Fault = $fault } }
        $result.Ended | Should -BeTrue
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'AuthorizationFailed,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
        "$($result.Errors[0])" | Should -BeLike '*The client has no permission.*'
        Get-AmlWorkspace | Should -Be $before
    }
}

Describe 'Connect-AmlWorkspace' {
    It 'takes the resource id in place of the three names' {
        $workspace = Connect-AmlWorkspace -ResourceId $id -SkipValidation
        $workspace.SubscriptionId | Should -BeExactly '11111111-2222-3333-4444-555555555555'
        $workspace.ResourceGroupName | Should -BeExactly 'rg'
        $workspace.Name | Should -BeExactly 'ws'
        $workspace.Id | Should -BeExactly $id
        $workspace.IsSandbox | Should -BeFalse
        $workspace.Environment | Should -BeExactly 'AzureCloud'
        $workspace.Source | Should -BeExactly 'parameters'
    }

    It 'refuses <Name> as a resource id' -ForEach @(
        @{ Name = 'a plain word'; Bad = 'ws' }
        @{ Name = 'the id of a resource group'; Bad = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg' }
        @{
            Name = 'the id of a virtual machine'
            Bad = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm'
        }
    ) {
        $result = Invoke-Captured { Connect-AmlWorkspace -ResourceId $Bad -SkipValidation }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$($result.Errors[0])" | Should -BeLike "*$Bad*"
    }

    It 'wants the workspace named once' {
        Get-ErrorId { Connect-AmlWorkspace other -ResourceId $id -SkipValidation } | Should -Be 'InvalidArgument'
        Get-ErrorId { Connect-AmlWorkspace -ConfigPath "$TestDrive" -ResourceId $id -SkipValidation } | Should -Be 'InvalidArgument'
    }

    It 'says which names are missing' {
        Disconnect-AmlWorkspace
        $result = Invoke-Captured { Connect-AmlWorkspace ws -SkipValidation }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        "$($result.Errors[0])" | Should -BeLike '*-ResourceGroupName, -SubscriptionId*'
    }

    It 'takes the names that are missing from a config file' {
        $file = Write-Config "$TestDrive/partly" (Get-ConfigText 'from-file')
        Push-Location -LiteralPath "$TestDrive/partly"
        try {
            $workspace = Connect-AmlWorkspace -WorkspaceName mine -SkipValidation
            $workspace.Id |
                Should -BeExactly ('/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g-1/providers/' +
                'Microsoft.MachineLearningServices/workspaces/mine')
            $workspace.Source | Should -BeExactly $file
        }
        finally {
            Pop-Location
        }
    }

    It 'reads the given config file' {
        $file = Write-Config "$TestDrive/told" (Get-ConfigText 'told')
        (Connect-AmlWorkspace -ConfigPath $file -SkipValidation).Name | Should -BeExactly 'told'
        (Connect-AmlWorkspace -ConfigPath "$TestDrive/told" -SkipValidation).Name | Should -BeExactly 'told'
    }

    It 'opens a sandbox of the workspace that a config file names' {
        $file = Write-Config "$TestDrive/sandboxed" (Get-ConfigText 'tried-out')
        $workspace = Connect-AmlWorkspace -Sandbox -ConfigPath $file
        $workspace.Name | Should -BeExactly 'tried-out'
        $workspace.IsSandbox | Should -BeTrue
    }

    It 'refuses a config file that is missing' {
        $result = Invoke-Captured { Connect-AmlWorkspace -ConfigPath "$TestDrive/nowhere/config.json" -SkipValidation }
        $result.Ended | Should -BeTrue
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        "$($result.Errors[0])" | Should -BeLike '*nowhere*'
    }

    It 'refuses a config file with <Name>, and names it' -ForEach @(
        @{ Name = 'broken JSON'; Text = '{ "subscription_id": ' }
        @{ Name = 'nothing in it'; Text = '' }
        @{ Name = 'an array'; Text = '[]' }
        @{ Name = 'no workspace name'; Text = '{ "subscription_id": "s", "resource_group": "g" }' }
        @{ Name = 'a number for a name'; Text = '{ "subscription_id": "s", "resource_group": "g", "workspace_name": 3 }' }
        @{ Name = 'an empty name'; Text = '{ "subscription_id": "s", "resource_group": "g", "workspace_name": " " }' }
    ) {
        $before = Connect-TestSandbox
        $file = Write-Config "$TestDrive/bad" $Text
        $result = Invoke-Captured { Connect-AmlWorkspace -ConfigPath $file -SkipValidation }
        $result.Errors.Count | Should -Be 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        "$($result.Errors[0])" | Should -BeLike "*$file*"
        Get-AmlWorkspace | Should -Be $before
    }

    It 'refuses a config file that cannot be read' {
        $file = Write-Config "$TestDrive/locked" (Get-ConfigText 'locked')
        $stream = [IO.FileStream]::new($file, 'Open', 'ReadWrite', 'None')
        try {
            Get-ErrorId { Connect-AmlWorkspace -ConfigPath $file -SkipValidation } | Should -Be 'WorkspaceNotResolved'
        }
        finally {
            $stream.Dispose()
        }
    }
}
