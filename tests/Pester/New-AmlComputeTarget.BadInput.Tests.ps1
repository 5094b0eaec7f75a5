BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

AfterAll {
    Assert-TestBody
}

Describe 'New-AmlComputeTarget, given what it cannot use' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main'
    }

    Context 'names' {
        It 'refuses the name <Name>' -ForEach @(
            @{ Name = '../x' }, @{ Name = 'a b' }, @{ Name = 'a' }, @{ Name = '1cpu' }, @{ Name = '-cpu' }, @{ Name = 'cpu_1' },
            @{ Name = 'cpu?api-version=1' }
            @{ Name = ('x' * 33) }, @{ Name = ('y' * 60) }, @{ Name = "cp$([char] 0xfc)" }, @{ Name = 'cpu*' }
        ) {
            $seen = $workspace.Sandbox.Requests.Count
            $result = Invoke-Captured { New-AmlComputeTarget $Name Standard_DS2_v2 }
            $result.Output.Count | Should -Be 0
            $result.Errors | Should -HaveCount 1
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidComputeName,*'
            $result.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            $result.Errors[0].TargetObject | Should -BeExactly $Name
            "$($result.Errors[0])" | Should -Match ([regex]::Escape($Name))
            $result.Errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $workspace.Sandbox.Requests.Count | Should -Be $seen
        }

        It 'creates <Name> with a warning' `
            -ForEach @(@{ Name = 'ab' }, @{ Name = ('z' * 25) }, @{ Name = 'w' + ('a' * 31) }, @{ Name = 'cpu-2' }) {
            $result = Invoke-Captured { New-AmlComputeTarget $Name Standard_DS2_v2 }
            $result.Output.Name | Should -BeExactly $Name
            $result.Warnings | Should -HaveCount 1
            $result.Warnings[0] | Should -Match $Name
        }

        It 'creates <Name> without a warning' `
            -ForEach @(@{ Name = 'abc' }, @{ Name = ('z' * 24) }, @{ Name = 'cpu-2a' }, @{ Name = 'CPU2' }) {
            $result = Invoke-Captured { New-AmlComputeTarget $Name Standard_DS2_v2 }
            $result.Output.Name | Should -BeExactly $Name
            $result.Warnings | Should -HaveCount 0
        }

        It 'warns once for each rule that names break, with and without -WhatIf' -ForEach @(@{ Dry = $false }, @{ Dry = $true }) {
            $result = Invoke-Captured {
                'bulk-1', 'bulk-2', 'ab', 'bulk-3', 'fine' | New-AmlComputeTarget -VmSize Standard_D1 -MaxNodes 1 -WhatIf:$Dry
            }
            $result.Errors | Should -HaveCount 0
            $result.Warnings | Should -HaveCount 2
            $result.Warnings[0] | Should -BeLike "'bulk-1' ends with a hyphen and digits*"
            $result.Warnings[1] | Should -BeLike "'ab' has 2 characters, *allows 3 to 24.*"
            $result.Output.Count | Should -Be $(if ($Dry) { 0 } else { 5 })
        }

        It 'warns again in the next command' {
            foreach ($name in 'bulk-1', 'bulk-2') {
                (Invoke-Captured { New-AmlComputeTarget $name Standard_DS2_v2 }).Warnings | Should -BeLike "*'$name'*"
            }
        }

        It 'shows the service''s own refusal of a name' {
            $null = Connect-TestSandbox @{ StrictNames = $true }
            Get-ErrorId { New-AmlComputeTarget cpu-2 Standard_DS2_v2 3>$null } | Should -Be 'InvalidComputeName'
        }
    }

    Context 'wrong settings' {
        It 'names near matches of the size <Size>' -ForEach @(
            @{ Size = 'Standard_DS2v2'; Near = 'Standard_DS2_v2' }
            @{ Size = 'standard_nc4_t4_v3'; Near = 'Standard_NC4as_T4_v3' }
        ) {
            $result = Invoke-Captured { New-AmlComputeTarget cpu $Size }
            $result.Errors | Should -HaveCount 1
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVmSize,*'
            $result.Errors[0].TargetObject | Should -BeExactly 'cpu'
            $result.Errors[0].Exception.Status | Should -Be 400
            "$($result.Errors[0])" | Should -Match ([regex]::Escape($Size))
            "$($result.Errors[0])" | Should -BeLike "*$Near*"
            Get-AmlComputeTarget | Should -BeNullOrEmpty
        }

        It 'still says the size is wrong when the sizes cannot be read' {
            $workspace.Sandbox.AddFault(@{ Path = '*/vmSizes'; Status = 403; Count = 0 })
            Get-ErrorId { New-AmlComputeTarget cpu Standard_None } | Should -Be 'InvalidVmSize'
        }

        It 'refuses <Name> before anything is sent' -ForEach @(
            @{ Name = 'more nodes at least than at most'; Wrong = @{ MinNodes = 3; MaxNodes = 2 } }
            @{ Name = 'a negative number of nodes'; Wrong = @{ MinNodes = -1 } }
            @{ Name = 'a negative largest number of nodes'; Wrong = @{ MaxNodes = -1 } }
            @{ Name = 'an account without password and key'; Wrong = @{ AdminUserName = 'me' } }
            @{ Name = 'a key without account'; Wrong = @{ SshPublicKey = 'ssh-rsa A' } }
            @{ Name = 'a user-assigned identity without id'; Wrong = @{ IdentityType = 'UserAssigned' } }
            @{ Name = 'an id for the system-assigned identity'; Wrong = @{ IdentityType = 'SystemAssigned'; IdentityId = 'x' } }
            @{ Name = 'no idle time at all'; Wrong = @{ IdleTimeBeforeScaleDown = 0 } }
            @{ Name = 'a negative idle time'; Wrong = @{ IdleTimeBeforeScaleDown = '-5m' } }
            @{ Name = 'an absurd idle time'; Wrong = @{ IdleTimeBeforeScaleDown = '9000d' } }
            @{ Name = 'an instance that idles too briefly'; Wrong = @{ Instance = $true; IdleTimeBeforeShutdown = '14m' } }
            @{ Name = 'an instance that idles too long'; Wrong = @{ Instance = $true; IdleTimeBeforeShutdown = '4d' } }
            @{ Name = 'a user without tenant'; Wrong = @{ Instance = $true; AssignedUser = '11111111-0000-0000-0000-000000000001' } }
            @{ Name = 'SSH access without key'; Wrong = @{ Instance = $true; SshPublicAccess = 'Enabled' } }
            @{ Name = 'a list in a tag'; Wrong = @{ Tag = @{ nested = 1, 2 } } }
            @{ Name = 'a hashtable in a tag'; Wrong = @{ Tag = @{ nested = @{ c = 1 } } } }
            @{ Name = 'a tag value of 3 MB'; Wrong = @{ Tag = @{ big = 'x' * 3MB } } }
            @{ Name = 'a tag name of 3 MB'; Wrong = @{ Tag = @{ ('x' * 3MB) = 'big' } } }
        ) {
            $seen = $workspace.Sandbox.Requests.Count
            $result = Invoke-Captured { 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2 @Wrong }
            $result.Output.Count | Should -Be 0
            $result.Errors | Should -HaveCount 1
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            $result.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            "$($result.Errors[0])".Length | Should -BeLessThan 500
            $workspace.Sandbox.Requests.Count | Should -Be $seen
        }

        It 'refuses a list in a tag, given to <Name>' -ForEach @(
            @{ Name = 'New -WhatIf'; Word = '-Tag'; Run = { New-AmlComputeTarget cpu Standard_DS2_v2 -Tag $tags -WhatIf } }
            @{ Name = 'New in a row'; Word = "'Tag'"; Run = { @{ VmSize = 'Standard_DS2_v2'; Tag = $tags } | New-AmlComputeTarget cpu } }
            @{
                Name = 'New -Configuration'; Word = "'Tag'"
                Run = { New-AmlComputeTarget cpu -Configuration @{ VmSize = 'Standard_DS2_v2'; Tag = $tags } }
            }
            @{ Name = 'a configuration'; Word = '-Tag'; Run = { New-AmlComputeConfiguration -VmSize Standard_DS2_v2 -Tag $tags } }
            @{
                Name = 'Connect'; Word = '-Tag'
                Run = {
                    Connect-AmlComputeTarget k8s -Kubernetes -ResourceId "$group/Microsoft.ContainerService/managedClusters/aks1" -Tag $tags
                }
            }
            @{ Name = 'Test'; Word = '-Tag'; Run = { Test-AmlComputeTarget cpu -VmSize Standard_DS2_v2 -Tag $tags } }
        ) {
            $group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'
            $tags = @{ nested = 1, 2 }
            $seen = $workspace.Sandbox.Requests.Count
            $result = Invoke-Captured $Run
            $result.Errors | Should -HaveCount 1
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            "$($result.Errors[0])" | Should -BeLike "*${Word}: the value of 'nested' is a list; *"
            $workspace.Sandbox.Requests.Count | Should -Be $seen
        }

        It 'names the kinds of identity that there are, given to <Name>' -ForEach @(
            @{ Name = 'New'; Run = { New-AmlComputeTarget cpu Standard_DS2_v2 -IdentityType SystemAsigned } }
            @{ Name = 'New in a row'; Run = { @{ VmSize = 'Standard_DS2_v2'; IdentityType = 'SystemAsigned' } | New-AmlComputeTarget cpu } }
            @{ Name = 'a configuration'; Run = { New-AmlComputeConfiguration -VmSize Standard_DS2_v2 -IdentityType SystemAsigned } }
            @{ Name = 'Connect'; Run = { Connect-AmlComputeTarget k8s -Kubernetes -ResourceId x -IdentityType SystemAsigned } }
            @{ Name = 'Test'; Run = { Test-AmlComputeTarget cpu -VmSize Standard_DS2_v2 -IdentityType SystemAsigned } }
        ) {
            $seen = $workspace.Sandbox.Requests.Count
            $result = Invoke-Captured $Run
            $result.Errors | Should -HaveCount 1
            "$($result.Errors[0])" | Should -BeLike (
                "*'SystemAsigned' is not a valid kind of managed identity. Use one of: None, SystemAssigned, UserAssigned, " +
                "or 'SystemAssigned,UserAssigned' for both.")
            $workspace.Sandbox.Requests.Count | Should -Be $seen
        }

        It 'names a member of a schedule that is not known' {
            $schedule = @{ action = 'Stop'; triggerType = 'Cron'; crom = @{ expression = '0 18 * * *' } }
            $result = Invoke-Captured { New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Schedule $schedule }
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            "$($result.Errors[0])" | Should -BeLike "-Schedule[[]0].cron.expression is missing. Unknown members: 'crom'."
            Get-AmlComputeTarget | Should -BeNullOrEmpty
        }

        It 'says that the quota is too small, in the service''s words' {
            $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 4 -MaxNodes 4 }
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'QuotaExceeded,*'
            $result.Errors[0].CategoryInfo.Category | Should -Be 'QuotaExceeded'
            "$($result.Errors[0])" | Should -BeLike '*vCPU quota of 6*'
            Get-AmlComputeTarget | Should -BeNullOrEmpty
        }

        It 'says that the workspace does not exist' {
            Get-ErrorId { New-AmlComputeTarget cpu Standard_DS2_v2 -Workspace 'nowhere' } | Should -Be 'WorkspaceNotFound'
        }
    }

    Context 'piped objects' {
        BeforeEach {
            $null = New-AmlComputeTarget cpu Standard_DS2_v2
            $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
            $seen = $workspace.Sandbox.Requests.Count
        }

        It 'refuses <Name>, and creates nothing' -ForEach @(
            @{ Name = 'a compute target'; Convert = { param($target) $target } }
            @{ Name = 'a deserialized compute target'; Convert = { param($target) ConvertTo-Deserialized $target } }
            @{ Name = 'a row'; Convert = { param($target) ConvertTo-Row $target } }
            @{ Name = 'a number'; Convert = { 5 } }
            @{ Name = 'a hashtable with an unknown member'; Convert = { @{ Name = 'gpu'; Colour = 'red' } } }
        ) {
            $thing = & $Convert (Get-AmlComputeTarget cpu)
            $other = Connect-TestSandbox -WorkspaceName 'other'
            $result = Invoke-Captured { $thing | New-AmlComputeTarget -VmSize Standard_DS2_v2 }
            $result.Output.Count | Should -Be 0
            $result.Errors | Should -HaveCount 1
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            $other.Sandbox.Requests.Count | Should -Be 1
        }

        It 'refuses a piped compute target even under another name, and says how to copy one' {
            $result = Invoke-Captured { Get-AmlComputeTarget cpu | New-AmlComputeTarget -Name copy -VmSize Standard_DS2_v2 }
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            "$($result.Errors[0])" | Should -BeLike '*cop*'
            Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
        }

        It 'takes no setting but the size from a piped object' {
            foreach ($parameter in (Get-Command New-AmlComputeTarget).Parameters.Values) {
                foreach ($attribute in $parameter.Attributes) {
                    if ($attribute -is [Management.Automation.ParameterAttribute]) {
                        $attribute.ValueFromPipelineByPropertyName | Should -BeFalse -Because $parameter.Name
                        if ($parameter.Name -notin 'Name', 'Configuration', 'InputObject', 'VmSize') {
                            $attribute.ValueFromPipeline | Should -BeFalse -Because $parameter.Name
                        }
                    }
                }
            }
        }
    }
}
