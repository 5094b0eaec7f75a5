BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

AfterAll {
    Assert-TestBody
}

Describe 'Get-AmlComputeVmSize' -Tag Culture {
    BeforeEach {
        $workspace = Connect-TestSandbox -WorkspaceName 'main'
    }

    It 'lists the sizes of the region of the workspace' {
        $sizes = @(Get-AmlComputeVmSize)
        $sizes | Should -HaveCount 111
        Get-TestRequest $workspace -After 1 | Should -BeLike 'GET */locations/eastus/vmSizes'
        $size = $sizes | Where-Object Name -eq Standard_E4s_v3
        $size.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.VmSize'
        $size.Location | Should -BeExactly 'eastus'
        $size.Family | Should -BeExactly 'standardESv3Family'
        $size.vCPUs | Should -Be 4
        $size.Gpus | Should -Be 0
        $size.MemoryGB | Should -Be 32
        $size.PricePerHour | Should -Be 0.25
        $size.LowPriorityPricePerHour | Should -Be 0.05
        $size.SupportedComputeTypes | Should -Contain 'AmlSpark'
    }

    It 'keeps what fits: <Name>' -ForEach @(
        @{ Name = 'by name'; Given = @{ Name = 'standard_ds2_V2' }; Expected = 'Standard_DS2_v2' }
        @{
            Name = 'by several names'; Given = @{ Name = 'Standard_DS2_v2', 'Standard_E4*_v3' }
            Expected = 'Standard_DS2_v2', 'Standard_E4s_v3', 'Standard_E4_v3'
        }
        @{ Name = 'by family'; Given = @{ Family = '*NCASv3*'; MaxVCpu = 8 }; Expected = 'Standard_NC4as_T4_v3', 'Standard_NC8as_T4_v3' }
        @{ Name = 'by type'; Given = @{ SupportedFor = 'AmlSpark'; MaxVCpu = 4 }; Expected = 'Standard_E4s_v3' }
        @{
            Name = 'by two types, one in other letters'; Given = @{ SupportedFor = 'amlspark', 'MIR'; MinVCpu = 16 }
            Expected = 'Standard_E16s_v3'
        }
        @{ Name = 'by GPU and price'; Given = @{ MinGpu = 1; MaxPricePerHour = 0.6 }; Expected = 'Standard_NC4as_T4_v3' }
        @{
            Name = 'by price with low priority'; Given = @{ LowPriority = $true; MaxPricePerHour = 0.05 }
            Expected = 'Standard_E4s_v3', 'Standard_E4_v3'
        }
    ) {
        (Get-AmlComputeVmSize @Given).Name | Should -Be $Expected
    }

    It 'keeps what has so much memory and so many CPUs' {
        $sizes = Get-AmlComputeVmSize -MinMemoryGB 30 -MinVCpu 4 -MaxVCpu 4
        $sizes | Should -Not -BeNullOrEmpty
        foreach ($size in $sizes) {
            $size.MemoryGB | Should -BeGreaterOrEqual 30
            $size.VCpus | Should -Be 4
        }
    }

    It 'keeps what is offered with low priority' {
        (Get-AmlComputeVmSize -LowPriority).Name | Should -Not -Contain 'Standard_NC64as_T4_v3'
        (Get-AmlComputeVmSize -LowPriority).Name | Should -Contain 'Standard_DS2_v2'
    }

    It 'has the day of an announced retirement' {
        (Get-AmlComputeVmSize Standard_DS3_v2).RetiresOn | Should -Be ([datetime] '2028-05-01')
        (Get-AmlComputeVmSize Standard_NC6s_v3).RetiresOn | Should -Be ([datetime] '2025-09-30')
        (Get-AmlComputeVmSize Standard_D4ds_v5).RetiresOn | Should -BeNullOrEmpty
    }

    It 'marks a retired size in the table and in the tooltip' {
        $null = Connect-TestSandbox @{ Clock = 'Manual'; StartTime = '2026-11-29' }
        $sizes = Get-AmlComputeVmSize Standard_NC6, Standard_NC4as_T4_v3 | Sort-Object IsRetired
        $sizes.IsRetired | Should -Be @($false, $true)
        foreach ($shown in $sizes, (ConvertTo-Deserialized $sizes)) {
            $lines = ($shown | Format-Table | Out-String -Width 79) -split '\r?\n' -match '^Standard_NC'
            $lines[0] | Should -BeLike 'Standard_NC4as_T4_v3 * USD *'
            $lines[1] | Should -BeLike 'Standard_NC6 * retired*'
        }
        $line = 'New-AmlComputeTarget gpu -VmSize Standard_NC6'
        $match = (TabExpansion2 $line $line.Length).CompletionMatches | Where-Object CompletionText -EQ 'Standard_NC6'
        $match.ToolTip | Should -BeLike '*, retired on 2023-09-06'
    }

    It 'takes the words of -Type for -SupportedFor, and warns of an unknown one' {
        (Get-AmlComputeVmSize -SupportedFor Cluster).Name | Should -Be (Get-AmlComputeVmSize -SupportedFor AmlCompute).Name
        (Get-AmlComputeVmSize -SupportedFor instance, MIR).Name |
            Should -Be (Get-AmlComputeVmSize -SupportedFor ComputeInstance, MIR).Name
        $result = Invoke-Captured { Get-AmlComputeVmSize -SupportedFor Clustr }
        $result.Output | Should -BeNullOrEmpty
        $result.Warnings | Should -BeLike "-SupportedFor 'Clustr' matches nothing. Did you mean *Known values: AmlCompute, *"
    }

    It 'asks for another region' {
        $null = Get-AmlComputeVmSize -Location westeurope
        Get-TestRequest $workspace -After 1 | Should -BeLike 'GET */locations/westeurope/vmSizes'
    }

    It 'asks for -Workspace' {
        $null = Connect-TestSandbox
        $null = Get-AmlComputeVmSize Standard_DS2_v2 -Workspace $workspace
        Get-TestRequest $workspace -After 1 | Should -HaveCount 1
    }

    It 'takes piped workspaces, as Get-AmlComputeQuota does' {
        foreach ($given in $workspace, (ConvertTo-Deserialized $workspace)) {
            ($given | Get-AmlComputeVmSize Standard_DS2_v2).Name | Should -BeExactly 'Standard_DS2_v2'
            ($given | Get-AmlComputeQuota standardDSv2Family).Name | Select-Object -Unique | Should -BeExactly 'standardDSv2Family'
        }
        $result = Invoke-Captured { 3, $workspace | Get-AmlComputeVmSize Standard_DS2_v2 }
        "$($result.Errors[0])" | Should -BeLike 'An object of type Int32 is not a workspace. *'
        $result.Output | Should -HaveCount 1
    }

    It 'says what a name may have meant, and goes on' {
        $result = Invoke-Captured { Get-AmlComputeVmSize Standard_DS2_v9, Standard_DS3_v2 }
        $result.Output.Name | Should -Be 'Standard_DS3_v2'
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVmSize,*'
        $result.Errors[0].TargetObject | Should -BeExactly 'Standard_DS2_v9'
        "$($result.Errors[0])" | Should -BeLike '*Standard_DS2_v2*'
    }

    It 'is silent when a wildcard finds nothing' {
        $result = Invoke-Captured { Get-AmlComputeVmSize 'none*' }
        $result.Output.Count + $result.Errors.Count | Should -Be 0
    }

    It 'refuses a broken pattern' {
        Get-ErrorId { Get-AmlComputeVmSize 'a[' } | Should -Be 'InvalidArgument'
    }

    It 'says that the service cannot be asked' {
        $workspace.Sandbox.AddFault(@{ Path = '*/vmSizes'; Status = 403 })
        Get-ErrorId { Get-AmlComputeVmSize } | Should -Be 'AuthorizationFailed'
    }

    It 'completes what a size is for' {
        $line = 'Get-AmlComputeVmSize -SupportedFor Compute'
        ([Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText |
            Should -Contain 'ComputeInstance'
    }
}
