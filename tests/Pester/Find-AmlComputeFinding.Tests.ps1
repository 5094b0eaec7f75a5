BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
    $subnet = ($aks -replace '/Microsoft.*') + '/Microsoft.Network/virtualNetworks/v/subnets/s'

    # Settings of a cluster and of an instance without a finding.
    $cleanCluster = @{
        VmSize = 'Standard_DS2_v2'; MaxNodes = 1; SubnetId = $subnet; EnableNodePublicIp = $false; RemoteLogin = 'Disabled'
        DisableLocalAuth = $true
    }
    $cleanInstance = @{
        Instance = $true; VmSize = 'Standard_DS2_v2'; SubnetId = $subnet; EnableNodePublicIp = $false; DisableLocalAuth = $true
        IdleTimeBeforeShutdown = '1h'; ApplicationSharingPolicy = 'Personal'; EnableRootAccess = $false; ReleaseQuotaOnStop = $true
    }

    # A target without a finding but for the given settings.
    function New-Clean([string] $Name, [hashtable] $With = @{}, [switch] $Instance, $Workspace) {
        $settings = if ($Instance) { $cleanInstance.Clone() } else { $cleanCluster.Clone() }
        foreach ($key in $With.Keys) { if ($null -eq $With[$key]) { $settings.Remove($key) } else { $settings[$key] = $With[$key] } }
        if ($Workspace) { $settings.Workspace = $Workspace }
        New-AmlComputeTarget $Name @settings -WarningAction Ignore
    }

    function Get-Short($Finding) { foreach ($one in $Finding) { "$($one.Rule) $($one.Name)" } }

    # Runs the commands of findings as a user who pastes them does.
    function Invoke-Fix($Finding) {
        foreach ($fix in $Finding.Fix) { if ($fix) { $null = & ([scriptblock]::Create($fix)) } }
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Find-AmlComputeFinding' {
    BeforeEach {
        $quota = @{
            TotalDedicatedCores = 400; TotalLowPriorityCores = 100; standardDSv2Family = 400; standardEDSv4Family = 100
            standardDDSv5Family = 100
        }
        $workspace = Connect-TestSandbox @{ Clock = 'Manual'; Quota = $quota } -WorkspaceName main
        $sandbox = $workspace.Sandbox
    }

    It 'finds nothing on targets without a problem, and does not read the jobs without need' {
        $null = New-Clean cpu
        $null = New-Clean desk -Instance
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks
        $sandbox.Advance('00:10:00')
        Clear-TestRequest $sandbox
        $result = Invoke-Captured { Find-AmlComputeFinding }
        $result.Output.Count + $result.Errors.Count + $result.Warnings.Count | Should -Be 0
        @(Get-TestRequest $workspace) -notlike '*/vmSizes' | Should -Be "GET $($workspace.Id)/computes"
    }

    It 'has the cost of a month, its currency, and a mark for Spot; the sizes are read once for the session' {
        $null = New-Clean priced @{ VmSize = 'Standard_E4ds_v4'; MinNodes = 2; MaxNodes = 2 }
        $null = New-Clean spot @{ VmSize = 'Standard_E4ds_v4'; MinNodes = 1; Priority = 'LowPriority' }
        $null = New-Clean unpriced @{ VmSize = 'Standard_D4ds_v5'; MinNodes = 1 }
        $null = New-Clean off -Instance @{ VmSize = 'Standard_E4ds_v4'; IdleTimeBeforeShutdown = $null }
        $sandbox.Advance('00:30:00')
        $null = Stop-AmlComputeTarget off
        $sandbox.Advance('09:00:00')
        Clear-TestRequest $sandbox
        $found = @{}
        Find-AmlComputeFinding -Category Cost | ForEach-Object { $found[$_.Name] = $_ }
        $found.priced.CostPerMonth, $found.priced.Currency, $found.priced.IsSpot | Should -Be @(423.4, 'USD', $false)
        $found.spot.CostPerMonth, $found.spot.IsSpot | Should -Be @(43.8, $true)
        $found.unpriced.CostPerMonth, $found.unpriced.Currency | Should -Be @($null, $null)
        $found.off.CostPerMonth | Should -Be 0
        $null = Find-AmlComputeFinding
        Get-TestRequest $workspace | Where-Object { $_ -like '*/vmSizes' } | Should -HaveCount 1
        $retail = Find-AmlComputeFinding -Category Cost -RetailPrices | Where-Object Name -EQ unpriced
        $retail.CostPerMonth, $retail.Currency | Should -Be @(163.52, 'USD')
        $saved = ConvertTo-Deserialized $retail
        (ConvertTo-AmlComputeSarif $saved | ConvertFrom-Json).runs[0].results[0].properties.currency | Should -BeExactly 'USD'
    }

    It 'gives everything that is known about a finding' {
        $desk = New-Clean desk -Instance @{ IdleTimeBeforeShutdown = $null; Tag = @{ owner = 'ann' } }
        $sandbox.Advance('00:10:00')
        $finding = Find-AmlComputeFinding
        $finding.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeFinding'
        $finding.Rule, "$($finding.Category)", "$($finding.Severity)" | Should -Be @('NoIdleShutdown', 'Cost', 'Medium')
        $finding.Name, $finding.ResourceId, $finding.WorkspaceName | Should -Be @('desk', $desk.Id, 'main')
        $finding.Owner | Should -BeExactly 'ann'
        $finding.Evidence | Should -BeExactly 'It has no idle shutdown.'
        $finding.Policy | Should -BeLike '/providers/Microsoft.Authorization/policyDefinitions/679ddf89-*'
        $finding.Fix | Should -BeExactly "Set-AmlComputeTarget -ResourceId $($desk.Id) -IdleTimeBeforeShutdown 1h"
        $finding.NeedsReplacement | Should -BeFalse
        Invoke-Fix $finding
        Find-AmlComputeFinding | Should -BeNullOrEmpty
    }

    It 'reads one list of targets and one of jobs for any number of targets' {
        $null = New-Clean c1 @{ MinNodes = 1 }
        $null = New-Clean c2 @{ MinNodes = 1 }
        $null = New-Clean c3 @{ MinNodes = 1 }
        $sandbox.Advance('09:00:00')
        $sandbox.AddJob(@{ Target = 'c2'; Duration = '5h'; Status = 'Completed' })
        $sandbox.AddJob(@{ Target = 'c3'; Duration = '5h'; Status = 'Paused' })
        Clear-TestRequest $sandbox
        Get-Short (Find-AmlComputeFinding) | Should -Be 'ClusterKeepsNodes c1'
        @(Get-TestRequest $workspace) -notlike '*/vmSizes' | Should -Be @("GET $($workspace.Id)/computes", "GET $($workspace.Id)/jobs")
        $sandbox.Advance('07:59:00')
        Get-Short (Find-AmlComputeFinding) | Should -Be 'ClusterKeepsNodes c1'
        $sandbox.Advance('00:02:00')
        Get-Short (Find-AmlComputeFinding) | Should -Be @('ClusterKeepsNodes c1', 'ClusterKeepsNodes c2')
        Get-Short (Find-AmlComputeFinding -IdleFor 1d) | Should -BeNullOrEmpty
    }

    It 'keeps what fits: <Name>' -ForEach @(
        @{ Name = 'a rule'; Given = @{ Rule = 'nosubnet', 'LocalAuthEnabled' }; Expected = 'LocalAuthEnabled cpu', 'NoSubnet cpu' }
        @{ Name = 'a category'; Given = @{ Category = 'Cost', 'Health' }; Expected = 'NoIdleShutdown desk' }
        @{ Name = 'not a tag'; Given = @{ ExcludeTag = 'KEEP' }; Expected = 'NoIdleShutdown desk' }
        @{ Name = 'not a value of a tag'; Given = @{ ExcludeTag = 'keep=n*', 'team=x' }; Expected = 'LocalAuthEnabled cpu', 'NoSubnet cpu' }
        @{ Name = 'a name'; Given = @{ Name = 'd*' }; Expected = 'NoIdleShutdown desk' }
    ) {
        $null = New-Clean cpu @{ SubnetId = $null; DisableLocalAuth = $null; Tag = @{ keep = 'yes' } }
        $null = New-Clean desk -Instance @{ IdleTimeBeforeShutdown = $null; Tag = @{ team = 'x' } }
        $sandbox.Advance('00:10:00')
        Get-Short (Find-AmlComputeFinding @Given) | Should -Be $Expected
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'piped targets without another list'; Action = { $found | Find-AmlComputeFinding }; Requests = 0 }
        @{ Name = 'deserialized targets with one list'; Action = { ConvertTo-Deserialized $found | Find-AmlComputeFinding }; Requests = 1 }
        @{ Name = 'ids with one list'; Action = { $found | ForEach-Object { ConvertTo-Row $_ } | Find-AmlComputeFinding }; Requests = 1 }
        @{ Name = 'names with one list'; Action = { 'desk', 'box' | Find-AmlComputeFinding }; Requests = 1 }
    ) {
        $null = New-Clean desk -Instance @{ IdleTimeBeforeShutdown = $null }
        $null = New-Clean box -Instance @{ IdleTimeBeforeShutdown = $null }
        $null = New-Clean other -Instance @{ IdleTimeBeforeShutdown = $null }
        $sandbox.Advance('00:10:00')
        $found = Get-AmlComputeTarget desk, box
        Clear-TestRequest $sandbox
        (& $Action).Name | Sort-Object | Should -Be @('box', 'desk')
        $sandbox.RequestCount | Should -Be $Requests
    }

    It 'finds <Name>' -ForEach @(
        @{
            Name = 'an instance without jobs, whose fix is never a stop'; Rule = 'InstanceWithoutJobs'; Instance = $true
            With = @{ IdleTimeBeforeShutdown = '1d' }; Wait = '09:00:00'; Fix = 'Set-*-IdleTimeBeforeShutdown 1h'
        }
        @{
            Name = 'a long stop'; Rule = 'StoppedForLong'; Instance = $true; With = @{}; Stop = $true; Wait = '30.00:00:00'; Fix = ''
        }
        @{
            Name = 'quota that is held'; Rule = 'QuotaHeldUnused'; Instance = $true; With = @{ ReleaseQuotaOnStop = $false }; Stop = $true
            Wait = '08:00:00'; Fix = 'Set-*-ReleaseQuotaOnStop $true'
        }
        @{
            Name = 'root access'; Rule = 'RootAccess'; Instance = $true; With = @{ EnableRootAccess = $true }
            Fix = 'Set-*-EnableRootAccess $false'
        }
        @{
            Name = 'local accounts of an instance'; Rule = 'LocalAuthEnabled'; Instance = $true; With = @{ DisableLocalAuth = $null }
            Fix = 'Set-*-DisableLocalAuth'
        }
        @{
            Name = 'local accounts of a cluster'; Rule = 'LocalAuthEnabled'; Instance = $false; With = @{ DisableLocalAuth = $null }
            Fix = 'Set-*-DisableLocalAuth'
        }
        @{
            Name = 'shared applications'; Rule = 'SharedApplications'; Instance = $true; With = @{ ApplicationSharingPolicy = 'Shared' }
            Fix = ''
        }
        @{ Name = 'public addresses'; Rule = 'NodePublicIp'; Instance = $false; With = @{ EnableNodePublicIp = $true }; Fix = '' }
        @{ Name = 'no subnet'; Rule = 'NoSubnet'; Instance = $true; With = @{ SubnetId = $null }; Fix = '' }
        @{
            Name = 'a cluster that keeps nodes'; Rule = 'ClusterKeepsNodes'; Instance = $false; With = @{ MinNodes = 1 }; Wait = '09:00:00'
            Fix = 'Set-*-MinNodes 0'
        }
        @{
            Name = 'a size that will be retired'; Rule = 'RetiringSize'; Instance = $false; With = @{}; Wait = '300.00:00:00'; Fix = ''
        }
    ) {
        $null = New-Clean planted $With -Instance:$Instance
        $null = New-Clean clean -Instance:$Instance
        $sandbox.Advance('00:10:00')
        if ($Stop) { $null = Stop-AmlComputeTarget planted }
        $sandbox.Advance($(if ($Wait) { $Wait } else { '00:00:00' }))
        $sandbox.AddJob(@{ Target = 'clean'; Status = 'Completed'; Duration = '1m' })
        $found = @(Find-AmlComputeFinding planted)
        Get-Short $found | Should -Be "$Rule planted"
        Get-Short (Find-AmlComputeFinding clean -RetiringWithin 10d) | Should -BeNullOrEmpty
        "$($found[0].Fix)" | Should -BeLike $Fix
        $found[0].NeedsReplacement | Should -Be (-not $Fix)
        if (-not $Fix) { $found[0].Evidence | Should -BeLike '* replacement *' }
        Invoke-Fix $found
        $sandbox.Advance('00:05:00')
        @(Find-AmlComputeFinding planted) | Should -HaveCount ([int] (-not $Fix))
    }

    It 'resizes an instance of a retired size' {
        $old = Connect-TestSandbox @{
            Clock = 'Manual'; StartTime = '2026-08-01'; Quota = @{ standardNVSv3Family = 24; StandardNVADSA10v5Family = 72 }
        }
        $null = New-Clean gpu @{ VmSize = 'Standard_NV12s_v3' } -Instance
        $old.Sandbox.Advance('61.00:00:00')
        $found = @(Find-AmlComputeFinding -Rule RetiredSize)
        $found.Fix | Should -BeLike "Resize-AmlComputeTarget -ResourceId */gpu -VmSize Standard_NV36ads_A10_v5"
        $found.Since | Should -Be ([datetimeoffset] '2026-09-30Z')
        Invoke-Fix $found
        $old.Sandbox.Advance('00:10:00')
        Find-AmlComputeFinding -Rule RetiredSize | Should -BeNullOrEmpty
    }

    It 'reads each attached resource once, and only when its rule is named' {
        $null = foreach ($name in 'k1', 'k2') { Connect-AmlComputeTarget $name -Kubernetes -ResourceId $aks }
        $sandbox.Advance('00:10:00')
        Clear-TestRequest $sandbox
        Find-AmlComputeFinding | Should -BeNullOrEmpty
        Find-AmlComputeFinding -Rule AttachedResourceGone | Should -BeNullOrEmpty
        @(Get-TestRequest $workspace) | Should -Be @(
            "GET $($workspace.Id)/computes", "GET $($workspace.Id)/computes", "GET $aks")
        $sandbox.AddFault(@{ Method = 'GET'; Path = $aks; Status = 404; Code = 'ResourceNotFound'; Count = 0 })
        $found = @(Find-AmlComputeFinding -Rule AttachedResourceGone)
        Get-Short $found | Should -Be @('AttachedResourceGone k1', 'AttachedResourceGone k2')
        $found[0].NeedsReplacement | Should -BeTrue
    }

    It 'reads an attached resource for each connection' {
        $null = Connect-AmlComputeTarget k1 -Kubernetes -ResourceId $aks
        $sandbox.Advance('00:10:00')
        $other = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName main
        $null = Connect-AmlComputeTarget k2 -Kubernetes -ResourceId $aks
        $other.Sandbox.Advance('00:10:00')
        $other.Sandbox.AddFault(@{ Method = 'GET'; Path = $aks; Status = 404; Code = 'ResourceNotFound'; Count = 0 })
        $targets = $workspace, $other | ForEach-Object { Get-AmlComputeTarget -Workspace $_ }
        Get-Short @($targets | Find-AmlComputeFinding -Rule AttachedResourceGone) | Should -Be 'AttachedResourceGone k2'
    }

    It 'reports what could not be read as unknown: <Name>' -ForEach @(
        @{
            Name = 'the jobs'; Rule = 'ClusterKeepsNodes'; Path = '*/jobs'
            Text = "Workspace 'main': ClusterKeepsNodes is unknown for 'c1', 'c2', because the jobs cannot be read*"
        }
        @{
            Name = 'an attached resource'; Rule = 'AttachedResourceGone'; Path = '*/managedClusters/*'
            Text = "*AttachedResourceGone is unknown for 'k8s'*could not be checked*"
        }
    ) {
        $null = foreach ($name in 'c1', 'c2') { New-Clean $name @{ MinNodes = 1 } }
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks
        $sandbox.Advance('09:00:00')
        $sandbox.AddFault(@{ Method = 'GET'; Path = $Path; Status = 403; Count = 0 })
        $result = Invoke-Captured { Find-AmlComputeFinding -Rule $Rule }
        $result.Output.Count + $result.Errors.Count | Should -Be 0
        $result.Warnings.Count | Should -Be 1
        $result.Warnings[0] | Should -BeLike $Text
    }

    It 'reports a workspace whose targets cannot be read, and continues with the others' {
        $sandbox.AddFault(@{ Method = 'GET'; Path = '*/main/computes'; Status = 403; Count = 0 })
        $other = Connect-TestSandbox
        $null = New-Clean desk -Instance @{ IdleTimeBeforeShutdown = $null } -Workspace $other
        $other.Sandbox.Advance('00:30:00')
        $denied = [pscustomobject] @{ ResourceId = "$($workspace.Id)/computes/x" }
        $null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Workspace = @{ Name = 'main'; ResourceGroupName = 'sandbox-rg' } }
        (Get-AmlWorkspace).Sandbox.AddFault(@{ Method = 'GET'; Path = '*/main/computes'; Status = 403; Count = 0 })
        $result = Invoke-Captured { @($denied) + @(Get-AmlComputeTarget -Workspace $other) | Find-AmlComputeFinding }
        Get-Short $result.Output | Should -Be 'NoIdleShutdown desk'
        $result.Errors.Count | Should -Be 1
        ($result.Errors[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'AuthorizationFailed'
    }

    It 'is an error for <Name>' -ForEach @(
        @{ Name = 'a rule that does not exist'; Given = @{ Rule = 'NoIdleShutdwn' }; Text = "*Did you mean 'NoIdleShutdown'?*Allowed: *" }
        @{ Name = 'a rule of another category'; Given = @{ Rule = 'NoSubnet'; Category = 'Cost' }; Text = '*None of the rules of -Rule*' }
        @{ Name = 'a negative duration'; Given = @{ IdleFor = '-1h' }; Text = '-IdleFor: -1h is not between*' }
        @{ Name = 'a text that is not a duration'; Given = @{ StoppedFor = 'long' }; Text = "-StoppedFor: 'long' is not a valid length*" }
        @{ Name = 'a missing target'; Given = @{ Name = 'gone' }; Text = "Compute target 'gone' was not found in workspace 'main'." }
    ) {
        $result = Invoke-Captured { Find-AmlComputeFinding @Given }
        $result.Errors.Count | Should -Be 1
        "$($result.Errors[0])" | Should -BeLike $Text
        $result.Output.Count | Should -Be 0
    }

    It 'suggests a similar name for a target that does not exist' {
        $null = New-Clean desk -Instance
        $result = Invoke-Captured { Find-AmlComputeFinding -Name dsk }
        "$($result.Errors)" | Should -BeExactly "Compute target 'dsk' was not found in workspace 'main'. Did you mean 'desk'?"
    }

    It 'is one error for a clock that is behind the times of the service, beside the other findings' {
        $null = foreach ($name in 'desk', 'box') { New-Clean $name -Instance @{ IdleTimeBeforeShutdown = $null } }
        $sandbox.Advance('00:10:00')
        $list = (Get-AmlComputeTarget | ForEach-Object { $_.ToJson() }) -join ',' -creplace
            '("operationTime": ")[^"]*', '${1}2040-01-01T00:00:00Z' -creplace '("state": ")Running', '$1Stopped'
        $sandbox.AddFault(@{ Method = 'GET'; Path = '*/main/computes'; Status = 200; Body = "{ `"value`": [ $list ] }" })
        $result = Invoke-Captured { Find-AmlComputeFinding }
        $result.Errors.Count | Should -Be 1
        "$($result.Errors[0])" |
            Should -BeLike "The clock of this computer is behind: * 2040-01-01 00:00:00Z. Findings that depend on the time can be missing."
        Get-Short $result.Output | Should -Be @('NoIdleShutdown box', 'NoIdleShutdown desk')
    }

    It 'lets a finding stand for its target in the pipeline: <Name>' -ForEach @(
        @{ Name = 'live'; Convert = { param($finding) $finding } }
        @{ Name = 'deserialized'; Convert = { param($finding) ConvertTo-Deserialized $finding } }
        @{ Name = 'from JSON'; Convert = { param($finding) $finding | ConvertTo-Json | ConvertFrom-Json } }
    ) {
        $null = New-Clean desk -Instance @{ IdleTimeBeforeShutdown = $null }
        $null = New-Clean cpu @{ MaxNodes = 2 }
        $sandbox.Advance('00:10:00')
        $finding = & $Convert (Find-AmlComputeFinding -Rule NoIdleShutdown)
        ($finding | Get-AmlComputeTarget).Name | Should -BeExactly 'desk'
        ($finding | Get-AmlComputeNode).NodeId | Should -BeExactly 'desk'
        ($finding | Update-AmlComputeTarget).Name | Should -BeExactly 'desk'
        ($finding | Stop-AmlComputeTarget).Name | Should -BeExactly 'desk'
        $sandbox.Advance('00:10:00')
        ($finding | Wait-AmlComputeTarget -For Stopped -Timeout 0).Name | Should -BeExactly 'desk'
        $finding | Set-AmlComputeTarget -IdleTimeBeforeShutdown 1h
        (Get-AmlComputeTarget desk).IdleTimeBeforeShutdown | Should -Be ([timespan] '01:00:00')
        $finding | Remove-AmlComputeTarget -WhatIf
        $finding | Remove-AmlComputeTarget -Force
        $sandbox.Advance('00:10:00')
        (Get-AmlComputeTarget).Name | Should -Be 'cpu'
    }

    It 'uses the connection of a live finding, not that of the session' {
        $null = New-Clean desk -Instance @{ IdleTimeBeforeShutdown = $null }
        $sandbox.Advance('00:10:00')
        $finding = Find-AmlComputeFinding
        $null = Connect-TestSandbox
        ($finding | Get-AmlComputeTarget).WorkspaceName | Should -BeExactly 'main'
    }
}

Describe 'Findings as text' {
    BeforeAll {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' } -WorkspaceName main
        $null = New-Clean desk -Instance @{ IdleTimeBeforeShutdown = $null; Tag = @{ owner = '<script>|`x`' } }
        $null = New-Clean cpu @{ SubnetId = $null }
        $workspace.Sandbox.Advance('00:10:00')
        $findings = Find-AmlComputeFinding
    }

    It 'is Markdown in which no name or tag is code: <Name>' -ForEach @(
        @{ Name = 'live'; Convert = { param($finding) $finding } }
        @{ Name = 'deserialized'; Convert = { param($finding) $finding | ForEach-Object { ConvertTo-Deserialized $_ } } }
    ) {
        $text = & $Convert $findings | ConvertTo-AmlComputeMarkdown
        $lines = $text -split "`n"
        $lines[0] | Should -BeExactly '| Severity | Rule | Name | Workspace | Owner | Evidence | Fix |'
        $lines[2] | Should -BeLike '| Medium | NoSubnet | cpu | main |  | It is in no virtual network*| replacement |'
        $lines[3] | Should -BeLike '| Medium | NoIdleShutdown | desk | main | &lt;script&gt;* | <code>Set\-AmlComputeTarget \-Res*</code> |'
        $lines[3] | Should -Match ([regex]::Escape(' &lt;script&gt;\|\`x\` '))
        $text | Should -Not -BeLike '*<script*'
    }

    It 'is SARIF for pipelines: <Name>' -ForEach @(
        @{ Name = 'live'; Convert = { param($finding) $finding } }
        @{ Name = 'from JSON'; Convert = { param($finding) $finding | ConvertTo-Json | ConvertFrom-Json } }
        @{ Name = 'from CSV'; Convert = { param($finding) $finding | ConvertTo-Csv | ConvertFrom-Csv } }
    ) {
        $sarif = & $Convert $findings | ConvertTo-AmlComputeSarif | ConvertFrom-Json
        $sarif.version | Should -BeExactly '2.1.0'
        $run = $sarif.runs[0]
        $run.tool.driver.name | Should -BeExactly 'AmlCompute'
        $run.tool.driver.rules.id | Should -Be @('NoSubnet', 'NoIdleShutdown')
        $run.results.ruleId | Should -Be @('NoSubnet', 'NoIdleShutdown')
        $run.results.level | Should -Be @('warning', 'warning')
        $run.results[1].message.text | Should -BeLike 'desk: It has no idle shutdown. Fix: Set-AmlComputeTarget *'
        $run.results[0].locations[0].logicalLocations[0].fullyQualifiedName | Should -BeExactly (Get-AmlComputeTarget cpu).Id
        $run.results[0].properties.needsReplacement | Should -BeTrue
    }

    It 'is SARIF without results for no findings' {
        (@() | ConvertTo-AmlComputeSarif | ConvertFrom-Json).runs[0].results | Should -BeNullOrEmpty
        Get-ErrorId { 'text' | ConvertTo-AmlComputeSarif } | Should -Be 'InvalidArgument'
    }
}
