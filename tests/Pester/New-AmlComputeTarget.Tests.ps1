BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $subnet =
        '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s'
    $identity =
        ('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/' +
            'userAssignedIdentities/me')

    function New-Credential([string] $UserName, [string] $Password) {
        $secret = ConvertTo-SecureString $Password -AsPlainText -Force
        [pscredential]::new($UserName, $secret)
    }

    function Get-PutBody($Workspace) {
        foreach ($request in $Workspace.Sandbox.Requests) { if ($request.Method -eq 'PUT') { $request.Body } }
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'New-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main'
    }

    It 'creates a cluster with one GET of the name and one PUT' {
        $cluster = New-AmlComputeTarget cpu Standard_DS2_v2
        $cluster.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeCluster'
        $cluster.Name | Should -BeExactly 'cpu'
        $cluster.ProvisioningState | Should -BeExactly 'Creating'
        $cluster.Location | Should -BeExactly 'eastus'
        Get-TestRequest $workspace -After 1 | Should -Be @("GET $($workspace.Id)/computes/cpu", "PUT $($workspace.Id)/computes/cpu")
    }

    It 'leaves to the service what is not asked for' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $body = Get-PutBody $workspace
        $body | Should -BeLike '*"vmSize":"Standard_DS2_v2"*'
        $body | Should -BeLike '*"minNodeCount":0*'
        $body | Should -BeLike '*"maxNodeCount":4*'
        $body | Should -Not -Match 'vmPriority|osType|nodeIdle|userAccount|subnet|remoteLogin|NodePublicIp|identity|tags|null'
    }

    It 'creates a cluster with all settings' {
        $settings = @{
            VmSize = 'Standard_DS2_v2'
            Priority = 'Dedicated'
            MinNodes = 1
            MaxNodes = 2
            IdleTimeBeforeScaleDown = '15m'
            AdminUserName = 'admin1'
            SshPublicKey = 'ssh-rsa AAAA'
            SubnetId = $subnet
            RemoteLogin = 'Disabled'
            EnableNodePublicIp = $false
            IdentityType = 'UserAssigned'
            IdentityId = $identity
            Description = 'For tests'
            Tag = @{ team = 'blue'; cost = 7 }
            DisableLocalAuth = $true
            Location = 'eastus'
        }
        $null = New-AmlComputeTarget cpu @settings
        $workspace.Sandbox.Advance([timespan]::FromMinutes(1))
        $cluster = Get-AmlComputeTarget cpu
        $cluster.VmSize | Should -BeExactly 'STANDARD_DS2_V2'
        $cluster.Priority | Should -BeExactly 'Dedicated'
        $cluster.MinNodes | Should -Be 1
        $cluster.MaxNodes | Should -Be 2
        $cluster.IdleTimeBeforeScaleDown | Should -Be ([timespan]::FromMinutes(15))
        $cluster.AdminUserName | Should -BeExactly 'admin1'
        $cluster.SshPublicKey | Should -BeExactly 'ssh-rsa AAAA'
        $cluster.SubnetId | Should -BeExactly $subnet
        $cluster.RemoteLogin | Should -BeExactly 'Disabled'
        $cluster.EnableNodePublicIp | Should -BeFalse
        $cluster.Identity.Type | Should -BeExactly 'UserAssigned'
        $cluster.Identity.UserAssignedIdentities.Keys | Should -Be $identity
        $cluster.Description | Should -BeExactly 'For tests'
        $cluster.Tags['team'] | Should -BeExactly 'blue'
        $cluster.Tags['cost'] | Should -BeExactly '7'
        $cluster.DisableLocalAuth | Should -BeTrue
    }

    It 'takes both kinds of identity without quotation marks, in a row and in a configuration too' {
        $row = @{ VmSize = 'Standard_DS2_v2'; IdentityType = 'UserAssigned', 'SystemAssigned'; IdentityId = $identity }
        $null = New-AmlComputeTarget one Standard_DS2_v2 -IdentityType SystemAssigned,UserAssigned -IdentityId $identity
        $null = New-AmlComputeTarget two -Configuration (
            New-AmlComputeConfiguration -VmSize Standard_DS2_v2 -IdentityType userassigned, SystemAssigned -IdentityId $identity)
        $null = $row | New-AmlComputeTarget three
        $bodies = @(Get-PutBody $workspace)
        $bodies | Should -HaveCount 3
        foreach ($body in $bodies) { $body | Should -BeLike '*"type":"SystemAssigned,UserAssigned"*' }
    }

    It 'creates an instance by a preview version when a file has settings of that version' {
        foreach ($line in 'enable_root_access: false', '') {
            $file = "$TestDrive/lab.yml"
            [IO.File]::WriteAllText($file, "name: lab$($line.Length)`ntype: computeinstance`nsize: Standard_DS2_v2`n$line")
            $null = New-AmlComputeTarget -Path $file
        }
        $versions = foreach ($request in $workspace.Sandbox.Requests) {
            if ($request.Method -eq 'PUT') { $request.Query -like '*-preview' }
        }
        "$versions" | Should -BeExactly 'True False'
    }

    It 'creates an instance with settings of MLflow by a preview version' {
        $file = "$TestDrive/lab.json"
        [IO.File]::WriteAllText(
            $file,
            ('{ "name": "lab", "properties": { "computeType": "ComputeInstance", "properties": { "vmSize": "Standard_DS2_v2", ' +
                '"autologgerSettings": { "mlflowAutologger": "Enabled" } } } }'))
        (New-AmlComputeTarget -Path $file).MlflowAutologger | Should -BeExactly 'Enabled'
        foreach ($request in $workspace.Sandbox.Requests) { if ($request.Method -eq 'PUT') { $request.Query | Should -BeLike '*-preview' } }
    }

    It 'takes the words of REST, v1 and Az for its parameters' {
        $other = @{
            ComputeName = 'cpu'; VmPriority = 'Dedicated'; MinNodeCount = 0; MaxNodeCount = 3; NodeIdleTimeBeforeScaleDown = 120
            Tags = @{ a = 'b' }
        }
        $null = New-AmlComputeTarget @other -VmSize Standard_DS2_v2 -AdminUserName me -AdminUserSshKey 'ssh-rsa B' `
            -RemoteLoginPortPublicAccess Enabled
        $body = Get-PutBody $workspace
        $body | Should -BeLike '*"maxNodeCount":3*'
        $body | Should -BeLike '*"nodeIdleTimeBeforeScaleDown":"PT2M"*'
        $body | Should -BeLike '*"remoteLoginPortPublicAccess":"Enabled"*'
    }

    It 'fills a cluster with nodes as time goes by' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual'; ReadLag = 0 }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 2 -MaxNodes 2
        $workspace.Sandbox.Advance([timespan]::FromSeconds(35))
        $cluster = Get-AmlComputeTarget cpu
        $cluster.ProvisioningState | Should -BeExactly 'Succeeded'
        $cluster.AllocationState | Should -BeExactly 'Resizing'
        $cluster.State | Should -BeExactly 'Resizing'
        $cluster.TargetNodes | Should -Be 2
        $cluster.CurrentNodes | Should -Be 0
        $workspace.Sandbox.Advance([timespan]::FromSeconds(35))
        $cluster = Get-AmlComputeTarget cpu
        $cluster.CurrentNodes | Should -Be 2
        $cluster.NodeStates.Preparing | Should -Be 2
        "$($cluster.NodeStates)" | Should -BeExactly '2 preparing'
        $workspace.Sandbox.Advance([timespan]::FromMinutes(2))
        $cluster = Get-AmlComputeTarget cpu
        $cluster.State | Should -BeExactly 'Steady'
        $cluster.NodeStates.Idle | Should -Be 2
    }

    It 'raises the largest number of nodes to the smallest that is asked for' {
        $null = New-AmlComputeTarget cpu Standard_A1_v2 -MinNodes 5 2>&1
        Get-PutBody $workspace | Should -BeLike '*"maxNodeCount":5*'
    }

    It 'creates a compute instance that goes through its states' {
        $instance = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -IdleTimeBeforeShutdown 1h
        $instance.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeInstance'
        $workspace.Sandbox.Advance([timespan]::FromSeconds(10))
        (Get-AmlComputeTarget desk).State | Should -BeExactly 'Creating'
        $workspace.Sandbox.Advance([timespan]::FromSeconds(120))
        (Get-AmlComputeTarget desk).State | Should -BeExactly 'SettingUp'
        $workspace.Sandbox.Advance([timespan]::FromSeconds(120))
        $instance = Get-AmlComputeTarget desk
        $instance.State | Should -BeExactly 'Running'
        $instance.ProvisioningState | Should -BeExactly 'Succeeded'
        $instance.VmSize | Should -BeExactly 'STANDARD_DS2_V2'
        $instance.IdleTimeBeforeShutdown | Should -Be ([timespan]::FromHours(1))
        $instance.LastOperation.OperationName | Should -BeExactly 'Create'
        $instance.PublicIpAddress | Should -Not -BeNullOrEmpty
        $instance.Applications.DisplayName | Should -Contain 'Jupyter'
    }

    It 'creates a compute instance with all settings' {
        $user = '11111111-0000-0000-0000-000000000001'
        $tenant = '11111111-0000-0000-0000-000000000002'
        $settings = @{
            VmSize = 'Standard_DS2_v2'; SshPublicKey = 'ssh-rsa AAAA'; SshPublicAccess = 'Enabled'
            ApplicationSharingPolicy = 'Personal'; EnableSso = $false
            AssignedUser = $user
            AssignedUserTenantId = $tenant
            EnableRootAccess = $false
            EnableOsPatching = $true
            ReleaseQuotaOnStop = $true
            Schedule = @(@{ action = 'Stop'; triggerType = 'Cron'; cron = @{ expression = '0 18 * * *'; timeZone = 'UTC' } })
            StartupScript = @{ scriptSource = 'inline'; scriptData = 'ZWNobw=='; timeout = '5m' }
        }
        $null = New-AmlComputeTarget desk -Instance @settings
        $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
        $instance = Get-AmlComputeTarget desk
        $instance.ApplicationSharingPolicy | Should -BeExactly 'Personal'
        $instance.SshPublicAccess | Should -BeExactly 'Enabled'
        $instance.EnableSso | Should -BeFalse
        $instance.EnableRootAccess | Should -BeFalse
        $instance.EnableOsPatching | Should -BeTrue
        "$($instance.AssignedUser.ObjectId)" | Should -BeExactly $user
        $instance.ComputeInstanceAuthorizationType | Should -BeExactly 'personal'
        $instance.Schedules | Should -HaveCount 1
        $instance.Schedules[0].Action | Should -BeExactly 'Stop'
    }

    It 'creates one target for each piped name' {
        ('cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -ThrottleLimit 1).Name | Should -Be @('cpu', 'gpu')
        (Get-AmlComputeTarget).Name | Should -Be @('cpu', 'gpu')
    }

    It 'goes on with the next name after one that fails' {
        $result = Invoke-Captured { 'cpu', '9bad', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -ThrottleLimit 1 }
        $result.Output.Name | Should -Be @('cpu', 'gpu')
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].TargetObject | Should -BeExactly '9bad'
    }

    It 'works in -Workspace, not in the session''s' {
        $other = Connect-TestSandbox -WorkspaceName 'other'
        (New-AmlComputeTarget cpu Standard_DS2_v2 -Workspace $workspace).WorkspaceName | Should -BeExactly 'main'
        Get-AmlComputeTarget -Workspace $other | Should -BeNullOrEmpty
    }

    Context 'an existing name' {
        BeforeEach {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Description 'first'
            $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
            $seen = $workspace.Sandbox.Requests.Count
        }

        It 'is refused, and nothing is changed' {
            $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -Description 'second' }
            $result.Output.Count | Should -Be 0
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetExists,*'
            $result.Errors[0].CategoryInfo.Category | Should -Be 'ResourceExists'
            $result.Errors[0].TargetObject | Should -BeExactly 'cpu'
            $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
            Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
            (Get-AmlComputeTarget cpu).Description | Should -BeExactly 'first'
        }

        It 'gives the existing target with -IfNotExists' {
            (New-AmlComputeTarget cpu Standard_DS2_v2 -Description 'second' -IfNotExists).Description | Should -BeExactly 'first'
            Get-TestRequest $workspace -After $seen | Should -Be "GET $($workspace.Id)/computes/cpu"
        }

        It 'is made with -IfNotExists when it does not exist' {
            (New-AmlComputeTarget gpu Standard_DS2_v2 -IfNotExists).Name | Should -BeExactly 'gpu'
        }

        It 'is overwritten with -Force' {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Description 'second' -MaxNodes 2 -Force
            Get-TestRequest $workspace -After $seen -Changing | Should -Be "PUT $($workspace.Id)/computes/cpu"
            $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
            (Get-AmlComputeTarget cpu).Description | Should -BeExactly 'second'
            (Get-AmlComputeTarget cpu).MaxNodes | Should -Be 2
        }

        It 'is not overwritten by -Force with -WhatIf' {
            $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -Description 'second' -Force -WhatIf }
            $result.Output.Count | Should -Be 0
            Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
        }

        It 'is reported as overwritten by -Force, and a new one as created' -Tag Process {
            $run = Invoke-FreshShell -Command "`$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 }
                `$null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait -Timeout 10d
                'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Force -WhatIf"
            $run.Output | Should -BeLike '*"Overwrite existing compute target of type AmlCompute" on target "cpu in *'
            $run.Output | Should -BeLike '*"Create compute target of type AmlCompute (cost: unknown)" on target "gpu in *'
            $verbose = (Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -Force -Verbose }).Verbose -join ' '
            $verbose | Should -BeLike '*"Create, or overwrite if it exists, compute target of type AmlCompute" on target "cpu in *'
        }

        It 'is refused by -WhatIf too' {
            Get-ErrorId { New-AmlComputeTarget cpu Standard_DS2_v2 -WhatIf } | Should -Be 'ComputeTargetExists'
        }

        It 'refuses -Force with -IfNotExists' {
            Get-ErrorId { 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Force -IfNotExists } | Should -Be 'InvalidArgument'
            $workspace.Sandbox.Requests.Count | Should -Be $seen
        }

        It 'with -Force over a target in progress is an OperationConflict when the time is up' {
            $null = New-AmlComputeTarget busy Standard_DS2_v2
            $result = Invoke-Captured { New-AmlComputeTarget busy Standard_DS2_v2 -Force -Timeout 0 }
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'OperationConflict,*'
            $result.Errors[0].CategoryInfo.Category | Should -Be 'ResourceBusy'
        }
    }

    Context '-WhatIf' {
        It 'sends no change, and reads the name, the sizes and what is left of the quotas' {
            $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 3 -Wait -WhatIf }
            $result.Output.Count | Should -Be 0
            $result.Errors.Count + $result.Warnings.Count | Should -Be 0
            $requests = Get-TestRequest $workspace -After 1
            $requests[0] | Should -BeExactly "GET $($workspace.Id)/computes/cpu"
            $requests[1] | Should -BeLike 'GET */locations/eastus/vmSizes'
            $requests[2] | Should -BeLike 'GET */locations/eastus/usages'
            $requests[3] | Should -BeLike 'GET */locations/eastus/quotas'
            $requests | Should -HaveCount 4
            Get-AmlComputeTarget | Should -BeNullOrEmpty
        }

        It 'says that a size does not exist' {
            $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v9 -WhatIf }
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVmSize,*'
            "$($result.Errors[0])" | Should -BeLike '*Standard_DS2_v2*'
        }

        It 'reports each problem once: as an error if the service would refuse it, else as a warning' {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2
            $result = Invoke-Captured {
                New-AmlComputeTarget cpu Standard_E16ads_v5 -MinNodes 1 -MaxNodes 4 -EnableNodePublicIp $false -WhatIf
            }
            ($result.Errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) |
                Should -Be @('ComputeTargetExists', 'QuotaExceeded')
            $result.Warnings | Should -HaveCount 2
            $result.Warnings[1] | Should -BeLike '*total dedicated quota*'
            $result.Warnings[0] | Should -BeLike '*needs -SubnetId or a workspace with a managed virtual network*'
        }

        It 'only warns where the nodes that come later would not fit' {
            $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -WhatIf }
            $result.Errors.Count | Should -Be 0
            $result.Warnings | Should -BeLike '*need 8 vCPUs; 6 are left*'
            (New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4).Name | Should -BeExactly 'cpu'
        }

        It 'warns once of each quota that all targets together exceed' {
            $sizes = @{ VmSize = 'Standard_DS2_v2'; MaxNodes = 3 }
            $result = Invoke-Captured { 'cpu', 'gpu', 'gpu', 'tpu' | New-AmlComputeTarget @sizes -Force -WhatIf }
            $result.Errors.Count | Should -Be 0
            $result.Warnings | Should -BeExactly (
                '3 targets together need 18 vCPUs; 6 are left of the dedicated quota of standardDSv2Family: cpu, gpu, tpu.')
        }

        It 'writes the number of changes of each kind at the end, if there are several' {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 1
            $file = Join-Path $TestDrive several.txt
            $null = Start-Transcript -Path $file
            try {
                'cpu', 'gpu', 'tpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 1 -Force -WhatIf
                New-AmlComputeTarget one Standard_DS2_v2 -MaxNodes 1 -WhatIf
            }
            finally { $null = Stop-Transcript }
            (Get-Content -LiteralPath $file) -match '^What if: \d' | Should -BeExactly 'What if: 3 changes: Overwrite 1, Create 2.'
        }

        It 'counts the nodes of the cluster that -Force would overwrite as free' {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 3 -MaxNodes 3
            $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
            $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 3 -MaxNodes 3 -Force -WhatIf }
            $result.Errors.Count + $result.Warnings.Count | Should -Be 0
        }

        It 'gives the existing target with -IfNotExists, as without it' {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2
            (New-AmlComputeTarget cpu Standard_DS2_v2 -IfNotExists -WhatIf).Name | Should -BeExactly 'cpu'
        }

        It 'is obeyed from $WhatIfPreference' {
            $null = & { $WhatIfPreference = $true; New-AmlComputeTarget cpu Standard_DS2_v2 }
            Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
        }
    }

    Context 'secrets' {
        It 'shows the password nowhere' {
            $credential = New-Credential admin1 'Hush-hush-1!'
            $result = Invoke-Captured {
                $DebugPreference = 'Continue'
                New-AmlComputeTarget cpu Standard_DS2_v2 -AdminCredential $credential -Verbose
                New-AmlComputeTarget cpu Standard_DS2_v2 -AdminCredential $credential -Verbose
                New-AmlComputeTarget gpu Standard_None -AdminCredential $credential -Verbose
            }
            $workspace.Sandbox.Advance([timespan]::FromMinutes(1))
            (Get-AmlComputeTarget cpu).AdminUserName | Should -BeExactly 'admin1' -Because 'the account itself is no secret'
            $result.Errors | Should -HaveCount 2
            $result.Debug -join ' ' | Should -BeLike '*"adminUserPassword": "***"*'
            $all = foreach ($item in $result.Output) { $item.ToJson() }
            $all += foreach ($record in $result.Errors) { $record; $record.ErrorDetails.Message; $record.Exception.ToString() }
            ($all + $result.Verbose + $result.Debug + $result.Warnings) -join ' ' | Should -Not -BeLike '*Hush*'
            foreach ($request in $workspace.Sandbox.Requests) { $request.Body | Should -Not -BeLike '*Hush*' }
        }

        It 'sends the password all the same' {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 -AdminCredential (New-Credential admin1 'Hush-hush-1!')
            Get-PutBody $workspace | Should -BeLike '*"adminUserPassword":"***"*'
        }

        It 'says one verbose line for each request, without a query' {
            $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -Verbose }
            $lines = foreach ($line in $result.Verbose) { if ($line -match '^(GET|PUT) /') { $line } }
            $lines | Should -HaveCount 2
            $lines[0] | Should -Match '^GET \S+/computes/cpu\W+404 Not Found \(\d+ ms, request id [-0-9a-f]+\)$'
            $lines[1] | Should -Match '^PUT \S+/computes/cpu\W+201 Created \(\d+ ms, request id [-0-9a-f]+\)$'
            $result.Verbose -join ' ' | Should -Not -Match '\?|api-version'
        }
    }
}

Describe 'New-AmlComputeTarget -Wait' -Tag Smoke {
    It 'gives the target when it is provisioned' {
        $null = Connect-TestSandbox
        (New-AmlComputeTarget cpu Standard_DS2_v2 -Wait).ProvisioningState | Should -BeExactly 'Succeeded'
        $instance = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
        $instance.ProvisioningState | Should -BeExactly 'Succeeded'
        $instance.State | Should -BeExactly 'Running'
    }

    It 'gives up after -Timeout and says that the work goes on' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        Suspend-TestOperation $workspace
        $result = Invoke-Captured {
            Invoke-OnMovingClock $workspace { New-AmlComputeTarget cpu Standard_DS2_v2 -Wait -Timeout 30s } -After 'PUT 201'
        }
        $result.Output.Count | Should -Be 0
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $result.Errors[0].TargetObject | Should -BeExactly 'cpu'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Timeout*'
        $workspace.Sandbox.Advance([timespan]::FromMinutes(1))
        (Get-AmlComputeTarget cpu).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'says why the operation failed, and the name stays taken' {
        $workspace = Connect-TestSandbox
        $workspace.Sandbox.AddFault(
            @{ Method = 'PUT'; FailOperation = $true; Code = 'NodeAgentFailed'; Message = 'The nodes did not come up.' })
        $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -Wait }
        $result.Output.Count | Should -Be 0
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ProvisioningFailed,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'OperationStopped'
        $result.Errors[0].Exception.Code | Should -BeExactly 'NodeAgentFailed'
        "$($result.Errors[0])" | Should -BeLike '*The nodes did not come up.*'
        $result.Errors[0].ErrorDetails.RecommendedAction |
            Should -BeExactly "Fix the cause. Then delete it with 'Remove-AmlComputeTarget cpu -Wait', and create it again."
        $failed = Get-AmlComputeTarget cpu
        $failed.ProvisioningState | Should -BeExactly 'Failed'
        $failed.State | Should -BeExactly 'Failed'
        $failed.Errors[0].Message | Should -BeLike '*The nodes did not come up.*'
        Get-ErrorId { New-AmlComputeTarget cpu Standard_DS2_v2 } | Should -Be 'ComputeTargetExists'
        $failed | Remove-AmlComputeTarget -Force -Wait
        (New-AmlComputeTarget cpu Standard_DS2_v2 -Wait).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'shows its progress' {
        $workspace = Connect-TestSandbox
        $shell = New-TestShell
        try {
            $null = $shell.AddCommand('New-AmlComputeTarget').AddParameters(
                @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; Wait = $true; Timeout = '10d'; Workspace = $workspace }).Invoke()
            $records = $shell.Streams.Progress
            $records[0].Activity | Should -BeLike '*cpu*'
            $records[$records.Count - 1].RecordType | Should -Be 'Completed'
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }

    It 'sends a PUT again after a broken connection, and finds the target made once' {
        $workspace = Connect-TestSandbox
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; ConnectionReset = $true })
        (New-AmlComputeTarget cpu Standard_DS2_v2 -Wait).ProvisioningState | Should -BeExactly 'Succeeded'
        Get-TestRequest $workspace -Changing | Should -HaveCount 2
        (Get-AmlComputeTarget).Name | Should -Be 'cpu'
    }
}
