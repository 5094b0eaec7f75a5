BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $variables = Set-TestVariable @{ AMLCOMPUTE_RETAIL_PRICES_ENDPOINT = $null }

    # Two workspaces in two regions. Standard_E4ds_v4 has a recorded price of 0.29 (0.06 with low priority), Standard_D4ds_v5 has none.
    function New-TestFleet {
        $workspace = Connect-TestSandbox -WorkspaceName main -Option @{
            Quota     = @{ standardDDSv5Family = 300; standardEDSv4Family = 300; TotalDedicatedCores = 500; TotalLowPriorityCores = 300 }
            Workspace = @(@{ Name = 'west'; ResourceGroupName = 'w-rg'; Location = 'westeurope' })
        }
        $west = Get-AmlWorkspace -ListAvailable | Where-Object Name -EQ west
        $null = New-AmlComputeTarget known -VmSize Standard_E4ds_v4 -MinNodes 2 -MaxNodes 4 -Tag @{ team = 'blue' } -Wait
        $null = New-AmlComputeTarget idle -VmSize Standard_E4ds_v4 -MaxNodes 3 -Wait
        $low = @{ Priority = 'LowPriority'; MinNodes = 1; MaxNodes = 2; Tag = @{ team = 'red' } }
        $null = New-AmlComputeTarget spot -VmSize Standard_E4ds_v4 @low -Wait
        $null = New-AmlComputeTarget desk -Instance -VmSize Standard_E4ds_v4 -Workspace $west -Wait
        $null = New-AmlComputeTarget odd -VmSize Standard_D4ds_v5 -MinNodes 1 -MaxNodes 2 -Workspace $west -Wait
        $workspace
    }
}

AfterAll {
    $null = Set-TestVariable $variables
    Assert-TestBody
}

Describe 'The costs of compute targets' {
    BeforeAll {
        $workspace = New-TestFleet
        $seen = $workspace.Sandbox.Requests.Count
        $targets = @{}
        Get-AmlComputeTarget -AllWorkspaces | ForEach-Object { $targets[$_.Name] = $_ }
        $sent = @(Get-TestRequest $workspace -After $seen)
    }

    It 'are those of the current nodes, of the limits, and of 730 hours' {
        $cluster = $targets.known
        $cluster.CostPerHour, $cluster.CostPerMonth, $cluster.CostFloor, $cluster.CostCeiling | Should -Be @(0.58, 423.4, 0.58, 1.16)
        $cluster.Currency | Should -BeExactly 'USD'
        $cluster.PriceSource | Should -BeExactly 'vmSizes'
        $cluster.IsSpot | Should -BeFalse
        $targets.idle.CostPerHour, $targets.idle.CostFloor, $targets.idle.CostCeiling | Should -Be @(0, 0, 0.87)
    }

    It 'mark Spot, whose price varies' {
        $targets.spot.IsSpot | Should -BeTrue
        $targets.spot.CostPerHour | Should -Be 0.06
    }

    It 'are null if the price is unknown, and never 0' {
        $targets.odd.CurrentNodes | Should -Be 1
        $targets.odd.CostPerHour, $targets.odd.CostPerMonth, $targets.odd.CostCeiling, $targets.odd.Currency, $targets.odd.PriceSource |
            Should -Be @($null, $null, $null, $null, $null)
    }

    It 'are 0 for a stopped instance' {
        $targets.desk.CostPerHour | Should -Be 0.29
        ($targets.desk | Stop-AmlComputeTarget -Wait).CostPerHour | Should -Be 0
        ($targets.desk | Start-AmlComputeTarget -Wait).CostPerHour | Should -Be 0.29
    }

    It 'are those of nodes, too' {
        $nodes = @(Get-AmlComputeNode known)
        $nodes.CostPerHour | Should -Be @(0.29, 0.29)
        $nodes.Currency | Should -Be @('USD', 'USD')
        (Get-AmlComputeNode -AllWorkspaces | Where-Object ComputeTargetName -EQ desk).CostPerHour | Should -Be 0.29
    }

    It 'need the sizes of each region once for the session, and not before the first page' {
        $sizes = @($sent -like '*/vmSizes')
        $sizes | Should -HaveCount 2
        [array]::IndexOf($sent, $sizes[0]) | Should -BeGreaterThan ([array]::IndexOf($sent, @($sent -like '*/computes')[0]))
        $before = $workspace.Sandbox.Requests.Count
        $null = Get-AmlComputeTarget -AllWorkspaces
        Get-TestRequest $workspace -After $before | Where-Object { $_ -like '*/vmSizes' } | Should -BeNullOrEmpty
    }

    It 'are in the report of a test' {
        $report = Test-AmlComputeTarget new -VmSize Standard_E4ds_v4 -MinNodes 1 -MaxNodes 3 -Detailed
        $report.CostFloor, $report.CostCeiling, $report.Currency | Should -Be @(0.29, 0.87, 'USD')
    }
}

Describe 'Measure-AmlComputeCost' {
    BeforeAll {
        $workspace = New-TestFleet
    }

    It 'sums the fleet, says which part is Spot, and counts the unknown' {
        $cost = Measure-AmlComputeCost -AllWorkspaces
        $cost | Should -HaveCount 1
        $cost.CostPerHour, $cost.SpotCostPerHour, $cost.Unknown, $cost.Targets, $cost.Machines | Should -Be @(0.93, 0.06, 1, 5, 5)
        $cost.CostPerMonth | Should -Be 678.9
    }

    It 'sums piped targets, each once' {
        $targets = Get-AmlComputeTarget
        ($targets + $targets | Measure-AmlComputeCost).CostPerHour | Should -Be 0.64
        (Get-AmlComputeTarget known | ForEach-Object { ConvertTo-Deserialized $_ } | Measure-AmlComputeCost).CostPerHour | Should -Be 0.58
    }

    It 'sums in groups, the highest first' {
        $rows = Measure-AmlComputeCost -AllWorkspaces -By Workspace, Type
        $rows | ForEach-Object { "$($_.Name) $($_.CostPerHour) $($_.Unknown)" } | Should -Be @(
            'main, AmlCompute 0.64 0', 'west, ComputeInstance 0.29 0', 'west, AmlCompute  1')
        $tags = Measure-AmlComputeCost -AllWorkspaces -By Tag:TEAM
        $tags.Name | Sort-Object | Should -Be @('(none)', 'blue', 'red')
        ($tags | Where-Object Name -EQ blue).Values['Tag:team'] | Should -BeExactly 'blue'
    }

    It 'reads missing prices without a token with -RetailPrices, and caches them' {
        $before = $workspace.Sandbox.Requests.Count
        $cost = Measure-AmlComputeCost -AllWorkspaces -RetailPrices
        $cost.Unknown | Should -Be 0
        $cost.CostPerHour | Should -Be (0.93 + 0.224)
        Get-TestRequest $workspace -After $before | Where-Object { $_ -eq 'GET /api/retail/prices' } | Should -HaveCount 1
        $before = $workspace.Sandbox.Requests.Count
        $null = Measure-AmlComputeCost -AllWorkspaces -RetailPrices
        Get-TestRequest $workspace -After $before | Where-Object { $_ -like '*retail*' } | Should -BeNullOrEmpty
    }

    It 'is unknown, and not 0, if no price of a machine that runs is known, and names the switch' {
        $fresh = Connect-TestSandbox -Option @{ Quota = @{ standardDDSv5Family = 300; TotalLowPriorityCores = 300 } }
        $null = New-AmlComputeTarget odd -VmSize Standard_D4ds_v5 -Priority LowPriority -MinNodes 1 -MaxNodes 2 -Wait
        $null = New-AmlComputeTarget off -VmSize Standard_DS2_v2 -MaxNodes 2 -Wait
        $result = Invoke-Captured { Measure-AmlComputeCost }
        $cost = $result.Output[0]
        $cost.CostPerHour, $cost.CostPerMonth, $cost.SpotCostPerHour, $cost.CostFloor, $cost.Unknown |
            Should -Be @($null, $null, $null, $null, 1)
        "$cost" | Should -BeExactly 'Total: unknown'
        "$($cost | Format-Table | Out-String -Width 79)" | Should -Match 'Total +unknown +unknown +unknown +1'
        $result.Warnings | Should -Be @(
            'No sum includes 1 target that runs, because the price is unknown. -RetailPrices reads prices that the service does not list.')
        $result = Invoke-Captured { Measure-AmlComputeCost -RetailPrices }
        $result.Warnings.Count | Should -Be 0
        $result.Output[0].CostPerHour | Should -BeGreaterThan 0
        $fresh.IsSandbox | Should -BeTrue
    }

    It 'shows the cost of each target by its name' {
        $workspace = New-TestFleet
        (Measure-AmlComputeCost -By Name, name).Name | Should -Be (Measure-AmlComputeCost -By Name).Name
        $rows = Measure-AmlComputeCost -By Name
        $rows.Name | Should -Be @('known', 'spot', 'idle')
        $rows.CostPerHour | Should -Be @(0.58, 0.06, 0)
        $workspace.IsSandbox | Should -BeTrue
    }

    It 'refuses a word that does not exist, and names a similar one' {
        $result = Invoke-Captured { Measure-AmlComputeCost -By Workspac }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike "-By 'Workspac' is not valid. Allowed values: Name, Workspace, *Did you mean 'Workspace'[?]"
    }
}

Describe 'The change in cost' {
    BeforeAll {
        # The text that -WhatIf shows.
        function Get-WhatIf([scriptblock] $ScriptBlock) {
            $file = Join-Path $TestDrive "whatif-$([guid]::NewGuid()).txt"
            $null = Start-Transcript -Path $file
            try { $null = & $ScriptBlock } finally { $null = Stop-Transcript }
            @((Get-Content -LiteralPath $file) -match '^What if: ' -replace '^.* operation "(.*)" on target .*$', '$1')
        }

        function New-TestFile([hashtable] $Text) {
            $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
            foreach ($name in $Text.Keys) {
                [IO.File]::WriteAllText((Join-Path $folder "$name.yml"), "name: $name`ntype: amlcompute`n$($Text[$name])`n")
            }
            $folder
        }

        function Get-Change($Step) {
            foreach ($one in $Step) { "$($one.Name) $($one.CostFloorChange) $($one.CostCeilingChange) $($one.Currency) $($one.CostChange)" }
        }
    }

    BeforeEach {
        $workspace = New-TestFleet
        $folder = New-TestFile @{
            known = "size: Standard_E4ds_v4`nmin_instances: 2`nmax_instances: 8"
            idle = "size: Standard_E4ds_v4`nmax_instances: 3`ndescription: new"
            spot = "size: Standard_D4ds_v5`nmax_instances: 2`ntier: low_priority"
            fresh = "size: Standard_E4ds_v4`nmin_instances: 1`nmax_instances: 2"
            odd = "size: Standard_D4ds_v5`nmax_instances: 2"
        }
        $expected = @(
            'fresh 0.29 0.58 USD +0.29 to +0.58 USD/h', 'idle 0 0 USD none', 'known 0 1.16 USD 0 to +1.16 USD/h', 'odd 0   unknown'
            'spot    unknown (Spot)')
        Clear-TestRequest $workspace.Sandbox
    }

    It 'is in each step of a plan, also of a saved one, and costs one read of the sizes for the session' {
        $plan = New-AmlComputePlan $folder -AllowReplace
        Get-Change $plan.Steps | Sort-Object | Should -Be $expected
        @(Get-TestRequest $workspace) -like '*/vmSizes' | Should -HaveCount 1
        $plan | Export-Clixml (Join-Path $TestDrive plan.xml)
        $clixml = Import-Clixml (Join-Path $TestDrive plan.xml)
        $json = $plan | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json
        foreach ($saved in $clixml, $json) {
            ConvertTo-AmlComputeMarkdown $saved | Should -Be (ConvertTo-AmlComputeMarkdown $plan)
            (Get-WhatIf { $saved | Invoke-AmlComputePlan -Path $folder -WhatIf }) -like '*cost: 0 to +1.16 USD/h*' | Should -HaveCount 1
        }
        ConvertTo-AmlComputeMarkdown $plan | Should -BeLike '*| Changes | Cost | Problems |*| \+0\.29 to \+0\.58 USD/h |*'
        $plan.Steps | Format-Table | Out-String | Should -BeLike '*cost: +0.29 to +0.58 USD/h*'
        Clear-TestRequest $workspace.Sandbox
        $null = New-AmlComputePlan $folder -AllowReplace
        @(Get-TestRequest $workspace) -like '*retail*' | Should -BeNullOrEmpty
    }

    It 'is in each comparison; an extra target counts as removed' {
        $found = Compare-AmlComputeTarget $folder
        Get-Change ($found | Where-Object Status -NE Extra) | Sort-Object | Should -Be $expected
        $null = New-AmlComputeTarget extra -VmSize Standard_E4ds_v4 -MinNodes 1 -MaxNodes 2 -Wait
        Get-Change (Compare-AmlComputeTarget $folder | Where-Object Status -EQ Extra) |
            Should -Be 'extra -0.29 -0.58 USD -0.29 to -0.58 USD/h'
        $found | Format-Table | Out-String | Should -BeLike '*cost: 0 to +1.16 USD/h*'
        $found | ConvertTo-AmlComputeMarkdown | Should -BeLike '*| 0 to \+1\.16 USD/h |*'
        @(Get-TestRequest $workspace) -like '*/vmSizes' | Should -HaveCount 1
    }

    It 'is in -WhatIf: <Name>' -ForEach @(
        @{
            Name = 'a new cluster'
            Do = { New-AmlComputeTarget new -VmSize Standard_E4ds_v4 -MaxNodes 2 -WhatIf }
            Text = '(cost: 0 to +0.58 USD/h)'
        }
        @{
            Name = 'an unknown price'
            Do = { New-AmlComputeTarget new -VmSize Standard_D4ds_v5 -MinNodes 1 -MaxNodes 2 -WhatIf }
            Text = '(cost: unknown)'
        }
        @{ Name = 'Spot'; Do = { Remove-AmlComputeTarget spot -WhatIf }; Text = '(cost: -0.06 to -0.12 USD/h (Spot))' }
        @{ Name = 'other limits'; Do = { Set-AmlComputeTarget known -MinNodes 0 -WhatIf }; Text = '(cost: -0.58 to 0 USD/h)' }
        @{ Name = 'nothing that costs'; Do = { Set-AmlComputeTarget known -Description x -WhatIf }; Text = 'Set Description: none -> x' }
        @{ Name = 'a stop'; Do = { Stop-AmlComputeTarget desk -Workspace west -WhatIf }; Text = '(cost: -0.29 USD/h)' }
        @{ Name = 'a restart'; Do = { Restart-AmlComputeTarget desk -Workspace west -WhatIf }; Text = 'Restart compute instance' }
        @{
            Name = 'a resize'
            Do = { Resize-AmlComputeTarget desk Standard_E16ds_v4 -Workspace west -WhatIf }
            Text = '(cost: +0.86 USD/h)'
        }
        @{ Name = 'a synchronization'; Do = { Sync-AmlComputeTarget $folder -WhatIf }; Text = '(cost: 0 to +1.16 USD/h)' }
    ) {
        $west = Get-AmlWorkspace -ListAvailable | Where-Object Name -EQ west
        $PSDefaultParameterValues = @{ }
        $Do = [scriptblock]::Create("$Do".Replace('-Workspace west', '-Workspace $west'))
        @((Get-WhatIf $Do) -like "*$($Text.Replace('[', '``['))") | Should -HaveCount 1
    }

    It 'does not depend on retail prices that another command has read, and says how to read them' {
        $do = { New-AmlComputeTarget new -VmSize Standard_D4ds_v5 -MinNodes 1 -MaxNodes 2 -WhatIf }
        $before = Get-WhatIf $do
        $before | Should -BeExactly @(
            'Create compute target of type AmlCompute (cost: unknown)'
            'What if: A cost is unknown, because the service lists no price for the size. Connect-AmlWorkspace -RetailPrices reads it.')
        (Find-AmlComputeRegion Standard_D4ds_v5 -Location $workspace.Location -RetailPrices).CostPerHour | Should -Be 0.224
        Get-WhatIf $do | Should -BeExactly $before
    }

    It 'is unknown if the sizes cannot be read, and stops nothing' {
        $fresh = Connect-TestSandbox -Option @{ DeniedAction = '*/locations/vmSizes/read' }
        $result = Invoke-Captured { New-AmlComputePlan $folder }
        $result.Errors.Count | Should -Be 0
        ($result.Output.Steps | Where-Object Name -EQ fresh).CostChange | Should -BeExactly 'unknown'
        $fresh.IsSandbox | Should -BeTrue
    }
}

Describe 'Prices that are not valid' {
    BeforeEach {
        $workspace = Connect-TestSandbox -Option @{ Quota = @{ standardDDSv5Family = 300; TotalDedicatedCores = 500 } }
        $null = New-AmlComputeTarget odd -VmSize Standard_D4ds_v5 -MinNodes 1 -Wait
    }

    It 'are one error: <Name>' -ForEach @(
        @{ Name = 'two currencies'; Prices = @('USD', 1), @('EUR', 2); Text = '*several currencies (USD, EUR). None was used.' }
        @{ Name = 'a negative price'; Prices = , @('USD', -1); Text = '*is negative. It was not used.' }
    ) {
        $items = foreach ($price in $Prices) {
            @{
                armSkuName = 'Standard_D4ds_v5'; currencyCode = $price[0]; retailPrice = $price[1]; unitOfMeasure = '1 Hour'
                type = 'Consumption'; skuName = 'D4ds v5'; productName = 'Virtual Machines Ddsv5 Series'
            }
        }
        $body = [string] (ConvertTo-Json @{ Items = @($items); NextPageLink = $null })
        $workspace.Sandbox.AddFault(@{ Path = '/api/retail/prices'; Status = 200; Body = $body.PSObject.BaseObject })
        $result = Invoke-Captured { Measure-AmlComputeCost -RetailPrices }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'MalformedResponse,*'
        "$($result.Errors[0])" | Should -BeLike $Text.Replace('(', '[(]').Replace(')', '[)]')
        $result.Output.CostPerHour | Should -BeNullOrEmpty
        $result.Output.Unknown | Should -Be 1
    }

    It 'are one error in the list of sizes, too, and the other commands go on: <Name>' -ForEach @(
        @{ Name = 'two currencies'; Other = @('EUR', 2); Text = 'The prices of eastus have several currencies (USD, EUR). None was used.' }
        @{ Name = 'a negative price'; Other = @('USD', -2); Text = 'The price of Standard_E4ds_v4 in eastus is negative. It was not used.' }
    ) {
        $sizes = foreach ($size in @('Standard_D4ds_v5', 'USD', 1), (@('Standard_E4ds_v4') + $Other)) {
            $price = @{ retailPrice = $size[2]; osType = 'Linux'; vmTier = 'Standard' }
            @{ name = $size[0]; estimatedVMPrices = @{ billingCurrency = $size[1]; unitOfMeasure = 'OneHour'; values = @($price) } }
        }
        $body = [string] (ConvertTo-Json @{ value = @($sizes) } -Depth 6)
        foreach ($command in { Measure-AmlComputeCost }, { Get-AmlComputeTarget }, { Find-AmlComputeFinding -Rule ClusterKeepsNodes }) {
            $fresh = Connect-TestSandbox -Option @{ Quota = @{ standardDDSv5Family = 300; TotalDedicatedCores = 500 } }
            $null = New-AmlComputeTarget odd -VmSize Standard_D4ds_v5 -MinNodes 1 -Wait
            $fresh.Sandbox.AddFault(@{ Path = '*/vmSizes'; Status = 200; Body = $body.PSObject.BaseObject; Count = 0 })
            $result = Invoke-Captured $command
            $result.Errors.Count | Should -Be 1 -Because $command
            "$($result.Errors[0])" | Should -BeExactly $Text
            if ($Name -eq 'two currencies') { @($result.Output.CostPerHour) -ne $null | Should -BeNullOrEmpty -Because $command }
        }
    }

    It 'do not keep the retail prices of other sizes from being read' {
        $price = @{ retailPrice = -1; osType = 'Linux'; vmTier = 'Standard' }
        $listed = @{ billingCurrency = 'USD'; unitOfMeasure = 'OneHour'; values = @($price) }
        $sizes = @{ name = 'Standard_D4ds_v5' }, @{ name = 'Standard_E4ds_v4'; estimatedVMPrices = $listed }
        $body = ConvertTo-Json @{ value = $sizes } -Depth 6
        $workspace.Sandbox.AddFault(@{ Path = '*/vmSizes'; Status = 200; Body = ([string] $body).PSObject.BaseObject; Count = 0 })
        $result = Invoke-Captured { Get-AmlComputeVmSize -RetailPrices }
        "$($result.Errors)" | Should -BeExactly 'The price of Standard_E4ds_v4 in eastus is negative. It was not used.'
        ($result.Output | Where-Object Name -EQ 'Standard_D4ds_v5').PricePerHour | Should -Be 0.224
    }

    It 'come from no other address than the one of the environment: <Value>' -ForEach @(
        @{ Value = 'http://prices.example.com/' }, @{ Value = 'file:///etc/passwd' }, @{ Value = 'nowhere' }
    ) {
        $before = Set-TestVariable @{ AMLCOMPUTE_RETAIL_PRICES_ENDPOINT = $Value }
        try { $result = Invoke-Captured { Measure-AmlComputeCost -RetailPrices } } finally { $null = Set-TestVariable $before }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike '*AMLCOMPUTE_RETAIL_PRICES_ENDPOINT is not a valid address.*'
        (Invoke-Captured { Measure-AmlComputeCost -RetailPrices }).Errors | Should -HaveCount 0 -Because 'the variable was corrected'
    }

    It 'do not delay or fail a Get if the sizes are denied' {
        $fresh = Connect-TestSandbox -Option @{ DeniedAction = '*/locations/vmSizes/read' }
        $null = New-AmlComputeTarget cpu -VmSize Standard_E4ds_v4 -MaxNodes 1
        $result = Invoke-Captured { Get-AmlComputeTarget }
        $result.Errors.Count | Should -Be 0
        $result.Output.CostCeiling | Should -BeNullOrEmpty
    }

    It 'are known for all sizes with -RetailPrices' {
        @(Get-AmlComputeVmSize | Where-Object { $null -eq $_.PricePerHour }).Count | Should -BeGreaterThan 20
        @(Get-AmlComputeVmSize -RetailPrices | Where-Object { $null -eq $_.CostPerHour -or $_.Currency -ne 'USD' }) | Should -HaveCount 0
    }
}
