# Subnets by the names of their virtual networks, and tags that are added and removed.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    function Get-Body([string] $Target) {
        ConvertFrom-Json ($workspace.Sandbox.Requests |
                Where-Object { $_.Method -eq 'PUT' -and $_.Path -like "*/computes/$Target" } | Select-Object -Last 1).Body
    }

    function Get-Word([string] $Line) {
        $found = TabExpansion2 $Line $Line.Length
        @(if ($found.CompletionMatches.Count) { $found.CompletionMatches.CompletionText })
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'New-AmlComputeTarget -VNetName -SubnetName' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $networks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/{0}/providers/Microsoft.Network/virtualNetworks'
    }

    It 'sends the id of the subnet, in the group of the workspace or in another' {
        $null = New-AmlComputeTarget c1 Standard_DS2_v2 -VNetName sandbox-vnet -SubnetName training
        (Get-Body c1).properties.properties.subnet.id |
            Should -BeExactly "$($networks -f $workspace.ResourceGroupName)/sandbox-vnet/subnets/training"
        $null = New-AmlComputeTarget i1 Standard_DS2_v2 -Instance -vnet_name hub -subnet_name s1 -vnet_resourcegroup_name rg-net
        (Get-Body i1).properties.properties.subnet.id | Should -BeExactly "$($networks -f 'rg-net')/hub/subnets/s1"
        $null = New-AmlComputeConfiguration -VmSize Standard_DS2_v2 -VNetName v -SubnetName s | New-AmlComputeTarget c2
        (Get-Body c2).properties.properties.subnet.id | Should -BeLike '*/virtualNetworks/v/subnets/s'
        $null = [pscustomobject] @{ Name = 'c3'; VmSize = 'Standard_DS2_v2'; SubnetId = "$($networks -f 'x')/y/subnets/z" } |
            New-AmlComputeTarget -VNetName v -SubnetName s
        (Get-Body c3).properties.properties.subnet.id | Should -BeLike '*/virtualNetworks/y/subnets/z'
    }

    It 'refuses <Name> before a request' -ForEach @(
        @{
            Name = 'a network without subnet'; Given = @{ VNetName = 'v' }
            Like = '-SubnetName is missing: -VNetName and -SubnetName *together.'
        }
        @{ Name = 'a subnet without network'; Given = @{ SubnetName = 's' }; Like = '-VNetName is missing: *' }
        @{ Name = 'a group alone'; Given = @{ VNetResourceGroupName = 'g' }; Like = '-VNetName is missing: *' }
        @{
            Name = 'names beside an id'; Given = @{ VNetName = 'v'; SubnetName = 's'; SubnetId = '/subscriptions/x' }
            Like = '-SubnetId cannot be combined with -VNetName, -SubnetName or -VNetResourceGroupName.'
        }
        @{ Name = 'a name with a slash'; Given = @{ VNetName = 'v/w'; SubnetName = 's' }; Like = "-VNetName: 'v/w' is not a valid name. *" }
        @{
            Name = 'an id of another shape'; Given = @{ SubnetId = '/subscriptions/x/subnets/y' }
            Like = "-SubnetId: '/subscriptions/x/subnets/y' is not a valid id of a subnet. The form is /subscriptions/*/subnets/{name}."
        }
    ) {
        $seen = $workspace.Sandbox.RequestCount
        foreach ($kind in @{}, @{ Instance = $true }, @{ Aks = $true }) {
            $result = Invoke-Captured { New-AmlComputeTarget c1 Standard_DS2_v2 @kind @Given }
            $result.Errors | Should -HaveCount 1
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            "$($result.Errors[0])" | Should -BeLike $Like
        }
        $workspace.Sandbox.RequestCount | Should -Be $seen
    }

    It 'is looked up by -WhatIf and Test: <Name>' -ForEach @(
        @{
            Name = 'a misspelt subnet'; Network = 'sandbox-vnet'; Subnet = 'trainin'; Status = $null
            Text = "Virtual network 'sandbox-vnet' has no subnet 'trainin'. Did you mean 'training'? Its subnets: default, training."
        }
        @{
            Name = 'a misspelt network'; Network = 'sandbx-vnet'; Subnet = 'training'; Status = $null
            Text = "Virtual network 'sandbx-vnet' was not found in resource group '*'. Did you mean 'sandbox-vnet'?"
        }
        @{ Name = 'a subnet, in any case'; Network = 'Sandbox-VNet'; Subnet = 'TRAINING'; Status = $null; Text = $null }
        @{ Name = 'an unknown network'; Network = 'elsewhere'; Subnet = 'a'; Status = $null; Text = $null }
        @{ Name = 'a denied read'; Network = 'sandbox-vnet'; Subnet = 'trainin'; Status = 403; Text = $null }
    ) {
        $workspace = Connect-TestSandbox
        if ($Status) { $workspace.Sandbox.AddFault(@{ Path = '*/virtualNetworks'; Status = $Status; Count = 0; Message = 'No.' }) }
        foreach ($kind in @{ MaxNodes = 1 }, @{ Instance = $true }) {
            $result = Invoke-Captured {
                'c1x', 'c2x' | New-AmlComputeTarget -VmSize Standard_DS2_v2 @kind -VNetName $Network -SubnetName $Subnet -WhatIf
            }
            $result.Errors | Should -HaveCount $(if ($Text) { 2 } else { 0 })
            foreach ($record in $result.Errors) { "$record" | Should -BeLike "Compute target 'c?x': $Text" }
            $report = Test-AmlComputeTarget c1x -VmSize Standard_DS2_v2 @kind -VNetName $Network -SubnetName $Subnet -Detailed
            $report.Passed | Should -Be (-not $Text)
        }
        Get-TestRequest $workspace -Changing | Where-Object { $_ -notlike 'POST *checkComputeNameAvailability' } | Should -BeNullOrEmpty

        # Four commands, each of which reads the networks once for all its targets, also if it may not.
        @($workspace.Sandbox.Requests | Where-Object Path -Like '*/virtualNetworks').Count | Should -Be 4
    }

    It 'finds a missing subnet also by an id with a slash at its end' {
        $null = New-AmlComputeTarget c1 Standard_DS2_v2 -VNetName sandbox-vnet -SubnetName training
        $id = (Get-AmlComputeTarget c1).SubnetId -replace 'training$', 'trainin/'
        $report = Test-AmlComputeTarget c2 Standard_DS2_v2 -MaxNodes 1 -SubnetId $id -Detailed
        $failed = $report.Checks | Where-Object Outcome -EQ 'Failed'
        "$($failed.Message)" | Should -BeLike "*has no subnet 'trainin'. Did you mean 'training'?*"
    }

    It 'has the same check in Test' {
        $report = Test-AmlComputeTarget c1 Standard_DS2_v2 -MaxNodes 1 -SubnetId /subscriptions/x/subnets/y -Detailed
        ($report.Checks | Where-Object Name -EQ 'Network').Outcome | Should -Be 'Failed'
    }

    It 'completes the two networks of the sandbox and their subnets' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        Get-Word 'New-AmlComputeTarget c1 Standard_DS2_v2 -VNetName ' | Should -Be 'sandbox-vnet', 'shared-vnet'
        Get-Word 'New-AmlComputeTarget c1 -VNetName sandbox-vnet -SubnetName ' | Should -Be 'default', 'training'
        Get-Word 'New-AmlComputeTarget c1 -VNetName shared-vnet -SubnetName ' | Should -Be 'compute'
        Get-Word 'New-AmlComputeTarget c1 -VNetResourceGroupName ' | Should -Be $workspace.ResourceGroupName
        Get-Word 'New-AmlComputeTarget c1 -VNetResourceGroupName other -VNetName ' |
            Where-Object { $_ -like '*vnet' } | Should -BeNullOrEmpty
        Get-Word 'New-AmlComputeTarget c1 -SubnetId shared' | Should -BeLike '*/shared-vnet/subnets/compute'
        @($workspace.Sandbox.Requests | Where-Object Path -Like '*/virtualNetworks').Count | Should -Be 1
    }

    It 'completes nothing if the networks cannot be read' {
        $workspace.Sandbox.AddFault(@{ Path = '*/virtualNetworks'; Status = 403; Count = 0 })
        Get-Word 'New-AmlComputeTarget c1 -VNetName sand' | Where-Object { $_ -like '*vnet' } | Should -BeNullOrEmpty
    }
}

Describe 'Set-AmlComputeTarget -AddTag -RemoveTag' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget c1 Standard_DS2_v2 -Tag @{ team = 'vision'; tier = '1'; temp1 = 'x'; temp2 = 'y' } -Wait
        Clear-TestRequest $workspace.Sandbox
    }

    It 'keeps the other tags' {
        $tags = (Set-AmlComputeTarget c1 -AddTag @{ owner = 'ann'; Team = 'speech' } -RemoveTag temp*, none).Tags
        $tags.Keys | Sort-Object | Should -Be 'owner', 'team', 'tier'
        $tags['team'] | Should -BeExactly 'speech'
    }

    It 'edits what -Tag sets' {
        $tags = (Set-AmlComputeTarget c1 -Tag @{ a = '1'; b = '2' } -AddTag @{ c = 3 } -RemoveTag a).Tags
        $tags.Keys | Sort-Object | Should -Be 'b', 'c'
    }

    It 'sends nothing for tags that are as wanted, and shows changes with -WhatIf' {
        $null = Set-AmlComputeTarget c1 -AddTag @{ team = 'vision' } -RemoveTag none
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
        (Invoke-Captured { Set-AmlComputeTarget c1 -AddTag @{ team = 'x' } -WhatIf }).Errors.Count | Should -Be 0
    }

    It 'refuses <Name>' -ForEach @(
        @{
            Name = 'one name in both'; Given = @{ AddTag = @{ a = 1 }; RemoveTag = 'A' }
            Like = "-AddTag and -RemoveTag contradict each other: both select 'a'."
        }
        @{ Name = 'a list as value'; Given = @{ AddTag = @{ a = 1, 2 } }; Like = "-AddTag: the value of 'a' is a list;*" }
        @{
            Name = 'too many tags'
            Given = @{ AddTag = @{} + (1..50 | ForEach-Object -Begin { $t = @{} } -Process { $t["n$_"] = 1 } -End { $t }) }
            Like = '*54 tags*at most 50.'
        }
    ) {
        $result = Invoke-Captured { Set-AmlComputeTarget c1 @Given }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike $Like
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
    }
}
