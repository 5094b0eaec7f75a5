# The forms in which people have compute targets: ARM templates, lists, objects, and copies of live targets.
BeforeDiscovery {
    $samples = (Resolve-Path "$PSScriptRoot/../../samples/computes").Path
    $types = foreach ($file in Get-ChildItem $samples -Filter *.yml) {
        $attaches = $file.BaseName -notin 'aks', 'cluster', 'data-factory', 'instance'
        $command = if ($attaches) { 'Connect-AmlComputeTarget' } else { 'New-AmlComputeTarget' }
        @{ File = $file.Name; Path = $file.FullName; Command = $command }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $secret = ConvertTo-SecureString 'Only-for-the-5andbox' -AsPlainText -Force

    function New-TestFile([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive $Name
        $null = New-Item (Split-Path $path) -ItemType Directory -Force
        [IO.File]::WriteAllText($path, $Text)
        $path
    }

    function Get-PutBody($Workspace) {
        foreach ($request in $Workspace.Sandbox.Requests) { if ($request.Method -eq 'PUT') { $request.Body } }
    }

    # A template with the parameters size, tag and region; all but the first have a default.
    $template = @'
{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
  "parameters": { "size": { "type": "string" }, "tag": { "type": "string", "defaultValue": "vision" } },
  "resources": {
    "store": { "type": "Microsoft.Storage/storageAccounts", "name": "[uniqueString('a')]" },
    "cpu": { "type": "Microsoft.MachineLearningServices/workspaces/computes", "apiVersion": "2026-05-01",
      "name": "[concat('WORKSPACE', '/cpu')]", "location": "[resourceGroup().location]", "dependsOn": ["store"],
      "tags": { "team": "[parameters('tag')]" },
      "properties": { "computeType": "AmlCompute", "properties": {
        "vmSize": "[parameters('size')]", "scaleSettings": { "minNodeCount": 0, "maxNodeCount": 2 } } } } } }
'@
    $size = @{ size = 'Standard_DS3_v2' }
}

AfterAll {
    Assert-TestBody
}

Describe 'An ARM template' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $path = New-TestFile 'template.json' $template.Replace('WORKSPACE', $workspace.Name)
    }

    It 'is read by every command with -Path' {
        $plan = New-AmlComputePlan -Path $path -TemplateParameter $size
        $plan.Steps.Name | Should -BeExactly 'cpu'
        (Compare-AmlComputeTarget -Path $path -TemplateParameter $size).Status | Should -Be 'Missing'
        (New-AmlComputeConfiguration -Path $path -TemplateParameter $size).Settings['VmSize'] | Should -BeExactly 'Standard_DS3_v2'
        (Invoke-AmlComputePlan $plan -Path $path -TemplateParameter $size -Wait).Outcome | Should -Be 'Done'
        (Sync-AmlComputeTarget -LiteralPath $path -TemplateParameter ($size + @{ TAG = 'nlp' }) -Wait).Outcome | Should -Be 'Done'
        (Get-AmlComputeTarget cpu).Tags['team'] | Should -BeExactly 'nlp'
        (New-AmlComputeTarget -Path $path -TemplateParameter $size -IfNotExists).Name | Should -BeExactly 'cpu'
        $resource = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DataFactory/factories/f'
        $attach = New-TestFile 'attach.json' (
            '{ "resources": [ { "type": "Microsoft.MachineLearningServices/workspaces/computes", "name": "factory", ' +
            '"properties": { "computeType": "DataFactory", "resourceId": "[parameters(''id'')]" } } ] }')
        (Connect-AmlComputeTarget -Path $attach -TemplateParameter @{ id = $resource }).IsAttached | Should -BeTrue
        (ConvertFrom-AmlComputeYaml ([IO.File]::ReadAllText($path)) -TemplateParameter $size).Name | Should -BeExactly 'cpu'
    }

    It 'without a value is one error that has the way out, and nothing is sent' {
        $before = $workspace.Sandbox.Requests.Count
        foreach ($action in { New-AmlComputeTarget -Path $path }, { Sync-AmlComputeTarget $path }, { Compare-AmlComputeTarget $path },
            { New-AmlComputePlan $path }, { New-AmlComputeConfiguration -Path $path },
            { ConvertFrom-AmlComputeJson ([IO.File]::ReadAllText($path)) }, { Get-Content $path | ConvertFrom-AmlComputeYaml }) {
            $captured = Invoke-Captured $action
            $captured.Errors | Should -HaveCount 1
            $captured.Output | Should -HaveCount 0
            $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            $captured.Errors[0].Exception.Message | Should -BeLike (
                "*ine 9, column 19: 'resources.cpu.properties.properties.vmSize' is an expression with the parameter 'size', " +
                'which has no value. Pass -TemplateParameter @{ size = value }.')
        }
        $workspace.Sandbox.Requests.Count | Should -Be $before
    }

    It 'has its other resources counted in a verbose line' {
        $captured = Invoke-Captured { New-AmlComputeConfiguration -Path $path -TemplateParameter $size -Verbose }
        $captured.Verbose | Should -Contain "${path}: Skipped resources: 1 of other types."
    }

    It 'in a folder goes together with the other forms, and one bad file sends nothing' {
        $null = New-TestFile 'mixed/a.json' $template.Replace('WORKSPACE', $workspace.Name)
        $null = New-TestFile 'mixed/b.yml' "name: b1`ntype: datafactory"
        $null = New-TestFile 'mixed/c.json' '{ "value": [ { "Name": "c1", "Properties": { "ComputeType": "DataFactory" } } ] }'
        (New-AmlComputeTarget -Path "$TestDrive/mixed" -TemplateParameter $size).Name | Sort-Object | Should -Be @('b1', 'c1', 'cpu')
        $before = $workspace.Sandbox.Requests.Count
        $null = New-TestFile 'mixed/d.json' '{ "compilerOptions": {} }'
        $captured = Invoke-Captured { New-AmlComputeTarget -Path "$TestDrive/mixed" -TemplateParameter $size -Force }
        $captured.Errors | Should -HaveCount 1
        $captured.Errors[0].Exception.Message | Should -BeLike "*d.json, line 1, column 1: 'type' is missing.*"
        $workspace.Sandbox.Requests.Count | Should -Be $before
    }

    It 'of ten megabytes, with deep expressions or with a misspelt value is one error: <Case>' -ForEach @(
        @{ Case = 'size'; Message = '*is larger than 4194304 *s.'; Values = @{} }
        @{ Case = 'depth'; Message = '*is an expression that is nested more than 24 levels deep.'; Values = @{ size = 'x' } }
        @{ Case = 'name'; Message = "*no template has a parameter 'sise'. Did you mean 'size'?"; Values = @{ size = 'x'; sise = 'y' } }
    ) {
        $text = switch ($Case) {
            size { $template + (' ' * 10mb) }
            depth { $template.Replace("parameters('tag')", ('concat(' * 100) + "'a'" + (')' * 100)) }
            name { $template }
        }
        $bad = New-TestFile 'bad.json' $text.Replace('WORKSPACE', $workspace.Name)
        $before = $workspace.Sandbox.Requests.Count
        foreach ($action in { New-AmlComputeTarget -Path $bad -TemplateParameter $Values },
            { ConvertFrom-AmlComputeJson ([IO.File]::ReadAllText($bad)) -TemplateParameter $Values },
            { New-AmlComputeConfiguration -Path $bad -TemplateParameter $Values }) {
            $captured = Invoke-Captured $action
            $captured.Errors | Should -HaveCount 1
            $captured.Errors[0].Exception.Message | Should -BeLike $Message
            if ($Case -eq 'size') {
                $captured.Errors[0].Exception.Message | Should -Match 'The (file is .* bytes|text is .* characters)\.$'
            }
        }
        $workspace.Sandbox.Requests.Count | Should -Be $before
    }
}

Describe 'ConvertFrom-AmlComputeJson' {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'reads a template, the output of the Azure CLI, hashtables and objects as targets of the workspace' {
        $text = $template.Replace('WORKSPACE', $workspace.Name)
        $cli = '{ "name": "cli", "type": "amlcompute", "max_instances": 3, "provisioning_state": "Succeeded", "description": null }'
        $hashtable = @{ name = 'dict'; properties = @{ computeType = 'AmlCompute'; properties = @{ vmSize = 'Standard_DS3_v2' } } }
        $found = @(
            $text | ConvertFrom-AmlComputeJson -TemplateParameter $size
            $text | ConvertFrom-Json | ConvertFrom-AmlComputeJson -TemplateParameter $size
            $cli | ConvertFrom-AmlComputeJson
            $cli | ConvertFrom-Json | ConvertFrom-AmlComputeJson
            $hashtable | ConvertFrom-AmlComputeJson
            , @($hashtable, [pscustomobject] $hashtable) | ConvertFrom-AmlComputeJson
        )
        $found.Name | Should -Be @('cpu', 'cpu', 'cli', 'cli', 'dict', 'dict', 'dict')
        foreach ($target in $found) { $target.Id | Should -BeExactly "$($workspace.Id)/computes/$($target.Name)" }
        $found[0].VmSize, $found[2].MaxNodes, $found[2].ProvisioningState | Should -Be @('Standard_DS3_v2', 3, 'Succeeded')
    }

    It 'names the member of an object, without a line' {
        $bad = [pscustomobject] @{ name = 'a1'; location = '[if(true)]'; properties = @{ computeType = 'AmlCompute' } }
        (Invoke-Captured { $bad | ConvertFrom-AmlComputeJson }).Errors[0].Exception.Message |
            Should -BeLike "'location' is an expression with 'if'; only *"
    }

    It 'keeps the times of objects of ConvertFrom-Json' {
        $null = New-AmlComputeTarget cpu Standard_DS3_v2 -Wait
        $target = Get-AmlComputeTarget cpu
        ($target.ToJson() | ConvertFrom-Json | ConvertFrom-AmlComputeJson).CreatedOn | Should -Be $target.CreatedOn
    }

    It 'keeps no secret of the text' {
        $target = '{ "name": "a1", "properties": { "computeType": "Databricks", "properties": { "databricksAccessToken": "hidden" } } }' |
            ConvertFrom-AmlComputeJson
        $target.ToJson() | Should -Not -Match 'hidden'
    }
}

Describe 'ConvertTo-AmlComputeJson -AsTemplate' {
    It 'has no parameters of a target that another of the same name replaces' {
        $null = Connect-TestSandbox
        $password = [pscredential]::new('me', (ConvertTo-SecureString 'Pa55-word-1' -AsPlainText -Force))
        $first = New-AmlComputeTarget twice Standard_DS2_v2 -MaxNodes 1 -AdminCredential $password -Wait
        Remove-AmlComputeTarget twice -Force -Wait
        $second = New-AmlComputeTarget twice Standard_DS2_v2 -MaxNodes 1 -Wait
        ($first | ConvertTo-AmlComputeJson -AsTemplate | ConvertFrom-Json).parameters.psobject.Properties.Name | Should -HaveCount 2
        $template = $first, $second | ConvertTo-AmlComputeJson -AsTemplate | ConvertFrom-Json
        $template.resources | Should -HaveCount 1
        $template.parameters.psobject.Properties.Name | Should -Be @('workspaceName')
    }

    It 'loads back and gives the same PUT: <File>' -ForEach $types {
        $null = Connect-TestSandbox
        $made = & $Command -Path $Path -Wait
        $json = $made | ConvertTo-AmlComputeJson -AsTemplate
        $file = New-TestFile "template-$File.json" $json
        $document = $json | ConvertFrom-Json
        $document.resources[0].type | Should -BeExactly 'Microsoft.MachineLearningServices/workspaces/computes'
        $document.resources[0].apiVersion | Should -Match '^2026-05-'
        $json | Should -Not -Match 'provisioningState|createdOn|modifiedOn|isAttachedCompute|systemData'

        # Each value that the service does not return has a parameter.
        $values = @{}
        foreach ($parameter in $document.parameters.PSObject.Properties) {
            if ($parameter.Name -eq 'workspaceName') { continue }
            $values[$parameter.Name] = if ($parameter.Value.type -eq 'securestring') { $secret } else { 'azureuser' }
        }
        $null = Connect-TestSandbox
        $again = & $Command -Path $file -TemplateParameter $values -Wait
        $again | ConvertTo-AmlComputeYaml -WarningAction Ignore |
            Should -BeExactly ($made | ConvertTo-AmlComputeYaml -WarningAction Ignore)
        if ($values.Count -eq 0) {
            $bodies = foreach ($source in $file, (New-TestFile "plain-$File.json" ($made | ConvertTo-AmlComputeJson -AsArm))) {
                $other = Connect-TestSandbox
                $null = & $Command -Path $source
                Get-PutBody $other
            }
            $bodies[0] | Should -BeExactly $bodies[1]
        }
    }

    It 'has the targets of each workspace in one template, for any workspace' {
        $null = Connect-TestSandbox
        $null = New-AmlComputeTarget a1 Standard_DS3_v2 -Tag @{ note = '[draft]' } -Wait
        $null = New-AmlComputeTarget b1 -DataFactory -Wait
        $json = @(Get-AmlComputeTarget | ConvertTo-AmlComputeJson -AsTemplate)
        $json | Should -HaveCount 1
        $other = Connect-TestSandbox -WorkspaceName other
        $file = New-TestFile 'both.json' $json[0]
        (Invoke-Captured { New-AmlComputeTarget -Path $file }).Errors[0].Exception.Message |
            Should -BeLike "*No resource is a compute target of workspace 'other'."
        $made = New-AmlComputeTarget -Path $file -TemplateParameter @{ workspaceName = 'other' } -Workspace $other
        $made.Name | Sort-Object | Should -Be @('a1', 'b1')
        (Get-AmlComputeTarget a1).Tags['note'] | Should -BeExactly '[draft]'
    }
}

Describe 'New-AmlComputeConfiguration -ResourceId' {
    BeforeAll {
        $providers = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'
        $secret = [securestring]::new()
        foreach ($letter in [char[]] 'Pa55word!') { $secret.AppendChar($letter) }
        $account = [pscredential]::new('admin', $secret)
    }

    It 'needs no switch, because the id has the kind: <Type>' -ForEach @(
        @{ Type = 'Kubernetes'; Id = 'Microsoft.ContainerService/managedClusters/aks1' }
        @{ Type = 'Kubernetes'; Id = 'Microsoft.Kubernetes/connectedClusters/arc1' }
        @{ Type = 'DataFactory'; Id = 'Microsoft.DataFactory/factories/f' }
        @{ Type = 'DataLakeAnalytics'; Id = 'Microsoft.DataLakeAnalytics/accounts/d' }
        @{ Type = 'SynapseSpark'; Id = 'Microsoft.Synapse/workspaces/w/bigDataPools/p' }
        @{ Type = 'VirtualMachine'; Id = 'Microsoft.Compute/virtualMachines/v'; HasAccount = $true }
        @{ Type = 'HDInsight'; Id = 'Microsoft.HDInsight/clusters/h'; HasAccount = $true }
    ) {
        $more = if ($HasAccount) { @{ Credential = $account } } else { @{} }
        $configuration = New-AmlComputeConfiguration -ResourceId "$providers/$Id" -Tag @{ a = 'b' } @more
        $configuration.ComputeType, $configuration.IsAttach | Should -Be $Type, $true
    }

    It 'refuses <Name> with one sentence' -ForEach @(
        @{
            Name = 'the id of another resource'; Given = @{ ResourceId = '/subscriptions/x' }
            Like = "-ResourceId: '/subscriptions/x' is not *"
        }
        @{
            Name = 'a machine without an account'; Id = 'Microsoft.Compute/virtualMachines/v'; Given = @{}
            Like = '-Credential is missing.'
        }
        @{
            Name = 'a size'; Id = 'Microsoft.ContainerService/managedClusters/aks1'; Given = @{ VmSize = 'Standard_DS3_v2' }
            Like = "'VmSize' is not a setting of a compute target.*"
        }
        @{
            Name = 'a port of a cluster'; Id = 'Microsoft.ContainerService/managedClusters/aks1'; Given = @{ SshPort = 22 }
            Like = '-SshPort is not a valid setting for Kubernetes.'
        }
    ) {
        if ($Id) { $Given.ResourceId = "$providers/$Id" }
        $result = Invoke-Captured { New-AmlComputeConfiguration @Given }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike $Like
    }

    It 'takes a switch, too, and leaves the mandatory size of a cluster as it was' {
        $aks = "$providers/Microsoft.ContainerService/managedClusters/aks1"
        (New-AmlComputeConfiguration -Aks -ResourceId $aks).ComputeType | Should -Be 'AKS'
        (New-AmlComputeConfiguration -Kubernetes -ResourceId $aks -Namespace n).ComputeType | Should -Be 'Kubernetes'
        $cluster = (Get-Command New-AmlComputeConfiguration).ParameterSets.Where({ $_.Name -eq 'Cluster' })
        $size = $cluster.Parameters.Where({ $_.Name -eq 'VmSize' })
        $size.IsMandatory | Should -BeTrue
    }
}

Describe 'New-AmlComputeConfiguration -From' {
    It 'copies a target to another workspace and region' {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS3_v2 -MinNodes 0 -MaxNodes 7 -Tag @{ team = 'vision' } -Description one -Wait
        $target = Get-AmlComputeTarget cpu
        $other = Connect-TestSandbox -WorkspaceName other
        $copy = $target | New-AmlComputeConfiguration -From { $_ } -Location westus2 -Tag @{ team = 'nlp' }
        $copy.Name | Should -BeExactly 'cpu'
        $made = $copy | New-AmlComputeTarget -Workspace $other
        $made.WorkspaceName, $made.Location, $made.MaxNodes, $made.Description | Should -Be @('other', 'westus2', 7, 'one')
        $made.Tags['team'] | Should -BeExactly 'nlp'
        (New-AmlComputeConfiguration -From $target | New-AmlComputeTarget second).Location | Should -BeExactly $target.Location
        $target | New-AmlComputeConfiguration -IdentityType SystemAssigned | New-AmlComputeTarget third | ForEach-Object {
            $_.Identity.Type | Should -BeExactly 'SystemAssigned'
        }
    }

    It 'copies an attached target for Connect-AmlComputeTarget' {
        $null = Connect-TestSandbox
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-1 -Namespace ml -Wait
        $copy = Get-AmlComputeTarget k8s | New-AmlComputeConfiguration
        $copy.IsAttach | Should -BeTrue
        (Connect-AmlComputeTarget again -Configuration $copy).Namespace | Should -BeExactly 'ml'
    }

    It 'takes objects in the forms of the files' {
        $null = Connect-TestSandbox
        $object = '{ "name": "a1", "type": "amlcompute", "max_instances": 3 }' | ConvertFrom-Json
        ($object | New-AmlComputeConfiguration).Name | Should -BeExactly 'a1'
        $row = @{ name = 'b1'; properties = @{ computeType = 'AmlCompute'; properties = @{ vmSize = "[parameters('size')]" } } }
        (New-AmlComputeConfiguration -From $row -TemplateParameter $size).Settings['VmSize'] | Should -BeExactly 'Standard_DS3_v2'
        (Invoke-Captured { New-AmlComputeConfiguration -From 7 }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }
}
