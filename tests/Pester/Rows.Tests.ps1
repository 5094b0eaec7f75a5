# Rows of a table, as Import-Csv gives them, piped to the commands that take settings.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $subscription = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'
    $cluster = "$subscription/Microsoft.ContainerService/managedClusters"

    function ConvertFrom-Row([Parameter(Mandatory)] [string] $Text) {
        Set-Content -LiteralPath "$TestDrive/rows.csv" -Value $Text
        Import-Csv -LiteralPath "$TestDrive/rows.csv"
    }

    function Get-Sent([string] $Target) {
        $request = $workspace.Sandbox.Requests |
            Where-Object { $_.Method -ne 'GET' -and $_.Path -like "*/computes/$Target" } | Select-Object -Last 1
        ConvertFrom-Json $request.Body
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Rows for Connect-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'take what they lack from the command line, and keep what they have' {
        $rows = ConvertFrom-Row @"
Name,ResourceId,Namespace,Description
edge1,$cluster/a1,,first
edge2,$cluster/a2,own,
"@
        $result = Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes -Namespace shared -Tag @{ team = 'vision' } }
        $result.Errors.Count | Should -Be 0
        $result.Warnings.Count | Should -Be 0
        $result.Output | Should -HaveCount 2
        (Get-Sent edge1).properties.properties.namespace | Should -BeExactly 'shared'
        (Get-Sent edge1).properties.description | Should -BeExactly 'first'
        (Get-Sent edge2).properties.properties.namespace | Should -BeExactly 'own'
        (Get-Sent edge2).tags.team | Should -BeExactly 'vision'
    }

    It 'can name the resource by its id or by its name, whatever the command line has' {
        $rows = ConvertFrom-Row "Name,ResourceId,ResourceName`nedge1,$cluster/a1,`nedge2,,a2"
        $null = $rows | Connect-AmlComputeTarget -Kubernetes -ResourceGroupName rg-edge
        (Get-Sent edge1).properties.resourceId | Should -BeExactly "$cluster/a1"
        (Get-Sent edge2).properties.resourceId | Should -BeLike '*/resourceGroups/rg-edge/*/managedClusters/a2'
    }

    It 'have their kind from <Name>' -ForEach @(
        @{ Name = 'the resource id'; Row = @{ ResourceId = 'Microsoft.Databricks/workspaces/d' }; Type = 'Databricks' }
        @{ Name = 'the resource id of a managed cluster'; Row = @{ ResourceId = 'Microsoft.ContainerService/managedClusters/a' } }
        @{
            Name = 'a setting of one kind beside the id'; Type = 'AKS'
            Row = @{ ResourceId = 'Microsoft.ContainerService/managedClusters/a'; ClusterPurpose = 'DevTest' }
        }
        @{ Name = 'the Type column'; Row = @{ ResourceName = 'a'; Type = 'kubernetes' } }
        @{ Name = 'a service word in it'; Row = @{ ResourceName = 'a'; Type = 'AKS' }; Type = 'AKS' }
        @{ Name = 'a switch'; Row = @{ ResourceName = 'a'; Aks = 'True' }; Type = 'AKS' }
    ) {
        if ($Row.ResourceId) { $Row.ResourceId = "$subscription/$($Row.ResourceId)" }
        if ($Type -eq 'Databricks') { $Row.AccessToken = ConvertTo-SecureString 'dapi' -AsPlainText -Force }
        $Row.Name = 'edge'
        $kind = if ($Type) { $Type } else { 'Kubernetes' }
        ([pscustomobject] $Row | Connect-AmlComputeTarget).ComputeType | Should -BeExactly $kind
        $null = Connect-TestSandbox
        ($Row | Connect-AmlComputeTarget -Kubernetes:($Row.Count -lt 0)).ComputeType | Should -BeExactly $kind
    }

    It 'have the secret that the switch of their kind needs' {
        $token = ConvertTo-SecureString 'dapi' -AsPlainText -Force
        $row = [pscustomobject] @{ Name = 'bricks'; ResourceName = 'd'; AccessToken = $token }
        ($row | Connect-AmlComputeTarget -Databricks).ComputeType | Should -BeExactly 'Databricks'
        $without = Invoke-Captured { [pscustomobject] @{ Name = 'other'; ResourceName = 'd' } | Connect-AmlComputeTarget -Databricks }
        "$($without.Errors[0])" | Should -BeExactly "Row 1 ('other'): 'AccessToken' is missing."
        $without.Errors[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Use -AccessToken (Read-Host -AsSecureString).'
    }

    It 'win over the switch with their Type' {
        $rows = ConvertFrom-Row "Name,Type,ResourceId`nlake,DataLakeAnalytics,$subscription/Microsoft.DataLakeAnalytics/accounts/l"
        $rows | Connect-AmlComputeTarget -Kubernetes -Namespace n | ForEach-Object ComputeType | Should -BeExactly 'DataLakeAnalytics'
    }

    It 'with an error leave the others alone, and say their number and name' {
        $rows = ConvertFrom-Row @"
Name,ResourceId,InstanceType,Owner,AccessToken
edge1,$cluster/a1,,ann,
9bad,$cluster/a2,,ann,
edge3,not an id,,bob,
edge4,$cluster/a4,,bob,dapi-Hush
"@
        $result = Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes }
        $result.Output.Name | Should -Be @('edge1')
        $result.Warnings | Should -Be @('Ignored column, not a setting of a compute target: Owner.')
        $result.Errors | Should -HaveCount 3
        "$($result.Errors[0])" | Should -BeLike "Row 2 ('9bad'): *"
        "$($result.Errors[1])" | Should -BeLike "Row 3 ('edge3'): *'not an id'*"
        $result.Errors[1].Exception.Message | Should -BeLike "Row 3 ('edge3'): *"
        "$($result.Errors[2])" | Should -BeLike "Row 4 ('edge4'): 'AccessToken'*"
        $result.Errors.TargetObject.RowNumber | Should -Be @(2, 3, 4)
        $result.Errors[1].TargetObject.Owner | Should -BeExactly 'bob'
        $result.Errors[2].TargetObject.AccessToken | Should -BeExactly '***'
        $rows[3].AccessToken | Should -BeExactly 'dapi-Hush'
        $rows[3].psobject.Properties.Name | Should -Not -Contain 'RowNumber'
        "$($result.Errors | Format-List * -Force | Out-String)" | Should -Not -BeLike '*Hush*'
        "$($result.Errors | Select-Object TargetObject | ConvertTo-Json -Depth 5 -WarningAction Ignore)" | Should -Not -BeLike '*Hush*'
    }

    It 'keep their number in an error of the service, also in a job' {
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; Path = '*/edge2'; Status = 400; Message = 'The cluster is odd.'; Count = 0 })
        $rows = ConvertFrom-Row "Name,ResourceId`nedge1,$cluster/a1`nedge2,$cluster/a2"
        $result = Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes }
        "$($result.Errors[0])" | Should -BeExactly "Row 2 ('edge2'): The cluster is odd."
        $result.Errors[0].TargetObject.RowNumber | Should -Be 2
        $job = $rows | Connect-AmlComputeTarget -Kubernetes -Force -AsJob
        $null = Wait-Job $job -Timeout 60
        $job.ChildJobs.Name | Should -Be @('edge1', 'edge2')
        "$($job.ChildJobs[1].Error[0])" | Should -BeLike "Row 2 ('edge2'): *"
        Remove-Job $job -Force
    }

    It 'with a column near a setting are an error before anything is sent: <Column>' -ForEach @(
        @{ Column = 'Namspace'; Near = 'Namespace' }
        @{ Column = 'Name space'; Near = 'Namespace' }
        @{ Column = 'Resource'; Near = 'ResourceId' }
        @{ Column = 'Workspace' }
        @{ Column = 'WorkspaceName' }
        @{ Column = 'Force' }
    ) {
        $seen = $workspace.Sandbox.RequestCount
        $row = [pscustomobject] @{ Name = 'edge'; ResourceName = 'a'; $Column = 'x' }
        if ($Column -eq 'Resource') { $row = [pscustomobject] @{ Name = 'edge'; $Column = 'x' } }
        $result = Invoke-Captured { $row | Connect-AmlComputeTarget -Kubernetes }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike "Row 1 ('edge'): '$Column' *$(if ($Near) { "Did you mean '$Near'*" })"
        $workspace.Sandbox.RequestCount | Should -Be $seen
    }

    It 'with such a column are one error, also beside blank cells and other mistakes' {
        $rows = ConvertFrom-Row "Name,ResorceId`nedge1,`n9bad,$cluster/a2`n,$cluster/a3"
        $seen = $workspace.Sandbox.RequestCount
        $result = Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes }
        $result.Ended | Should -BeTrue
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeExactly `
            "Row 1 ('edge1'): 'ResorceId' is not a setting of a compute target. Did you mean 'ResourceId'?"
        $result.Errors[0].TargetObject.RowNumber | Should -Be 1
        $workspace.Sandbox.RequestCount | Should -Be $seen
    }

    It 'after others with a column near a setting are errors of their own, because others were sent' {
        $rows = [pscustomobject] @{ Name = 'edge1'; ResourceName = 'a' }, [pscustomobject] @{ Name = 'edge2'; ResorceName = 'a' },
            [pscustomobject] @{ Name = 'edge3'; ResourceName = 'a' }
        $result = Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes }
        $result.Ended | Should -BeFalse
        $result.Output.Name | Sort-Object | Should -Be @('edge1', 'edge3')
        "$($result.Errors)" | Should -BeLike "Row 2 ('edge2'): 'ResorceName' is not a setting of a compute target.*"
    }

    It 'of a file with another delimiter name the parameter of Import-Csv' {
        $rows = ConvertFrom-Row "Name;ResourceId`nedge1;$cluster/a1`nedge2;$cluster/a2"
        $result = Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes }
        "$($result.Errors)" |
            Should -BeExactly "Row 1: 'Name;ResourceId' is one column with several names. Read the file with Import-Csv -Delimiter ';'."
    }

    It 'name the earlier row of a name, and the resource, in -WhatIf and when they are sent' {
        $rows = ConvertFrom-Row "Name,ResourceId`nedge,$cluster/a1`nEdge,$cluster/a3"
        $result = Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes }
        "$($result.Errors)" | Should -BeLike "Row 2 ('Edge'): Compute target 'edge' already exists * It has the same name as row 1."
        $warnings = (Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes -IfNotExists }).Warnings
        $warnings | Should -BeLike "Row 2: Compute target 'Edge' exists with other settings, which were kept: *"
        $file = Join-Path $TestDrive whatif.txt
        $null = Start-Transcript -Path $file
        $rows[0].Name = 'new'
        try { $rows[0] | Connect-AmlComputeTarget -Kubernetes -WhatIf } finally { $null = Stop-Transcript }
        @(Get-Content -LiteralPath $file) -like "What if: * of type Kubernetes with resource 'a1' of resource group 'rg'* on target *" |
            Should -HaveCount 1
    }

    It 'may have columns of any other meaning, which are named once' {
        $rows = ConvertFrom-Row "Name,ResourceId,Owner,Team,Cost`nedge1,$cluster/a1,ann,x,3`nedge2,$cluster/a2,bob,y,4"
        $result = Invoke-Captured { $rows | Connect-AmlComputeTarget }
        $result.Warnings | Should -Be @('Ignored columns, not a setting of a compute target: Owner, Team, Cost.')
        $result.Output.Name | Sort-Object | Should -Be @('edge1', 'edge2')
    }

    It 'say which kinds there are if theirs is unknown' {
        $result = Invoke-Captured { [pscustomobject] @{ Name = 'x'; Type = 'Kubernets'; ResourceName = 'a' } | Connect-AmlComputeTarget }
        "$($result.Errors[0])" | Should -BeLike "Row 1 ('x'): 'Type': 'Kubernets' *Did you mean 'Kubernetes'? Allowed values: *Databricks*"
        $result = Invoke-Captured { [pscustomobject] @{ Name = 'x'; ResourceName = 'a' } | Connect-AmlComputeTarget }
        "$($result.Errors[0])" | Should -BeLike "Row 1 ('x'): The kind of resource to attach is missing. *'ResourceId'*"
    }

    It 'are the only things that may have unknown members: <Name>' -ForEach @(
        @{ Name = 'a hashtable'; Run = { $table | Connect-AmlComputeTarget -Kubernetes } }
        @{ Name = 'a configuration'; Run = { Connect-AmlComputeTarget -Configuration ([pscustomobject] $table) } }
    ) {
        $table = @{ Name = 'edge'; Kubernetes = $true; ResourceId = "$cluster/a"; Owner = 'ann' }
        $result = Invoke-Captured $Run
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike "*'Owner' is not a setting of a compute target.*"
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
    }

    It 'show a name twice with -WhatIf, by any case' {
        $rows = ConvertFrom-Row "Name,ResourceId`nedge,$cluster/a1`nother,$cluster/a2`nEdge,$cluster/a3"
        $result = Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes -WhatIf }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetExists,*'
        "$($result.Errors[0])" | Should -BeLike "Row 3 ('Edge'): *row 1 *"
        (Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes -WhatIf -IfNotExists }).Errors.Count | Should -Be 0
        (Invoke-Captured { $rows | Connect-AmlComputeTarget -Kubernetes -WhatIf -Force }).Errors.Count | Should -Be 0
        (Invoke-Captured { 'same', 'same' | Connect-AmlComputeTarget -Kubernetes -ResourceId "$cluster/a" -WhatIf }).Errors |
            Should -HaveCount 1
    }
}

Describe 'Rows for New-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'take defaults from any settings of the command line' {
        $rows = ConvertFrom-Row "Name,VmSize,MaxNodes,Tags`na1,Standard_DS2_v2,,team=vision; owner=ann`na2,Standard_DS2_v2,1,"
        $result = Invoke-Captured { $rows | New-AmlComputeTarget -MaxNodes 2 -Priority LowPriority }
        $result.Errors.Count | Should -Be 0
        (Get-Sent a1).properties.properties.scaleSettings.maxNodeCount | Should -Be 2
        (Get-Sent a1).tags.owner | Should -BeExactly 'ann'
        (Get-Sent a2).properties.properties.scaleSettings.maxNodeCount | Should -Be 1
        (Get-Sent a2).properties.properties.vmPriority | Should -BeExactly 'LowPriority'
        $null = @{ Name = 'a3' } | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 3
        (Get-Sent a3).properties.properties.scaleSettings.maxNodeCount | Should -Be 3
    }

    It 'of several kinds take the settings that their kind has' {
        $rows = ConvertFrom-Row "Name,Type`nc1,Cluster`ni1,Instance`ni2,ComputeInstance"
        $null = $rows | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 3 -Tag @{ a = 'b' }
        (Get-Sent c1).properties.properties.scaleSettings.maxNodeCount | Should -Be 3
        (Get-Sent i1).properties.computeType | Should -BeExactly 'ComputeInstance'
        (Get-Sent i2).tags.a | Should -BeExactly 'b'
        $null = Connect-TestSandbox
        ([pscustomobject] @{ Name = 'i3'; VmSize = 'Standard_DS2_v2' } | New-AmlComputeTarget -Instance).ComputeType |
            Should -BeExactly 'ComputeInstance'
        ([pscustomobject] @{ Name = 'i4'; VmSize = 'Standard_DS2_v2'; IdleTimeBeforeShutdown = '1h' } | New-AmlComputeTarget).ComputeType |
            Should -BeExactly 'ComputeInstance'
    }

    It 'need a name and a size from one of both sides' {
        "$((Invoke-Captured { [pscustomobject] @{ Name = 'a' } | New-AmlComputeTarget -MaxNodes 2 }).Errors[0])" |
            Should -BeExactly "Row 1 ('a'): 'VmSize' is missing."
        "$((Invoke-Captured { [pscustomobject] @{ VmSize = 'Standard_DS2_v2'; Name = '' } | New-AmlComputeTarget }).Errors[0])" |
            Should -BeExactly "Row 1: 'Name' is missing."
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
    }

    It 'name the parameter of a setting that came from the command line' {
        $result = Invoke-Captured { [pscustomobject] @{ Name = 'a'; VmSize = 'S'; MinNodes = 5 } | New-AmlComputeTarget -MaxNodes 2 }
        "$($result.Errors[0])" | Should -BeLike "Row 1 ('a'): 'MinNodes' 5 and -MaxNodes 2 are not valid together*"
    }

    It 'of another command say where to pipe them' {
        $result = Invoke-Captured { [pscustomobject] @{ Name = 'a'; Type = 'Kubernetes' } | New-AmlComputeTarget }
        "$($result.Errors[0])" | Should -BeLike "Row 1 ('a'): 'Type': 'Kubernetes' *Allowed values: Cluster, Instance, Aks, DataFactory."
    }

    It 'have the tags that Export-Csv writes' {
        $null = New-AmlComputeTarget first Standard_DS2_v2 -Tag @{ team = 'vision'; cost = '1,5' }
        Get-AmlComputeTarget first | Select-Object @{ n = 'Name'; e = { 'second' } }, VmSize, Tags |
            Export-Csv -LiteralPath "$TestDrive/t.csv" -NoTypeInformation
        $tags = (Import-Csv -LiteralPath "$TestDrive/t.csv" | New-AmlComputeTarget).Tags
        $tags.team, $tags.cost | Should -BeExactly 'vision', '1,5'
    }

    It 'refuse a number that is not whole: <Text>' -ForEach @(@{ Text = '1,5' }, @{ Text = 'two' }, @{ Text = '2.5' }) {
        $row = [pscustomobject] @{ Name = 'a'; VmSize = 'Standard_DS2_v2'; MaxNodes = $Text }
        "$((Invoke-Captured { $row | New-AmlComputeTarget }).Errors[0])" |
            Should -BeExactly "Row 1 ('a'): 'MaxNodes': '$Text' is not a valid whole number, such as 3."
    }

    It 'are numbered if they are sizes' {
        $result = Invoke-Captured { Get-AmlComputeVmSize Standard_DS2_v2, Standard_DS3_v2 | New-AmlComputeTarget }
        $result.Errors | Should -HaveCount 2
        "$($result.Errors[1])" | Should -BeExactly 'Row 2: -Name is missing.'
        $result.Errors.TargetObject.RowNumber | Should -Be @(1, 2)
    }

    It 'can be a size' {
        $made = Get-AmlComputeVmSize Standard_DS2_v2 | New-AmlComputeTarget gpu -MaxNodes 1
        $made.Name, $made.VmSize | Should -Be @('gpu', 'Standard_DS2_v2')
        (ConvertTo-Deserialized (Get-AmlComputeVmSize Standard_DS2_v2) | New-AmlComputeTarget desk -Instance).VmSize |
            Should -Be 'Standard_DS2_v2'
    }
}

Describe 'Rows for Set-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $null = 'c1', 'c2' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 2 -Wait
        Clear-TestRequest $workspace.Sandbox
    }

    It 'have the settings, and take others from the command line' {
        $rows = ConvertFrom-Row "Name,MaxNodes,Owner`nc1,4,ann`nc2,,bob"
        $result = Invoke-Captured { $rows | Set-AmlComputeTarget -MaxNodes 3 -Tag @{ a = 'b' } -ThrottleLimit 1 }
        $result.Errors.Count | Should -Be 0
        $result.Warnings | Should -Be @('Ignored column, not a setting of a compute target: Owner.')
        $result.Output.MaxNodes | Should -Be @(4, 3)
        $result.Output.Tags.a | Should -Be @('b', 'b')
        (@{ Name = 'c1'; MaxNodes = 1 } | Set-AmlComputeTarget).MaxNodes | Should -Be 1
    }

    It 'can be hashtables with the id of a target' {
        $id = (Get-AmlComputeTarget c1).Id
        (@{ Id = $id; MaxNodes = 1 } | Set-AmlComputeTarget).MaxNodes | Should -Be 1
        (@{ ResourceId = $id; MaxNodes = 3 } | Set-AmlComputeTarget).Name | Should -BeExactly 'c1'
        "$((Invoke-Captured { @{ Name = 'c1'; MaxNodes = 3; WorkspaceName = 'x' } | Set-AmlComputeTarget }).Errors[0])" |
            Should -BeLike "Row 1 ('c1'): 'WorkspaceName' is not a setting of a compute target.*"
    }

    It 'are not changed by a filter of the command line alone' {
        $rows = ConvertFrom-Row "Name,MaxNodes`nc1,4`nc2,5"
        $result = Invoke-Captured { $rows | Set-AmlComputeTarget -Exclude c2 -Type amlcompute }
        $result.Errors | Should -BeNullOrEmpty
        "$($result.Output.Name) $($result.Output.MaxNodes)" | Should -BeExactly 'c1 4'
    }

    It 'take other settings from -Configuration' {
        $wanted = New-AmlComputeConfiguration -VmSize Standard_DS2_v2 -MaxNodes 3 -Tag @{ a = 'b' }
        $result = Invoke-Captured { ConvertFrom-Row "Name,MaxNodes`nc1,4`nc2," | Set-AmlComputeTarget -Configuration $wanted }
        $result.Errors | Should -BeNullOrEmpty
        $sorted = @($result.Output | Sort-Object Name)
        $sorted.MaxNodes | Should -Be @(4, 3)
        $sorted.Tags.a | Should -Be @('b', 'b')
    }

    It 'with an error say their number and name, and change nothing' {
        $rows = ConvertFrom-Row "Name,MaxNodes,VmSize`nnope,4,`nc1,two,`nc2,1,Standard_DS3_v2"
        $result = Invoke-Captured { $rows | Set-AmlComputeTarget }
        $result.Errors | Should -HaveCount 3
        ($result.Errors | Sort-Object { $_.TargetObject.RowNumber }).ForEach({ "$_" -replace ':.*' }) |
            Should -Be @("Row 1 ('nope')", "Row 2 ('c1')", "Row 3 ('c2')")
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
    }

    It 'count rows with a blank name, and split a list in a cell' {
        $null = Set-AmlComputeTarget c1 -Tag 'team=vision; owner=ann' -AddTag cc=1
        $rows = ConvertFrom-Row "Name,MaxNodes,RemoveTag`n,4,`nc1,,team; owner`nc3,2,"
        $result = Invoke-Captured { $rows | Set-AmlComputeTarget }
        ($result.Errors | Sort-Object { $_.TargetObject.RowNumber }).ForEach({ "$_" -replace ': .*' }) |
            Should -Be @('Row 1', "Row 3 ('c3')")
        "$($result.Output.Tags)" | Should -BeExactly 'cc=1'
    }

    It 'refuse a column near a setting, and a row without one' {
        "$((Invoke-Captured { [pscustomobject] @{ Name = 'c1'; MaxNode = 3 } | Set-AmlComputeTarget }).Errors[0])" |
            Should -BeLike "Row 1 ('c1'): 'MaxNode' is not a setting of a compute target. Did you mean 'MaxNodes'*"
        "$((Invoke-Captured { [pscustomobject] @{ Name = 'c1'; Owner = 3 } | Set-AmlComputeTarget }).Errors[0])" |
            Should -BeLike "Row 1 ('c1'): No setting to change was specified.*"
        "$((Invoke-Captured { @{ Name = 'c1'; MaxNodes = 3; Owner = 'x' } | Set-AmlComputeTarget }).Errors[0])" |
            Should -BeLike "Row 1 ('c1'): 'Owner' is not a setting of a compute target.*"
        $result = Invoke-Captured { @{ MaxNodes = 1 }, [pscustomobject] @{ MaxNodes = 2 } | Set-AmlComputeTarget }
        "$($result.Errors[0])" | Should -BeLike 'Row 1: An object of type Hashtable does not name a compute target.*'
        "$($result.Errors[1])" | Should -BeLike 'Row 2: An object of type PSCustomObject does not name a compute target.*'
        $workspace.Sandbox.RequestCount | Should -Be 0
    }

    It 'read the certificate of an AKS cluster from files' {
        [IO.File]::WriteAllText("$TestDrive/tls.pem", 'PEM')
        $null = New-AmlComputeTarget aks -Aks -Wait
        $row = [pscustomobject] @{
            Name = 'aks'; SslCname = 'www.example.org'; SslCertPemFile = "$TestDrive/tls.pem"; SslKeyPemFile = "$TestDrive/tls.pem"
        }
        $result = Invoke-Captured { $row | Set-AmlComputeTarget -Wait }
        $result.Errors.Count | Should -Be 0
        $result.Output.SslCname | Should -BeExactly 'www.example.org'
        $row.SslKeyPemFile = "$TestDrive/nosuch.pem"
        "$((Invoke-Captured { $row | Set-AmlComputeTarget }).Errors[0])" | Should -BeLike "Row 1 ('aks'): 'SslKeyPemFile': *nosuch.pem*"
    }

    It 'name the columns of settings that contradict each other' {
        "$((Invoke-Captured { [pscustomobject] @{ Name = 'c1'; AddTag = 'a=b'; RemoveTag = 'a' } | Set-AmlComputeTarget }).Errors[0])" |
            Should -BeExactly "Row 1 ('c1'): 'AddTag' and 'RemoveTag' contradict each other: both select 'a'."
    }

    It 'of a saved target change nothing but what the command line says' {
        $saved = ConvertTo-Deserialized (Get-AmlComputeTarget c1)
        $null = Set-AmlComputeTarget c1 -MaxNodes 5
        ($saved | Set-AmlComputeTarget -MinNodes 0 -Description x).MaxNodes | Should -Be 5
    }

    It 'warn of a name that comes twice' {
        $rows = ConvertFrom-Row "Name,MaxNodes`nc1,1`nC1,3"
        (Invoke-Captured { $rows | Set-AmlComputeTarget -WhatIf }).Warnings |
            Should -Be @("Row 2 ('C1') changes the same compute target as row 1.")
    }

    It 'do not warn of one name in two workspaces' {
        $id = (Get-AmlComputeTarget c1).Id
        $rows = ConvertFrom-Row "Id,Name,MaxNodes`n$id,c1,1`n$($id.Replace($workspace.Name, 'other-ws')),c1,3"
        (Invoke-Captured { $rows | Set-AmlComputeTarget -WhatIf }).Warnings | Should -BeNullOrEmpty
    }
}

Describe 'Rows for Test-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'take what they lack from the command line' {
        $rows = ConvertFrom-Row "Name,ResourceId,Owner`nedge1,$cluster/a1,ann`nedge2,nope,ann"
        $result = Invoke-Captured { $rows | Test-AmlComputeTarget -Kubernetes -Namespace shared }
        $result.Output | Should -Be @($true, $false)
        $result.Warnings | Should -Be @('Ignored column, not a setting of a compute target: Owner.')
        $rows = ConvertFrom-Row "Name,VmSize`na1,Standard_E4s_v3`na2,Standard_None"
        $rows | Test-AmlComputeTarget -MaxNodes 1 | Should -Be @($true, $false)
    }

    It 'see a name twice' {
        $rows = ConvertFrom-Row "Name,VmSize`na1,Standard_E4s_v3`nA1,Standard_E4s_v3"
        $reports = $rows | Test-AmlComputeTarget -MaxNodes 1 -Detailed
        $reports.Passed | Should -Be @($true, $false)
        ($reports[1].Checks | Where-Object Name -EQ 'NameFree').Message | Should -BeExactly "The name 'A1' is also that of row 1."
    }

    It 'with an error say their number and name' {
        $result = Invoke-Captured { [pscustomobject] @{ Name = 'a'; VmSise = 'S' } | Test-AmlComputeTarget -MaxNodes 1 }
        "$($result.Errors[0])" | Should -BeLike "Row 1 ('a'): 'VmSise' is not a setting of a compute target. Did you mean 'VmSize'*"
        $result.Errors[0].TargetObject.RowNumber | Should -Be 1
    }

    It 'can be sizes, existing targets and saved ones' {
        Get-AmlComputeVmSize Standard_E4s_v3, Standard_DS2_v2 | Test-AmlComputeTarget -MaxNodes 1 | Should -Be @($true, $true)
        (Get-AmlComputeVmSize -MinGpu 4 | Select-Object -First 1 | Test-AmlComputeTarget -MaxNodes 1 -Detailed).ComputeType |
            Should -BeExactly 'AmlCompute'
        ConvertTo-Deserialized (Get-AmlComputeVmSize Standard_E4s_v3) | Test-AmlComputeTarget | Should -BeTrue
        $report = Get-AmlComputeVmSize Standard_E4s_v3 | Test-AmlComputeTarget -MaxNodes 1 -Detailed
        $report.VmSize | Should -BeExactly 'Standard_E4s_v3'
        $report | Out-String -Width 80 | Should -MatchExactly '(?m)^Standard_E4s_v3 +AmlCompute +True'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        Get-AmlComputeTarget | Test-AmlComputeTarget | Should -BeTrue
        ConvertTo-Deserialized (Get-AmlComputeTarget cpu) | Test-AmlComputeTarget | Should -BeTrue
    }
}

Describe 'Rows for <Command>' -ForEach @(
    @{ Command = 'Compare-AmlComputeTarget' }, @{ Command = 'Sync-AmlComputeTarget' }, @{ Command = 'New-AmlComputePlan' }
) {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'may have columns of another meaning' {
        $rows = ConvertFrom-Row "Name,VmSize,Owner`none,Standard_DS2_v2,ann`ntwo,Standard_DS2_v2,bob"
        $result = Invoke-Captured { $rows | & $Command }
        $result.Errors.Count | Should -Be 0
        $result.Warnings | Should -Be @('Ignored column, not a setting of a compute target: Owner.')
    }

    It 'with an error say their number and name, and send nothing: <Text>' -ForEach @(
        @{ Rows = "a1,4,S`n,4,S"; Text = "Row 2: 'Name' is missing." }
        @{ Rows = "a1,4,S`na2,two,S"; Text = "Row 2 ('a2'): 'MaxNodes': 'two' *" }
        @{ Rows = "a1,4,S`nA1,4,S"; Text = "Row 2 ('A1'): *is described twice*" }
    ) {
        $table = ConvertFrom-Row "Name,MaxNodes,VmSize`n$Rows"
        $result = Invoke-Captured { $table | & $Command }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike $Text
        $result.Errors[0].TargetObject.RowNumber | Should -Be 2
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
    }
}
