# The protection against unwanted changes, over several commands.
BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
}

AfterAll {
    Assert-TestBody
}

Describe 'Guards' {
    BeforeEach {
        $workspace = Connect-TestSandbox -WorkspaceName 'main'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 0 -MaxNodes 6 -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $seen = $workspace.Sandbox.Requests.Count
    }

    It '<Command> does not take <Name> for a name' -ForEach @(
        foreach ($command in 'Get', 'Update', 'Wait', 'Remove', 'Disconnect') {
            @{ Command = $command; Name = 'a number'; Thing = 5 }
            @{ Command = $command; Name = 'a character that is a wildcard'; Thing = [char]'*' }
            @{ Command = $command; Name = 'a hashtable'; Thing = @{ Name = 'cpu' } }
            @{ Command = $command; Name = 'a row without a name'; Thing = [pscustomobject]@{ Size = 3 } }
        }
    ) {
        $result = Invoke-Captured { $Thing | & "$Command-AmlComputeTarget" }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $result.Output.Count | Should -Be 0
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'an overwrite keeps what was not given' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Force -IdleTimeBeforeScaleDown 10m -Description 'first' -Tag @{ a = 'b' } `
            -IdentityType SystemAssigned -Wait
        (Get-AmlComputeTarget cpu).MaxNodes | Should -Be 6
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Force -MaxNodes 3 -Tag @{ c = 'd' } -Wait
        $cluster = Get-AmlComputeTarget cpu
        $cluster.MaxNodes | Should -Be 3
        $cluster.IdleTimeBeforeScaleDown | Should -Be ([timespan]::FromMinutes(10))
        $cluster.Description | Should -BeExactly 'first'
        $cluster.Identity.Type | Should -BeExactly 'SystemAssigned'
        "$($cluster.Tags.Keys)" | Should -BeExactly 'c'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Force -Tag @{} -IdentityType None -Description '' -Wait
        $cluster = Get-AmlComputeTarget cpu
        $cluster.Tags.Count | Should -Be 0
        $cluster.Identity | Should -BeNullOrEmpty
        $cluster.Description | Should -BeNullOrEmpty
    }

    It 'an overwrite sends what is fixed once <Name> is made, and was not given' -ForEach @(
        @{
            Name = 'a cluster'
            Made = @{
                Priority = 'LowPriority'
                SubnetId =
                    ('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/' +
                        'v/subnets/s')
                MaxNodes = 1; IdentityType = 'SystemAssigned'; Tag = @{ a = 'b' }
            }
            Given = @{ MaxNodes = 2 }
        }
        @{
            Name = 'an instance'
            Made = @{
                Instance = $true; SshPublicKey = 'ssh-rsa AAAA'; IdleTimeBeforeShutdown = '30m'; ApplicationSharingPolicy = 'Personal'
            }
            Given = @{ Instance = $true; Description = 'mine' }
        }
    ) {
        $before = New-AmlComputeTarget other Standard_DS2_v2 @Made -Wait
        $now = New-AmlComputeTarget other Standard_DS2_v2 @Given -Force -Wait
        $body = $workspace.Sandbox.Requests | Where-Object { $_.Method -eq 'PUT' } | ForEach-Object { $_.Body }
        $words = 'LowPriority', 'virtualNetworks/v', 'SystemAssigned', 'PT30M', 'Personal'
        foreach ($word in $words | Where-Object { $before.ToJson() -like "*$_*" }) {
            $body[-1] | Should -BeLike "*$word*"
            $now.ToJson() | Should -BeLike "*$word*"
        }
    }

    It 'an overwrite of a target that the service created does not attach, and takes one form of TLS' {
        $file = Join-Path $TestDrive 'tls.pem'
        [IO.File]::WriteAllText($file, 'PEM')
        $null = New-AmlComputeTarget aks -Aks -SslCname www.example.org -SslCertPemFile $file -SslKeyPemFile $file -Wait
        $result = Invoke-Captured { New-AmlComputeTarget aks -Aks -Force -Description new -Wait }
        $result.Warnings | Should -HaveCount 1
        $result.Warnings[0] | Should -BeLike 'aks: The TLS certificate and key cannot be read*'
        $result = Invoke-Captured { New-AmlComputeTarget aks -Aks -Force -LeafDomainLabel lab -Wait }
        $result.Warnings | Should -HaveCount 0
        $result.Output[0].Description | Should -BeExactly 'new'
        $result.Output[0].SslCname | Should -BeNullOrEmpty
        $result.Output[0].IsAttached | Should -BeFalse
        $bodies = $workspace.Sandbox.Requests | Where-Object { $_.Method -eq 'PUT' -and $_.Path -like '*/aks' } | ForEach-Object { $_.Body }
        $bodies | Where-Object { $_ -like '*"resourceId"*' } | Should -BeNullOrEmpty
        $bodies[-1] | Should -BeLike '*"sslConfiguration":{"status":"Auto","leafDomainLabel":"lab","overwriteExistingDomain":false}*'
        Remove-AmlComputeTarget aks -Force -Wait
        Get-AmlComputeTarget aks* | Should -BeNullOrEmpty
    }

    It 'an overwrite of an instance as usual goes by the stable version' {
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Force -Description mine -Wait
        $queries = $workspace.Sandbox.Requests | Where-Object { $_.Method -eq 'PUT' } | ForEach-Object { $_.Query }
        $queries[-1] | Should -Not -BeLike '*preview*'
    }

    It 'an overwrite of a virtual machine by a file without credentials sends them again' {
        $vm = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1'
        $password = ConvertTo-SecureString 'p-1' -AsPlainText -Force
        $null = Connect-AmlComputeTarget vm1 -VirtualMachine -ResourceId $vm -Credential ([pscredential]::new('ann', $password)) -Wait
        $file = Join-Path $TestDrive 'vm.yml'
        [IO.File]::WriteAllText($file, "name: vm1`ntype: virtualmachine`nresource_id: $vm`ndescription: new")
        (Connect-AmlComputeTarget -Path $file -Force -Wait).Description | Should -BeExactly 'new'
        [pscredential]::new('x', (Get-AmlComputeKey vm1).AdminPassword).GetNetworkCredential().Password | Should -BeExactly 'p-1'
    }

    It '-IfNotExists does not take a target of another type for the wanted one' {
        Get-ErrorId { New-AmlComputeTarget cpu Standard_DS2_v2 -Instance -IfNotExists } | Should -Be 'ComputeTargetExists'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It '-IfNotExists -Wait waits for a target that is still being made' {
        $null = New-AmlComputeTarget new Standard_DS2_v2
        (New-AmlComputeTarget new Standard_DS2_v2 -IfNotExists -Wait).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It '<Name> of a target that is being deleted says so, and to wait' -ForEach @(
        @{ Name = 'New'; Given = @{} }
        @{ Name = 'New -IfNotExists'; Given = @{ IfNotExists = $true } }
        @{ Name = 'New -Force'; Given = @{ Force = $true } }
        @{ Name = 'New -Force -WhatIf'; Given = @{ Force = $true; WhatIf = $true } }
    ) {
        Remove-AmlComputeTarget cpu -Force
        $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 @Given }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'OperationConflict,*'
        "$($result.Errors[0])" | Should -BeLike '*is being deleted*'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Wait-AmlComputeTarget cpu -For Removed*'
        Get-TestRequest $workspace -After $seen -Changing | Should -HaveCount 1
    }

    It 'a target of another type is not reported as accepted or overwritten: <Name>' -ForEach @(
        @{ Name = 'New'; Given = @{} }
        @{ Name = 'New -IfNotExists'; Given = @{ IfNotExists = $true } }
    ) {
        $result = Invoke-Captured { New-AmlComputeTarget k8s Standard_DS2_v2 @Given }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetExists,*'
        "$($result.Errors[0])" | Should -BeLike '*of type Kubernetes, not AmlCompute.'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*another name*Disconnect-AmlComputeTarget*'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -Not -BeLike '*-Force*'
    }

    It '-Force is not recommended if it would be refused' {
        $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS1_v2 }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetExists,*'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*-IfNotExists*-Force would fail*VmSize*'
    }

    It 'an overwrite that the service would refuse is refused before, with and without -WhatIf: <Name>' -ForEach @(
        @{
            Name = 'another size'; Action = { New-AmlComputeTarget cpu Standard_DS1_v2 -Force @whatIf }
            Text = '*VmSize: STANDARD_DS2_V2 -> Standard_DS1_v2*'; Remedy = '*Remove-AmlComputeTarget*Sync-AmlComputeTarget -AllowReplace*'
        }
        @{
            Name = 'another type'; Action = { New-AmlComputeTarget cpu -Instance Standard_DS2_v2 -Force @whatIf }
            Text = '*ComputeType: AmlCompute -> ComputeInstance*'; Remedy = '*Remove-AmlComputeTarget*'
        }
        @{
            Name = 'another resource'; Action = { Connect-AmlComputeTarget k8s -Kubernetes -ResourceId "${aks}2" -Force @whatIf }
            Text = '*ClusterResourceId*'; Remedy = '*Disconnect-AmlComputeTarget*'
        }
        @{ Name = 'an instance of another size'; Action = {
                if (-not (Get-AmlComputeTarget desk*)) { $null = New-AmlComputeTarget desk -Instance Standard_DS1_v2 -Wait }
                New-AmlComputeTarget desk -Instance Standard_DS2_v2 -Force @whatIf
            }; Text = '*VmSize*'; Remedy = 'Resize-AmlComputeTarget desk -VmSize Standard_DS2_v2' }
    ) {
        foreach ($whatIf in @{ WhatIf = $true }, @{}) {
            $result = Invoke-Captured $Action
            $result.Errors | Should -HaveCount 1
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ReplacementRequired,*'
            "$($result.Errors[0])" | Should -BeLike $Text
            "$($result.Errors[0])" | Should -Not -BeLike '*similar name*'
            $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike $Remedy
        }

        @(Get-TestRequest $workspace -After $seen -Changing | Where-Object { $_ -notlike '*/desk' }) | Should -HaveCount 0
    }

    It '-WhatIf of <Command> reports a change that would be refused' -ForEach @(
        @{ Command = 'Remove'; Target = 'k8s'; Id = 'ComputeTargetAttached' }
        @{ Command = 'Remove'; Target = 'nosuch'; Id = 'ComputeTargetNotFound' }
        @{ Command = 'Disconnect'; Target = 'cpu'; Id = 'ComputeTargetNotAttached' }
    ) {
        Get-ErrorId { & "$Command-AmlComputeTarget" $Target -WhatIf } | Should -Be $Id
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It '-Debug alone asks nothing and shows requests and bodies' {
        $result = Invoke-Captured { Get-AmlComputeTarget cpu -Debug }
        $result.Errors.Count | Should -Be 0
        $result.Output.Name | Should -BeExactly 'cpu'
        "$($result.Debug)" | Should -BeLike '*GET /subscriptions/*"computeType": "AmlCompute"*'
    }

    It '-Debug alone asks nothing during <Name>, and writes verbose messages to the debug stream' -ForEach @(
        @{ Name = 'a wait'; Run = { New-AmlComputeTarget new Standard_DS2_v2 -Wait -Debug }; Text = '*new: Steady*' }
        @{ Name = 'a test'; Run = { Test-AmlComputeTarget nosuch -Debug }; Text = '*nosuch: *' }
    ) {
        $result = Invoke-Captured $Run
        $result.Errors.Count | Should -Be 0
        $result.Verbose.Count | Should -Be 0
        "$($result.Debug)" | Should -BeLike $Text
    }

    It 'piped names go with one configuration' {
        $configuration = New-AmlComputeConfiguration -VmSize Standard_DS2_v2
        $names = ('one', 'two' | New-AmlComputeTarget -Configuration $configuration).Name
        $names | Should -HaveCount 2
        foreach ($name in 'one', 'two') { $names | Should -Contain $name }
    }
}

Describe '<Command> with an id' -ForEach @(
    @{ Command = 'Get-AmlComputeTarget'; Target = 'cpu'; Given = @{} }
    @{ Command = 'Update-AmlComputeTarget'; Target = 'cpu'; Given = @{} }
    @{ Command = 'Wait-AmlComputeTarget'; Target = 'cpu'; Given = @{} }
    @{ Command = 'Watch-AmlComputeTarget'; Target = 'cpu'; Given = @{ Timeout = 0 } }
    @{ Command = 'Set-AmlComputeTarget'; Target = 'cpu'; Given = @{ MaxNodes = 2 } }
    @{ Command = 'Remove-AmlComputeTarget'; Target = 'cpu'; Given = @{ Force = $true; PassThru = $true } }
    @{ Command = 'Disconnect-AmlComputeTarget'; Target = 'k8s'; Given = @{ PassThru = $true } }
    @{ Command = 'Start-AmlComputeTarget'; Target = 'desk'; Given = @{} }
    @{ Command = 'Stop-AmlComputeTarget'; Target = 'desk'; Given = @{} }
    @{ Command = 'Restart-AmlComputeTarget'; Target = 'desk'; Given = @{} }
    @{ Command = 'Resize-AmlComputeTarget'; Target = 'desk'; Given = @{ VmSize = 'Standard_DS3_v2' } }
    @{ Command = 'Get-AmlComputeNode'; Target = 'desk'; Given = @{} }
    @{ Command = 'Get-AmlComputeKey'; Target = 'k8s'; Given = @{} }
) {
    BeforeAll {
        $workspace = Connect-TestSandbox -WorkspaceName 'a'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $uri = "$($workspace.Id)/computes/$Target"
    }

    BeforeEach {
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'does not go by the name of a row whose id is <Name>' -ForEach @(
        @{ Name = 'missing'; Value = $null }
        @{ Name = 'blank'; Value = '' }
        @{ Name = 'an empty list'; Value = @() }
        @{ Name = 'that of something else'; Value = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg' }
    ) {
        $result = Invoke-Captured { [pscustomobject] @{ Name = $Target; Id = $Value } | & $Command @Given }
        $result.Errors | Should -HaveCount 1
        $result.Output.Count | Should -Be 0
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'takes it from a row, whose name does not count' {
        $null = Invoke-Captured { [pscustomobject] @{ Name = 'other'; Id = $uri } | & $Command @Given }
        @(Get-TestRequest $workspace -After $seen)[0] | Should -BeLike "* $uri*"
    }

    It 'takes it alone, under both names' {
        $null = Invoke-Captured { & $Command -ResourceId $uri @Given }
        @(Get-TestRequest $workspace -After $seen)[0] | Should -BeLike "* $uri*"
        Get-ErrorId { & $Command -Id 'nonsense' @Given } | Should -Be 'InvalidArgument'
    }
}
