BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

AfterAll {
    Assert-TestBody
}

Describe 'Get-AmlComputeUsage' -Tag Culture {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'shows the use of each limit' {
        $usage = Get-AmlComputeUsage standardDSv2Family -Priority Dedicated
        $usage.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeUsage'
        $usage.DisplayName | Should -BeExactly 'Standard DSv2 Family Cluster Dedicated vCPUs'
        $usage.Used, $usage.Limit, $usage.Available, $usage.PercentUsed | Should -Be @(4, 6, 2, 67)
        $usage.Location, $usage.Scope, $usage.Priority | Should -Be @('eastus', 'Subscription', 'Dedicated')
        "$usage" | Should -BeExactly 'standardDSv2Family 4/6'
    }

    It 'keeps what is in use' {
        (Get-AmlComputeUsage -InUse).Name | Should -Be @('TotalClusters', 'TotalDedicatedCores', 'standardDSv2Family')
    }

    It 'has no limit and no share where the service writes -1' {
        $usage = Get-AmlComputeUsage standardDSv2Family -Priority LowPriority
        foreach ($value in $usage.Limit, $usage.Available, $usage.PercentUsed) { $value | Should -BeNullOrEmpty }
        $usage.Priority | Should -BeExactly 'LowPriority'
        $usage.ToJson() | Should -BeLike '*"limit": -1*'
    }

    It 'finds by wildcard and by the name for people' {
        (Get-AmlComputeUsage 'Total*').Name | Should -Be @('TotalClusters', 'TotalDedicatedCores', 'TotalLowPriorityCores')
        (Get-AmlComputeUsage 'Total Clusters').Name | Should -Be 'TotalClusters'
        @(Get-AmlComputeUsage).Count | Should -BeGreaterThan 100
    }

    It 'names near matches for a name that is not there, and nothing for a pattern' {
        $result = Invoke-Captured { Get-AmlComputeUsage bogus, standardDSv2Famly, 'bogus*', TotalClusters }
        $result.Output.Name | Should -Be 'TotalClusters'
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $result.Errors.TargetObject | Should -Be 'bogus', 'standardDSv2Famly'
        "$($result.Errors[0])" | Should -BeExactly "There is no usage 'bogus' in eastus."
        "$($result.Errors[1])" |
            Should -BeLike "There is no usage 'standardDSv2Famly' in eastus. Usages with a similar name in eastus: standardDSv2Family, *"
        ([regex]::Matches("$($result.Errors[1])", '\bstandardDSv2Family\b')).Count | Should -Be 1
    }

    It 'gives nothing for a name that is there and is not kept' {
        (Invoke-Captured { Get-AmlComputeUsage standardFSv2Family -InUse }).Errors | Should -HaveCount 0
    }

    It 'asks for another region, and for -Workspace' {
        $null = Connect-TestSandbox
        $null = Get-AmlComputeUsage -Location westeurope -Workspace $workspace
        Get-TestRequest $workspace -After $seen | Should -BeLike 'GET */locations/westeurope/usages'
    }

    It 'adds the workspaces and compute targets that use the quota with -Expand' {
        $rows = Get-AmlComputeUsage standardDSv2Family -Priority Dedicated -Expand
        $rows | ForEach-Object { "$($_.Scope) $($_.WorkspaceName) $($_.ComputeTargetName) $($_.Used)" } |
            Should -Be @('Subscription   4', 'Workspace main  4', 'ComputeTarget main cpu 4')
        $rows[2].Limit | Should -BeNullOrEmpty
        @(Get-TestRequest $workspace -After $seen) | Should -HaveCount 1
        $workspace.Sandbox.Requests[-1].Query | Should -BeLike '*expandChildren=true*'
        Get-AmlComputeUsage standardDSv2Family -Priority Dedicated | Should -HaveCount 1
    }

    It 'reads all regions with -AllLocations; a region that fails is one error' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/locations/westus/usages'; Status = 403; Count = 0 })
        $result = Invoke-Captured { Get-AmlComputeUsage TotalDedicatedCores -AllLocations -ThrottleLimit 4 }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike 'Region westus cannot be read. *'
        $result.Errors[0].TargetObject | Should -BeExactly 'westus'
        $result.Output.Location | Should -Contain 'westeurope'
        $result.Output.Location | Should -Not -Contain 'westus'
        ($result.Output | Where-Object Location -EQ eastus).Used | Should -Be 4
        $sent = @(Get-TestRequest $workspace -After $seen)
        @($sent -like '*/usages').Count | Should -Be ($result.Output.Count + 1)
        $sent[0] | Should -BeLike '*/providers/Microsoft.MachineLearningServices'
    }

    It 'shows each region once as a heading' {
        $text = @(Get-AmlComputeUsage TotalClusters, TotalDedicatedCores -AllLocations | Out-String -Stream)
        $text -clike '   Location: westeurope' | Should -HaveCount 1
    }

    It 'emits the rows in use of a region first with -AllLocations, too' {
        $used = @(Get-AmlComputeUsage -AllLocations | Where-Object Location -EQ eastus).Used
        $used[0] | Should -BeGreaterThan 0
        $used | Should -Be @(@($used -gt 0) + @($used -eq 0))
    }

    It 'refuses -AllLocations with <Name>' -ForEach @(
        @{ Name = '-Location'; More = @{ Location = 'westus' } }
        @{ Name = '-AllWorkspaces'; More = @{ AllWorkspaces = $true } }
    ) {
        (Invoke-Captured { Get-AmlComputeUsage -AllLocations @More }).Errors | Should -HaveCount 1
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'refuses -AllLocations with piped workspaces' {
        "$((Invoke-Captured { $workspace | Get-AmlComputeUsage -AllLocations }).Errors)" |
            Should -BeLike '-AllLocations reads the regions of one subscription. *, or give one -Workspace.'
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }
}

Describe 'Find-AmlComputeRegion' -Tag Culture {
    BeforeEach {
        $workspace = Connect-TestSandbox @{
            Clock = 'Manual'; Quota = @{ standardEDSv4Family = 16; standardDDSv5Family = 100 }
        } -WorkspaceName 'main'
        $null = New-AmlComputeTarget cpu Standard_E4ds_v4 -MinNodes 2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'shows what quota is left, whether the nodes fit, and the cost' {
        $found = @(Find-AmlComputeRegion standard_e4ds_V4 -Nodes 3 -Location eastus, 'West Europe' | Sort-Object Location)
        $found.Location | Should -Be @('eastus', 'westeurope')
        $found.VmSize | Should -Be @('Standard_E4ds_v4', 'Standard_E4ds_v4')
        $found.Needed | Should -Be @(12, 12)
        $found.Left | Should -Be @(8, 16)
        $found.Fits | Should -Be @($false, $true)
        $found[1].CostPerHour, $found[1].Currency, $found[1].PriceSource | Should -Be @(0.87, 'USD', 'vmSizes')
        "$($found[0])" | Should -BeExactly 'eastus: quota too small'
        $found | Format-Table | Out-String | Should -BeLike '*Unit of Needed and Left: vCPUs*'
        $found | Format-Table | Out-String | Should -BeLike "*westeurope*True*12*16*$('{0:0.00}' -f 0.87) USD*"
        @(Get-TestRequest $workspace -After $seen) | Should -HaveCount 5 -Because 'the region of the workspace has quotas of workspaces'
    }

    It 'counts a quota of the workspace in its region, for dedicated nodes' {
        Set-AmlComputeQuota standardEDSv4Family 8
        $found = @(Find-AmlComputeRegion Standard_E4ds_v4 -Nodes 2 -Location eastus, westeurope | Sort-Object Location)
        $found.WorkspaceLimit | Should -Be @(8, $null)
        $found.Fits | Should -Be @($true, $true)
        (Find-AmlComputeRegion Standard_E4ds_v4 -Nodes 3 -Location 'East US').Fits | Should -BeFalse
        (Find-AmlComputeRegion Standard_E4ds_v4 -Nodes 3 -LowPriority -Location eastus).Fits | Should -BeTrue
    }

    It 'reads all regions without -Location; a region that fails is one error' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/locations/westus/vmSizes'; Status = 403; Count = 0 })
        $result = Invoke-Captured { Find-AmlComputeRegion Standard_E4ds_v4 -Nodes 3 }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike 'Region westus cannot be read. *'
        $result.Output.Count | Should -BeGreaterThan 40
        ($result.Output | Where-Object Fits -EQ $false).Location | Should -Be 'eastus'
    }

    It 'has the price and the total quota of Spot, and an unknown price as null' {
        $spot = Find-AmlComputeRegion Standard_E4ds_v4 -Nodes 2 -LowPriority -Location westeurope
        $spot.IsSpot, $spot.CostPerHour, $spot.TotalLeft, $spot.Left, $spot.Fits |
            Should -Be @($true, 0.12, 20, $null, $true)
        (Find-AmlComputeRegion Standard_D4ds_v5 -Location westeurope).CostPerHour | Should -BeNullOrEmpty
        (Find-AmlComputeRegion Standard_D4ds_v5 -Location westeurope -RetailPrices).CostPerHour | Should -Be 0.224
    }

    It 'is one error for a size that no region has' {
        $result = Invoke-Captured { Find-AmlComputeRegion Standard_E4ds_v44 -Location eastus, westeurope }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVmSize,*'
        "$($result.Errors[0])" |
            Should -BeLike "*'Standard_E4ds_v44' does not exist in these regions. Sizes with a similar name*Standard_E4ds_v4*"
        $result.Output.Available | Should -Be @($false, $false)
    }

    It 'is one error for each piped size that no region has, also beside one that a region has' {
        $sizes = 'Standard_E4ds_v44', 'Standard_E4ds_v4' | ForEach-Object { [pscustomobject] @{ VmSize = $_ } }
        $result = Invoke-Captured { $sizes | Find-AmlComputeRegion -Location westeurope }
        $result.Output | Should -HaveCount 2
        $result.Errors.TargetObject | Should -Be @('Standard_E4ds_v44')
    }

    It 'takes <Name> from the pipeline' -ForEach @(
        @{ Name = 'sizes'; Given = { Get-AmlComputeVmSize Standard_E4ds_v4, Standard_D4ds_v5 } }
        @{ Name = 'saved sizes'; Given = { ConvertTo-Deserialized (Get-AmlComputeVmSize Standard_E4ds_v4, Standard_D4ds_v5) } }
        @{ Name = 'names'; Given = { 'Standard_E4ds_v4', 'Standard_D4ds_v5' } }
        @{ Name = 'rows'; Given = { [pscustomobject] @{ Size = 'Standard_E4ds_v4' }, [pscustomobject] @{ VmSize = 'Standard_D4ds_v5' } } }
    ) {
        $found = & $Given | Find-AmlComputeRegion -Location eastus
        $found.VmSize | Sort-Object | Should -Be @('Standard_D4ds_v5', 'Standard_E4ds_v4')
        $found | Format-Table | Out-String -Width 79 | Should -BeLike '*eastus*Standard_D4ds_v5*'
    }

    It 'has no room for a retired size, and marks it' {
        $null = Connect-TestSandbox @{ Clock = 'Manual'; StartTime = '2026-11-29'; Quota = @{ StandardNCFamily = 24 } }
        $old = Find-AmlComputeRegion Standard_NC6 -Location eastus
        $old.Available, $old.Fits, $old.IsRetired, $old.RetiresOn | Should -Be @($true, $false, $true, [datetime] '2023-09-06')
        "$old" | Should -BeExactly 'eastus: retired'
        $old | Format-Table | Out-String -Width 79 | Should -BeLike '*eastus*Standard_NC6 *retired*'
        Test-AmlComputeTarget gpu Standard_NC6 -MaxNodes 1 | Should -BeFalse
        $result = Invoke-Captured { New-AmlComputeTarget gpu Standard_NC6 -MaxNodes 1 }
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike 'Use the size Standard_NC4as_T4_v3. *'
    }
}

Describe 'Get-AmlComputeQuota' -Tag Culture {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ CreateWorkspaces = $true; Clock = 'Manual' } -WorkspaceName 'main'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $null = Get-AmlComputeTarget -Workspace 'other'
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'gives that of the subscription with its use, and that of the workspace' {
        $quotas = @(Get-AmlComputeQuota standardDSv2Family)
        $quotas[0].psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeQuota'
        $quotas.Scope | Should -Be @('Subscription', 'Workspace')
        $quotas.Limit | Should -Be @(6, 6)
        $quotas[0].Used, $quotas[0].PercentUsed | Should -Be @(4, 67)
        $quotas[1].WorkspaceName | Should -BeExactly 'main'
        $quotas[1].Used | Should -BeNullOrEmpty
        Get-TestRequest $workspace -After $seen | Should -BeLike '*/locations/eastus/*s'
    }

    It 'keeps those of one scope' {
        (Get-AmlComputeQuota standardDSv2Family -Scope Workspace).WorkspaceName | Should -Be 'main'
        (Get-AmlComputeQuota standardDSv2Family -Scope subscription).WorkspaceName | Should -BeNullOrEmpty
    }

    It 'gives those of all workspaces of the region when asked' {
        (Get-AmlComputeQuota standardDSv2Family -Scope Workspace -AllWorkspaces).WorkspaceName | Should -Be @('main', 'other')
    }

    It 'names near matches for a name that is not there, and nothing for a pattern' {
        $result = Invoke-Captured { Get-AmlComputeQuota bogus, standardDSv2Famly, 'bogus*' -Scope Workspace }
        $result.Output | Should -HaveCount 0
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($result.Errors[0])" | Should -BeExactly "There is no quota 'bogus' in eastus."
        "$($result.Errors[1])" | Should -BeLike '*: standardDSv2Family, *'
        ([regex]::Matches("$($result.Errors[1])", '\bstandardDSv2Family\b')).Count | Should -Be 1
    }

    It 'asks for another region, and for -Workspace' {
        $null = Connect-TestSandbox
        $null = Get-AmlComputeQuota -Location westeurope -Workspace $workspace
        (Get-TestRequest $workspace -After $seen)[1] | Should -BeLike 'GET */locations/westeurope/quotas'
    }
}

Describe 'Set-AmlComputeQuota' -Tag Culture {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ CreateWorkspaces = $true; Clock = 'Manual' } -WorkspaceName 'main'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $null = Get-AmlComputeTarget -Workspace 'other'
        $seen = $workspace.Sandbox.Requests.Count

        function Get-Limit([string] $Family, [string] $In = 'main') {
            (Get-AmlComputeQuota $Family -Scope Workspace -AllWorkspaces | Where-Object WorkspaceName -eq $In).Limit
        }
    }

    It 'sets the quota of a family, and emits nothing unless asked' {
        Set-AmlComputeQuota standardDSv2Family 4 | Should -BeNullOrEmpty
        Get-Limit standardDSv2Family | Should -Be 4
        $quota = Set-AmlComputeQuota -Name standardDSv2Family -Limit 5 -PassThru
        $quota.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeQuota'
        $quota.Limit, $quota.WorkspaceName | Should -Be @(5, 'main')
    }

    It 'asks for nothing under -WhatIf where the limit is so already' {
        Set-AmlComputeQuota standardDSv2Family 4
        $said = Set-AmlComputeQuota standardDSv2Family 4 -WhatIf -Verbose 4>&1
        "$($said[-1])" | Should -Be 'standardDSv2Family: the limit is already 4 cores.'
    }

    It 'sets several of several workspaces by one request' {
        Get-AmlComputeQuota 'standardD?v2Family', standardFSv2Family -Scope Workspace -AllWorkspaces | Set-AmlComputeQuota -Limit 5
        foreach ($name in 'main', 'other') {
            Get-Limit standardDSv2Family $name | Should -Be 5
            Get-Limit standardFSv2Family $name | Should -Be 5
        }

        Get-TestRequest $workspace -After $seen -Changing | Should -BeLike 'POST */locations/eastus/updateQuotas'
    }

    It 'takes limits from rows, as Import-Csv gives them' {
        $rows = [pscustomobject] @{ Name = 'standardDSv2Family'; Limit = '5' }, @{ Family = 'standardFSv2Family'; Limit = 8 }
        $rows | Set-AmlComputeQuota
        Get-Limit standardDSv2Family | Should -Be 5
        Get-Limit standardFSv2Family | Should -Be 8
    }

    It 'sends a row to its Location, and a row with an empty one to the region of the workspace' {
        $seen = $workspace.Sandbox.Requests.Count
        [pscustomobject] @{ Name = 'standardDSv2Family'; Limit = '5'; Location = 'westeurope' },
        [pscustomobject] @{ Name = 'standardDSv2Family'; Limit = '5'; Location = '' } | Set-AmlComputeQuota
        (Get-TestRequest $workspace -After $seen -Changing) -replace '.*/locations/' | Sort-Object |
            Should -Be @('eastus/updateQuotas', 'westeurope/updateQuotas')
    }

    It 'puts back what was kept' {
        $kept = ConvertTo-Deserialized @(Get-AmlComputeQuota standardDSv2Family, standardFSv2Family -Scope Workspace)
        Set-AmlComputeQuota standardDSv2Family, standardFSv2Family 4
        $kept | Set-AmlComputeQuota
        Get-Limit standardDSv2Family | Should -Be 6
        Get-Limit standardFSv2Family | Should -Be 16
    }

    It 'takes names from the pipeline, and from -InputObject' {
        'standardDSv2Family', 'Standard FSv2 Family Cluster Dedicated vCPUs' | Set-AmlComputeQuota -Limit 5
        Get-Limit standardFSv2Family | Should -Be 5
        Set-AmlComputeQuota -InputObject standardFSv2Family -Limit 6
        Get-Limit standardFSv2Family | Should -Be 6
    }

    It 'sets it in -Workspace and -Location, also for the quota of another one' {
        Get-AmlComputeQuota standardDSv2Family -Scope Workspace | Set-AmlComputeQuota -Limit 5 -Workspace 'other' -Location eastus
        Get-Limit standardDSv2Family | Should -Be 6
        Get-Limit standardDSv2Family 'other' | Should -Be 5
    }

    It 'sets a piped quota where it came from, whatever the session is connected to' {
        $quota = Get-AmlComputeQuota standardDSv2Family -Scope Workspace
        $null = Connect-TestSandbox
        ($quota | Set-AmlComputeQuota -Limit 5 -PassThru).WorkspaceName | Should -BeExactly 'main'
        (Get-AmlComputeQuota standardDSv2Family -Scope Workspace -Workspace $workspace).Limit | Should -Be 5
    }

    It 'refuses <Name>, by one error, and changes nothing' -ForEach @(
        @{
            Name = 'less than is in use'; Action = { Set-AmlComputeQuota standardDSv2Family 3 }; Id = 'InvalidArgument'
            Text = "*'main' cannot be 3: *use more*The quota is still 6.*"
        }
        @{
            Name = 'more than the subscription has'; Action = { Set-AmlComputeQuota standardDSv2Family 7 }; Id = 'QuotaExceeded'
            Text = '*cannot be 7: the limit is larger than the quota of the subscription*'
        }
        @{
            Name = 'a family there is not'; Action = { Set-AmlComputeQuota standardDSv3Famly 1 }; Id = 'InvalidArgument'
            Text = '*standardDSv3Family*'
        }
        @{
            Name = 'a negative limit'; Action = { Set-AmlComputeQuota standardDSv2Family -1 }; Id = 'ParameterArgumentValidationError'
            Text = '*Limit*'
        }
        @{
            Name = 'the quota of the subscription'
            Action = { Get-AmlComputeQuota standardDSv2Family -Scope Subscription | Set-AmlComputeQuota -Limit 4 }; Id = 'InvalidArgument'
            Text = '*belongs to the subscription*'
        }
        @{
            Name = 'a quota without a limit'; Action = { Get-AmlComputeQuota standardDSv2Family -Scope Workspace | Set-AmlComputeQuota }
            Id = 'InvalidArgument'; Text = '-Limit is missing*'
        }
        @{
            Name = 'a name without a limit'; Action = { 'standardDSv2Family' | Set-AmlComputeQuota }; Id = 'InvalidArgument'
            Text = '-Limit is missing*'
        }
        @{
            Name = 'a row without a limit'; Action = { [pscustomobject] @{ Name = 'standardDSv2Family' } | Set-AmlComputeQuota }
            Id = 'InvalidArgument'; Text = '*the row has none*'
        }
        @{
            Name = 'a row whose limit is no number'; Action = { @{ Name = 'standardDSv2Family'; Limit = 'many' } | Set-AmlComputeQuota }
            Id = 'InvalidArgument'; Text = "'many' is not a valid limit*"
        }
        @{
            Name = 'a row whose limit is negative'; Action = { @{ Name = 'standardDSv2Family'; Limit = -1 } | Set-AmlComputeQuota }
            Id = 'InvalidArgument'; Text = "'-1' is not a valid limit*"
        }
        @{
            Name = 'a row without a name'; Action = { [pscustomobject] @{ Limit = 1 } | Set-AmlComputeQuota }; Id = 'InvalidArgument'
            Text = '*does not name a quota*'
        }
        @{ Name = 'another thing'; Action = { 5 | Set-AmlComputeQuota -Limit 1 }; Id = 'InvalidArgument'; Text = '*does not name a quota*' }
    ) {
        $result = Invoke-Captured $Action
        $result.Errors | Should -HaveCount 1
        ($result.Errors[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly $Id
        "$($result.Errors[0])" | Should -BeLike $Text
        Get-Limit standardDSv2Family | Should -Be 6
    }

    It 'sets the others when one is refused' {
        $result = Invoke-Captured { 'standardDSv2Family', 'standardFSv2Family' | Set-AmlComputeQuota -Limit 3 -PassThru }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].TargetObject.Name | Should -BeExactly 'standardDSv2Family'
        $result.Output.Name | Should -Be 'standardFSv2Family'
        Get-Limit standardFSv2Family | Should -Be 3
    }

    It 'sends no change with -WhatIf' {
        Set-AmlComputeQuota standardDSv2Family 4 -WhatIf
        Get-AmlComputeQuota -Scope Workspace | Set-AmlComputeQuota -Limit 0 -WhatIf
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'is one error when the service does not answer' {
        $workspace.Sandbox.AddFault(@{ Path = '*/updateQuotas'; Status = 403 })
        Get-ErrorId { 'standardDSv2Family', 'standardFSv2Family' | Set-AmlComputeQuota -Limit 5 } | Should -Be 'AuthorizationFailed'
    }
}
