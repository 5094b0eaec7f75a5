# Live targets against files and configurations. Nothing is changed, whatever is found.
BeforeDiscovery {
    $bad = @(
        @{ Name = 'a file that is not there'; File = $null; Text = $null; Path = $null; Message = '*none.yml*' }
        @{
            Name = 'a folder without files'; File = 'empty/readme.txt'; Text = 'x'; Path = 'empty'; Message = '*has no file that ends with*'
        }
        @{
            Name = 'two files for one name'; File = 'twice/a.yml', 'twice/b.yml'; Text = "name: Cpu`ntype: amlcompute"; Path = 'twice'
            Message = '*described twice*'
        }
        @{
            Name = 'an unknown key'; File = 'key.yml'; Text = "name: cpu`ntype: amlcompute`nsizes: s"; Path = $null
            Message = "*line 3, column 1*Did you mean 'size'*"
        }
        @{
            Name = 'a name that YAML takes for a flag'; File = 'yes.yml'; Text = "name: yes`ntype: amlcompute"; Path = $null
            Message = '*must be text*'
        }
        @{ Name = 'a name that cannot be one'; File = 'name.yml'; Text = "name: 1cpu`ntype: amlcompute"; Path = $null; Message = '*1cpu*' }
        @{
            Name = 'a bomb'; File = 'bomb.yml'
            Text =
                ("name: cpu`ntype: amlcompute`na: &a [x,x,x,x,x,x,x,x,x]`nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]`nc: &c " +
                    "[*b,*b,*b,*b,*b,*b,*b,*b,*b]`nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]`ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]")
            Path = $null; Message = '*'
        }
        @{ Name = 'a tab'; File = 'tab.yml'; Text = "name: cpu`n`ttype: amlcompute"; Path = $null; Message = '*line*' }
        @{
            Name = 'a key that is there twice'; File = 'keys.yml'; Text = "name: cpu`ntype: amlcompute`nsize: a`nsize: b"; Path = $null
            Message = '*size*'
        }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $computes = (Resolve-Path -LiteralPath "$PSScriptRoot/../../samples/computes").Path

    function New-TestFile([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive $Name
        $null = New-Item (Split-Path $path) -ItemType Directory -Force
        [IO.File]::WriteAllText($path, $Text)
        $path
    }

    function Get-Status($Comparison) { foreach ($item in $Comparison) { "$($item.Name) $($item.Status)" } }
}

AfterAll {
    Assert-TestBody
}

Describe 'Compare-AmlComputeTarget' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -Tag @{ team = 'vision' } -Wait
    }

    It 'reports missing, same, different and extra targets, in the order of the files' {
        $null = New-AmlComputeTarget gpu Standard_DS2_v2 -MaxNodes 1
        $null = New-AmlComputeTarget stray Standard_DS2_v2 -MaxNodes 1
        $file = New-TestFile four/a.yml (
            "name: new`ntype: amlcompute`n---`nname: CPU`ntype: amlcompute`nmax_instances: 4`n" +
            "---`nname: gpu`ntype: amlcompute`nmax_instances: 2")
        $found = Compare-AmlComputeTarget $file
        Get-Status $found | Should -Be @('new Missing', 'CPU Same', 'gpu Different', 'stray Extra')
        foreach ($item in $found) { $item | Should -BeOfType 'AmlCompute.ComputeComparison' }
        $found[0].Path | Should -BeExactly $file
        $found[0].Target | Should -BeNullOrEmpty
        $found[3].Target.Name | Should -BeExactly 'stray'
        $found[3].Id | Should -BeExactly $found[3].Target.Id
    }

    It 'shows both values of a property, and if it can be changed in place' {
        $file = New-TestFile two.yml "name: cpu`ntype: amlcompute`nsize: Standard_D2_v2`nmax_instances: 8`ntags: {team: speech}"
        $found = Compare-AmlComputeTarget -Path $file
        $found.NeedsReplacement | Should -BeTrue
        $texts = foreach ($item in $found.Differences) { "$($item.Name)|$($item.Live)|$($item.Wanted)|$($item.Change)" }
        $texts | Should -HaveCount 3
        $texts | Should -Contain 'MaxNodes|4|8|InPlace'
        $texts | Should -Contain 'VmSize|STANDARD_DS2_V2|Standard_D2_v2|Replace'
        $texts | Should -Contain 'Tags|team=vision|team=speech|InPlace'
        ($found.Differences | Where-Object Name -eq MaxNodes).JsonPath |
            Should -BeExactly 'properties.properties.scaleSettings.maxNodeCount'
    }

    It 'changes nothing and sends one request, and one for the sizes of the region if it needs prices' {
        $before = $workspace.Sandbox.Requests.Count
        $null = Compare-AmlComputeTarget $computes
        $workspace.Sandbox.Requests.Count | Should -Be ($before + 2)
        $null = Compare-AmlComputeTarget $computes
        $workspace.Sandbox.Requests.Count | Should -Be ($before + 3)
        @(Get-TestRequest $workspace -After $before -Changing) | Should -HaveCount 0
    }

    It 'finds what was made from a file the same, for every type' {
        $null = New-AmlComputeTarget -Path "$computes/aks.yml", "$computes/cluster*", "$computes/data-factory.yml",
            "$computes/instance.yml" -Wait
        $null = Connect-AmlComputeTarget -Path "$computes/data-lake*", "$computes/databricks.yml", "$computes/hdinsight.yml",
            "$computes/kubernetes.yml", "$computes/synapse*", "$computes/virtual*" -Wait
        $found = Compare-AmlComputeTarget -LiteralPath $computes
        $found | Should -HaveCount 12
        Get-Status ($found | Where-Object Status -ne Same) | Should -Be @('cpu Extra')
    }

    It 'finds a target the same as the YAML and the JSON that are written of it' {
        $yaml = New-TestFile written.yml (Get-AmlComputeTarget cpu | ConvertTo-AmlComputeYaml)
        (Compare-AmlComputeTarget $yaml).Status | Should -Be 'Same'
        (Get-AmlComputeTarget cpu | ConvertTo-AmlComputeYaml | ConvertFrom-AmlComputeYaml | Compare-AmlComputeTarget).Status |
            Should -Be 'Same'
        $json = New-TestFile written.json (Get-AmlComputeTarget cpu | ConvertTo-AmlComputeJson -AsArm)
        (Compare-AmlComputeTarget $json).Status | Should -Be 'Same'
    }

    It 'takes configurations and rows by pipeline, and the name of a single one from -Name' {
        $cluster = New-AmlComputeConfiguration -VmSize Standard_DS2_v2 -MaxNodes 5
        (Compare-AmlComputeTarget -Configuration $cluster -Name cpu).Differences[0].ToString() | Should -BeExactly 'MaxNodes: 4 -> 5'
        $found = [pscustomobject] @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = '4' },
            @{ Name = 'k8s'; Kubernetes = $true; ResourceName = 'aks1' } | Compare-AmlComputeTarget
        Get-Status $found | Should -Be @('cpu Same', 'k8s Missing')
        $found[1].ComputeType | Should -BeExactly 'Kubernetes'
    }

    It 'takes comparisons and configurations together, and compares the targets of both' {
        $null = 'gpu', 'stray' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -MaxNodes 1
        $row = @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 5 }
        $compared = $row | Compare-AmlComputeTarget | Where-Object Name -EQ 'cpu'
        $found = $compared, @{ Name = 'gpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 1 } | Compare-AmlComputeTarget
        Get-Status $found | Should -Be @('cpu Different', 'gpu Same')
    }

    It 'takes the name of a single file from -Name' {
        $file = New-TestFile one.yml "name: other`ntype: amlcompute`nmax_instances: 4"
        Get-Status (Compare-AmlComputeTarget $file -Name cpu) | Should -Be @('cpu Same')
    }

    It 'looks into the workspace of -Workspace' {
        $other = Connect-TestSandbox -WorkspaceName other
        Get-Status (Compare-AmlComputeTarget -Configuration @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' } -Workspace $workspace) |
            Should -Be @('cpu Same')
        (Compare-AmlComputeTarget -Configuration @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' }).WorkspaceName | Should -BeExactly 'other'
    }

    It 'finds another type different, and one that is being removed missing' {
        $file = New-TestFile type.yml "name: cpu`ntype: computeinstance`nsize: Standard_DS2_v2"
        (Compare-AmlComputeTarget $file).Differences[0].ToString() |
            Should -BeExactly 'ComputeType: AmlCompute -> ComputeInstance (replace)'
        Remove-AmlComputeTarget cpu -Force
        Get-Status (Compare-AmlComputeTarget $file) | Should -Be @('cpu Missing')
    }

    It 'pipes what is extra to Remove-AmlComputeTarget' {
        $null = New-AmlComputeTarget stray Standard_DS2_v2 -MaxNodes 1
        Compare-AmlComputeTarget -Configuration @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' } |
            Where-Object Status -eq Extra | Remove-AmlComputeTarget -Force -Wait
        (Get-AmlComputeTarget).Name | Should -BeExactly 'cpu'
    }

    It 'refuses <Name>, and nothing is sent' -ForEach $bad {
        foreach ($one in $File) { $null = New-TestFile $one $Text }
        $from = Join-Path $TestDrive $(if ($Path) { $Path } elseif ($File) { $File } else { 'none.yml' })
        $before = $workspace.Sandbox.Requests.Count
        $captured = Invoke-Captured { Compare-AmlComputeTarget $from }
        $captured.Errors | Should -HaveCount 1
        $captured.Ended | Should -BeTrue
        $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'Invalid*,*'
        "$($captured.Errors[0])" | Should -BeLike $Message
        $captured.Output | Should -HaveCount 0
        $workspace.Sandbox.Requests.Count | Should -Be $before
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a configuration without a name'; Action = { New-AmlComputeConfiguration -VmSize s | Compare-AmlComputeTarget } }
        @{
            Name = 'two configurations of one name'
            Action = { @{ Name = 'a1'; VmSize = 's' }, @{ Name = 'A1'; VmSize = 's' } | Compare-AmlComputeTarget }
        }
        @{ Name = 'one name for two configurations'; Action = { @{ VmSize = 's' }, @{ VmSize = 's' } | Compare-AmlComputeTarget -Name a1 } }
        @{ Name = 'one name for two files'; Action = { Compare-AmlComputeTarget $computes -Name a1 } }
        @{ Name = 'a row with an unknown member'; Action = { @{ Name = 'a1'; Colour = 's' } | Compare-AmlComputeTarget } }
        @{ Name = 'a live target'; Action = { Get-AmlComputeTarget cpu | Compare-AmlComputeTarget } }
        @{ Name = 'nothing by pipeline'; Action = { @() | Compare-AmlComputeTarget } }
    ) {
        Get-ErrorId $Action | Should -Be @('InvalidArgument')
    }

    It 'ends with one error when the targets cannot be read' {
        $workspace.Sandbox.AddFault(@{ Path = '*/computes'; Status = 403 })
        Get-ErrorId { Compare-AmlComputeTarget $computes } | Should -Be @('AuthorizationFailed')
    }
}
