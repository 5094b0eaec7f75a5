BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'

    function ConvertTo-Secret([string] $Text) {
        ConvertTo-SecureString $Text -AsPlainText -Force
    }

    function ConvertFrom-Secret([securestring] $Secret) { [Net.NetworkCredential]::new('', $Secret).Password }
}

AfterAll {
    Assert-TestBody
}

Describe 'Get-AmlComputeKey' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main'
        $credential = [pscredential]::new('admin1', (ConvertTo-Secret 'Hush-vm'))
        $file = Join-Path $TestDrive 'id_rsa'
        [IO.File]::WriteAllText($file, 'Hush-key')
        $null = Connect-AmlComputeTarget box -VirtualMachine -ResourceId "$group/Microsoft.Compute/virtualMachines/vm1" `
            -Credential $credential
        $null = Connect-AmlComputeTarget hdi -HDInsight -ResourceId "$group/Microsoft.HDInsight/clusters/hd1" `
            -Credential ([pscredential]::new('admin2', [securestring]::new())) -SshPrivateKeyPath $file
        $null = Connect-AmlComputeTarget bricks -Databricks -ResourceId "$group/Microsoft.Databricks/workspaces/db1" `
            -AccessToken (ConvertTo-Secret 'Hush-token')
        $null = Connect-AmlComputeTarget aks1 -Aks -ResourceId "$group/Microsoft.ContainerService/managedClusters/aks1"
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId "$group/Microsoft.ContainerService/managedClusters/aks2"
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'gives the account of a virtual machine, the password as a secret' {
        $key = Get-AmlComputeKey box
        $key.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.AdministratorAccountKey'
        $key.ComputeTargetName | Should -BeExactly 'box'
        $key.ComputeType | Should -BeExactly 'VirtualMachine'
        $key.WorkspaceName | Should -BeExactly 'main'
        $key.AdminUserName | Should -BeExactly 'admin1'
        $key.AdminPassword | Should -BeOfType ([securestring])
        ConvertFrom-Secret $key.AdminPassword | Should -BeExactly 'Hush-vm'
        $key.SshPrivateKey | Should -BeNullOrEmpty
        $key.SshPublicKey | Should -BeNullOrEmpty
        Get-TestRequest $workspace -After $seen |
            Should -Be @("GET $($workspace.Id)/computes/box", "POST $($workspace.Id)/computes/box/listKeys")
    }

    It 'gives the account of an HDInsight cluster, the private key as a secret' {
        $key = Get-AmlComputeKey hdi
        $key.AdminUserName | Should -BeExactly 'admin2'
        $key.AdminPassword | Should -BeNullOrEmpty
        ConvertFrom-Secret $key.SshPrivateKey | Should -BeExactly 'Hush-key'
    }

    It 'gives the token of Databricks as a secret' {
        ConvertFrom-Secret (Get-AmlComputeKey bricks).AccessToken | Should -BeExactly 'Hush-token'
    }

    It 'gives the kubeconfigs of AKS as secrets' {
        $key = Get-AmlComputeKey aks1
        foreach ($secret in $key.UserKubeConfig, $key.AdminKubeConfig, $key.ImagePullSecretName) {
            $secret | Should -BeOfType ([securestring])
        }
        ConvertFrom-Secret $key.AdminKubeConfig | Should -BeLike '*kind: Config*'
    }

    It 'gives texts where plain text is asked for' {
        (Get-AmlComputeKey box -AsPlainText).AdminPassword | Should -BeExactly 'Hush-vm'
        (Get-AmlComputeKey bricks -AsPlainText).AccessToken | Should -BeExactly 'Hush-token'
        (Get-AmlComputeKey aks1 -AsPlainText).UserKubeConfig | Should -BeLike '*clusterUser*'
    }

    It 'gives those of all that have some without a name, by wildcard, and piped' {
        (Get-AmlComputeKey).ComputeTargetName | Should -Be @('aks1', 'box', 'bricks', 'hdi')
        (Get-AmlComputeKey 'b*').ComputeTargetName | Should -Be @('box', 'bricks')
        (Get-AmlComputeTarget box, hdi | Get-AmlComputeKey).AdminUserName | Should -Be @('admin1', 'admin2')
        $box = Get-AmlComputeTarget box
        (Get-AmlComputeKey -InputObject $box).AdminUserName | Should -BeExactly 'admin1'
        (Get-AmlComputeKey -ResourceId $box.Id).AdminUserName | Should -BeExactly 'admin1'
        $null = Connect-TestSandbox
        (Get-AmlComputeKey box -Workspace $workspace).AdminUserName | Should -BeExactly 'admin1'
    }

    It 'says of <Target> that it has none, and does not ask the service for them' -ForEach @(
        @{ Target = 'cpu'; Id = 'UnsupportedComputeType' }
        @{ Target = 'k8s'; Id = 'UnsupportedComputeType' }
        @{ Target = 'gone'; Id = 'ComputeTargetNotFound' }
    ) {
        Get-ErrorId { Get-AmlComputeKey $Target } | Should -Be $Id
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'shows a secret in no other stream, nor at the prompt' {
        $result = Invoke-Captured {
            $DebugPreference = 'Continue'
            $null = Get-AmlComputeKey -AsPlainText -Verbose
            Get-AmlComputeKey -Verbose | Out-Default
        }
        $all = @($result.Output) + $result.Errors + $result.Verbose + $result.Debug + $result.Warnings + $result.Information
        "$all" | Should -Not -BeLike '*Hush-*'
        "$($result.Debug)" | Should -BeLike '*"password": "`*`*`*"*'
        "$(Get-AmlComputeKey box -AsPlainText)" | Should -BeExactly 'box'
    }
}
