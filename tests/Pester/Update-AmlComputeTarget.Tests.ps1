BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

AfterAll {
    Assert-TestBody
}

Describe 'Update-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main'
        $target = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'brings the object up to date in place, and emits it' {
        $target.ProvisioningState | Should -BeExactly 'Creating'
        $updated = $target | Update-AmlComputeTarget
        [object]::ReferenceEquals($updated.psobject.BaseObject, $target.psobject.BaseObject) | Should -BeTrue
        $target.ProvisioningState | Should -BeExactly 'Succeeded'
        $target.State | Should -BeExactly 'Steady'
        $target.CurrentNodes | Should -Be 2
        Get-TestRequest $workspace -After $seen | Should -Be "GET $($workspace.Id)/computes/cpu"
    }

    It 'updates what is given by -InputObject' {
        $null = Update-AmlComputeTarget -InputObject $target
        $target.ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'gives a new object for <Name>' -ForEach @(
        @{ Name = 'a name'; Convert = { 'cpu' } }
        @{ Name = 'a wildcard'; Convert = { 'c*' } }
        @{ Name = 'a row'; Convert = { param($target) ConvertTo-Row $target } }
        @{ Name = 'a deserialized target'; Convert = { param($target) ConvertTo-Deserialized $target } }
    ) {
        $updated = & $Convert $target | Update-AmlComputeTarget
        $updated.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeCluster'
        $updated.ProvisioningState | Should -BeExactly 'Succeeded'
        $target.ProvisioningState | Should -BeExactly 'Creating'
    }

    It 'says that a target is gone, and leaves the object as it was' {
        Remove-AmlComputeTarget cpu -Force
        $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
        $result = Invoke-Captured { $target | Update-AmlComputeTarget }
        $result.Output.Count | Should -Be 0
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetNotFound,*'
        $result.Errors[0].TargetObject | Should -Be $target
        $target.ProvisioningState | Should -BeExactly 'Creating'
    }

    It 'gives a new object when the name belongs to another type now' {
        Remove-AmlComputeTarget cpu -Force
        $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Instance
        $updated = $target | Update-AmlComputeTarget
        $updated.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeInstance'
        $target.ComputeType | Should -BeExactly 'AmlCompute'
    }

    It 'goes on after one that is missing' {
        $result = Invoke-Captured { 'gone', 'cpu' | Update-AmlComputeTarget }
        $result.Output.Name | Should -Be 'cpu'
        $result.Errors | Should -HaveCount 1
    }

    It 'is silent when a wildcard finds nothing' {
        $result = Invoke-Captured { Update-AmlComputeTarget 'none*' }
        $result.Output.Count + $result.Errors.Count | Should -Be 0
    }
}

Describe 'Update-AmlComputeTarget, in which workspace' {
    BeforeEach {
        $b = Connect-TestSandbox -WorkspaceName 'ws-b'
        $target = New-AmlComputeTarget cpu Standard_DS2_v2 -Description 'of B'
        $null = Wait-AmlComputeTarget cpu
        $a = Connect-TestSandbox -WorkspaceName 'ws-a'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Description 'of A' -Wait
        $seen = $a.Sandbox.Requests.Count
    }

    It 'asks in B for a target of B' {
        ($target | Update-AmlComputeTarget).Description | Should -BeExactly 'of B'
        $a.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'asks by the id of <Name>' -ForEach @(
        @{ Name = 'a row of B'; Convert = { param($target) ConvertTo-Row $target } }
        @{ Name = 'a deserialized target of B'; Convert = { param($target) ConvertTo-Deserialized $target } }
    ) {
        Get-ErrorId { & $Convert $target | Update-AmlComputeTarget } | Should -Be 'WorkspaceNotFound'
        Get-TestRequest $a -After $seen | Should -Be "GET $($b.Id)/computes/cpu"
    }

    It 'does not turn a target of B into its namesake of -Workspace A' {
        $updated = $target | Update-AmlComputeTarget -Workspace $a
        $updated.Description | Should -BeExactly 'of A'
        $updated.WorkspaceName | Should -BeExactly 'ws-a'
        $target.Description | Should -BeExactly 'of B'
        $target.WorkspaceName | Should -BeExactly 'ws-b'
    }
}
