BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
}

AfterAll {
    Assert-TestBody
}

Describe 'Get-AmlComputeNode' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual'; PageSize = 2 } -WorkspaceName 'main'
        $cluster = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 3 -MaxNodes 3
        $null = New-AmlComputeTarget desk Standard_E4s_v3 -Instance
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'gives every node of a cluster with all that is known of it' {
        $nodes = @(Get-AmlComputeNode cpu)
        $nodes | Should -HaveCount 3
        $nodes[0].psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeNode'
        $nodes.NodeState | Should -Be @('idle', 'idle', 'idle')
        $nodes.Port | Should -Be @(50000, 50001, 50002)
        $nodes.ComputeTargetName | Should -Be @('cpu', 'cpu', 'cpu')
        $nodes[0].WorkspaceName | Should -BeExactly 'main'
        $nodes[0].NodeId | Should -Not -BeNullOrEmpty
        $nodes[0].PrivateIpAddress | Should -BeExactly '10.0.0.4'
        $nodes[0].PublicIpAddress | Should -Match '^\d+\.\d+\.\d+\.\d+$'
        $nodes[0].RunId | Should -BeNullOrEmpty
        $nodes[0].ToJson() | Should -BeLike '*"runId": null*'
    }

    It 'asks for the first page by POST and for the next by GET' {
        $null = Get-AmlComputeNode cpu
        Get-TestRequest $workspace -After $seen -WithoutSizes | Should -Be @(
            "GET $($workspace.Id)/computes/cpu", "POST $($workspace.Id)/computes/cpu/listNodes",
            "GET $($workspace.Id)/computes/cpu/listNodes")
    }

    It 'stops after the page that was wanted' {
        (Get-AmlComputeNode cpu | Select-Object -First 1).Port | Should -Be 50000
        Get-TestRequest $workspace -After $seen -Changing | Should -HaveCount 1
    }

    It 'gives the one machine of an instance' {
        $node = Get-AmlComputeNode desk
        $node.NodeId | Should -BeExactly 'desk'
        $node.NodeState | Should -BeExactly 'Running'
        $node.PublicIpAddress | Should -BeExactly (Get-AmlComputeTarget desk).PublicIpAddress
        $node.Port | Should -Be (Get-AmlComputeTarget desk).SshPort
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'gives those of all clusters and instances without a name, and asks for none' {
        $result = Invoke-Captured { Get-AmlComputeNode }
        $result.Errors.Count | Should -Be 0
        $result.Output.ComputeTargetName | Should -Be @('cpu', 'cpu', 'cpu', 'desk')
        @(Get-TestRequest $workspace -After $seen) -like '*/desk' | Should -BeNullOrEmpty -Because 'the list has the machine'
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'a wildcard'; Action = { Get-AmlComputeNode 'c*' } }
        @{ Name = 'a piped cluster'; Action = { $cluster | Get-AmlComputeNode } }
        @{ Name = 'a cluster by parameter'; Action = { Get-AmlComputeNode -InputObject $cluster } }
        @{ Name = 'an id'; Action = { Get-AmlComputeNode -ResourceId $cluster.Id } }
        @{ Name = 'a row'; Action = { ConvertTo-Row $cluster | Get-AmlComputeNode } }
        @{ Name = 'a deserialized cluster'; Action = { ConvertTo-Deserialized $cluster | Get-AmlComputeNode } }
        @{ Name = 'a name and a workspace'; Action = { $null = Connect-TestSandbox; Get-AmlComputeNode cpu -Workspace $workspace } }
        @{
            Name = 'a piped cluster of another workspace than the session'
            Action = { $null = Connect-TestSandbox; $cluster | Get-AmlComputeNode }
        }
    ) {
        & $Action | Should -HaveCount 3
    }

    It 'says of another type that it has no nodes, and goes on' {
        $result = Invoke-Captured { 'k8s', 'gone', 'desk' | Get-AmlComputeNode }
        $result.Output.NodeId | Should -Be 'desk'
        ($result.Errors[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'UnsupportedComputeType'
        "$($result.Errors[0])" | Should -BeExactly "Compute target 'k8s' of type Kubernetes has no list of nodes."
        ($result.Errors[1].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'ComputeTargetNotFound'
    }

    It 'says that a piped cluster has vanished' {
        Remove-AmlComputeTarget cpu -Force
        $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
        Get-ErrorId { $cluster | Get-AmlComputeNode } | Should -Be 'ComputeTargetNotFound'
    }

    It 'gives nothing for a cluster that could not be made' {
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; Path = '*/computes/broken'; FailOperation = $true })
        $null = New-AmlComputeTarget broken Standard_DS2_v2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
        $result = Invoke-Captured { Get-AmlComputeNode broken }
        $result.Output.Count + $result.Errors.Count | Should -Be 0
    }

    It 'does not let a node stand for its cluster in the pipeline' {
        Get-ErrorId { Get-AmlComputeNode cpu | Remove-AmlComputeTarget -Force } |
            Should -Be @('InvalidArgument', 'InvalidArgument', 'InvalidArgument')
        (Get-AmlComputeTarget cpu).ProvisioningState | Should -BeExactly 'Succeeded'
    }
}
