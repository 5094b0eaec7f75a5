# Rules that hold for every command, those to come included.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $commands = foreach ($command in Get-Command -Module AmlCompute) { @{ Name = $command.Name } }
    $changing = foreach ($command in $commands) {
        if ($command.Name -match '^(New|Connect|Disconnect|Remove|Set|Start|Stop|Restart|Resize|Sync|Invoke)-Aml' -and
            $command.Name -notmatch '-Aml(Workspace|ComputeConfiguration|ComputeSchedule)$' -and $command.Name -ne 'New-AmlComputePlan') {
            $command
        }
    }
    # Export writes files.
    $settled = foreach ($command in $commands) {
        if ($command -notin $changing -and $command.Name -notlike 'Export-*') { $command }
    }
    # Compare and Sync work on what files and configurations want; a name is theirs, and -Name only another one for it.
    $onTargets = foreach ($command in $commands) {
        if ($command.Name -match '-AmlComputeTarget$' -and $command.Name -notin 'Compare-AmlComputeTarget', 'Sync-AmlComputeTarget') {
            $command
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
    $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
    $assembly = (Get-Command Get-AmlComputeTarget).ImplementingType.Assembly
    $duration = 'AmlCompute.Duration' -as [type]

    # The parameters of a command's own, without those that every command has.
    function Get-OwnParameter([string] $Name) {
        foreach ($parameter in (Get-Command $Name).Parameters.Values) { if ($parameter.Name -notin $common) { $parameter } }
    }

    # The type that is stored or handed over: without array, nullable and by-reference.
    function Get-ElementType([type] $Type) {
        while ($Type.HasElementType) { $Type = $Type.GetElementType() }
        $inner = [Nullable]::GetUnderlyingType($Type)
        if ($inner) { $inner } else { $Type }
    }
}

AfterAll {
    Assert-TestBody
}

Describe '<Name>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $Name
        $verb, $noun = $Name -split '-'
    }

    It 'has an approved verb and a noun for one thing that begins with Aml' {
        $approved = foreach ($type in [psobject].Assembly.GetExportedTypes()) {
            if ($type.FullName -match '^System\.Management\.Automation\.Verbs\w+$') {
                foreach ($field in $type.GetFields()) { if ($field.IsLiteral) { $field.GetRawConstantValue() } }
            }
        }
        $approved | Should -Contain $verb
        $noun | Should -MatchExactly '^Aml[A-Z]'
        $noun | Should -Not -Match 's$'
    }

    It 'says what it emits' {
        $command.OutputType.Count | Should -BeGreaterThan 0
        foreach ($type in $command.OutputType) {
            $type.Type | Should -Not -BeNullOrEmpty -Because "$($type.Name) must be a type that a script can name"
            $type.Type.IsPublic | Should -BeTrue
        }
    }

    It 'says what it emits for each parameter set' {
        # The job of -AsJob does not count; Batch only gives the error that there is no such type.
        $told = foreach ($attribute in $command.ImplementingType.GetCustomAttributes([Management.Automation.OutputTypeAttribute], $true)) {
            if ("$($attribute.Type.Name)" -ne 'AmlCompute.Commands.CommandJob') { $attribute.ParameterSetName }
        }
        if ('__AllParameterSets' -notin $told) {
            foreach ($set in $command.ParameterSets) { if ($set.Name -ne 'Batch') { $set.Name | Should -BeIn $told } }
        }
    }

    It 'says that a job can come wherever it can' {
        $job = 'AmlCompute.CommandJob', 'AmlCompute.Commands.CommandJob'
        $named = @($command.OutputType | Where-Object { $_.Name -in $job }).Count
        $named | Should -Be ([int] $command.Parameters.ContainsKey('AsJob'))
    }

    It 'has parameters in Pascal case, with a name for one thing where many can be given' {
        foreach ($parameter in Get-OwnParameter $Name) {
            $parameter.Name | Should -MatchExactly '^[A-Z][A-Za-z]+$'
            if ($parameter.ParameterType.IsArray -or [Collections.IDictionary].IsAssignableFrom($parameter.ParameterType)) {
                $parameter.Name | Should -Not -Match '(?<!Statu|s)s$'
            }
        }
    }

    It 'binds only names, targets, ids, configurations and plans from the pipeline' {
        $bound = foreach ($parameter in Get-OwnParameter $Name) {
            foreach ($set in $parameter.ParameterSets.Values) {
                if ($set.ValueFromPipeline -or $set.ValueFromPipelineByPropertyName) { $parameter.Name; break }
            }
        }
        $allowed = 'Name', 'InputObject', 'PipelineObject', 'ResourceId', 'Configuration', 'From', 'Plan'
        # A piped size can only mean -VmSize of a new target, or of the target to place.
        if ($Name -in 'New-AmlComputeTarget', 'Find-AmlComputeRegion') { $allowed += 'VmSize' }
        foreach ($parameter in $bound) { $parameter | Should -BeIn $allowed }
    }

    It 'takes every duration in all the ways there are' {
        foreach ($parameter in Get-OwnParameter $Name) {
            if ($parameter.Name -match '^(Timeout|PollingInterval|IdleTime.*)$') {
                Get-ElementType $parameter.ParameterType | Should -Be $duration
            }
            $parameter.ParameterType | Should -Not -Be ([timespan])
            if ((Get-ElementType $parameter.ParameterType) -eq $duration) {
                @($parameter.Attributes | Where-Object { $_.GetType().Name -eq 'DurationAttribute' }) | Should -HaveCount 1
            }
        }
    }

    It 'takes secrets as secrets only' {
        foreach ($parameter in Get-OwnParameter $Name) {
            if ($parameter.Name -match 'Password|Secret|Token$|Credential$') {
                (Get-ElementType $parameter.ParameterType) | Should -BeIn ([securestring]), ([pscredential]), ([switch])
            }
        }
    }

    It 'has parameter sets that the engine can tell apart' {
        $sets = @($command.ParameterSets)
        $sets.Count | Should -BeLessOrEqual 32
        $default = $command.DefaultParameterSet
        if ($sets.Count -gt 1) { $default | Should -BeIn $sets.Name }
        # The engine takes the default set when it is one of those that fit; any two others must differ.
        foreach ($set in $sets) {
            foreach ($other in $sets) {
                if ($set.Name -ne $other.Name -and $default -notin $set.Name, $other.Name) {
                    $own = $set.Parameters.Name | Where-Object { $_ -notin $other.Parameters.Name }
                    $missing = ($other.Parameters | Where-Object { $_.IsMandatory }).Name |
                        Where-Object { $_ -and $_ -notin $set.Parameters.Name }
                    @($own) + @($missing) |
                        Where-Object { $_ } | Should -Not -BeNullOrEmpty -Because "nothing tells $($set.Name) from $($other.Name)"
                }
            }
        }
    }

    It 'can be called with what a set needs, for each set' {
        foreach ($set in $command.ParameterSets) {
            $words = foreach ($parameter in $set.Parameters) {
                # The switch of a kind is not mandatory, because other parameters can show the kind.
                if ($parameter.Name -eq $set.Name -and $parameter.ParameterType -eq [switch]) { "-$($parameter.Name)" }
                elseif ($parameter.IsMandatory) { "-$($parameter.Name)"; if ($parameter.ParameterType -ne [switch]) { '$value' } }
            }
            $line = "$Name $words"
            $call = [Management.Automation.Language.Parser]::ParseInput(
                $line, [ref] $null, [ref] $null).EndBlock.Statements[0].PipelineElements[0]
            $binding = [Management.Automation.Language.StaticParameterBinder]::BindCommand($call)
            $binding.BindingExceptions.Values.BindingException.Message | Should -BeNullOrEmpty -Because "this must resolve: $line"
        }
    }

    It 'has no two parameters at one position of a set' {
        foreach ($set in $command.ParameterSets) {
            $positions = foreach ($parameter in $set.Parameters) { if ($parameter.Position -ge 0) { $parameter.Position } }
            [Collections.Generic.HashSet[int]]::new([int[]] @($positions)).Count | Should -Be @($positions).Count
        }
    }

    It 'has no alias that means two things' {
        $names = foreach ($parameter in $command.Parameters.Values) { $parameter.Name; $parameter.Aliases }
        [Collections.Generic.HashSet[string]]::new([string[]] $names, [StringComparer]::OrdinalIgnoreCase).Count |
            Should -Be @($names).Count
    }
}

Describe '<Name>, which changes things,' -ForEach $changing {
    BeforeAll {
        $command = Get-Command $Name
    }

    It 'can be asked what it would do' {
        $command.Parameters.Keys | Should -Contain 'WhatIf'
        $command.Parameters.Keys | Should -Contain 'Confirm'
    }

    It 'asks by itself only where something is lost' {
        $impact = $command.ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact
        if ($Name -like 'Remove-*') { "$impact" | Should -BeExactly 'High' } else { "$impact" | Should -Not -BeExactly 'High' }
        if ($Name -eq 'Disconnect-AmlComputeTarget') { "$impact" | Should -BeExactly 'Medium' }
    }

    It 'can be given a time limit wherever it can wait' {
        if ($command.Parameters.ContainsKey('Wait')) { $command.Parameters.Keys | Should -Contain 'Timeout' }
    }
}

Describe '<Name>, which changes nothing in the service,' -ForEach $settled {
    It 'does not pretend to ask' {
        (Get-Command $Name).Parameters.Keys | Should -Not -Contain 'WhatIf'
        (Get-Command $Name).Parameters.Keys | Should -Not -Contain 'Force'
    }
}

Describe '<Name>, which works on targets,' -ForEach $onTargets {
    BeforeAll {
        $command = Get-Command $Name
    }

    It 'takes a workspace in every set' {
        foreach ($set in $command.ParameterSets) { $set.Parameters.Name | Should -Contain 'Workspace' }
    }

    It 'takes names first, with the alias ComputeName' {
        $command.Parameters['Name'].Aliases | Should -Contain 'ComputeName'
        foreach ($set in $command.Parameters['Name'].ParameterSets.Values) {
            $set.Position | Should -Be 0
            $set.ValueFromPipeline | Should -BeTrue
        }
    }

    It 'takes targets and ids from the pipeline if they must exist' {
        if ($Name -notmatch '^(New|Connect|Sync|Compare|Test)-') {
            foreach ($set in $command.Parameters['Name'].ParameterSets.Values) { $set.ValueFromPipelineByPropertyName | Should -BeTrue }
            foreach ($set in $command.Parameters['InputObject'].ParameterSets.Values) {
                $set.ValueFromPipeline | Should -BeTrue
                $set.ValueFromPipelineByPropertyName | Should -BeFalse
            }
            $command.Parameters['ResourceId'].Aliases | Should -Contain 'Id'
            foreach ($set in $command.Parameters['ResourceId'].ParameterSets.Values) {
                $set.ValueFromPipeline | Should -BeFalse
                $set.ValueFromPipelineByPropertyName | Should -BeTrue
            }
        }
    }

    It 'takes the id of what is to be attached from the command line only' {
        if ($Name -match '^Connect-') {
            foreach ($set in $command.Parameters['ResourceId'].ParameterSets.Values) {
                $set.ValueFromPipelineByPropertyName | Should -BeFalse
            }
            $command.Parameters['ResourceId'].Aliases | Should -Not -Contain 'Id'
        }
    }
}

Describe 'Names of parameters' {
    It '<Command> knows -<Parameter> also as -<Alias>' -ForEach @(
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'Priority'; Alias = 'VmPriority' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'MinNodes'; Alias = 'MinNodeCount' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'MaxNodes'; Alias = 'MaxNodeCount' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'IdleTimeBeforeScaleDown'; Alias = 'NodeIdleTimeBeforeScaleDown' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'SshPublicKey'; Alias = 'AdminUserSshKey' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'RemoteLogin'; Alias = 'RemoteLoginPortPublicAccess' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'Name'; Alias = 'ComputeName' }
        @{ Command = 'Connect-AmlComputeTarget'; Parameter = 'Name'; Alias = 'ComputeName' }
        @{ Command = 'Connect-AmlWorkspace'; Parameter = 'WorkspaceName'; Alias = 'Workspace' }
        @{ Command = 'Wait-AmlComputeTarget'; Parameter = 'MinNodeCount'; Alias = 'MinNodes' }
        @{ Command = 'Get-AmlComputeTarget'; Parameter = 'Workspace'; Alias = 'WorkspaceName' }
        @{ Command = 'Set-AmlComputeTarget'; Parameter = 'Workspace'; Alias = 'WorkspaceName' }
        @{ Command = 'Get-AmlComputeUsage'; Parameter = 'Workspace'; Alias = 'WorkspaceName' }
        @{ Command = 'Compare-AmlComputeTarget'; Parameter = 'Workspace'; Alias = 'WorkspaceName' }
    ) {
        (Get-Command $Command).Parameters[$Parameter].Aliases | Should -Contain $Alias
    }

    It '<Command> has -<Parameter>' -ForEach @(
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'AdminCredential' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'EnableNodePublicIp' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'IdentityType' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'IdentityId' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'SubnetId' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'Location' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'Description' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'Tag' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'DisableLocalAuth' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'IdleTimeBeforeShutdown' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'Schedule' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'AssignedUser' }
        @{ Command = 'New-AmlComputeTarget'; Parameter = 'IfNotExists' }
        @{ Command = 'Connect-AmlComputeTarget'; Parameter = 'Credential' }
        @{ Command = 'Connect-AmlComputeTarget'; Parameter = 'SshPort' }
        @{ Command = 'Connect-AmlComputeTarget'; Parameter = 'SshPrivateKeyPath' }
        @{ Command = 'Remove-AmlComputeTarget'; Parameter = 'PassThru' }
        @{ Command = 'Disconnect-AmlComputeTarget'; Parameter = 'PassThru' }
        @{ Command = 'Wait-AmlComputeTarget'; Parameter = 'For' }
        @{ Command = 'Wait-AmlComputeTarget'; Parameter = 'MinNodeCount' }
        @{ Command = 'Wait-AmlComputeTarget'; Parameter = 'PollingInterval' }
    ) {
        (Get-Command $Command).Parameters.Keys | Should -Contain $Parameter
    }
}

Describe 'Output of commands' {
    BeforeAll {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait -WarningAction SilentlyContinue
        $json = Get-AmlComputeTarget cpu | ConvertTo-AmlComputeJson
    }

    It '<Command> emits what it says' -ForEach @(
        @{ Command = 'Connect-AmlWorkspace'; Script = { Connect-TestSandbox } }
        @{ Command = 'Get-AmlWorkspace'; Script = { Connect-TestSandbox; Get-AmlWorkspace } }
        @{ Command = 'Disconnect-AmlWorkspace'; Script = { $null = Connect-TestSandbox; Disconnect-AmlWorkspace -PassThru } }
        @{ Command = 'Get-AmlComputeTarget'; Script = { Get-AmlComputeTarget -Workspace $workspace } }
        @{ Command = 'New-AmlComputeTarget'; Script = { New-AmlComputeTarget new Standard_DS2_v2 -Workspace $workspace } }
        @{ Command = 'New-AmlComputeTarget'; Script = { New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Workspace $workspace } }
        @{
            Command = 'Connect-AmlComputeTarget'
            Script = { Connect-AmlComputeTarget more -Kubernetes -ResourceId $aks -Workspace $workspace }
        }
        @{ Command = 'Update-AmlComputeTarget'; Script = { Update-AmlComputeTarget cpu -Workspace $workspace } }
        @{ Command = 'Wait-AmlComputeTarget'; Script = { Wait-AmlComputeTarget cpu -Workspace $workspace } }
        @{ Command = 'Watch-AmlComputeTarget'; Script = { Watch-AmlComputeTarget cpu -Timeout 0 -Workspace $workspace } }
        @{ Command = 'Disconnect-AmlComputeTarget'; Script = { Disconnect-AmlComputeTarget k8s -Force -PassThru -Workspace $workspace } }
        @{ Command = 'Remove-AmlComputeTarget'; Script = { Remove-AmlComputeTarget cpu -Force -PassThru -Workspace $workspace } }
        @{ Command = 'ConvertTo-AmlComputeJson'; Script = { Get-AmlComputeTarget new -Workspace $workspace | ConvertTo-AmlComputeJson } }
        @{ Command = 'ConvertFrom-AmlComputeJson'; Script = { $json | ConvertFrom-AmlComputeJson -Workspace $workspace } }
        @{ Command = 'New-AmlComputeConfiguration'; Script = { New-AmlComputeConfiguration -VmSize Standard_DS2_v2 } }
        @{ Command = 'New-AmlComputeSchedule'; Script = { New-AmlComputeSchedule -Stop -Cron '0 18 * * *' } }
        @{ Command = 'Set-AmlComputeTarget'; Script = { Set-AmlComputeTarget new -MaxNodes 2 -Workspace $workspace } }
        @{ Command = 'Stop-AmlComputeTarget'; Script = { Stop-AmlComputeTarget desk -Workspace $workspace } }
        @{ Command = 'Start-AmlComputeTarget'; Script = { Start-AmlComputeTarget desk -Wait -Workspace $workspace } }
        @{ Command = 'Restart-AmlComputeTarget'; Script = { Restart-AmlComputeTarget desk -Wait -Workspace $workspace } }
        @{ Command = 'Resize-AmlComputeTarget'; Script = { Resize-AmlComputeTarget desk Standard_DS3_v2 -Workspace $workspace } }
        @{ Command = 'Get-AmlComputeNode'; Script = { Get-AmlComputeNode desk -Workspace $workspace } }
        @{
            Command = 'Get-AmlComputeJob'
            Script = { $workspace.Sandbox.AddJob(@{ Target = 'desk' }); Get-AmlComputeJob -Workspace $workspace }
        }
        @{
            Command = 'Get-AmlComputeKey'
            Script = {
                $null = Connect-AmlComputeTarget aks -Aks -ResourceId $aks -Workspace $workspace
                Get-AmlComputeKey aks -Workspace $workspace
            }
        }
        @{ Command = 'Get-AmlComputeVmSize'; Script = { Get-AmlComputeVmSize -Workspace $workspace } }
        @{ Command = 'Get-AmlComputeUsage'; Script = { Get-AmlComputeUsage -Workspace $workspace } }
        @{ Command = 'Get-AmlComputeQuota'; Script = { Get-AmlComputeQuota -Workspace $workspace } }
        @{ Command = 'Set-AmlComputeQuota'; Script = { Set-AmlComputeQuota standardFSv2Family 8 -PassThru -Workspace $workspace } }
        @{
            Command = 'Test-AmlComputeTarget'
            Script = { Test-AmlComputeTarget cpu -Workspace $workspace; Test-AmlComputeTarget cpu -Detailed -Workspace $workspace }
        }
    ) {
        $declared = (Get-Command $Command).OutputType.Type
        $emitted = @(& $Script)
        $emitted.Count | Should -BeGreaterThan 0
        foreach ($object in $emitted) {
            $declared |
                Where-Object { $_.IsInstanceOfType($object) } | Should -Not -BeNullOrEmpty -Because "it emitted a $($object.GetType())"
        }
    }
}

Describe '-WhatIf' {
    It '<Command> changes nothing, -Force or not' -ForEach @(
        @{ Command = 'New-AmlComputeTarget'; Script = { New-AmlComputeTarget new Standard_DS2_v2 @args } }
        @{
            Command = 'New-AmlComputeTarget over an existing one'
            Script = { New-AmlComputeTarget cpu Standard_DS2_v2 -ErrorAction SilentlyContinue @args }
        }
        @{ Command = 'Connect-AmlComputeTarget'; Script = { Connect-AmlComputeTarget more -Kubernetes -ResourceId $aks @args } }
        @{ Command = 'Disconnect-AmlComputeTarget'; Script = { Disconnect-AmlComputeTarget k8s @args } }
        @{ Command = 'Remove-AmlComputeTarget'; Script = { Remove-AmlComputeTarget cpu @args } }
        @{ Command = 'Remove-AmlComputeTarget of all'; Script = { Remove-AmlComputeTarget * @args } }
    ) {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $seen = $workspace.Sandbox.Requests.Count

        & $Script -WhatIf
        & $Script -WhatIf -Force
        & { $WhatIfPreference = $true; & $Script -Force }

        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
        (Get-AmlComputeTarget).Name | Should -Be @('cpu', 'k8s')
    }
}

Describe 'The public types' {
    It 'have nothing on their surface but types of .NET, of PowerShell and of the module' -Tag Core {
        $flags = [Reflection.BindingFlags] 'Public, NonPublic, Instance, Static, DeclaredOnly'
        $engine = [psobject].Assembly
        $foreign = foreach ($type in $assembly.GetExportedTypes()) {
            $surface = @($type.BaseType) + $type.GetInterfaces()
            foreach ($member in $type.GetMembers($flags)) {
                if ($member -is [Reflection.MethodBase] -and ($member.IsPublic -or $member.IsFamily -or $member.IsFamilyOrAssembly)) {
                    $surface += @(foreach ($parameter in $member.GetParameters()) { $parameter.ParameterType })
                    if ($member -is [Reflection.MethodInfo]) { $surface += $member.ReturnType }
                }
                elseif ($member -is [Reflection.FieldInfo] -and ($member.IsPublic -or $member.IsFamily -or $member.IsFamilyOrAssembly)) {
                    $surface += $member.FieldType
                }
            }

            foreach ($part in $surface) {
                if ($part) {
                    foreach ($one in @(Get-ElementType $part) + $part.GetGenericArguments()) {
                        $origin = $one.Assembly
                        if (-not $one.IsGenericParameter -and $origin -ne $assembly -and $origin -ne $engine -and
                            ($one.Namespace -notmatch '^System(\.|$)' -or $one.Namespace -match '^System\.Text\.Json' -or
                            [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($origin).Name -ne 'Default')) {
                            "$($type.Name): $one"
                        }
                    }
                }
            }
        }
        $foreign | Should -BeNullOrEmpty
    }

    It 'have exceptions that derive from those of .NET' {
        $exceptions = foreach ($type in $assembly.GetExportedTypes()) { if ([Exception].IsAssignableFrom($type)) { $type } }
        $exceptions | Should -Not -BeNullOrEmpty
        foreach ($type in $exceptions) { $type.BaseType.Assembly | Should -Be ([Exception].Assembly) }
    }

    It 'can all be named in a script' {
        foreach ($type in $assembly.GetExportedTypes()) { $type.FullName -as [type] | Should -Be $type }
    }

    It 'are all in one namespace but for the commands and their helpers' {
        foreach ($type in $assembly.GetExportedTypes()) {
            $type.Namespace | Should -BeIn 'AmlCompute', 'AmlCompute.Commands', 'AmlCompute.Completion'
        }
    }
}

Describe 'The state of a session' {
    It 'is in no static field' {
        $mutable = foreach ($type in $assembly.GetTypes()) {
            foreach ($field in $type.GetFields([Reflection.BindingFlags] 'Public, NonPublic, Static, DeclaredOnly')) {
                $generated = $field.Name.StartsWith('<>') -or $type.IsDefined([Runtime.CompilerServices.CompilerGeneratedAttribute], $false)
                if (-not $field.IsInitOnly -and -not $field.IsLiteral -and -not $generated) { "$type.$($field.Name)" }
            }
        }
        $mutable | Should -BeNullOrEmpty
    }

    It 'is its own in each runspace' {
        $null = Connect-TestSandbox -WorkspaceName 'mine'
        $shells = @((New-TestShell), (New-TestShell))
        try {
            $null = $shells[0].AddScript("Connect-AmlWorkspace -Sandbox -WorkspaceName 'theirs'").Invoke()
            $shells[0].Commands.Clear()
            $shells[0].AddScript('(Get-AmlWorkspace).Name').Invoke() | Should -BeExactly 'theirs'
            $shells[1].AddScript("try { Get-AmlWorkspace } catch { (`$_.FullyQualifiedErrorId -split ',')[0] }").Invoke() |
                Should -BeExactly 'WorkspaceNotResolved'
        }
        finally {
            foreach ($shell in $shells) {
                $shell.Runspace.Dispose()
                $shell.Dispose()
            }
        }

        (Get-AmlWorkspace).Name | Should -BeExactly 'mine'
    }

    It 'is one for the whole runspace, wherever the workspace was chosen' {
        function Connect-Inside { $null = Connect-TestSandbox -WorkspaceName 'inside' }
        & { Connect-Inside }
        (Get-AmlWorkspace).Name | Should -BeExactly 'inside'
    }
}
