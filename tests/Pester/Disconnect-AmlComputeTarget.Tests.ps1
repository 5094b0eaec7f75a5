BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
}

AfterAll {
    Assert-TestBody
}

Describe 'Disconnect-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox -WorkspaceName 'main'
        $null = 'k8s', 'k9s' | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks -Wait
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'reads the target and detaches it, and emits nothing' {
        Disconnect-AmlComputeTarget k8s | Should -BeNullOrEmpty
        Get-TestRequest $workspace -After $seen | Should -Be @("GET $($workspace.Id)/computes/k8s", "DELETE $($workspace.Id)/computes/k8s")
        $workspace.Sandbox.Requests[-1].Query | Should -BeLike '*underlyingResourceAction=Detach*'
    }

    It 'has made it gone with -Wait' {
        Disconnect-AmlComputeTarget k8s -Wait
        (Get-AmlComputeTarget).Name | Should -Be 'k9s'
    }

    It 'detaches all that a wildcard matches' {
        Disconnect-AmlComputeTarget 'k*' -Wait
        Get-AmlComputeTarget | Should -BeNullOrEmpty
    }

    It 'emits the target with -PassThru, the same object that was piped' {
        $target = Get-AmlComputeTarget k8s
        $passed = $target | Disconnect-AmlComputeTarget -PassThru
        [object]::ReferenceEquals($passed.psobject.BaseObject, $target.psobject.BaseObject) | Should -BeTrue
    }

    It 'never detaches what the service made' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $seen = $workspace.Sandbox.Requests.Count
        $result = Invoke-Captured { Disconnect-AmlComputeTarget cpu -Force }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetNotAttached,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'InvalidOperation'
        $result.Errors[0].TargetObject | Should -BeExactly 'cpu'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Remove-AmlComputeTarget*'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
        (Get-AmlComputeTarget cpu).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'says one error for a name that is missing, and goes on' {
        $result = Invoke-Captured { 'gone', 'k8s' | Disconnect-AmlComputeTarget -Wait }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetNotFound,*'
        $result.Errors[0].TargetObject | Should -BeExactly 'gone'
        (Get-AmlComputeTarget).Name | Should -Be 'k9s'
    }

    It 'can attach the same resource again afterwards' {
        Disconnect-AmlComputeTarget k8s -Wait
        (Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'has a medium impact, so that it does not ask by default' {
        $attribute = (Get-Command Disconnect-AmlComputeTarget).ImplementingType.GetCustomAttributes(
            [Management.Automation.CmdletAttribute], $false)[0]
        $attribute.SupportsShouldProcess | Should -BeTrue
        $attribute.ConfirmImpact | Should -Be 'Medium'
    }

    It 'asks where $ConfirmPreference is Medium, and not with -Force' {
        $shell = New-TestShell
        try {
            $script =
                ('param($workspace) $ConfirmPreference = "Medium"; try { Disconnect-AmlComputeTarget k8s -Workspace $workspace } catch ' +
                    '{ "asked" }')
            $shell.AddScript($script).AddArgument($workspace).Invoke() | Should -Be 'asked'
            Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
            $shell.Commands.Clear()
            $script =
                ('param($workspace) $ConfirmPreference = "Medium"; Disconnect-AmlComputeTarget k8s -Workspace $workspace -Force -Wait ' +
                    '-Timeout 10d')
            $shell.AddScript($script).AddArgument($workspace).Invoke() | Should -BeNullOrEmpty
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }

        (Get-AmlComputeTarget).Name | Should -Be 'k9s'
    }

    It 'sends no change with -WhatIf, <Name>' -ForEach @(
        @{ Name = 'for a name'; Action = { Disconnect-AmlComputeTarget k8s -WhatIf } }
        @{ Name = 'for a wildcard, even with -Force'; Action = { Disconnect-AmlComputeTarget '*' -Force -WhatIf } }
        @{ Name = 'for piped targets'; Action = { Get-AmlComputeTarget | Disconnect-AmlComputeTarget -PassThru -WhatIf } }
    ) {
        $result = Invoke-Captured $Action
        $result.Output.Count | Should -Be 0
        $result.Errors.Count | Should -Be 0
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }
}

Describe 'Disconnect-AmlComputeTarget, of which workspace' {
    BeforeEach {
        $b = Connect-TestSandbox -WorkspaceName 'ws-b'
        $target = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $a = Connect-TestSandbox -WorkspaceName 'ws-a'
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $seen = $a.Sandbox.Requests.Count
    }

    It 'detaches a target of B in B, and not its namesake in A' {
        $target | Disconnect-AmlComputeTarget -Wait
        Get-TestRequest $b -Changing | Should -Contain "DELETE $($b.Id)/computes/k8s"
        $a.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'asks by the id of <Name>, and touches no namesake in A' -ForEach @(
        @{ Name = 'a row of B'; Convert = { param($target) ConvertTo-Row $target } }
        @{ Name = 'a deserialized target of B'; Convert = { param($target) ConvertTo-Deserialized $target } }
    ) {
        Get-ErrorId { & $Convert $target | Disconnect-AmlComputeTarget } | Should -Be 'WorkspaceNotFound'
        Get-TestRequest $a -After $seen | Should -Be "GET $($b.Id)/computes/k8s"
        (Get-AmlComputeTarget).Name | Should -Be 'k8s'
    }
}
