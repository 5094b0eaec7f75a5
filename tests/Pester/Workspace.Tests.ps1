# The common behavior of a real workspace and the sandbox. The specs run on the workspace that AMLCOMPUTE_TEST_WORKSPACE names, else on
# a sandbox.
BeforeDiscovery {
    $isReal = [bool] $env:AMLCOMPUTE_TEST_WORKSPACE
    $isFree = $isReal -and $env:AMLCOMPUTE_TEST_COSTS -ne '1'
    $hasNoCluster = $isReal -and -not $env:AMLCOMPUTE_TEST_CLUSTER
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $workspace = Connect-TestWorkspace
    $size = $env:AMLCOMPUTE_TEST_SIZE
    if (-not $size) { $size = 'Standard_DS2_v2' }
}

AfterAll {
    if ($workspace) { Remove-TestTarget $workspace }
    Assert-TestBody
}

Describe 'A workspace' {
    It 'shows its region and its state' {
        $workspace.Location | Should -Not -BeNullOrEmpty
        $workspace.ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'reports a target that does not exist' {
        Get-ErrorId { Get-AmlComputeTarget (New-TestName none) } | Should -Be 'ComputeTargetNotFound'
        Get-ErrorId { Remove-AmlComputeTarget (New-TestName none) -Force } | Should -Be 'ComputeTargetNotFound'
    }

    It 'refuses a size there is not, and names some there are' {
        $result = Invoke-Captured { New-AmlComputeTarget (New-TestName odd) Standard_DS2_v99 }
        ($result.Errors[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'InvalidVmSize'
        $result.Errors[0].Exception.Message | Should -Match 'Standard_'
    }

    It 'forgets what was sent with -WhatIf' {
        New-AmlComputeTarget (New-TestName whatif) $size -WhatIf
        Get-ErrorId { Get-AmlComputeTarget (New-TestName whatif) } | Should -Be 'ComputeTargetNotFound'
    }
}

Describe 'A cluster without nodes' {
    BeforeAll {
        $name = New-TestName cpu
        $made = New-AmlComputeTarget $name $size -MaxNodes 1 -IdleTimeBeforeScaleDown 100s -Description 'for a test' `
            -Tag @{ madeBy = 'spec' } -Wait
    }

    It 'is made as it was asked for' {
        $made.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeCluster'
        $made.Name | Should -BeExactly $name
        $made.ProvisioningState | Should -BeExactly 'Succeeded'
        $made.VmSize | Should -Be $size
        $made.MinNodes | Should -Be 0
        $made.MaxNodes | Should -Be 1
        $made.IdleTimeBeforeScaleDown.TotalSeconds | Should -Be 100
        $made.Priority | Should -BeExactly 'Dedicated'
        $made.Description | Should -BeExactly 'for a test'
        $made.Tags['madeBy'] | Should -BeExactly 'spec'
        $made.IsAttached | Should -BeFalse
        $made.Errors | Should -BeNullOrEmpty
    }

    It 'is found by name, by wildcard, by id and in the list' {
        (Get-AmlComputeTarget $name).Id | Should -Be $made.Id
        (Get-AmlComputeTarget "$name*").Id | Should -Be $made.Id
        (Get-AmlComputeTarget -ResourceId $made.Id).Name | Should -Be $name
        @(Get-AmlComputeTarget -Type AmlCompute | Where-Object Name -EQ $name).Count | Should -Be 1
    }

    It 'comes to rest without nodes' {
        $steady = Wait-AmlComputeTarget $name -For Steady
        $steady.AllocationState | Should -BeExactly 'Steady'
        $steady.CurrentNodes | Should -Be 0
    }

    It 'keeps its name for itself, unless the user says otherwise' {
        Get-ErrorId { New-AmlComputeTarget $name $size } | Should -Be 'ComputeTargetExists'
        (New-AmlComputeTarget $name $size -IfNotExists).Id | Should -Be $made.Id
        (New-AmlComputeTarget $name $size -MaxNodes 2 -Force -Wait).MaxNodes | Should -Be 2
    }

    It 'is not detached, since it was not attached' {
        Get-ErrorId { Disconnect-AmlComputeTarget $name -Force } | Should -Be 'ComputeTargetNotAttached'
    }

    It 'goes through JSON and is read again' {
        $back = Get-AmlComputeTarget $name | ConvertTo-AmlComputeJson | ConvertFrom-AmlComputeJson | Update-AmlComputeTarget
        $back.Id | Should -Be $made.Id
        $back.ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'is gone when it was removed' {
        Remove-AmlComputeTarget $name -Force -Wait
        Get-ErrorId { Get-AmlComputeTarget $name } | Should -Be 'ComputeTargetNotFound'
    }
}

Describe 'Operations that cost money' {
    It 'is a cluster with a node' -Skip:$isFree {
        $cluster = New-AmlComputeTarget (New-TestName node) $size -MinNodes 1 -MaxNodes 1 | Wait-AmlComputeTarget -MinNodeCount 1
        $cluster.CurrentNodes | Should -Be 1
        $cluster.NodeStates.Preparing + $cluster.NodeStates.Idle | Should -Be 1
    }

    It 'is a compute instance' -Skip:$isFree {
        $instance = New-AmlComputeTarget (New-TestName desk) $size -Instance -IdleTimeBeforeShutdown 30m |
            Wait-AmlComputeTarget -For Running
        $instance.State | Should -BeExactly 'Running'
        $instance.IdleTimeBeforeShutdown.TotalMinutes | Should -Be 30
        $instance.Applications.Count | Should -BeGreaterThan 0
    }
}

Describe 'A Kubernetes cluster' {
    It 'is attached, and detached without harm' -Skip:$hasNoCluster {
        $cluster = $env:AMLCOMPUTE_TEST_CLUSTER
        if (-not $cluster) {
            $cluster =
                "/subscriptions/$($workspace.SubscriptionId)/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks"
        }

        $attached = Connect-AmlComputeTarget (New-TestName k8s) -Kubernetes -ResourceId $cluster -Wait
        $attached.IsAttached | Should -BeTrue
        $attached.ClusterResourceId | Should -Be $cluster
        Get-ErrorId { $attached | Remove-AmlComputeTarget -Force } | Should -Be 'ComputeTargetAttached'
        $attached | Disconnect-AmlComputeTarget -Force -Wait
        Get-ErrorId { Get-AmlComputeTarget $attached.Name } | Should -Be 'ComputeTargetNotFound'
    }
}

Describe 'The end of a run' {
    It 'removes and detaches what the run has made, and nothing else' {
        $other = Connect-TestSandbox
        $null = New-AmlComputeTarget (New-TestName one) Standard_DS2_v2
        $null = Connect-AmlComputeTarget (New-TestName two) -Kubernetes -ResourceName aks
        $null = New-AmlComputeTarget (New-TestName three) Standard_DS2_v2 -Wait
        Remove-AmlComputeTarget (New-TestName three) -Force
        $null = New-AmlComputeTarget kept Standard_DS2_v2
        Remove-TestTarget $other
        (Get-AmlComputeTarget -Workspace $other).Name | Should -Be 'kept'
    }
}
