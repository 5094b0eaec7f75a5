# The values that the Tab key offers.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
    $identity =
        ('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/' +
            'userAssignedIdentities/reader')

    # Completes a line with the cursor at its end. The result has no paths, which the engine offers if a command has no values.
    # A completer gives up after 1.5 seconds of real time, in which a busy machine may not have answered; then Tab is pressed
    # again, unless -Once is given.
    function Get-Completion([Parameter(Mandatory)] [string] $Line, [switch] $Once) {
        do {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $completion = [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)
            $offered = foreach ($match in $completion.CompletionMatches) {
                if ($match.ResultType -eq 'ParameterValue') { $match }
            }
        } until ($offered -or $Once -or $watch.ElapsedMilliseconds -lt 1500)
        $offered
    }

    function Get-CompletionText([Parameter(Mandatory)] [string] $Line, [switch] $Once) { (Get-Completion $Line -Once:$Once).CompletionText }

    # The same for a list that the service answers with the names given, whatever they are.
    function Get-CompletionOf([Parameter(Mandatory)] [string[]] $Name, [Parameter(Mandatory)] [string] $Line) {
        $workspace = Connect-TestSandbox
        $items = foreach ($one in $Name) {
            '{{ "id": "{0}/computes/x", "name": "{1}", "properties": {{ "computeType": "AmlCompute" }} }}' -f $workspace.Id,
                $one.Replace('\', '\\').Replace('"', '\"')
        }
        $workspace.Sandbox.AddFault(
            @{
                Method = 'GET'; Path = '*/computes'; Status = 200; Body = '{ "value": [' + ($items -join ', ') + '] }'
                ContentType = 'application/json'
            })
        Get-CompletionText $Line
    }

    function Connect-FilledSandbox {
        $workspace = Connect-TestSandbox -Option @{
            Workspace = @{ Name = 'beside' }, @{ Name = 'far'; ResourceGroupName = 'group (two)'; Location = 'westeurope' }
        }
        $settings = @{ MaxNodes = 6; Tag = @{ team = 'vision'; 'cost center' = "Ann's [1]" } }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -IdentityType UserAssigned -IdentityId $identity @settings -Wait
        $stop = New-AmlComputeSchedule -Stop -Daily -At 19:00 -Disabled
        $null = 'box-on', 'box-off' | New-AmlComputeTarget -Instance -VmSize Standard_DS2_v2 -Tag @{ Team = 'nlp' } -Schedule $stop -Wait
        $null = Stop-AmlComputeTarget box-off -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $null = New-AmlComputeTarget elsewhere Standard_DS2_v2 -Workspace beside -Wait
        $workspace
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Tab' {
    BeforeAll {
        $null = Connect-FilledSandbox
        $global:other =
            ('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/sandbox-rg/providers/Microsoft.MachineLearningServices/' +
                'workspaces/beside')
    }

    AfterAll {
        $global:other = $null
    }

    It 'offers what fits after <Line>' -ForEach @(
        @{ Line = 'Get-AmlComputeTarget '; Expected = 'box-off', 'box-on', 'cpu', 'k8s' }
        @{ Line = 'Get-AmlComputeTarget B'; Expected = 'box-off', 'box-on' }
        @{ Line = 'Get-AmlComputeTarget *o*n'; Expected = 'box-on' }
        @{ Line = 'Get-AmlComputeTarget cpu, k'; Expected = 'k8s' }
        @{ Line = 'Get-AmlComputeTarget -ComputeName k'; Expected = 'k8s' }
        @{ Line = 'AmlCompute\Get-AmlComputeTarget k'; Expected = 'k8s' }
        @{ Line = '$null | ForEach-Object { Wait-AmlComputeTarget k'; Expected = 'k8s' }
        @{ Line = 'Find-AmlComputeFinding -Rule No'; Expected = 'NoIdleShutdown', 'NodePublicIp', 'NoSubnet' }
        @{ Line = 'Find-AmlComputeFinding b'; Expected = 'box-off', 'box-on' }
        @{ Line = 'Get-AmlComputeJob -Status Pre'; Expected = 'Preparing' }
        @{ Line = 'Get-AmlComputeJob -Target c'; Expected = 'cpu' }
        @{ Line = 'Start-AmlComputeTarget '; Expected = 'box-off' }
        @{ Line = 'Stop-AmlComputeTarget '; Expected = 'box-on' }
        @{ Line = 'Restart-AmlComputeTarget '; Expected = 'box-on' }
        @{ Line = 'Resize-AmlComputeTarget '; Expected = 'box-off', 'box-on' }
        @{ Line = 'Disconnect-AmlComputeTarget '; Expected = 'k8s' }
        @{ Line = 'Remove-AmlComputeTarget '; Expected = 'box-off', 'box-on', 'cpu' }
        @{ Line = 'Get-AmlComputeNode '; Expected = 'box-off', 'box-on', 'cpu' }
        @{ Line = 'Set-AmlComputeTarget c'; Expected = 'cpu' }
        @{ Line = 'Update-AmlComputeTarget c'; Expected = 'cpu' }
        @{ Line = 'Test-AmlComputeTarget c'; Expected = 'cpu' }
        @{ Line = 'Get-AmlComputeTarget "k'; Expected = '"k8s"' }
        @{ Line = "Get-AmlComputeTarget 'k"; Expected = "'k8s'" }
        @{ Line = 'Get-AmlComputeTarget zzz'; Expected = @() }
        @{ Line = 'New-AmlComputeTarget '; Expected = @() }
        @{ Line = 'Get-AmlComputeTarget -Type kub'; Expected = 'Kubernetes' }
        @{ Line = 'Get-AmlComputeTarget -Type "kub'; Expected = '"Kubernetes"' }
        @{ Line = 'New-AmlComputeTarget x -Priority l'; Expected = 'LowPriority' }
        @{ Line = 'New-AmlComputeTarget x Standard_NC4as'; Expected = 'Standard_NC4as_T4_v3' }
        @{ Line = 'New-AmlComputeTarget x nc4AS'; Expected = 'Standard_NC4as_T4_v3' }
        @{ Line = 'New-AmlComputeTarget x ds3'; Expected = 'Standard_DS3_v2' }
        @{ Line = "New-AmlComputeTarget x 'ds3"; Expected = "'Standard_DS3_v2'" }
        @{ Line = 'Get-AmlComputeVmSize ds3_v'; Expected = 'Standard_DS3_v2' }
        @{ Line = 'Test-AmlComputeTarget x -VmSize ds3'; Expected = 'Standard_DS3_v2' }
        @{ Line = 'Resize-AmlComputeTarget box-on ds3'; Expected = 'Standard_DS3_v2' }
        @{ Line = 'New-AmlComputeTarget x -VmSize zz9'; Expected = @() }
        @{ Line = 'Set-AmlComputeTarget cpu -MaxNodes '; Expected = '6' }
        @{ Line = 'Set-AmlComputeTarget c*, box-on -MinNodes '; Expected = '0' }
        @{ Line = 'Set-AmlComputeTarget cpu -MaxNodes 7'; Expected = @() }
        @{ Line = 'New-AmlComputeTarget x -MaxNodes '; Expected = '6' }
        @{ Line = 'Wait-AmlComputeTarget cpu -MinNodeCount '; Expected = '0', '6' }
        @{ Line = 'New-AmlComputeTarget x -Aks -AgentCount '; Expected = @() }
        @{ Line = 'New-AmlComputeTarget x -IdleTimeBeforeScaleDown 1'; Expected = "'1s'", '1m', '1h', "'1d'" }
        @{ Line = "Set-AmlComputeTarget cpu -IdleTimeBeforeScaleDown '45"; Expected = "'45s'", "'45m'", "'45h'", "'45d'" }
        @{ Line = 'New-AmlComputeTarget x -Instance -IdleTimeBeforeShutdown '; Expected = '15m', '30m', '1h', '2h', '8h', "'1d'" }
        @{ Line = 'Get-AmlComputeJob -Since 7d'; Expected = "'7d'" }
        @{ Line = 'Wait-AmlComputeTarget cpu -Timeout x'; Expected = @() }
        @{ Line = 'Get-AmlComputeTarget -Tag te'; Expected = 'Team', "@{ 'Team' = 'nlp' }", "@{ 'team' = 'vision' }" }
        @{ Line = 'Stop-AmlComputeTarget -Tag co'; Expected = "'cost center'", "@{ 'cost center' = 'Ann''s ``[1``]' }" }
        @{
            Line = 'New-AmlComputeTarget x -Tag '
            Expected = "@{ 'cost center' = 'Ann''s [1]' }", "@{ 'Team' = 'nlp' }", "@{ 'team' = 'vision' }"
        }
        @{ Line = 'Set-AmlComputeTarget cpu -AddTag Team=n'; Expected = "@{ 'Team' = 'nlp' }" }
        @{ Line = 'Set-AmlComputeTarget cpu -RemoveTag '; Expected = "'cost center'", 'team' }
        @{ Line = 'Set-AmlComputeTarget box-on -RemoveTag '; Expected = 'Team' }
        @{ Line = 'Find-AmlComputeFinding -ExcludeTag c'; Expected = "'cost center'" }
        @{ Line = 'New-AmlComputeTarget x -Location westeu'; Expected = 'westeurope' }
        @{ Line = 'Get-AmlComputeVmSize -MinGpu '; Expected = '0', '1', '2', '4', '8' }
        @{ Line = 'Find-AmlComputeRegion Standard_DS2_v2 '; Expected = '6' }
        @{ Line = 'Connect-AmlWorkspace -Endpoint http:'; Expected = 'http://127.0.0.1:5000' }
        @{ Line = 'New-AmlComputeTarget x -IdentityType System'; Expected = 'SystemAssigned', "'SystemAssigned,UserAssigned'" }
        @{
            Line = 'New-AmlComputeTarget x -IdentityType UserAssigned -IdentityId read'
            Expected =
                ('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/' +
                    'userAssignedIdentities/reader')
        }
        @{ Line = 'Get-AmlComputeVmSize -Family "Standard NCAS'; Expected = '"Standard NCASv3_T4 Family"' }
        @{ Line = 'Get-AmlComputeVmSize -Family standard?NCAS'; Expected = "'Standard NCASv3_T4 Family'" }
        @{ Line = 'Get-AmlComputeUsage totalc'; Expected = 'TotalClusters' }
        @{ Line = 'Set-AmlComputeQuota standardDSv2'; Expected = 'standardDSv2Family' }
        @{ Line = 'Get-AmlComputeTarget -Workspace be'; Expected = 'beside' }
        @{
            Line = 'Get-AmlComputeTarget -Workspace fa'
            Expected =
                ("'/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/group " +
                    "(two)/providers/Microsoft.MachineLearningServices/workspaces/far'")
        }
        @{ Line = 'New-AmlComputeSchedule -Stop -Weekly -On we'; Expected = 'Wednesday', 'Weekdays', 'Weekend' }
        @{ Line = 'New-AmlComputeSchedule -Weekly -On Monday, s'; Expected = 'Saturday', 'Sunday' }
        @{ Line = 'New-AmlComputeSchedule -Stop -At 2'; Expected = '20:00', '21:00', '22:00', '23:00' }
        @{ Line = 'New-AmlComputeSchedule -Stop -At 18:'; Expected = '18:00', '18:15', '18:30', '18:45' }
        @{ Line = 'New-AmlComputeSchedule -Stop -At 9'; Expected = '09:00' }
        @{ Line = 'New-AmlComputeSchedule -Stop -At 9:'; Expected = '09:00', '09:15', '09:30', '09:45' }
        @{ Line = 'New-AmlComputeSchedule -Stop -OnDay 1, 3'; Expected = '3', '30', '31' }
        @{ Line = 'New-AmlComputeSchedule -TimeZone europe/berl'; Expected = 'Europe/Berlin' }
        @{ Line = 'New-AmlComputeSchedule -TimeZone new_y'; Expected = 'America/New_York' }
        @{
            Line = 'New-AmlComputeSchedule -TimeZone w.'
            Expected = "'W. Australia Standard Time'", "'W. Central Africa Standard Time'", "'W. Europe Standard Time'",
                "'W. Mongolia Standard Time'"
        }
        @{ Line = 'New-AmlComputeSchedule -TimeZone "w. eu'; Expected = '"W. Europe Standard Time"' }
        @{ Line = "New-AmlComputeSchedule -TimeZone 'tokyo"; Expected = "'Asia/Tokyo'", "'Tokyo Standard Time'" }
        @{ Line = 'New-AmlComputeSchedule -TimeZone zzz'; Expected = @() }
        @{ Line = 'Get-AmlComputeTarget -AllWorkspaces -SubscriptionId sand'; Expected = '00000000-0000-0000-0000-000000000000' }
        @{ Line = 'Connect-AmlWorkspace -SubscriptionId '; Expected = '00000000-0000-0000-0000-000000000000' }
        @{ Line = 'Compare-AmlComputeTarget x.yml -Name box-of'; Expected = 'box-off' }
        @{
            Line = 'Get-AmlComputeTarget -ResourceId box-of'
            Expected =
                ('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/sandbox-rg/providers/' +
                    'Microsoft.MachineLearningServices/workspaces/sandbox-ws/computes/box-off')
        }
        @{ Line = 'Connect-AmlWorkspace '; Expected = 'beside', 'far', 'sandbox-ws' }
        @{ Line = 'Connect-AmlWorkspace far '; Expected = "'group (two)'" }
        @{ Line = 'Connect-AmlWorkspace -ResourceGroupName sandbox-rg -WorkspaceName '; Expected = 'beside', 'sandbox-ws' }
        @{
            Line = 'Connect-AmlWorkspace -ResourceId /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/sandbox'
            Expected = foreach ($name in 'beside', 'sandbox-ws') {
                '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/sandbox-rg/providers/' +
                    "Microsoft.MachineLearningServices/workspaces/$name"
            }
        }
        @{ Line = 'Connect-AmlWorkspace -Sandbox -WorkspaceName '; Expected = @() }
        @{ Line = 'Get-AmlComputeTarget -Workspace beside '; Expected = 'elsewhere' }
        @{ Line = 'Get-AmlComputeTarget -Workspace $other -Name '; Expected = 'elsewhere' }
        @{ Line = 'Get-AmlComputeTarget -Workspace (Get-AmlWorkspace) -Name '; Expected = @() }
        @{ Line = 'Get-AmlComputeTarget -Workspace $notThere -Name '; Expected = @() }
    ) {
        @(Get-CompletionText $Line | Where-Object { $_ }) -join ' | ' | Should -BeExactly ($Expected -join ' | ')
    }
}

Describe 'The schedules that Tab offers' {
    It 'are those of the named instance that can be changed, by action and by id' {
        $null = Connect-FilledSandbox
        $id = (Get-AmlComputeTarget box-off).Schedules[0].Id
        foreach ($line in 'RemoveSchedule ', 'RemoveSchedule sto', 'EnableSchedule ') {
            (Get-CompletionText "Set-AmlComputeTarget box-off -$line").Trim("'") | Should -BeExactly 'Stop', $id -Because $line
        }
        (Get-Completion 'Set-AmlComputeTarget box-off -RemoveSchedule ')[1].ToolTip | Should -BeLike 'box-off: Stop every day at 19:00*'
        Get-CompletionText 'Set-AmlComputeTarget box-off -DisableSchedule ' | Should -BeNullOrEmpty
    }
}

Describe 'The list of parameters' {
    It 'begins with the common ones: <Line>' -ForEach @(
        @{ Line = 'New-AmlComputeTarget'; First = 'Name', 'VmSize', 'Instance', 'MinNodes', 'MaxNodes' }
        @{ Line = 'New-AmlComputeConfiguration'; First = 'Path', 'LiteralPath', 'From', 'TemplateParameter', 'ResourceId' }
        @{ Line = 'Test-AmlComputeTarget'; First = 'Name', 'Configuration', 'Detailed', 'ThrottleLimit', 'Workspace', 'VmSize' }
        @{ Line = 'Connect-AmlComputeTarget'; First = 'Name', 'Kubernetes' }
        @{ Line = 'Connect-AmlWorkspace'; First = 'WorkspaceName', 'ResourceGroupName', 'SubscriptionId', 'ResourceId' }
        @{ Line = 'Get-AmlComputeTarget'; First = 'Name', 'Type', 'State', 'ProvisioningState', 'Tag', 'Exclude' }
        @{ Line = 'Set-AmlComputeTarget'; First = 'Name', 'MinNodes', 'MaxNodes', 'IdleTimeBeforeScaleDown', 'Description', 'Tag' }
        @{ Line = 'Remove-AmlComputeTarget'; First = 'Name', 'Tag', 'PassThru', 'Force', 'Wait' }
        @{ Line = 'Sync-AmlComputeTarget'; First = 'Path', 'Prune' }
        @{ Line = 'New-AmlComputePlan'; First = 'Path', 'Prune' }
        @{ Line = 'Wait-AmlComputeTarget'; First = 'Name', 'For', 'MinNodeCount', 'Timeout' }
    ) {
        $completion = [Management.Automation.CommandCompletion]::CompleteInput("$Line -", $Line.Length + 2, $null)
        @($completion.CompletionMatches.ListItemText)[0..($First.Count - 1)] | Should -BeExactly $First
    }

    It 'begins with a parameter that has a position or is mandatory, and has filters before workspaces, in each command' {
        foreach ($command in Get-Command -Module AmlCompute -CommandType Cmdlet) {
            $line = "$command -"
            $listed = @([Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.ListItemText)
            $known = @($listed | Where-Object { $command.Parameters.ContainsKey($_) -and -not $command.Parameters[$_].IsDynamic })
            $set = @(@($command.ParameterSets | Where-Object IsDefault) + $command.ParameterSets)[0]
            $first = @($set.Parameters | Where-Object { $_.Name -in $known -and ($_.Position -ge 0 -or $_.IsMandatory) }).Name
            # Each schedule needs -Start or -Stop, which the command checks itself.
            if ($first -and $command.Name -ne 'New-AmlComputeSchedule') { $listed[0] | Should -BeIn $first -Because $line }
            $last = foreach ($name in 'Workspace', 'AllWorkspaces', 'ThrottleLimit') {
                $place = [array]::IndexOf($known, $name)
                if ($place -ge 0) { $place }
            }
            foreach ($name in 'Type', 'State', 'Tag', 'Exclude', 'Force', 'Wait', 'PassThru', 'Location') {
                $place = [array]::IndexOf($known, $name)
                if ($place -ge 0 -and $last) { $place | Should -BeLessThan ($last | Measure-Object -Minimum).Minimum -Because "$line$name" }
            }
        }
    }

    It 'has a completer for each duration' {
        $missing = foreach ($command in Get-Command -Module AmlCompute -CommandType Cmdlet) {
            foreach ($parameter in $command.Parameters.Values) {
                $completers = $parameter.Attributes | Where-Object { $_ -is [ArgumentCompleter] }
                if ($parameter.ParameterType.Name -eq 'Duration' -and -not $completers) { "$command -$($parameter.Name)" }
            }
        }
        $missing | Should -BeNullOrEmpty
    }
}

Describe 'The keys of -SandboxOption' {
    BeforeAll {
        function Get-Key([Parameter(Mandatory)] [string] $Line) {
            $found = [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches
            foreach ($match in $found) { if ($match.ResultType -eq 'Property') { $match.CompletionText } }
        }
    }

    It 'are offered, all that the sandbox has' {
        $message = "$((Invoke-Captured { Connect-AmlWorkspace -Sandbox -SandboxOption @{ Sped = 1 } }).Errors[0])"
        $message | Should -BeLike "Unknown key 'Sped' in the sandbox options. Allowed: Speed, Clock, *, OperationHeaders.*"
        $allowed = $message -creplace '^.*Allowed: ([^.]*)\..*$', '$1' -csplit ', '
        Get-Key 'Connect-AmlWorkspace -Sandbox -SandboxOption @{' | Sort-Object | Should -BeExactly ($allowed | Sort-Object)
        Get-Key 'Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6; S' | Should -Not -Contain 'Speed'
        Get-Key 'Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6; St' |
            Should -BeExactly 'StartTime', 'StrictMembers', 'StrictNames'
    }

    It 'are the properties of a class to which a hashtable converts' {
        $option = [AmlCompute.Commands.SandboxOption] [ordered] @{
            clock = 'Manual'; Speed = '30'; Latency = '2s'; StrictNames = $true; StartTime = '2026-11-28'; DeniedAction = '*/write'
            Seed = 'x'; Quota = @{ TotalClusters = 3 }; Fault = @{ Status = 500 }, @{ Status = 429 }; PageSize = 5; ReadLag = 0
            IdentityPatch = 'Ignored'
        }
        $option.Clock, $option.Speed, $option.Latency, $option.StrictNames | Should -Be 'Manual', 30, '2s', $true
        $option.StartTime.Date | Should -Be ([datetime] '2026-11-28')
        $option.DeniedAction, $option.Quota.TotalClusters, $option.Fault.Count, $option.PageSize | Should -Be '*/write', 3, 2, 5
        $option.Seed | Should -BeNullOrEmpty -Because 'the text is not a number'
        $option.ReadLag, $option.IdentityPatch | Should -Be 0, 'Ignored'
        foreach ($value in $option.ApiVersion, $option.Workspace, $option.RequireToken) { $value | Should -BeNullOrEmpty }
    }

    It 'can be set one by one' {
        $option = [AmlCompute.Commands.SandboxOption]::new()
        foreach ($property in $option.PSObject.Properties) { $property.Value | Should -BeNullOrEmpty }
        $option.Clock = 'Manual'
        $option.StartTime = '2026-11-28T08:00:00Z'
        $option.Workspace = @{ Name = 'beside' }
        $workspace = Connect-AmlWorkspace -Sandbox -SandboxOption $option
        $workspace.Sandbox.Now.UtcDateTime | Should -Be ([datetime] '2026-11-28T08:00:00')
        (Get-AmlWorkspace -ListAvailable).Name | Should -Contain 'beside'
        (Connect-AmlWorkspace -Sandbox -SandboxOption $null).IsSandbox | Should -BeTrue
    }

    It 'are refused with the words of the sandbox if a value is wrong' {
        "$((Invoke-Captured { Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 'x' } }).Errors[0])" |
            Should -BeLike "Speed of the sandbox options must be a number, not 'x' (String).*"
    }
}

Describe 'Time zones that Tab offers' {
    It 'need no session, are there once, and are all taken' {
        $null = Disconnect-AmlWorkspace
        $zones = @(Get-Completion 'New-AmlComputeSchedule -TimeZone ')
        $zones.Count | Should -BeGreaterThan 500
        [Collections.Generic.HashSet[string]]::new([string[]] $zones.ListItemText, [StringComparer]::OrdinalIgnoreCase).Count |
            Should -Be $zones.Count
        foreach ($zone in $zones) {
            $schedule = New-AmlComputeSchedule -Stop -Cron '0 18 * * *' -TimeZone $zone.ListItemText
            $schedule.Cron.TimeZone | Should -BeIn $zone.ListItemText, $zone.ToolTip
        }
    }
}

Describe 'Sizes that Tab offers' {
    BeforeAll {
        $workspace = Connect-TestSandbox
        $sizes = Get-AmlComputeVmSize
        $onlyClusters = (
            $sizes |
                Where-Object { 'AmlCompute' -in $_.SupportedComputeTypes -and 'ComputeInstance' -notin $_.SupportedComputeTypes })[0].Name
        $onlyDedicated = ($sizes | Where-Object { 'AmlCompute' -in $_.SupportedComputeTypes -and -not $_.LowPriorityCapable })[0].Name
    }

    It 'tell cores, GPUs, memory and prices' {
        (Get-Completion 'New-AmlComputeTarget x Standard_NC4as').ToolTip |
            Should -MatchExactly '^4 vCPU, 1 GPU, 28 GB, 0\.5\d* USD/h, Spot about 0\.1\d*$'
        (Get-Completion 'New-AmlComputeTarget x Standard_DS1_v2').ToolTip | Should -MatchExactly '^1 vCPU, 3\.5 GB(,|$)'
    }

    It 'are those that the type can be of' {
        Get-CompletionText "New-AmlComputeTarget x $onlyClusters" | Should -Contain $onlyClusters
        Get-CompletionText "New-AmlComputeTarget x -Instance -VmSize $onlyClusters" | Should -Not -Contain $onlyClusters
        Get-CompletionText "Resize-AmlComputeTarget x $onlyClusters" | Should -Not -Contain $onlyClusters
        Get-CompletionText "Get-AmlComputeVmSize $onlyClusters" | Should -Contain $onlyClusters
    }

    It 'are those that the service allows for the instance that is named' {
        $null = New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS2_v2 -Wait
        $refused = ($sizes | Where-Object { 'ComputeInstance' -in $_.SupportedComputeTypes -and $_.Gpus -gt 0 })[0].Name
        Get-CompletionText "Resize-AmlComputeTarget nowhere $refused" | Should -Contain $refused
        Get-CompletionText "Resize-AmlComputeTarget dev-box $refused" | Should -Not -Contain $refused
        Get-CompletionText 'Resize-AmlComputeTarget dev-box Standard_DS3' | Should -Contain 'Standard_DS3_v2'
    }

    It 'can have the priority that is asked for' {
        Get-CompletionText "New-AmlComputeTarget x -Priority LowPriority -VmSize $onlyDedicated" | Should -Not -Contain $onlyDedicated
    }

    It 'are those of the region that is named' {
        $null = Get-CompletionText 'New-AmlComputeTarget x -Location westeurope -VmSize Standard_DS2'
        @(Get-TestRequest $workspace)[-1] | Should -BeLike '*/locations/westeurope/vmSizes'
    }
}

Describe 'Names that are no plain words' {
    It 'are quoted, and wildcards in them escaped, where <Name> comes after <Line>' -ForEach @(
        @{ Name = 'two words'; Line = 'Get-AmlComputeTarget tw'; Expected = "'two words'" }
        @{ Name = "ann's"; Line = 'Get-AmlComputeTarget a'; Expected = "'ann''s'" }
        @{ Name = "ann's"; Line = "Get-AmlComputeTarget 'ann''"; Expected = "'ann''s'" }
        @{ Name = "ann's"; Line = 'Get-AmlComputeTarget "an'; Expected = '"ann''s"' }
        @{ Name = 'x$y`z"'; Line = 'Get-AmlComputeTarget "x'; Expected = '"x`$y````z"""' }
        @{ Name = 'a[1]'; Line = 'Get-AmlComputeTarget a'; Expected = "'a``[1``]'" }
        @{ Name = 'a[1]'; Line = 'Get-AmlComputeTarget ''a['; Expected = "'a``[1``]'" }
        @{ Name = 'a*b'; Line = 'Get-AmlComputeTarget a'; Expected = "'a``*b'" }
        @{ Name = 'a;b'; Line = 'Remove-AmlComputeTarget a'; Expected = "'a;b'" }
        @{ Name = 'a,b'; Line = 'Remove-AmlComputeTarget a'; Expected = "'a,b'" }
        @{ Name = 'a#b'; Line = 'Remove-AmlComputeTarget a'; Expected = 'a#b' }
        @{ Name = '-Force'; Line = 'Remove-AmlComputeTarget '; Expected = "'-Force'" }
        @{ Name = '123'; Line = 'Remove-AmlComputeTarget 1'; Expected = "'123'" }
        @{ Name = '@x'; Line = 'Remove-AmlComputeTarget '; Expected = "'@x'" }
        @{ Name = '$(Remove-AmlComputeTarget *)'; Line = 'Get-AmlComputeTarget '; Expected = "'`$(Remove-AmlComputeTarget ``*)'" }
    ) {
        Get-CompletionOf $Name $Line | Should -BeExactly $Expected
    }

    It 'are read back as they are' -ForEach @(
        @{ Name = "ann's [1] `$x ``*;" }
    ) {
        $text = Get-CompletionOf $Name 'Get-AmlComputeTarget '
        [Management.Automation.WildcardPattern]::Unescape([scriptblock]::Create($text).Invoke()[0]) | Should -BeExactly $Name
    }
}

Describe 'Requests of completion' {
    It 'is nothing without a workspace' {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        Disconnect-AmlWorkspace
        $asked = @(Get-TestRequest $workspace).Count
        Get-CompletionText 'Get-AmlComputeTarget ' | Should -BeNullOrEmpty
        Get-CompletionText 'New-AmlComputeTarget x Standard_' | Should -BeNullOrEmpty
        Get-CompletionText 'Connect-AmlWorkspace ' | Should -BeNullOrEmpty
        $id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w'
        Get-CompletionText "Get-AmlComputeTarget -Workspace $id -Name " | Should -BeNullOrEmpty
        @(Get-TestRequest $workspace).Count | Should -Be $asked
    }

    It 'is nothing of Azure as long as no command has signed in' {
        # Whatever is asked of Azure needs a token first, and tokens come from here.
        $endpoint = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $endpoint.Start()
        $before = Set-TestVariable @{ IDENTITY_ENDPOINT = "http://$($endpoint.LocalEndpoint)/token"; IDENTITY_HEADER = 'header' }
        $shell = New-TestShell
        try {
            $connect = 'Connect-AmlWorkspace w g 00000000-0000-0000-0000-000000000001 -Identity -SkipValidation'
            $complete =
                ('param($Line) [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches | ' +
                    'Where-Object ResultType -EQ ParameterValue')
            $null = $shell.AddScript($connect).Invoke()
            foreach ($line in 'Get-AmlComputeTarget ', 'New-AmlComputeTarget x Standard_', 'Connect-AmlWorkspace ') {
                $shell.Commands.Clear()
                @($shell.AddScript($complete).AddArgument($line).Invoke()).Count | Should -Be 0
            }

            $shell.Streams.Error.Count | Should -Be 0
            $endpoint.Pending() | Should -BeFalse

            # A command does sign in.
            $shell.Commands.Clear()
            $running = $shell.AddScript('Get-AmlComputeTarget').BeginInvoke()
            $asked = $endpoint.AcceptTcpClientAsync()
            $asked.Wait(60000) | Should -BeTrue
            $asked.Result.Dispose()
            $shell.Stop()
            $null = $running.AsyncWaitHandle.WaitOne(60000)
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
            $null = Set-TestVariable $before
            $endpoint.Stop()
        }
    }

    It 'is asked once in 30 seconds, for all commands' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = Get-CompletionText 'Get-AmlComputeTarget '
        $asked = @(Get-TestRequest $workspace).Count
        $null = Get-CompletionText 'Get-AmlComputeTarget x'
        $null = Get-CompletionText 'Stop-AmlComputeTarget '
        $workspace.Sandbox.Advance('00:00:29')
        $null = Get-CompletionText 'Remove-AmlComputeTarget '
        @(Get-TestRequest $workspace).Count | Should -Be $asked
        $workspace.Sandbox.Advance('00:00:02')
        $null = Get-CompletionText 'Get-AmlComputeTarget '
        # More than one request if Tab was pressed again on a busy machine.
        @(Get-TestRequest $workspace).Count | Should -BeGreaterThan $asked
    }

    It 'is asked again after a change' {
        $workspace = Connect-TestSandbox
        Get-CompletionText 'Get-AmlComputeTarget ' | Should -BeNullOrEmpty
        $null = New-AmlComputeTarget fresh Standard_DS2_v2 -Wait
        Get-CompletionText 'Get-AmlComputeTarget ' | Should -BeExactly 'fresh'
    }

    It 'is asked of each workspace' {
        $null = Connect-FilledSandbox
        Get-CompletionText 'Get-AmlComputeTarget c' | Should -BeExactly 'cpu'
        Get-CompletionText 'Get-AmlComputeTarget -Workspace beside -Name ' | Should -BeExactly 'elsewhere'
        $null = Connect-TestSandbox
        Get-CompletionText 'Get-AmlComputeTarget ' | Should -BeNullOrEmpty
    }

    It 'is all pages of the list' {
        $workspace = Connect-TestSandbox @{ PageSize = 2 }
        $null = 'cc1', 'cc2', 'cc3' | New-AmlComputeTarget -VmSize Standard_DS2_v2 -Wait
        Get-CompletionText 'Get-AmlComputeTarget c' | Should -BeExactly 'cc1', 'cc2', 'cc3'
    }
}

Describe 'When the service <Name>' -ForEach @(
    @{ Name = 'does not answer'; Fault = @{ Delay = '01:00:00' } }
    @{ Name = 'fails'; Fault = @{ Status = 500; Count = 10 } }
    @{ Name = 'refuses'; Fault = @{ Status = 403; Code = 'AuthorizationFailed' } }
    @{ Name = 'breaks the connection'; Fault = @{ ConnectionReset = $true; Count = 10 } }
    @{ Name = 'answers no JSON'; Fault = @{ Status = 200; Body = '<html>'; ContentType = 'text/html' } }
) {
    It 'Tab offers nothing, reports nothing, and works again afterwards' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes' } + $Fault)
        $before = $Error.Count
        Get-CompletionText 'Get-AmlComputeTarget ' -Once | Should -BeNullOrEmpty
        $Error.Count | Should -Be $before
        $asked = @(Get-TestRequest $workspace).Count
        # The delay is cancelled, not only no longer waited for: a fault that is used up does not come back.
        while (@(Get-TestRequest $workspace).Count -lt $asked + 12 -and -not (Get-CompletionText 'Get-AmlComputeTarget ' -Once)) { }
        Get-CompletionText 'Get-AmlComputeTarget ' | Should -BeExactly 'cpu'
    }
}

Describe 'Thumbprints that Tab offers' -Tag Process, Core {
    # Skipped on Windows and macOS, where the store of the user is not in a folder below HOME.
    It 'are those of certificates with a private key, the longest valid first, each once' -Skip:(-not $IsLinux) {
        $run = Invoke-FreshShell -Environment @{ HOME = "$TestDrive" } -Command @'
$key = [Security.Cryptography.ECDsa]::Create()
$store = [Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
$store.Open('ReadWrite')
$first = [datetimeoffset] '2026-11-01 12:00'
foreach ($days in 10, 300, 400) {
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$days days", $key, 'SHA256')
    $certificate = $request.CreateSelfSigned($first, $first.AddDays($days))
    if ($days -eq 400) { $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new($certificate.RawData) }
    $store.Add($certificate)
}
$store.Dispose()
$line = 'Connect-AmlWorkspace -CertificateThumbprint '
foreach ($match in [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches) {
    "$($match.CompletionText.Length) $($match.ToolTip)"
}
'@
        $run.Error | Should -BeNullOrEmpty
        $run.Output.Trim() -split '\r?\n' | Should -Be '40 CN=300 days, until 2027-08-28', '40 CN=10 days, until 2026-11-11'
    }
}

Describe 'Two runspaces' {
    It 'complete from their own workspaces' {
        $null = Connect-FilledSandbox
        $shell = New-TestShell
        try {
            $line = {
                param($Line)
                [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches |
                    ForEach-Object { $_.CompletionText }
            }
            $null = $shell.AddScript('Connect-AmlWorkspace -Sandbox; New-AmlComputeTarget mine Standard_DS2_v2').Invoke()
            $shell.Commands.Clear()
            $shell.AddScript($line).AddArgument('Get-AmlComputeTarget m').Invoke() | Should -BeExactly 'mine'
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }

        Get-CompletionText 'Get-AmlComputeTarget c' | Should -BeExactly 'cpu'
    }
}

Describe 'Removing the module' {
    It 'leaves nothing that completes' {
        $shell = New-TestShell
        try {
            $texts = $shell.AddScript(@'
$null = Connect-AmlWorkspace -Sandbox
$null = New-AmlComputeTarget mine Standard_DS2_v2
Remove-Module AmlCompute
Import-Module $args[0]
$line = 'Get-AmlComputeTarget m'
$found = [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)
foreach ($match in $found.CompletionMatches) { if ($match.ResultType -eq 'ParameterValue') { $match.CompletionText } }
'@).AddArgument((Get-TestModulePath)).Invoke()
            $texts | Should -BeNullOrEmpty
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
}
