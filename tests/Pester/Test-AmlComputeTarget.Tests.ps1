BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'
    $aks = "$group/Microsoft.ContainerService/managedClusters/aks1"
    $subnet = "$group/Microsoft.Network/virtualNetworks/vnet/subnets/default"

    function Get-Check($Report, [string] $Name) { $Report.Checks | Where-Object Name -eq $Name }
}

AfterAll {
    Assert-TestBody
}

Describe 'Test-AmlComputeTarget of what should be there' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main'
        $cluster = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 1
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'is true for a target that is there and well' {
        Test-AmlComputeTarget cpu | Should -BeOfType ([bool])
        Test-AmlComputeTarget cpu, desk, k8s | Should -Be @($true, $true, $true)
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'is false for one that is missing, and no error' {
        $result = Invoke-Captured { Test-AmlComputeTarget nosuch }
        $result.Output | Should -Be $false
        $result.Errors.Count | Should -Be 0
    }

    It 'is false for one that is being made, or could not be made' {
        $null = New-AmlComputeTarget new Standard_DS2_v2
        Test-AmlComputeTarget new | Should -BeFalse
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; Path = '*/computes/broken'; FailOperation = $true })
        $null = New-AmlComputeTarget broken Standard_DS2_v2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $report = Test-AmlComputeTarget broken -Detailed
        $report.Passed | Should -BeFalse
        (Get-Check $report ProvisioningState).Message | Should -BeExactly 'The provisioning state is Failed.'
        (Get-Check $report Errors).Outcome | Should -Be 'Failed'
    }

    It 'is false when what was attached has gone' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = "*/managedClusters/aks1"; Status = 404 })
        $report = Test-AmlComputeTarget k8s -Detailed
        $report.Passed | Should -BeFalse
        (Get-Check $report Resource).Message | Should -BeLike "*Microsoft.ContainerService/managedClusters 'aks1' was not found*"
    }

    It 'gives a report with every check when it is asked for details' {
        $report = Test-AmlComputeTarget cpu -Detailed
        $report.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeTestReport'
        $report.Name, $report.ComputeType, $report.WorkspaceName, $report.Passed | Should -Be @('cpu', 'AmlCompute', 'main', $true)
        $report.Checks.Name | Should -Be @('Exists', 'ProvisioningState', 'State', 'Errors', 'Nodes')
        "$report" | Should -BeExactly 'cpu: passed'
        "$(Test-AmlComputeTarget nosuch -Detailed)" | Should -BeExactly 'nosuch: Exists failed'
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'piped targets'; Action = { Get-AmlComputeTarget cpu, desk | Test-AmlComputeTarget } }
        @{ Name = 'piped names'; Action = { 'cpu', 'desk' | Test-AmlComputeTarget -ThrottleLimit 1 } }
        @{
            Name = 'a target by parameter and a name'
            Action = { Test-AmlComputeTarget -InputObject $cluster; Test-AmlComputeTarget -Name desk }
        }
        @{
            Name = 'a target of another workspace than the session, and a workspace'
            Action = { $null = Connect-TestSandbox; $cluster | Test-AmlComputeTarget; Test-AmlComputeTarget desk -Workspace $workspace }
        }
    ) {
        & $Action | Should -Be @($true, $true)
    }

    It 'takes wildcards' {
        (Test-AmlComputeTarget '*' -ThrottleLimit 1 -Detailed).Name | Should -Be @('cpu', 'desk', 'k8s')
        Test-AmlComputeTarget 'none*' | Should -BeNullOrEmpty
    }

    It 'tests the other names after a pattern that is not valid' {
        $result = Invoke-Captured { Test-AmlComputeTarget 'a[', cpu }
        $result.Output | Should -Be @($true)
        "$($result.Errors)" | Should -BeLike "*'a`[[]' is not a valid wildcard pattern.*"
    }

    It 'tells in the verbose stream what did not pass' {
        (Invoke-Captured { Test-AmlComputeTarget nosuch -Verbose }).Verbose |
            Should -Contain "nosuch: Exists failed: Compute target 'nosuch' was not found in workspace 'main'."
    }

    It 'says when the service cannot be asked, rather than false' {
        $workspace.Sandbox.AddFault(@{ Path = '*/computes/cpu'; Status = 403 })
        $result = Invoke-Captured { Test-AmlComputeTarget cpu }
        $result.Output.Count | Should -Be 0
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'AuthorizationFailed,*'
    }

    It 'needs a name' {
        Get-ErrorId { Test-AmlComputeTarget } | Should -Be 'InvalidArgument'
    }
}

Describe 'Test-AmlComputeTarget of what is wanted' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main'
    }

    It 'is true when New-AmlComputeTarget would do it in full' {
        Test-AmlComputeTarget cpu Standard_E4s_v3 -MaxNodes 4 | Should -BeTrue
        Test-AmlComputeTarget desk -Instance -VmSize Standard_DS2_v2 | Should -BeTrue
        Test-AmlComputeTarget pipes -DataFactory | Should -BeTrue
        Test-AmlComputeTarget k8s -Kubernetes -ResourceId $aks | Should -BeTrue
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
        New-AmlComputeTarget cpu Standard_E4s_v3 -MaxNodes 4 | Should -Not -BeNullOrEmpty
    }

    It 'is false for node limits that are not valid together, and for a resource of another kind' {
        $vm = "$group/Microsoft.Compute/virtualMachines/vm"
        $result = Invoke-Captured {
            Test-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 5 -MaxNodes 2
            Test-AmlComputeTarget k8s -Kubernetes -ResourceId $vm
            Test-AmlComputeTarget k8s -Kubernetes -ResourceId 'nonsense'
            @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MinNodes = 5; MaxNodes = 2 },
                @{ Name = 'k8s'; Kubernetes = $true; ResourceId = $vm } | Test-AmlComputeTarget -ThrottleLimit 1
        }
        $result.Errors.Count | Should -Be 0
        $result.Output | Should -Be @($false, $false, $false, $false, $false)
        (Get-Check (Test-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 5 -MaxNodes 2 -Detailed) NodeLimits).Message |
            Should -BeExactly '-MinNodes 5 and -MaxNodes 2 are not valid together: -MaxNodes must be at least -MinNodes.'
        $check = Get-Check (Test-AmlComputeTarget k8s -Kubernetes -ResourceId $vm -Detailed) Resource
        $check.Outcome | Should -Be 'Failed'
        $check.Message | Should -BeLike (
            "-ResourceId: '$vm' is not a valid id of a resource to attach as Kubernetes. " +
            'The form is */managedClusters/{name} or *')
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
    }

    It 'is false for a configuration of JSON that attaches a resource of another kind' {
        [IO.File]::WriteAllText(
            "$TestDrive/k8s.json",
            ("{""name"":""k8s"",""properties"":{""computeType"":""Kubernetes"",""resourceId"":""$group/Microsoft.Compute/" +
                "virtualMachines/vm""}}"))
        New-AmlComputeConfiguration -Path "$TestDrive/k8s.json" | Test-AmlComputeTarget | Should -BeFalse
    }

    It 'takes a configuration, rows and names from the pipeline' {
        $wanted = New-AmlComputeConfiguration -VmSize Standard_E4s_v3 -MaxNodes 2
        Test-AmlComputeTarget cpu -Configuration $wanted | Should -BeTrue
        Test-AmlComputeTarget -Configuration $wanted | Should -BeTrue
        (Test-AmlComputeTarget a1, a2 -Configuration $wanted -ThrottleLimit 1 -Detailed).Name | Should -Be @('a1', 'a2')
        ($wanted | Test-AmlComputeTarget cpu -Detailed).Name | Should -BeExactly 'cpu'
        ($wanted | Test-AmlComputeTarget -Detailed).ComputeType | Should -BeExactly 'AmlCompute'
        $rows = [pscustomobject] @{ Name = 'r1'; VmSize = 'Standard_E4s_v3'; MaxNodes = 2 }, @{
            Name = 'r2'; Kubernetes = $true; ResourceId = $aks
        }
        ($rows | Test-AmlComputeTarget -ThrottleLimit 1 -Detailed).ComputeType | Should -Be @('AmlCompute', 'Kubernetes')
        ('n1', 'n2' | Test-AmlComputeTarget -VmSize Standard_E4s_v3 -ThrottleLimit 1 -Detailed).Name | Should -Be @('n1', 'n2')
        ('n1', 'n2' | Test-AmlComputeTarget -Configuration $wanted -ThrottleLimit 1 -Detailed).Name | Should -Be @('n1', 'n2')
    }

    It 'takes the names of files, and answers in their order' {
        $fast = Connect-TestSandbox
        $fast.Sandbox.AddFault(@{ Path = '*/computes/slow1'; Delay = [timespan]::FromSeconds(6) })
        foreach ($name in 'slow1', 'here2', 'cpu3') {
            [IO.File]::WriteAllText("$TestDrive/$name.yml", "name: $name`ntype: amlcompute`nsize: Standard_DS2_v2`nmax_instances: 1")
        }

        $null = New-AmlComputeTarget here2 Standard_DS2_v2 -Wait
        $wanted = 'slow1', 'here2', 'cpu3' | ForEach-Object { New-AmlComputeConfiguration -Path "$TestDrive/$_.yml" }
        $reports = $wanted | Test-AmlComputeTarget -Detailed
        $reports.Name | Should -Be @('slow1', 'here2', 'cpu3')
        (Get-Check $reports[0] NameFree).Message | Should -BeExactly "The name 'slow1' is free."
        (Test-AmlComputeTarget -Configuration $wanted[2] -Detailed).Name | Should -BeExactly 'cpu3'
        $fast.Sandbox.AddFault(@{ Path = '*/computes/slow1'; Delay = [timespan]::FromSeconds(6) })
        $wanted | Test-AmlComputeTarget | Should -Be @($true, $false, $true)
    }

    It 'goes on after one that cannot be tested' {
        $workspace.Sandbox.AddFault(@{ Path = '*/computes/n1'; Status = 403 })
        $result = Invoke-Captured { 'n1', 'n2' | Test-AmlComputeTarget -VmSize Standard_E4s_v3 }
        $result.Output | Should -Be @($true)
        "$($result.Errors[0])" | Should -BeLike "Compute target 'n1': *"
    }

    It 'counts one as one' {
        $text = (Test-AmlComputeTarget cpu Standard_DS1_v2 -MaxNodes 1 -Detailed).Checks.Message -join ' '
        $text | Should -BeLike '*: 1 vCPU.*0 to 1 node.*1 node of Standard_DS1_v2 needs 1 vCPU; *'
        (Get-Check (Test-AmlComputeTarget cpu Standard_DS3_v2 -MaxNodes 4 -Detailed) FamilyQuota).Message |
            Should -BeLike '*The cluster would get at most 1 node.*'
    }

    It 'reports every check' {
        $report = Test-AmlComputeTarget cpu Standard_E4s_v3 -MaxNodes 5 -Detailed
        $report.Checks.Name |
            Should -Be @('Name', 'NameFree', 'VmSize', 'NodeLimits', 'TotalClusters', 'FamilyQuota', 'TotalQuota', 'Network')
        $family = Get-Check $report FamilyQuota
        $family.Have, $family.Need | Should -Be @(20, 20)
        $family.Outcome | Should -Be 'Passed'
    }

    It 'has one check of a name that an instance of another workspace in the region has' {
        $fast = Connect-TestSandbox
        $taken = '{ "nameAvailable": false, "reason": "AlreadyExists", "message": "The name is taken in eastus." }'
        $fast.Sandbox.AddFault(@{ Method = 'POST'; Path = '*/checkComputeNameAvailability'; Status = 200; Body = $taken })
        $check = Get-Check (Test-AmlComputeTarget desk Standard_DS2_v2 -Instance -Detailed) NameFree
        "$($check.Outcome): $($check.Message)" | Should -BeExactly 'Failed: The name is taken in eastus.'
    }

    It 'says that nodes with low priority are Spot, and that their price is an estimate' {
        $report = Test-AmlComputeTarget new -VmSize Standard_NC4as_T4_v3 -Priority LowPriority -MaxNodes 1 -Detailed
        $spot = $report.Checks | Where-Object Name -EQ 'Spot'
        "$($spot.Outcome)" | Should -BeExactly 'Passed'
        $spot.Message |
            Should -Match '^LowPriority nodes are Spot virtual machines: Azure can evict them .* The price varies; an estimate is 0\.1'
        (Test-AmlComputeTarget new -VmSize Standard_DS2_v2 -MaxNodes 1 -Detailed).Checks.Name | Should -Not -Contain 'Spot'
    }

    It 'fails <Check> for <Name>' -ForEach @(
        @{
            Name = 'a name that cannot be'; Check = 'Name'; Given = @{ Name = '1cpu' }; Id = 'InvalidComputeName'
            Text = '*must start with a letter*'
        }
        @{
            Name = 'a name that is taken'; Check = 'NameFree'; Given = @{ Name = 'taken' }; Id = 'ComputeTargetExists'
            Text = "*'taken' already exists*"
        }
        @{
            Name = 'a size that does not exist'; Check = 'VmSize'; Given = @{ VmSize = 'Standard_DS2_v9' }; Id = 'InvalidVmSize'
            Text = '*Standard_DS2_v2*'
        }
        @{
            Name = 'a size for other types only'; Check = 'VmSize'; Given = @{ VmSize = 'Standard_L8s_v3'; Instance = $true }
            Id = 'InvalidVmSize'; Text = '*does not support ComputeInstance; it supports AmlCompute*'
        }
        @{
            Name = 'a size not offered with low priority'; Check = 'VmSize'
            Given = @{ VmSize = 'Standard_NC64as_T4_v3'; Priority = 'LowPriority' }; Id = 'InvalidVmSize'
            Text = '*does not support the priority LowPriority*'
        }
        @{
            Name = 'more nodes than a cluster has'; Check = 'NodeLimits'; Given = @{ MaxNodes = 101 }; Id = ''; Text = '*at most 100 nodes*'
        }
        @{
            Name = 'more cores than the family has'; Check = 'FamilyQuota'; Given = @{ MaxNodes = 4 }; Id = ''
            Text = '4 nodes of Standard_DS2_v2 need 8 vCPUs; 6 are left of the dedicated quota of standardDSv2Family. ' +
                'The cluster would get at most 3 nodes. Sizes that would fit: *'
        }
        @{
            Name = 'more nodes at once than the family has'; Check = 'FamilyQuota'; Given = @{ MinNodes = 4 }; Id = 'QuotaExceeded'
            Text = '4 nodes, the default of *MaxNodes, of Standard_DS2_v2 need 8 vCPUs; *The minimum of 4 nodes alone needs 8 vCPUs.*'
        }
        @{
            Name = 'an instance of a family without quota'; Check = 'FamilyQuota'
            Given = @{ VmSize = 'Standard_E4ds_v5'; Instance = $true }; Id = 'QuotaExceeded'
            Text = 'An instance of Standard_E4ds_v5 needs 4 vCPUs; 0 are left*'
        }
        @{
            Name = 'more cores than there are in total'; Check = 'TotalQuota'; Given = @{ VmSize = 'Standard_E4s_v3'; MaxNodes = 6 }
            Id = ''; Text = '*need 24 vCPUs; 20 are left of the total dedicated quota*'
        }
        @{
            Name = 'more low-priority nodes than the quota has'; Check = 'TotalQuota'
            Given = @{ Priority = 'LowPriority'; MaxNodes = 11 }; Id = ''
            Text = '*20 are left of the total low-priority quota*'
        }
        @{
            Name = 'no public addresses without a network'; Check = 'Network'; Given = @{ EnableNodePublicIp = $false }; Id = ''
            Text = '*needs -SubnetId or a workspace with a managed virtual network*'
        }
        @{
            Name = 'a subnet that is none'; Check = 'Network'; Given = @{ SubnetId = 'default' }; Id = 'InvalidArgument'
            Text = "*'default' is not a valid id of a subnet*"
        }
        @{
            Name = 'half of the network of AKS'; Check = 'Network'; Given = @{ Aks = $true; VmSize = $null; ServiceCidr = '10.0.0.0/16' }
            Id = ''; Text = '*all four or none*'
        }
        @{
            Name = 'a load balancer that has no subnet'; Check = 'Network'
            Given = @{ Aks = $true; VmSize = $null; LoadBalancerSubnet = 'inner' }; Id = ''; Text = '*InternalLoadBalancer*'
        }
        @{
            Name = 'no agents'; Check = 'AgentCount'; Given = @{ Aks = $true; VmSize = $null; AgentCount = 0 }; Id = ''
            Text = '*1 or more*'
        }
        @{ Name = 'a region that is none'; Check = 'Location'; Given = @{ Location = 'mars' }; Id = 'InvalidArgument'; Text = "*'mars'*" }
        @{
            Name = 'a region of AKS that is none'; Check = 'Location'; Given = @{ Aks = $true; Location = 'mars' }; Id = 'InvalidArgument'
            Text = "*'mars'*"
        }
        @{
            Name = 'a namespace that cannot be'; Check = 'Namespace'
            Given = @{ Kubernetes = $true; VmSize = $null; ResourceName = 'aks1'; Namespace = 'Bad NS!' }
            Id = 'InvalidArgument'; Text = "*'Bad NS!' is not a valid Kubernetes namespace*"
        }
        @{
            Name = 'a resource that is not there'; Check = 'Resource'
            Given = @{ Kubernetes = $true; VmSize = $null; ResourceName = 'missing' }; Id = 'InvalidArgument'
            Text = "*Microsoft.ContainerService/managedClusters 'missing' was not found*"
        }
    ) {
        $null = Connect-AmlComputeTarget taken -Kubernetes -ResourceId $aks
        $workspace.Sandbox.AddFault(@{ Path = '*/managedClusters/missing'; Status = 404; Count = 0 })
        $wanted = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' }
        foreach ($key in $Given.Keys) { if ($null -eq $Given[$key]) { $wanted.Remove($key) } else { $wanted[$key] = $Given[$key] } }
        Test-AmlComputeTarget @wanted | Should -BeFalse
        $check = Get-Check (Test-AmlComputeTarget @wanted -Detailed) $Check
        $check.Outcome | Should -Be 'Failed'
        "$($check.ErrorId)" | Should -BeExactly $Id
        $check.Message | Should -BeLike $Text
    }

    It 'counts what others use, and names sizes that would fit' {
        $null = New-AmlComputeTarget other Standard_DS2_v2 -MinNodes 2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $check = Get-Check (Test-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Detailed) FamilyQuota
        $check.Have, $check.Need | Should -Be @(2, 4)
        $check.FittingSizes | Should -Not -BeNullOrEmpty
        foreach ($size in $check.FittingSizes) { Test-AmlComputeTarget cpu $size -MaxNodes 2 | Should -BeTrue }
    }

    It 'holds the quota of the workspace too' {
        Set-AmlComputeQuota standardDSv2Family 2
        $check = Get-Check (Test-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Detailed) WorkspaceQuota
        $check.Have, $check.Need | Should -Be @(2, 4)
        $check.Message |
            Should -BeLike "*; the quota of standardDSv2Family of workspace $($workspace.Name) is 2, and the vCPUs in use are not known.*"
    }

    It 'warns, and is true, of <Name>' -ForEach @(
        @{ Name = 'a name that may be refused'; Check = 'Name'; Given = @{ Name = 'cpu-1' } }
        @{
            Name = 'a size of AKS that is not listed'; Check = 'VmSize'
            Given = @{ Aks = $true; VmSize = 'Standard_Bogus'; MaxNodes = $null }
        }
        @{
            Name = 'a log-in that nobody reaches'; Check = 'Network'
            Given = @{
                EnableNodePublicIp = $false
                SubnetId =
                    ('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/' +
                        'vnet/subnets/s')
                RemoteLogin = 'Enabled'
            }
        }
        @{
            Name = 'a subnet of another subscription'; Check = 'Network'
            Given = @{
                SubnetId =
                    ('/subscriptions/10000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/' +
                        'vnet/subnets/s')
            }
        }
    ) {
        $wanted = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 1 }
        foreach ($key in $Given.Keys) { if ($null -eq $Given[$key]) { $wanted.Remove($key) } else { $wanted[$key] = $Given[$key] } }
        $report = Test-AmlComputeTarget @wanted -Detailed
        $report.Passed | Should -BeTrue
        (Get-Check $report $Check).Outcome | Should -Be 'Warning'
    }

    It 'skips the quotas when they may not be read, and warns of a resource that may not' {
        $workspace.Sandbox.AddFault(@{ Path = '*/usages'; Status = 403 })
        $report = Test-AmlComputeTarget cpu Standard_DS2_v2 -Detailed
        (Get-Check $report Quota).Outcome | Should -Be 'Skipped'
        $report.Passed | Should -BeTrue
        $workspace.Sandbox.AddFault(@{ Path = '*/managedClusters/aks1'; Status = 403 })
        (Get-Check (Test-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Detailed) Resource).Outcome | Should -Be 'Warning'
    }

    It 'fails Location where the service lists no sizes' {
        $workspace.Sandbox.AddFault(@{ Path = '*/vmSizes'; Body = '{"value":[]}'; Status = 200 })
        $report = Test-AmlComputeTarget cpu Standard_DS2_v2 -Detailed
        $report.Passed | Should -BeFalse
        (Get-Check $report Location).Message | Should -BeLike "*no virtual machine sizes for the region 'eastus'*"
    }

    It 'looks in the region of -Location' {
        $null = Test-AmlComputeTarget cpu Standard_DS2_v2 -Location westeurope
        (Get-TestRequest $workspace -After 2) | Should -BeLike 'GET */locations/westeurope/*'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'settings that contradict each other'; Action = { Test-AmlComputeTarget cpu Standard_DS2_v2 -AdminUserName ann } }
        @{ Name = 'a resource that is named twice'; Action = { Test-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -ResourceName aks1 } }
        @{ Name = 'settings that say no type'; Action = { Test-AmlComputeTarget cpu -Location eastus } }
        @{
            Name = 'a row with an unknown member'
            Action = { [pscustomobject] @{ Name = 'cpu'; VmSise = 'Standard_DS2_v2' } | Test-AmlComputeTarget }
        }
        @{
            Name = 'settings beside a configuration'
            Action = { Test-AmlComputeTarget cpu -Configuration @{ VmSize = 'Standard_DS2_v2' } -MaxNodes 1 }
        }
        @{
            Name = 'a configuration beside settings'
            Action = { New-AmlComputeConfiguration -VmSize Standard_DS2_v2 | Test-AmlComputeTarget -MaxNodes 1 }
        }
        @{
            Name = 'a configuration for two names, piped'
            Action = { New-AmlComputeConfiguration -VmSize Standard_DS2_v2 | Test-AmlComputeTarget a1, a2 }
        }
        @{ Name = 'a number'; Action = { 5 | Test-AmlComputeTarget } }
    ) {
        Get-ErrorId $Action | Should -Be 'InvalidArgument'
    }
}
