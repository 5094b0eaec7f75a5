# Creates a sandbox of 12 workspaces with 300 compute targets, and plants 60 findings: $planted has them as 'Rule name'. A spec and a
# benchmark dot-source this file, whose engine
# imports only this module, so it uses only the language and the commands of the module.

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
$main = Connect-AmlWorkspace -Sandbox -WorkspaceName 'ws-00' -SandboxOption @{
    Clock = 'Manual'; StartTime = '2026-08-25'; StrictMembers = $true; Workspace = $places[1..11]
    Quota = @{
        TotalClusters = 400; TotalDedicatedCores = 4000; standardDDSv5Family = 2000; standardNVSv3Family = 100
        StandardNVADSA10v5Family = 200
    }
}
$sandbox = $main.Sandbox
$workspaces = @(Get-AmlWorkspace -ListAvailable)
$planted = [Collections.Generic.List[string]]::new()
$made = @{ Count = 0 }

# Creates targets of one kind in turn over all workspaces. Each has the findings of the rules.
function New-Planted([int] $Count, [string] $Prefix, [hashtable] $Base, [hashtable] $With = @{}, [string[]] $Rule = @()) {
    $settings = $Base.Clone()
    foreach ($key in $With.Keys) { if ($null -eq $With[$key]) { $settings.Remove($key) } else { $settings[$key] = $With[$key] } }
    foreach ($i in 1..$Count) {
        $name = '{0}-{1}x' -f $Prefix, $i
        $target = New-AmlComputeTarget $name @settings -Workspace $workspaces[$made.Count++ % 12]
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
$null = New-Planted (300 - $made.Count) clean-cpu $cluster
$sandbox.Advance('00:10:00')
foreach ($workspace in $workspaces) {
    foreach ($target in Get-AmlComputeTarget busy-* -Workspace $workspace) {
        $workspace.Sandbox.AddJob(@{ Target = $target.Id; Status = 'Completed'; Duration = '1h' })
    }
}
