BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
}

AfterAll {
    Assert-TestBody
}

Describe 'Remove-AmlComputeTarget' -Tag Smoke {
    BeforeEach {
        $workspace = Connect-TestSandbox -WorkspaceName 'main'
        $null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'reads the target and deletes it, and emits nothing' {
        Remove-AmlComputeTarget cpu -Force | Should -BeNullOrEmpty
        Get-TestRequest $workspace -After $seen | Should -Be @("GET $($workspace.Id)/computes/cpu", "DELETE $($workspace.Id)/computes/cpu")
        $workspace.Sandbox.Requests[-1].Query | Should -BeLike '*underlyingResourceAction=Delete*'
    }

    It 'leaves the target Deleting until it is gone' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $slow.Sandbox.Advance([timespan]::FromMinutes(2))
        Remove-AmlComputeTarget cpu -Force
        (Get-AmlComputeTarget cpu).ProvisioningState | Should -BeExactly 'Deleting'
        $slow.Sandbox.Advance([timespan]::FromMinutes(2))
        Get-ErrorId { Get-AmlComputeTarget cpu } | Should -Be 'ComputeTargetNotFound'
    }

    It 'has made it gone with -Wait' {
        Remove-AmlComputeTarget cpu -Force -Wait
        (Get-AmlComputeTarget).Name | Should -Be 'gpu'
    }

    It 'is content with a target that is being deleted already, and waits for that with -Wait' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main'
        $null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(2))
        $seen = $workspace.Sandbox.Requests.Count
        Remove-AmlComputeTarget cpu -Force
        $result = Invoke-Captured { Remove-AmlComputeTarget cpu -Force }
        $result.Errors.Count + $result.Output.Count | Should -Be 0
        (Remove-AmlComputeTarget cpu -Force -PassThru).ProvisioningState | Should -BeExactly 'Deleting'
        $result = Invoke-OnMovingClock $workspace { Invoke-Captured { Remove-AmlComputeTarget cpu -Force -Wait } }
        $result.Errors.Count + $result.Output.Count | Should -Be 0
        (Get-AmlComputeTarget).Name | Should -Be 'gpu'
        Get-TestRequest $workspace -After $seen -Changing | Should -HaveCount 1
    }

    It 'is content when somebody else begins the deletion a moment before' {
        $workspace.Sandbox.AddFault(
            @{
                Method = 'DELETE'; Path = '*/cpu'; Status = 409; Code = 'Conflict'
                Message = 'There is already an active operation submitted.'; Count = 2
            })
        Get-ErrorId { Remove-AmlComputeTarget cpu -Force -Wait -Timeout 0 } |
            Should -Be 'OperationConflict' -Because 'it is not being deleted'
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/cpu'; Skip = 1; Count = 2; Status = 404; Code = 'ResourceNotFound' })
        Get-ErrorId { Remove-AmlComputeTarget cpu -Force -Wait } | Should -BeNullOrEmpty
    }

    It 'takes a 404 of the operation for gone' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computeOperationsStatus/*'; Status = 404; Count = 0 })
        $result = Invoke-Captured { Remove-AmlComputeTarget cpu -Force -Wait }
        $result.Errors.Count | Should -Be 0
    }

    It 'emits the target with -PassThru, fit to wait for' {
        $target = Remove-AmlComputeTarget cpu -Force -PassThru
        $target.Name | Should -BeExactly 'cpu'
        ConvertTo-Deserialized $target | Wait-AmlComputeTarget -For Removed | Should -BeNullOrEmpty
        (Get-AmlComputeTarget).Name | Should -Be 'gpu'
    }

    It 'removes all that a wildcard matches' {
        $null = New-AmlComputeTarget other Standard_DS2_v2 -Wait
        Remove-AmlComputeTarget '?pu' -Force -Wait
        (Get-AmlComputeTarget).Name | Should -Be 'other'
    }

    It 'is silent when a wildcard matches nothing' {
        $result = Invoke-Captured { Remove-AmlComputeTarget 'none*' -Force }
        $result.Errors.Count | Should -Be 0
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'says one error for a name that is missing, sends no DELETE for it, and goes on' {
        $result = Invoke-Captured { 'gone', 'cpu' | Remove-AmlComputeTarget -Force -Wait }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetNotFound,*'
        $result.Errors[0].TargetObject | Should -BeExactly 'gone'
        Get-TestRequest $workspace -After $seen -Changing | Should -Be "DELETE $($workspace.Id)/computes/cpu"
    }

    It 'keeps a name inside its part of the URL' {
        Get-ErrorId { Remove-AmlComputeTarget '../computes/cpu' -Force } | Should -Be 'ComputeTargetNotFound'
        (Get-AmlComputeTarget).Name | Should -Be @('cpu', 'gpu')
    }

    It 'never deletes what is attached' {
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $seen = $workspace.Sandbox.Requests.Count
        $result = Invoke-Captured { Remove-AmlComputeTarget k8s -Force }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetAttached,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'InvalidOperation'
        $result.Errors[0].TargetObject | Should -BeExactly 'k8s'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Disconnect-AmlComputeTarget*'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'looks what a piped target is now, not what it was' {
        $stale = Get-AmlComputeTarget cpu
        Remove-AmlComputeTarget cpu -Force -Wait
        $null = Connect-AmlComputeTarget cpu -Kubernetes -ResourceId $aks -Wait
        $result = Invoke-Captured { $stale | Remove-AmlComputeTarget -Force }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetAttached,*'
        $result.Errors[0].TargetObject | Should -Be $stale
        (Get-AmlComputeTarget cpu).IsAttached | Should -BeTrue
    }

    It 'removes all but the attached ones of a list' {
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $result = Invoke-Captured { Get-AmlComputeTarget | Remove-AmlComputeTarget -Force -Wait }
        $result.Errors | Should -HaveCount 1
        (Get-AmlComputeTarget).Name | Should -Be 'k8s'
    }

    It 'says that an instance in transit cannot be removed yet when the time is up' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance
        Get-ErrorId { Remove-AmlComputeTarget desk -Force -Timeout 0 } | Should -Be 'OperationConflict'
        $slow.Sandbox.Advance([timespan]::FromMinutes(5))
        (Get-AmlComputeTarget desk).State | Should -BeExactly 'Running'
    }

    It 'waits until a running operation has ended' {
        $null = Connect-TestSandbox @{ Speed = 600 }
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
        $null = Stop-AmlComputeTarget desk
        Remove-AmlComputeTarget desk -Force -Wait -Timeout 10d
        Get-AmlComputeTarget | Should -BeNullOrEmpty
    }

    It 'says why the removal failed' {
        $workspace.Sandbox.AddFault(@{ Method = 'DELETE'; FailOperation = $true; Code = 'StillInUse'; Message = 'A job holds it.' })
        $result = Invoke-Captured { Remove-AmlComputeTarget cpu -Force -Wait }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ProvisioningFailed,*'
        "$($result.Errors[0])" | Should -BeLike '*A job holds it.*'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Fix the cause, then run the command again.'
    }

    It 'gives up waiting after -Timeout' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2
        $slow.Sandbox.Advance([timespan]::FromMinutes(10))
        Suspend-TestOperation $slow
        Get-ErrorId { Invoke-OnMovingClock $slow { Remove-AmlComputeTarget cpu -Force -Wait -Timeout 30s } -After 'DELETE 202' } |
            Should -Be 'WaitTimeout'
        $slow.Sandbox.Advance([timespan]::FromMinutes(2))
        (Get-AmlComputeTarget).Name | Should -Be 'gpu'
    }

    Context 'confirmation' {
        It 'has a high impact, so that it asks by default' {
            $attribute = (Get-Command Remove-AmlComputeTarget).ImplementingType.GetCustomAttributes(
                [Management.Automation.CmdletAttribute], $false)[0]
            $attribute.SupportsShouldProcess | Should -BeTrue
            $attribute.ConfirmImpact | Should -Be 'High'
        }

        It 'deletes nothing if nobody can answer' {
            $shell = New-TestShell
            try {
                $script = 'param($workspace) try { Remove-AmlComputeTarget cpu -Workspace $workspace } catch { "asked" }'
                $shell.AddScript($script).AddArgument($workspace).Invoke() | Should -Be 'asked'
            }
            finally {
                $shell.Runspace.Dispose()
                $shell.Dispose()
            }

            Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
        }

        It 'asks with -Force too, when -Confirm is given' {
            $shell = New-TestShell
            try {
                $script = 'param($workspace) try { Remove-AmlComputeTarget cpu -Workspace $workspace -Force -Confirm } catch { "asked" }'
                $shell.AddScript($script).AddArgument($workspace).Invoke() | Should -Be 'asked'
            }
            finally {
                $shell.Runspace.Dispose()
                $shell.Dispose()
            }

            Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
        }

        It 'does not ask with <Name>' -ForEach @(
            @{ Name = '-Force'; Given = @{ Force = $true } }
            @{ Name = '-Confirm:$false'; Given = @{ Confirm = $false } }
        ) {
            Remove-AmlComputeTarget cpu -Wait @Given
            (Get-AmlComputeTarget).Name | Should -Be 'gpu'
        }

        It 'does not ask where $ConfirmPreference is None' {
            & { $ConfirmPreference = 'None'; Remove-AmlComputeTarget cpu -Wait }
            (Get-AmlComputeTarget).Name | Should -Be 'gpu'
        }

        It 'sends no change with -WhatIf, <Name>' -ForEach @(
            @{ Name = 'for a name'; Action = { Remove-AmlComputeTarget cpu -WhatIf } }
            @{ Name = 'for a wildcard'; Action = { Remove-AmlComputeTarget '*' -WhatIf } }
            @{ Name = 'for piped targets'; Action = { Get-AmlComputeTarget | Remove-AmlComputeTarget -WhatIf } }
            @{ Name = 'even with -Force'; Action = { Remove-AmlComputeTarget cpu, gpu -Force -Wait -WhatIf } }
            @{ Name = 'with -PassThru'; Action = { Remove-AmlComputeTarget cpu -Force -PassThru -WhatIf } }
            @{ Name = 'by preference, even with -Force'; Action = { $WhatIfPreference = $true; Remove-AmlComputeTarget cpu -Force } }
        ) {
            $result = Invoke-Captured $Action
            $result.Output.Count | Should -Be 0
            $result.Errors.Count | Should -Be 0
            Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
        }

        It 'removes for real with -WhatIf:$false, whatever the preference' {
            & { $WhatIfPreference = $true; Remove-AmlComputeTarget cpu -Force -Wait -WhatIf:$false }
            (Get-AmlComputeTarget).Name | Should -Be 'gpu'
        }
    }
}

Describe 'Remove-AmlComputeTarget, of which workspace' -Tag Smoke {
    BeforeEach {
        $b = Connect-TestSandbox -WorkspaceName 'ws-b'
        $target = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $a = Connect-TestSandbox -WorkspaceName 'ws-a'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $seen = $a.Sandbox.Requests.Count
    }

    It 'removes a target of B in B, and not its namesake in A' {
        $target | Remove-AmlComputeTarget -Force -Wait
        Get-TestRequest $b -Changing | Should -Contain "DELETE $($b.Id)/computes/cpu"
        $a.Sandbox.Requests.Count | Should -Be $seen
        (Get-AmlComputeTarget).Name | Should -Be 'cpu'
    }

    It 'asks by the id of <Name>, and touches no namesake in A' -ForEach @(
        @{ Name = 'a row of B'; Convert = { param($target) ConvertTo-Row $target } }
        @{ Name = 'a deserialized target of B'; Convert = { param($target) ConvertTo-Deserialized $target } }
    ) {
        Get-ErrorId { & $Convert $target | Remove-AmlComputeTarget -Force } | Should -Be 'WorkspaceNotFound'
        Get-TestRequest $a -After $seen | Should -Be "GET $($b.Id)/computes/cpu"
        (Get-AmlComputeTarget).Name | Should -Be 'cpu'
    }

    It 'removes by name in -Workspace' {
        Remove-AmlComputeTarget cpu -Workspace $b -Force -Wait
        Get-AmlComputeTarget -Workspace $b | Should -BeNullOrEmpty
        (Get-AmlComputeTarget).Name | Should -Be 'cpu'
    }

    It 'takes no choice from a piped object: neither Force nor WhatIf nor Workspace' {
        $row = [pscustomobject] @{ Name = 'none'; Force = $true; Wait = $true; PassThru = $true; Timeout = '1'; Workspace = $b }
        $parameters = (Get-Command Remove-AmlComputeTarget).Parameters
        foreach ($property in $row.psobject.Properties) {
            foreach ($attribute in $parameters[$property.Name].Attributes) {
                if ($property.Name -ne 'Name' -and $attribute -is [Management.Automation.ParameterAttribute]) {
                    $attribute.ValueFromPipeline -or $attribute.ValueFromPipelineByPropertyName | Should -BeFalse -Because $property.Name
                }
            }
        }

        Get-ErrorId { $row | Remove-AmlComputeTarget -Confirm:$false } | Should -Be 'ComputeTargetNotFound'
        Get-TestRequest $a -After $seen | Should -Be "GET $($a.Id)/computes/none", "GET $($a.Id)/computes"
    }
}
