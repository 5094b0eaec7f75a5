# Findings over many workspaces: 60 planted ones among 300 targets, the requests that finding them takes, and what their fixes leave.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg'

    $all = @{
        VmSize = 'Standard_D4ds_v5'; SubnetId = "$group/providers/Microsoft.Network/virtualNetworks/v/subnets/s"; DisableLocalAuth = $true
        EnableNodePublicIp = $false; WarningAction = 'Ignore'
    }
    $cluster = $all + @{ MaxNodes = 1; RemoteLogin = 'Disabled' }
    $machine = $all + @{
        Instance = $true; IdleTimeBeforeShutdown = '1h'; ApplicationSharingPolicy = 'Personal'; EnableRootAccess = $false
        ReleaseQuotaOnStop = $true
    }
    $places = foreach ($i in 0..11) { @{ Name = "ws-$('{0:d2}' -f $i)" } }
    $main = Connect-TestSandbox -WorkspaceName 'ws-00' @{
        Clock = 'Manual'; StartTime = '2026-08-25'; Workspace = $places[1..11]
        Quota = @{
            TotalClusters = 400; TotalDedicatedCores = 4000; standardDDSv5Family = 2000; standardNVSv3Family = 100
            StandardNVADSA10v5Family = 200
        }
    }
    $sandbox = $main.Sandbox
    $workspaces = @(Get-AmlWorkspace -ListAvailable)
    $planted = [Collections.Generic.List[string]]::new()
    $script:made = 0

    # Creates targets of one kind in turn over all workspaces. Each has the findings of the rules.
    function New-Planted([int] $Count, [string] $Prefix, [hashtable] $Base, [hashtable] $With = @{}, [string[]] $Rule = @()) {
        $settings = $Base.Clone()
        foreach ($key in $With.Keys) { if ($null -eq $With[$key]) { $settings.Remove($key) } else { $settings[$key] = $With[$key] } }
        foreach ($i in 1..$Count) {
            $name = '{0}-{1}x' -f $Prefix, $i
            $target = New-AmlComputeTarget $name @settings -Workspace $workspaces[$script:made++ % 12]
            foreach ($one in $Rule) { $planted.Add("$one $name") }
            $target
        }
    }

    $null = New-Planted 4 stopped $machine -Rule StoppedForLong
    $null = New-Planted 5 keeps $cluster @{ MinNodes = 1 } -Rule ClusterKeepsNodes
    $sandbox.AddFault(@{ Method = 'PUT'; Path = '*/computes/failed-*'; FailOperation = $true; Count = 3 })
    $null = New-Planted 3 failed $cluster -Rule FailedTarget
    $sandbox.Advance('31.00:00:00')
    $null = New-Planted 2 retired-box $machine @{ VmSize = 'Standard_NV12s_v3' } -Rule RetiredSize
    $null = New-Planted 2 retired-cpu $cluster @{ VmSize = 'Standard_NV12s_v3' } -Rule RetiredSize
    $null = New-Planted 3 retiring $cluster @{ VmSize = 'Standard_HB120rs_v2' } -Rule RetiringSize
    $held = New-Planted 5 held $machine @{ ReleaseQuotaOnStop = $false; IdleTimeBeforeShutdown = '3d' } -Rule QuotaHeldUnused
    $sandbox.Advance('10.00:00:00')
    $null = New-Planted 5 unused $machine @{ IdleTimeBeforeShutdown = '1d' } -Rule InstanceWithoutJobs
    $null = New-Planted 2 local-box $machine @{ DisableLocalAuth = $null } -Rule LocalAuthEnabled
    $null = New-Planted 4 root $machine @{ EnableRootAccess = $true } -Rule RootAccess
    $null = New-Planted 4 shared $machine @{ ApplicationSharingPolicy = 'Shared' } -Rule SharedApplications
    $null = New-Planted 100 clean-box $machine
    $null = New-Planted 5 busy $cluster @{ MinNodes = 1 }
    $sandbox.Advance('09:00:00')
    $null = New-Planted 5 endless $machine @{ IdleTimeBeforeShutdown = $null } -Rule NoIdleShutdown
    $null = New-Planted 3 local-cpu $cluster @{ DisableLocalAuth = $null } -Rule LocalAuthEnabled
    $null = New-Planted 4 ssh $cluster @{ EnableNodePublicIp = $true; RemoteLogin = 'Enabled' } -Rule SshPublicAccess, NodePublicIp
    $null = New-Planted 5 open $cluster @{ SubnetId = $null } -Rule NoSubnet
    $null = New-Planted (300 - $script:made) clean-cpu $cluster
    $sandbox.Advance('00:10:00')
    foreach ($workspace in $workspaces) {
        foreach ($target in Get-AmlComputeTarget busy-* -Workspace $workspace) {
            $workspace.Sandbox.AddJob(@{ Target = $target.Id; Status = 'Completed'; Duration = '1h' })
        }
    }

    function Find-All { Find-AmlComputeFinding -AllWorkspaces }
    function Get-Short($Finding) { $Finding | ForEach-Object { "$($_.Rule) $($_.Name)" } | Sort-Object }
}

AfterAll {
    Assert-TestBody
}

Describe '60 findings planted among 300 targets in 12 workspaces' {
    It 'has so many' {
        $workspaces | Should -HaveCount 12
        $planted | Should -HaveCount 60
        @($workspaces | ForEach-Object { Get-AmlComputeTarget -Workspace $_ }) | Should -HaveCount 300
    }

    It 'are all found and no others, with one list of targets and at most one of jobs for each workspace, and one of sizes' {
        $sandbox.ClearRequests()
        $result = Invoke-Captured { Find-All }
        $result.Errors.Count + $result.Warnings.Count | Should -Be 0
        Get-Short $result.Output | Should -Be ($planted | Sort-Object)
        $requests = Get-TestRequest $main | Group-Object { ($_ -split '/')[-1] }
        ($requests | Where-Object Name -EQ computes).Count | Should -Be 12
        ($requests | Where-Object Name -EQ jobs).Count | Should -BeLessOrEqual 12
        @($requests | Where-Object Name -EQ vmSizes | ForEach-Object Group).Count | Should -BeLessOrEqual 1
        @($requests.Name -ne 'vmSizes' | Sort-Object) | Should -Be @('computes', 'jobs', 'workspaces')
    }

    It 'are found over piped targets and over piped workspaces, too' {
        Get-Short (Get-AmlComputeTarget -AllWorkspaces | Find-AmlComputeFinding) | Should -Be ($planted | Sort-Object)
        Get-Short ($workspaces | Find-AmlComputeFinding) | Should -Be ($planted | Sort-Object)
    }

    It 'are found in the other workspaces if one cannot be read' {
        $sandbox.AddFault(@{ Method = 'GET'; Path = '*/ws-03/computes'; Status = 403 })
        $result = Invoke-Captured { Find-All }
        $result.Errors.Count | Should -Be 1
        "$($result.Errors[0])" | Should -BeLike '*ws-03*'
        $result.Output.WorkspaceName | Should -Not -Contain 'ws-03'
        $result.Output.WorkspaceName | Sort-Object -Unique | Should -HaveCount 11
    }

    It 'leave only those that need a replacement after every fix was run' {
        $found = @(Find-All)
        foreach ($fix in $found.Fix) { if ($fix) { $null = & ([scriptblock]::Create($fix)) } }
        $sandbox.Advance('00:10:00')
        $expected = Get-Short ($found | Where-Object NeedsReplacement)
        $expected | Should -HaveCount 29
        Get-Short (Find-All) | Should -Be $expected
    }
}
