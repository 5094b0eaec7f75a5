BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg'
    $aks = "$group/providers/Microsoft.ContainerService/managedClusters/aks1"
    $arc = "$group/providers/Microsoft.Kubernetes/connectedClusters/arc1"
    $vm = "$group/providers/Microsoft.Compute/virtualMachines/vm1"

    function New-Credential([string] $UserName, [string] $Password) {
        $secret = ConvertTo-SecureString $Password -AsPlainText -Force
        [pscredential]::new($UserName, $secret)
    }

    function Get-PutBody($Workspace) {
        foreach ($request in $Workspace.Sandbox.Requests) { if ($request.Method -eq 'PUT') { $request.Body } }
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Connect-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName 'main' -ResourceGroupName 'main-rg'
        $credential = New-Credential admin1 'Hush-hush-1!'
    }

    It 'attaches a Kubernetes cluster: one GET of the name, one PUT' {
        $target = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks
        $target.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.KubernetesCompute'
        $target.ProvisioningState | Should -BeExactly 'Creating'
        Get-TestRequest $workspace -After 1 | Should -Be @("GET $($workspace.Id)/computes/k8s", "PUT $($workspace.Id)/computes/k8s")
        $workspace.Sandbox.Advance([timespan]::FromMinutes(1))
        $target = Get-AmlComputeTarget k8s
        $target.ProvisioningState | Should -BeExactly 'Succeeded'
        $target.IsAttached | Should -BeTrue
        $target.ClusterResourceId | Should -BeExactly $aks
        $target.Namespace | Should -BeExactly 'default'
        $target.ResourceId | Should -BeExactly "$($workspace.Id)/computes/k8s"
    }

    It 'takes the numbers of instance types as text' {
        $types = @{
            small = @{ nodeSelector = @{ pool = 1 }; resources = @{ requests = @{ cpu = 1; memory = '2Gi' }; limits = @{ cpu = 1.5 } } }
        }
        $type = (Connect-AmlComputeTarget arc2 -Kubernetes -ResourceId $arc -InstanceType $types).InstanceTypes['small']
        $type.Requests['cpu'], $type.Limits['cpu'], $type.NodeSelector['pool'] | Should -Be @('1', '1.5', '1')
    }

    It 'attaches a cluster of Azure Arc with all that is asked for' {
        $types = @{ big = @{ nodeSelector = @{ pool = 'gpu' }; resources = @{ limits = @{ cpu = '4'; memory = '8Gi' } } } }
        $null = Connect-AmlComputeTarget arc -Kubernetes -ResourceId $arc -Namespace team -DefaultInstanceType big -InstanceType $types `
            -Description 'Ours' -Tag @{ a = 'b' }
        $workspace.Sandbox.Advance([timespan]::FromMinutes(1))
        $target = Get-AmlComputeTarget arc
        $target.ClusterResourceId | Should -BeExactly $arc
        $target.Namespace | Should -BeExactly 'team'
        $target.DefaultInstanceType | Should -BeExactly 'big'
        $target.InstanceTypes.Keys | Should -Be 'big'
        $target.Description | Should -BeExactly 'Ours'
        $target.Tags['a'] | Should -BeExactly 'b'
    }

    It 'attaches a virtual machine' {
        $target = Connect-AmlComputeTarget box -VirtualMachine -ResourceId $vm -Credential $credential -SshPort 2222 -Address 10.1.2.3
        $target.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.VirtualMachineCompute'
        $workspace.Sandbox.Advance([timespan]::FromMinutes(1))
        $target = Get-AmlComputeTarget box
        $target.IsAttached | Should -BeTrue
        $target.ClusterResourceId | Should -BeExactly $vm
        $target.SshPort | Should -Be 2222
        $target.Address | Should -BeExactly '10.1.2.3'
    }

    It 'takes the private key of a virtual machine from a file' {
        $file = Join-Path $TestDrive 'id_rsa'
        [IO.File]::WriteAllText($file, 'PRIVATE-Hush')
        $null = Connect-AmlComputeTarget box -VirtualMachine -ResourceId $vm `
            -Credential ([pscredential]::new('admin1', [securestring]::new())) -SshPrivateKeyPath $file
        Get-PutBody $workspace | Should -BeLike '*"privateKeyData":"***"*'
        Get-PutBody $workspace | Should -Not -BeLike '*"password"*'
    }

    It 'names what is attached by its group and name: <Name>' -ForEach @(
        @{
            Name = 'Kubernetes in another group'; Given = @{ Kubernetes = $true; ResourceGroupName = 'k-rg'; ResourceName = 'aks2' }
            Tail = '/resourceGroups/k-rg/providers/Microsoft.ContainerService/managedClusters/aks2'
        }
        @{
            Name = 'Kubernetes in the group of the workspace'; Given = @{ Kubernetes = $true; ClusterName = 'aks2' }
            Tail = '/resourceGroups/main-rg/providers/Microsoft.ContainerService/managedClusters/aks2'
        }
        @{
            Name = 'a virtual machine'; Given = @{ VirtualMachine = $true; VirtualMachineName = 'vm2' }
            Tail = '/resourceGroups/main-rg/providers/Microsoft.Compute/virtualMachines/vm2'
        }
    ) {
        if ($Given.VirtualMachine) { $Given.Credential = $credential }
        (Connect-AmlComputeTarget thing @Given).ClusterResourceId | Should -BeExactly "/subscriptions/$($workspace.SubscriptionId)$Tail"
    }

    It 'attaches one for each name that is piped' {
        ('k1a', 'k2a' | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks -ThrottleLimit 1).Name | Should -Be @('k1a', 'k2a')
    }

    It 'waits with -Wait' {
        $null = Connect-TestSandbox
        (Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'says why attaching failed' {
        $fast = Connect-TestSandbox
        $fast.Sandbox.AddFault(
            @{ Method = 'PUT'; FailOperation = $true; Code = 'ExtensionMissing'; Message = 'The extension is not installed.' })
        $result = Invoke-Captured { Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ProvisioningFailed,*'
        "$($result.Errors[0])" | Should -BeLike '*The extension is not installed.*'
        $result.Errors[0].ErrorDetails.RecommendedAction |
            Should -BeExactly "Fix the cause. Then detach it with 'Disconnect-AmlComputeTarget k8s -Wait', and attach it again."
        (Get-AmlComputeTarget k8s).ProvisioningState | Should -BeExactly 'Failed'
    }

    It 'refuses <Name> before anything is sent' -ForEach @(
        @{ Name = 'a virtual machine as Kubernetes'; Given = { @{ Kubernetes = $true; ResourceId = $vm } } }
        @{
            Name = 'a Kubernetes cluster as virtual machine'
            Given = { @{ VirtualMachine = $true; ResourceId = $aks; Credential = $credential } }
        }
        @{ Name = 'the id of a compute target'; Given = { @{ Kubernetes = $true; ResourceId = "$($workspace.Id)/computes/k8s" } } }
        @{ Name = 'a word for an id'; Given = { @{ Kubernetes = $true; ResourceId = 'aks1' } } }
        @{ Name = 'an id and a name'; Given = { @{ Kubernetes = $true; ResourceId = $aks; ResourceName = 'aks1' } } }
        @{ Name = 'an id and a group'; Given = { @{ Kubernetes = $true; ResourceId = $aks; ResourceGroupName = 'rg' } } }
        @{ Name = 'no resource at all'; Given = { @{ Kubernetes = $true } } }
        @{ Name = 'a name with a slash'; Given = { @{ Kubernetes = $true; ResourceName = 'a/b' } } }
        @{
            Name = 'an account without password and key'
            Given = { @{ VirtualMachine = $true; ResourceId = $vm; Credential = [pscredential]::new('me', [securestring]::new()) } }
        }
        @{
            Name = 'a key file that is missing'
            Given = { @{ VirtualMachine = $true; ResourceId = $vm; Credential = $credential; SshPrivateKeyPath = "$TestDrive/none" } }
        }
    ) {
        $seen = $workspace.Sandbox.Requests.Count
        $settings = & $Given
        $result = Invoke-Captured { 'one', 'two' | Connect-AmlComputeTarget @settings -ThrottleLimit 1 }
        $result.Output.Count | Should -Be 0
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$($result.Errors[0])" | Should -Not -BeLike '*Hush*'
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'says what can be attached when nothing says it: <Name>' -ForEach @(
        @{ Name = 'a name alone'; Action = { Connect-AmlComputeTarget k8s -Wait } }
        @{ Name = 'the name of a resource'; Action = { Connect-AmlComputeTarget k8s -ResourceName aks } }
        @{ Name = 'a row'; Action = { @{ Name = 'k8s'; ResourceName = 'n' } | Connect-AmlComputeTarget } }
    ) {
        $result = Invoke-Captured $Action
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($result.Errors[0])" |
            Should -BeLike '*The kind of resource to attach is missing. Use ?Kubernetes*, ?VirtualMachine*, *ResourceId*'
    }

    It 'needs no switch for a kind that <Name> shows' -ForEach @(
        @{ Name = 'the id of a managed cluster'; Given = { @{ ResourceId = $aks } }; Type = 'Kubernetes' }
        @{ Name = 'the id of a virtual machine'; Given = { @{ ResourceId = $vm; Credential = $credential } }; Type = 'VirtualMachine' }
        @{ Name = 'a setting'; Given = { @{ ResourceName = 'a'; Namespace = 'n' } }; Type = 'Kubernetes' }
        @{ Name = 'a setting beside an id'; Given = { @{ ResourceId = $aks; ClusterPurpose = 'DevTest' } }; Type = 'AKS' }
    ) {
        $settings = & $Given
        (Connect-AmlComputeTarget k8s @settings).ComputeType | Should -BeExactly $Type
        ('k9' | Connect-AmlComputeTarget @settings).ComputeType | Should -BeExactly $Type
    }

    It 'refuses <Name> without a request' -ForEach @(
        @{
            Name = 'the id of a resource of no kind'; Given = { @{ ResourceId = $aks -replace 'managedClusters', 'others' } }
            Like = "-ResourceId: '*/others/*' is not the id of a resource that can be attached. Resource types: Microsoft.*"
        }
        @{
            Name = 'a credential for a cluster'; Given = { @{ ResourceId = $aks; Credential = $credential } }
            Like = '-Credential is not a valid setting for Kubernetes, which -ResourceId names.'
        }
        @{
            Name = 'a virtual machine without credential'; Given = { @{ ResourceId = $vm } }
            Like = '-Credential is missing.'
        }
    ) {
        $settings = & $Given
        $seen = $workspace.Sandbox.RequestCount
        $result = Invoke-Captured { Connect-AmlComputeTarget k8s @settings }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike $Like
        $workspace.Sandbox.RequestCount | Should -Be $seen
    }

    It 'says of each piped name that it is not enough' {
        $result = Invoke-Captured { 'one', 'two' | Connect-AmlComputeTarget }
        $result.Errors.Exception.Message | Should -BeLike 'The name * alone is not a configuration. *-Kubernetes and -ResourceId*'
        $result.Errors.TargetObject | Should -Be @('one', 'two')
    }

    It 'refuses the name <Name>' -ForEach @(@{ Name = '../x' }, @{ Name = 'a b' }, @{ Name = 'x?api-version=1' }, @{ Name = ('x' * 60) }) {
        Get-ErrorId { Connect-AmlComputeTarget $Name -Kubernetes -ResourceId $aks } | Should -Be 'InvalidComputeName'
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
    }

    It 'refuses an existing name, keeps it with -IfNotExists, and overwrites it with -Force' {
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Description 'first'
        $workspace.Sandbox.Advance([timespan]::FromMinutes(1))
        $seen = $workspace.Sandbox.Requests.Count
        $again = @{ Name = 'k8s'; Kubernetes = $true; ResourceId = $aks; Description = 'second' }
        Get-ErrorId { Connect-AmlComputeTarget @again } | Should -Be 'ComputeTargetExists'
        (Connect-AmlComputeTarget @again -IfNotExists).Description | Should -BeExactly 'first'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
        $null = Connect-AmlComputeTarget @again -Force
        $workspace.Sandbox.Advance([timespan]::FromMinutes(1))
        (Get-AmlComputeTarget k8s).Description | Should -BeExactly 'second'
    }

    It 'says with -WhatIf that what is to be attached is not there' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/managedClusters/aks1'; Status = 404 })
        $result = Invoke-Captured { Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -WhatIf }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($result.Errors[0])" | Should -BeLike "*Microsoft.ContainerService/managedClusters 'aks1' was not found in resource group 'rg'*"
    }

    It 'sends no change with -WhatIf, not even with -Force' {
        $result = Invoke-Captured { Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Force -WhatIf }
        $result.Output.Count | Should -Be 0
        $result.Errors.Count | Should -Be 0
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
    }

    It 'refuses <Name> that is piped, and attaches nothing' -ForEach @(
        @{ Name = 'a compute target'; Convert = { param($target) $target } }
        @{ Name = 'a deserialized compute target'; Convert = { param($target) ConvertTo-Deserialized $target } }
        @{ Name = 'a row'; Convert = { param($target) ConvertTo-Row $target } }
    ) {
        $thing = & $Convert (Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks)
        $other = Connect-TestSandbox -WorkspaceName 'other'
        $result = Invoke-Captured { $thing | Connect-AmlComputeTarget -Kubernetes -ResourceId $aks }
        $result.Output.Count | Should -Be 0
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $other.Sandbox.Requests.Count | Should -Be 1
    }

    It 'takes no setting from a piped object' {
        foreach ($parameter in (Get-Command Connect-AmlComputeTarget).Parameters.Values) {
            foreach ($attribute in $parameter.Attributes) {
                if ($attribute -is [Management.Automation.ParameterAttribute]) {
                    $attribute.ValueFromPipelineByPropertyName | Should -BeFalse -Because $parameter.Name
                    if ($parameter.Name -notin 'Name', 'InputObject', 'Configuration') {
                        $attribute.ValueFromPipeline | Should -BeFalse -Because $parameter.Name
                    }
                }
            }
        }
    }

    It 'shows the secrets of a virtual machine nowhere' {
        $file = Join-Path $TestDrive 'key'
        [IO.File]::WriteAllText($file, 'PRIVATE-Hush')
        $given = @{ VirtualMachine = $true; ResourceId = $vm; Credential = $credential; SshPrivateKeyPath = $file }
        $result = Invoke-Captured {
            $DebugPreference = 'Continue'
            Connect-AmlComputeTarget box @given -Verbose
            Connect-AmlComputeTarget box @given -Verbose
            Connect-AmlComputeTarget box2 @given -Verbose -WhatIf
        }
        $result.Output | Should -HaveCount 1
        $result.Errors | Should -HaveCount 1
        $result.Debug -join ' ' | Should -BeLike '*"password": "***"*'
        $all = foreach ($item in $result.Output) { $item.ToJson() }
        $all += foreach ($record in $result.Errors) { $record; $record.ErrorDetails.Message; $record.Exception.ToString() }
        ($all + $result.Verbose + $result.Debug + $result.Warnings) -join ' ' | Should -Not -BeLike '*Hush*'
    }
}
