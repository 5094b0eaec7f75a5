# New- and Connect-AmlComputeTarget -Path, New-AmlComputeConfiguration -Path: compute targets as files.
BeforeDiscovery {
    $samples = (Resolve-Path "$PSScriptRoot/../../samples/computes").Path
    $created = foreach ($file in 'aks', 'cluster', 'data-factory', 'instance') { @{ File = "$file.yml"; Path = "$samples/$file.yml" } }
    $created += @{ File = 'cluster-arm.json'; Path = "$samples/cluster-arm.json" }
    $attached = foreach ($file in 'data-lake-analytics', 'databricks', 'hdinsight', 'kubernetes', 'synapse-spark', 'virtual-machine') {
        @{ File = "$file.yml"; Path = "$samples/$file.yml" }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $samples = (Resolve-Path "$PSScriptRoot/../../samples/computes").Path

    # Writes a file below the scratch folder; gives its path.
    function New-TestFile([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive $Name
        $null = New-Item (Split-Path $path) -ItemType Directory -Force
        [IO.File]::WriteAllText($path, $Text)
        $path
    }

    function Get-PutBody($Workspace) {
        foreach ($request in $Workspace.Sandbox.Requests) { if ($request.Method -eq 'PUT') { $request.Body } }
    }

    # Returns the one error of a call that must fail without sending anything.
    function Get-OnlyError($Workspace, [scriptblock] $ScriptBlock) {
        $before = $Workspace.Sandbox.Requests.Count
        $captured = Invoke-Captured $ScriptBlock
        $captured.Errors.Count | Should -Be 1
        $captured.Output.Count | Should -Be 0
        $Workspace.Sandbox.Requests.Count | Should -Be $before
        $captured.Errors[0]
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Compute targets as files' -Tag Smoke, Culture {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'creates what <File> describes, and foresees nothing that would go wrong' -ForEach $created {
        $forecast = Invoke-Captured { New-AmlComputeTarget -Path $Path -WhatIf }
        $forecast.Errors | Should -HaveCount 0
        @($forecast.Warnings | Where-Object { $_ -notlike '*quota*' }) | Should -HaveCount 0
        $target = New-AmlComputeTarget -Path $Path -Wait
        $target.ProvisioningState | Should -BeExactly 'Succeeded'
        @(Get-AmlComputeTarget $target.Name).Count | Should -Be 1
    }

    It 'attaches what <File> describes' -ForEach $attached {
        $target = Connect-AmlComputeTarget -Path $Path -Wait
        $target.ProvisioningState | Should -BeExactly 'Succeeded'
        $target.IsAttached | Should -BeTrue
    }

    It 'sends for a file what the parameters send' {
        $path = New-TestFile 'a.yml' (
            "name: a1`ntype: amlcompute`nsize: Standard_DS2_v2`ntier: low_priority`nmin_instances: 0`nmax_instances: 3`n" +
            ("idle_time_before_scale_down: 900`nssh_public_access_enabled: false`ndescription: text`ntags: {team: blue}`nidentity: " +
                "{type: system_assigned}"))
        $null = New-AmlComputeTarget -Path $path
        $null = New-AmlComputeTarget a2 Standard_DS2_v2 -Priority LowPriority -MinNodes 0 -MaxNodes 3 -IdleTimeBeforeScaleDown 15m `
            -RemoteLogin Disabled `
            -Description text -Tag @{ team = 'blue' } -IdentityType SystemAssigned
        $bodies = foreach ($body in Get-PutBody $workspace) {
            @([regex]::Matches($body, '"[^"]*":("[^"]*"|[0-9a-z]+)').Value | ForEach-Object { $_ }) -join "`n"
        }
        $first, $second = foreach ($body in $bodies) { ($body -split "`n" | Sort-Object) -join "`n" }
        $first | Should -BeExactly $second
    }

    It 'gives a cluster without a size the one the Azure CLI gives it, and leaves the rest to the service' {
        $cluster = New-AmlComputeTarget -Path (New-TestFile 'a.yml' "name: a1`ntype: amlcompute")
        $cluster.VmSize | Should -BeExactly 'STANDARD_DS3_V2'
        Get-PutBody $workspace | Should -Not -Match 'vmPriority|nodeIdle|remoteLogin|null'
    }

    It 'leaves the size of a target that is written over' {
        $null = New-AmlComputeTarget a1 Standard_DS2_v2 -MaxNodes 7 -Wait
        $cluster = New-AmlComputeTarget -Path (New-TestFile 'a.yml' "name: a1`ntype: amlcompute`ndescription: new") -Force -Wait
        $cluster.VmSize | Should -BeExactly 'STANDARD_DS2_V2'
        $cluster.MaxNodes | Should -Be 7
        $cluster.Description | Should -BeExactly 'new'
    }

    It 'takes wildcards, folders, several paths and paths relative to the folder of the session' {
        $null = New-TestFile 'many/a.yml' "name: a1`ntype: amlcompute"
        $null = New-TestFile 'many/b.yaml' "name: b1`ntype: datafactory`n---`nname: b2`ntype: datafactory"
        $null = New-TestFile 'many/c.json' '{"name":"c1","properties":{"computeType":"DataFactory"}}'
        $null = New-TestFile 'many/notes.txt' 'not read'
        Push-Location "$TestDrive"
        try {
            (New-AmlComputeTarget -Path many -WhatIf) | Should -BeNullOrEmpty
            $made = New-AmlComputeTarget -Path 'many/*.y*ml', many/c.json
            $made.Name | Sort-Object | Should -Be @('a1', 'b1', 'b2', 'c1')
            @(New-AmlComputeTarget -Path many -IfNotExists -ThrottleLimit 2).Count | Should -Be 4
        }
        finally {
            Pop-Location
        }
    }

    It 'takes a literal path with characters of a wildcard' {
        $path = New-TestFile 'odd [1].yml' "name: odd`ntype: datafactory"
        (New-AmlComputeTarget -LiteralPath $path).Name | Should -BeExactly 'odd'
        Get-ErrorId { New-AmlComputeTarget -Path $path -ErrorAction Continue } | Should -BeExactly 'InvalidArgument'
        $pool = New-TestFile 'pool [1].yml' (
            "name: pool`ntype: datalakeanalytics`nresource_id: /subscriptions/00000000-0000-0000-0000-000000000000" +
            '/resourceGroups/rg/providers/Microsoft.DataLakeAnalytics/accounts/a')
        (Connect-AmlComputeTarget -LiteralPath $pool).Name | Should -BeExactly 'pool'
        (New-AmlComputeConfiguration -LiteralPath $path, $pool).Name | Should -Be @('odd', 'pool')
    }

    It 'takes the name beside a single file' {
        $path = New-TestFile 'a.yml' "name: from-file`ntype: datafactory"
        (New-AmlComputeTarget given -Path $path).Name | Should -BeExactly 'given'
        @('p1', 'p2' | New-AmlComputeTarget -Path $path).Name | Should -Contain 'p2'
        $both = New-TestFile 'b.yml' "name: a1`ntype: datafactory`n---`nname: a2`ntype: datafactory"
        (Get-OnlyError $workspace { New-AmlComputeTarget given -Path $both }).Exception.Message |
            Should -BeExactly '-Name can be used with one compute target only, but the files describe 2.'
    }

    It 'refuses an existing name, keeps it or writes over it as with parameters' {
        $path = New-TestFile 'a.yml' "name: a1`ntype: amlcompute`nmax_instances: 2`n---`nname: b1`ntype: datafactory"
        $null = New-AmlComputeTarget a1 Standard_DS2_v2 -Wait
        $captured = Invoke-Captured { New-AmlComputeTarget -Path $path }
        $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetExists,*'
        $captured.Errors[0].TargetObject | Should -BeExactly 'a1'
        $captured.Output[0].Name | Should -BeExactly 'b1'
        (New-AmlComputeTarget a1 -Path (New-TestFile 'c.yml' 'type: amlcompute') -IfNotExists).MaxNodes | Should -Be 4
        $fewer = New-TestFile 'd.yml' "name: a1`ntype: amlcompute`nmax_instances: 2"
        (New-AmlComputeTarget -Path $fewer -Force -Wait -Timeout 10d).MaxNodes | Should -Be 2
    }

    It 'says with -WhatIf what it would do, and does nothing' {
        $null = New-AmlComputeTarget -Path "$samples/cluster*" -WhatIf
        $null = Connect-AmlComputeTarget -Path "$samples/kubernetes.yml" -WhatIf
        Get-TestRequest $workspace -Changing | Should -BeNullOrEmpty
    }

    It 'is read back from what it wrote of a live target as the same target' -ForEach @(
        @{ File = 'cluster.yml'; Command = 'New-AmlComputeTarget' }, @{ File = 'instance.yml'; Command = 'New-AmlComputeTarget' }
        @{ File = 'aks.yml'; Command = 'New-AmlComputeTarget' }, @{ File = 'kubernetes.yml'; Command = 'Connect-AmlComputeTarget' }
        @{ File = 'synapse-spark.yml'; Command = 'Connect-AmlComputeTarget' }) {
        $path = "$samples/$File"
        $made = & $Command -Path $path -Wait
        $yaml = $made | ConvertTo-AmlComputeYaml
        $written = New-TestFile "again-$File" $yaml
        # In a new sandbox, so that the service fills in what is not said.
        $null = Connect-TestSandbox
        $again = & $Command -Path $written -Wait
        $again.GetType().Name | Should -BeExactly $made.GetType().Name
        $again | ConvertTo-AmlComputeYaml | Should -BeExactly $yaml
    }

    It 'creates configurations from files, with their names' {
        $configurations = @(New-AmlComputeConfiguration -Path "$samples/cluster.yml", "$samples/kubernetes.yml")
        $configurations.Name | Should -Be @('train-cpu', 'k8s')
        $configurations[1].IsAttach | Should -BeTrue
        ($configurations[0] | New-AmlComputeTarget).Name | Should -BeExactly 'train-cpu'
        ($configurations[1] | Connect-AmlComputeTarget other).Name | Should -BeExactly 'other'
        (Get-OnlyError $workspace { New-AmlComputeConfiguration -Path "$samples/cluster.yml" -Location westus }).FullyQualifiedErrorId |
            Should -BeLike 'InvalidArgument,*'
    }
}

Describe 'Files that are wrong' {
    BeforeEach {
        $workspace = Connect-TestSandbox
    }

    It 'do not show a secret that is the name of a target of the other command' {
        $path = New-TestFile 'a.yml' ("name: 'https://ann:Pa55word@host'`ntype: synapsespark`nresource_id: " +
            '/subscriptions/s/resourceGroups/g/providers/Microsoft.Synapse/workspaces/w/bigDataPools/p')
        $record = Get-OnlyError $workspace { New-AmlComputeTarget -Path $path }
        "$record" | Should -BeExactly 'The name of a compute target contains a URL with a password, which is not shown here.'
    }

    It 'are one error, and nothing is sent: <Case>' -ForEach @(
        @{
            Case = 'an unknown key'; Text = "name: a1`ntype: amlcompute`nsizes: x"
            Message = "*a.yml, line 3, column 1: 'sizes' is not a valid key of amlcompute here. Did you mean 'size'?"
        }
        @{ Case = 'a word that is no text'; Text = "name: yes`ntype: amlcompute"; Message = "*line 1, column 7: 'name' must be text*" }
        @{ Case = 'a key that is there twice'; Text = "name: a1`nname: b1"; Message = "*line 2, column 1: The key 'name' is duplicated." }
        @{ Case = 'a tab'; Text = "name: a1`n`ttype: amlcompute"; Message = '*line 2, column 1: The line is indented with a tab*' }
        @{ Case = 'a type tag'; Text = 'name: !!str a1'; Message = '*Type tags are not allowed*' }
        @{
            Case = 'a target of the other command'
            Text = "name: a1`ntype: synapsespark`nresource_id: " +
                '/subscriptions/s/resourceGroups/g/providers/Microsoft.Synapse/workspaces/w/bigDataPools/p'
            Message = "*'a1' attaches an existing resource. Use Connect-AmlComputeTarget, or Sync-AmlComputeTarget to create and attach."
        }
        @{ Case = 'nothing'; Text = ''; Message = '*The text describes no compute target.' }
        @{
            Case = 'a bad target after a good one'; Text = "name: a1`ntype: amlcompute`n---`nname: b1`ntype: amlcompute`nx: y"
            Message = "*line 6, column 1: 'x' is not a valid key*"
        }
    ) {
        $path = New-TestFile 'a.yml' $Text
        $record = Get-OnlyError $workspace { New-AmlComputeTarget -Path $path }
        $record.Exception.Message | Should -BeLike $Message
        $record.FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($record.CategoryInfo.Category)" | Should -BeExactly 'InvalidArgument'
    }

    It 'are one error where they are many, large or nowhere' {
        $null = New-TestFile 'two/a.yml' "name: gpu`ntype: amlcompute"
        $null = New-TestFile 'two/b.yml' "name: GPU`ntype: amlcompute"
        (Get-OnlyError $workspace { New-AmlComputeTarget -Path "$TestDrive/two" }).Exception.Message |
            Should -BeLike "*b.yml, line 1, column 1: Compute target 'GPU' is described twice: also in *a.yml, line 1."
        $null = New-Item "$TestDrive/empty" -ItemType Directory -Force
        (Get-OnlyError $workspace { New-AmlComputeTarget -Path "$TestDrive/empty" }).Exception.Message |
            Should -BeLike '*The folder has no file that ends with .yml, .yaml, .json.'
        $large = New-TestFile 'large.yml' ('#' * 10485760)
        (Get-OnlyError $workspace { New-AmlComputeTarget -Path $large }).Exception.Message |
            Should -BeLike '*The file is larger than 4194304 bytes.'
        Get-OnlyError $workspace { New-AmlComputeTarget -Path "$TestDrive/none.yml" } | Should -BeLike '*none.yml*'
        Get-OnlyError $workspace { New-AmlComputeTarget -LiteralPath "$TestDrive/none.yml" } | Should -BeLike '*none.yml*'
        Get-OnlyError $workspace { New-AmlComputeTarget -Path "$TestDrive/*.nothing" } | Should -BeLike '*No file matches.'
        Get-OnlyError $workspace { New-AmlComputeTarget -Path nosuchdrive:/a.yml } | Should -BeLike '*nosuchdrive*'
        Get-OnlyError $workspace { New-AmlComputeTarget -Path variable:PSVersionTable } |
            Should -BeLike '*The path must be in the file system, not in the provider Variable.'
    }

    It 'are one error, with the place, where <Name>' -ForEach @(
        @{
            Name = 'a number is text'; File = 'a.json'
            Message = '*a.json, line 1, column *: ' +
                "'properties.properties.scaleSettings.maxNodeCount' must be a whole number, and is text."
            Text = '{"name":"a1","properties":{"computeType":"AmlCompute",' +
                '"properties":{"scaleSettings":{"maxNodeCount":"1","minNodeCount":"1"}}}}'
        }
        @{
            Name = 'text is a number'; File = 'a.json'; Message = "*'properties.properties.vmSize' must be text, and is a number."
            Text = '{"name":"a1","properties":{"computeType":"AmlCompute","properties":{"vmSize":5}}}'
        }
        @{
            Name = 'an object is a list'; File = 'a.json'; Message = "*'properties' must be keys with values, but is a list."
            Text = '{"name":"a1","properties":[]}'
        }
        @{
            Name = 'limits do not fit'; File = 'a.json'
            Message = "*line 1, column 101: 'properties.properties.scaleSettings.minNodeCount' 3 and * are not valid together*"
            Text = '{"name":"a1","properties":{"computeType":"AmlCompute",' +
                '"properties":{"scaleSettings":{"maxNodeCount":1,"minNodeCount":3}}}}'
        }
        @{
            Name = 'a user has no password'; File = 'a.yml'; Message = "*line 3, column 32: *'ssh_settings.ssh_key_value'*"
            Text = "name: a1`ntype: amlcompute`nssh_settings: {admin_username: x}"
        }
        @{
            Name = 'SSH has no key'; File = 'a.yml'
            Message = "*line 3, column 28: 'ssh_public_access_enabled': *'ssh_settings.ssh_key_value'*"
            Text = "name: a1`ntype: computeinstance`nssh_public_access_enabled: true"
        }
        @{
            Name = 'an identity is none'; File = 'a.yml'; Message = "*'foo'*"
            Text = "name: a1`ntype: amlcompute`n" +
                'identity: {type: user_assigned, user_assigned_identities: [{resource_id: foo}]}'
        }
    ) {
        $path = New-TestFile $File $Text
        (Get-OnlyError $workspace { New-AmlComputeTarget -Path $path }).Exception.Message | Should -BeLike $Message
        (Get-OnlyError $workspace { New-AmlComputeTarget -Path $path -WhatIf }).Exception.Message | Should -BeLike $Message
        if ($Message -like '*must be*') {
            $actions = { New-AmlComputeConfiguration -Path $path }, { Compare-AmlComputeTarget $path },
                { Sync-AmlComputeTarget $path -Force }, { Test-AmlComputeTarget -Configuration (New-AmlComputeConfiguration -Path $path) }
            foreach ($action in $actions) {
                $captured = Invoke-Captured $action
                $captured.Errors[0].Exception.Message | Should -BeLike $Message
                $workspace.Sandbox.Requests.Count | Should -Be 1
            }
        }
    }

    It 'that say what no new target can have are refused as configurations too, and of use to keep or to compare' {
        $null = New-AmlComputeTarget desk -Instance Standard_DS2_v2 -SshPublicKey 'ssh-rsa AAAA' -SshPublicAccess Enabled -Wait
        $path = New-TestFile 'desk.yml' (Get-AmlComputeTarget desk | ConvertTo-AmlComputeYaml)
        (Compare-AmlComputeTarget $path).Status | Should -Be 'Same'
        (New-AmlComputeTarget -Path $path -IfNotExists).Name | Should -BeExactly 'desk'
        $before = $workspace.Sandbox.Requests.Count
        $captured = Invoke-Captured { New-AmlComputeConfiguration -Path $path | New-AmlComputeTarget other }
        $captured.Errors[0].Exception.Message | Should -BeLike "*desk.yml, line *'ssh_settings.ssh_key_value'*"
        @(Get-TestRequest $workspace -After $before -Changing) | Should -HaveCount 0
        (New-AmlComputeConfiguration -Path $path | Test-AmlComputeTarget other) | Should -BeFalse
    }

    It 'are one error where a placeholder was left in them' {
        $path = New-TestFile 'a.yml' (
            "name: <POOL>`ntype: synapsespark`n" +
            'resource_id: /subscriptions/<SUB>/resourceGroups/g/providers/Microsoft.Synapse/workspaces/w/bigDataPools/p')
        (Get-OnlyError $workspace { Connect-AmlComputeTarget -Path $path }).FullyQualifiedErrorId | Should -BeLike 'InvalidComputeName,*'
        (Get-OnlyError $workspace { Connect-AmlComputeTarget a1 -Path $path }).Exception.Message |
            Should -BeLike "*line 3, column 14: 'resource_id': *is not a valid id of a resource to attach as SynapseSpark. *"
    }

    It 'are no place for what is said beside them' {
        $path = "$samples/cluster.yml"
        $settings = @{ Location = 'westus' }, @{ Description = 'x' }, @{ Tag = @{ a = 'b' } }, @{ IdentityType = 'None' },
            @{ IdentityId = 'x' }, @{ DisableLocalAuth = $true }
        foreach ($beside in $settings) {
            (Get-OnlyError $workspace { New-AmlComputeTarget -Path $path @beside }).Exception.Message |
                Should -BeLike '-* cannot be combined with -Path or -LiteralPath. Write the setting into the file.'
        }
        (Get-OnlyError $workspace { Get-AmlWorkspace | New-AmlComputeTarget -Path $path }).FullyQualifiedErrorId |
            Should -BeLike 'InvalidArgument,*'
    }
}

Describe 'The assembly that reads YAML' {
    It 'is loaded when it is used, and not before' -Tag Process {
        $run = Invoke-FreshShell -Command @'
            $null = Connect-AmlWorkspace -Sandbox
            $null = New-AmlComputeConfiguration -VmSize Standard_DS3_v2
            "before: $([AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'YamlDotNet' }).Count)"
            $null = New-AmlComputeConfiguration -Path samples/computes/cluster.yml
            "after: $([AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'YamlDotNet' }).Count)"
'@
        $run.Output | Should -Match 'before: 0'
        $run.Output | Should -Match 'after: 1'
    }
}
