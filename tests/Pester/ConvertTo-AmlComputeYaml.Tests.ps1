# ConvertTo- and ConvertFrom-AmlComputeYaml.
BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $vm = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm'
}

AfterAll {
    Assert-TestBody
}

Describe 'ConvertTo-AmlComputeYaml' -Tag Culture {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'writes the keys of the Azure CLI, without what only the service fills in' {
        $cluster = New-AmlComputeTarget cpu Standard_DS2_v2 -Priority LowPriority -MaxNodes 2 -IdleTimeBeforeScaleDown 2m `
            -Tag @{ build = '007' } -Wait
        $cluster | ConvertTo-AmlComputeYaml | Should -BeExactly (@(
                'name: cpu', 'type: amlcompute', 'size: STANDARD_DS2_V2', 'tier: low_priority', 'min_instances: 0', 'max_instances: 2'
                'idle_time_before_scale_down: 120', 'ssh_public_access_enabled: true', 'enable_node_public_ip: true', 'os_type: linux',
                'isolated_network: false'
                'location: eastus', 'tags:', "  build: '007'", 'disable_local_auth: false', '') -join "`n")
    }

    It 'writes several targets as documents of one text, which are read back' {
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
        $lines = Get-AmlComputeTarget | ConvertTo-AmlComputeYaml
        $lines[1] | Should -BeLike "---`nname: desk*"
        ($lines | ConvertFrom-AmlComputeYaml).Name | Should -Be @('cpu', 'desk')
        (ConvertTo-AmlComputeYaml (Get-AmlComputeTarget cpu)) | Should -BeExactly $lines[0]
    }

    It 'writes configurations, and never a secret' {
        $secret = ConvertTo-SecureString 'p-secret' -AsPlainText -Force
        $configuration = New-AmlComputeConfiguration -VirtualMachine -ResourceId $vm -Credential ([pscredential]::new('ann', $secret))
        $yaml = $configuration | ConvertTo-AmlComputeYaml
        $yaml | Should -BeExactly (@(
                'type: virtualmachine', "resource_id: $vm", 'ssh_settings:', '  admin_username: ann'
                ('# ssh_settings.admin_password or ssh_settings.ssh_private_key_file ' +
                    'must be added because credentials are not written.'), '') -join "`n")
    }

    It 'warns of what the YAML lacks, and has it as a comment' {
        $null = New-AmlComputeTarget plain Standard_DS2_v2 -Instance -Wait
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -SshPublicAccess Enabled -SshPublicKey 'ssh-rsa AAAA' -Wait
        $null = Set-AmlComputeTarget desk -DataMount @{
            mountName = 'images'; source = 'azureml://datastores/images'; mountPath = '/mnt/images'
        }
        $captured = Invoke-Captured { Get-AmlComputeTarget | ConvertTo-AmlComputeYaml }
        $captured.Warnings | Should -Be @(
            'desk: ssh_settings.ssh_key_value must be added because the service does not return it.'
            'desk: properties.properties.dataMounts is left out because a target cannot be created with data mounts. ' +
            'Mount the data with Set-AmlComputeTarget -DataMount after the creation.')
        $captured.Output[0] | Should -BeLike ("*ssh_public_access_enabled: true`n*`n# ssh_settings.ssh_key_value must be added *`n" +
            '# properties.properties.dataMounts is left out because *')
        $captured.Output[1] | Should -Not -BeLike '*#*'
        [IO.File]::WriteAllText(
            "$TestDrive/desk.yml", $captured.Output[0].Replace('name: desk', "name: desk2`nssh_settings: {ssh_key_value: ssh-rsa AAAA}"))
        (New-AmlComputeTarget -Path "$TestDrive/desk.yml" -Wait).SshPublicAccess | Should -BeExactly 'Enabled'
    }

    It 'refuses what has no such form, and goes on' {
        $cluster = New-AmlComputeTarget cpu Standard_DS2_v2
        $captured = Invoke-Captured { 'text', $cluster | ConvertTo-AmlComputeYaml }
        $captured.Errors.Count | Should -Be 1
        $captured.Errors[0].Exception.Message | Should -BeExactly (
            'An object of type String is neither a compute target nor a configuration. ' +
            'Give the targets of Get-AmlComputeTarget, or configurations of New-AmlComputeConfiguration.')
        $captured.Output[0] | Should -BeLike 'name: cpu*'
    }
}

Describe 'ConvertFrom-AmlComputeYaml' -Tag Culture {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'gives configurations that New- and Connect-AmlComputeTarget take with their names' {
        $configuration = 'name: cpu', 'type: amlcompute', 'max_instances: 3' | ConvertFrom-AmlComputeYaml
        $configuration.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeConfiguration'
        $configuration.ComputeType | Should -BeExactly 'AmlCompute'
        $configuration.IsAttach | Should -BeFalse
        ($configuration | New-AmlComputeTarget).MaxNodes | Should -Be 3
        (New-AmlComputeTarget other -Configuration $configuration).Name | Should -BeExactly 'other'
        $machine = "name: vm`ntype: virtualmachine`nresource_id: $vm`nssh_settings: {admin_username: a, admin_password: b}"
        ($machine | ConvertFrom-AmlComputeYaml | Connect-AmlComputeTarget).Name |
            Should -BeExactly 'vm'
    }

    It 'gives nothing for an empty pipeline and for blank text, as ConvertFrom-AmlComputeJson' {
        $captured = Invoke-Captured {
            @() | ConvertFrom-AmlComputeYaml; "`n " | ConvertFrom-AmlComputeYaml
            @() | ConvertFrom-AmlComputeJson; "`n " | ConvertFrom-AmlComputeJson
        }
        $captured.Errors.Count | Should -Be 0
        $captured.Output.Count | Should -Be 0
    }

    It 'completes the name of a subnet with the workspace' {
        $null = "name: cpu`ntype: amlcompute`nnetwork_settings: {vnet_name: v, subnet: s}" |
            ConvertFrom-AmlComputeYaml -Workspace $workspace | New-AmlComputeTarget
        (Get-AmlComputeTarget cpu).SubnetId |
            Should -BeExactly ("/subscriptions/$($workspace.SubscriptionId)/resourceGroups/$($workspace.ResourceGroupName)" +
                '/providers/Microsoft.Network/virtualNetworks/v/subnets/s')
    }

    It 'is one error with its place for text that is wrong' {
        $captured = Invoke-Captured { 'name: a1', 'type: amlcompute', 'tier: low_prio' | ConvertFrom-AmlComputeYaml }
        $captured.Errors.Count | Should -Be 1
        $captured.Output.Count | Should -Be 0
        $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $captured.Errors[0].Exception.Message | Should -BeExactly ("Line 3, column 7: 'low_prio' is not a valid value of 'tier'. " +
            "Did you mean 'low_priority'? Valid values: dedicated, low_priority.")
    }
}
