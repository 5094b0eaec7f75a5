BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'
    $identity = "$group/Microsoft.ManagedIdentity/userAssignedIdentities/one"
    $other = "$group/Microsoft.ManagedIdentity/userAssignedIdentities/two"
    $morning = New-AmlComputeSchedule -Start -Weekly -On Monday, Friday -At 8:00 -TimeZone Europe/Berlin
    $evening = New-AmlComputeSchedule -Stop -Cron '0 18 * * *'

    # The body that was last sent with a method, as compact JSON.
    function Get-Body([string] $Method) {
        $last = $null
        foreach ($request in $workspace.Sandbox.Requests) {
            if ($request.Method -eq $Method) { $last = $request.Body }
        }
        [Text.Json.Nodes.JsonNode]::Parse($last).ToJsonString()
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Set-AmlComputeTarget, on a cluster' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -Tag @{ team = 'vision' } -Description 'old' -Wait
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'sends -<Name> by PATCH with the other scale settings, and nothing else' -ForEach @(
        @{ Name = 'MinNodes'; Given = @{ MinNodes = 1 }; Sent = 1, 4, 'PT2M' }
        @{ Name = 'MaxNodes'; Given = @{ MaxNodes = 8 }; Sent = 0, 8, 'PT2M' }
        @{ Name = 'IdleTimeBeforeScaleDown'; Given = @{ IdleTimeBeforeScaleDown = '15m' }; Sent = 0, 4, 'PT15M' }
        @{ Name = 'MaxNodeCount'; Given = @{ MinNodeCount = 2; MaxNodeCount = 2 }; Sent = 2, 2, 'PT2M' }
    ) {
        $Sent = '{{"minNodeCount":{0},"maxNodeCount":{1},"nodeIdleTimeBeforeScaleDown":"{2}"}}' -f $Sent
        $target = Set-AmlComputeTarget cpu @Given -Wait
        $target.ProvisioningState | Should -BeExactly 'Succeeded'
        Get-Body PATCH | Should -BeExactly "{`"properties`":{`"properties`":{`"scaleSettings`":$Sent}}}"
        $target.Tags['team'] | Should -BeExactly 'vision'
    }

    It 'warns that -Tag writes tags if a pattern chooses the targets' {
        $result = Invoke-Captured { Set-AmlComputeTarget c*, dev -Tag @{ a = 'b' } -WhatIf -Exclude cpu, dev }
        $result.Warnings | Should -Be @(
            "-Tag writes tags to all targets that 'c*' matches. -WithTag selects targets by the tags that they have.")
        (Invoke-Captured { Set-AmlComputeTarget c* -WithTag team -Tag @{ a = 'b' } -WhatIf }).Warnings.Count | Should -Be 0
        (Invoke-Captured { Set-AmlComputeTarget cpu -Tag @{ a = 'b' } -WhatIf }).Warnings.Count | Should -Be 0
        (Invoke-Captured { Set-AmlComputeTarget c* -AddTag @{ a = 'b' } -WhatIf }).Warnings.Count | Should -Be 0
    }

    It 'warns with -WhatIf of a quota that the nodes would exceed: <Name>' -ForEach @(
        @{ Name = 'by the largest number'; Given = @{ MaxNodes = 500 }; Text = '-MaxNodes is 500, *', '500 nodes of *' }
        @{
            Name = 'by the smallest number'; Given = @{ MinNodes = 90; MaxNodes = 90 }
            Text = @('90 nodes of *The minimum of 90 nodes alone needs 180 vCPUs.*')
        }
        @{ Name = 'not by less'; Given = @{ MaxNodes = 3 }; Text = @() }
        @{ Name = 'not by the same'; Given = @{ MinNodes = 0; MaxNodes = 4; Description = 'new' }; Text = @() }
    ) {
        $result = Invoke-Captured { Set-AmlComputeTarget cpu @Given -WhatIf }
        $result.Errors.Count | Should -Be 0
        $result.Warnings | Should -HaveCount $Text.Count
        for ($i = 0; $i -lt $Text.Count; $i++) { $result.Warnings[$i] | Should -BeLike "cpu: $($Text[$i])" }
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'shows the new value at once, and is done with -Wait' {
        $target = Set-AmlComputeTarget cpu -MaxNodes 6
        $target.MaxNodes | Should -Be 6
        (Set-AmlComputeTarget cpu -MaxNodes 7 -Wait).ProvisioningState | Should -BeExactly 'Succeeded'
        (Get-AmlComputeTarget cpu).MaxNodes | Should -Be 7
    }

    It 'changes -<Name> by a PUT of the live target' -ForEach @(
        @{ Name = 'Tag'; Given = @{ Tag = @{ a = '1' } }; Property = { $_.Tags['a'] }; Value = '1' }
        @{ Name = 'Description'; Given = @{ Description = 'new' }; Property = { $_.Description }; Value = 'new' }
        @{ Name = 'DisableLocalAuth'; Given = @{ DisableLocalAuth = $true }; Property = { "$($_.DisableLocalAuth)" }; Value = 'True' }
    ) {
        $target = Set-AmlComputeTarget cpu @Given -Wait
        $target | ForEach-Object $Property | Should -BeExactly $Value
        $target.MaxNodes | Should -Be 4
        $body = [Text.Json.Nodes.JsonNode]::Parse((Get-Body PUT))
        $body['properties']['properties']['vmSize'].ToString() | Should -BeExactly 'STANDARD_DS2_V2'
        $body['properties']['properties']['propertyBag'].ToJsonString() | Should -BeExactly '{}'
        foreach ($name in 'provisioningState', 'createdOn', 'modifiedOn', 'isAttachedCompute', 'provisioningErrors') {
            $body['properties'].ContainsKey($name) | Should -BeFalse -Because $name
        }
        foreach ($name in 'allocationState', 'currentNodeCount', 'nodeStateCounts', 'errors') {
            $body['properties']['properties'].ContainsKey($name) | Should -BeFalse -Because $name
        }
    }

    It 'sends what goes by PATCH and what goes by PUT together in one PUT' {
        $target = Set-AmlComputeTarget cpu -MaxNodes 9 -Tag @{ a = 'b' } -Wait
        $target.MaxNodes | Should -Be 9
        Get-TestRequest $workspace -After $seen -Changing | Should -Be "PUT $($target.Id)"
    }

    It 'removes tags and description when they are empty' {
        $target = Set-AmlComputeTarget cpu -Tag @{} -Description '' -Wait
        $target.Tags.Count | Should -Be 0
        $target.Description | Should -BeNullOrEmpty
    }

    It 'adds and removes user-assigned identities, and keeps the others' {
        (Set-AmlComputeTarget cpu -AddUserAssignedIdentity $identity -Wait).Identity.Type | Should -BeExactly 'UserAssigned'
        $target = Set-AmlComputeTarget cpu -IdentityType 'SystemAssigned,UserAssigned' -AddUserAssignedIdentity $other -Wait
        $target.Identity.Type | Should -BeExactly 'SystemAssigned,UserAssigned'
        $target.Identity.UserAssignedIdentities.Count | Should -Be 2
        $target = Set-AmlComputeTarget cpu -RemoveUserAssignedIdentity $identity -Wait
        $target.Identity.UserAssignedIdentities.Keys | Should -Be $other
        $target = Set-AmlComputeTarget cpu -RemoveUserAssignedIdentity $other -Wait
        $target.Identity.Type | Should -BeExactly 'SystemAssigned'
        (Set-AmlComputeTarget cpu -IdentityType none -Wait).Identity | Should -BeNullOrEmpty
        (Set-AmlComputeTarget cpu -IdentityType systemassigned -Wait).Identity.Type | Should -BeExactly 'SystemAssigned'
    }

    It 'refuses identities that contradict each other: <Name>' -ForEach @(
        @{ Name = 'UserAssigned without one'; Given = @{ IdentityType = 'UserAssigned' } }
        @{ Name = 'SystemAssigned with one'; Given = @{ IdentityType = 'SystemAssigned'; AddUserAssignedIdentity = '/subscriptions/x' } }
    ) {
        Get-ErrorId { Set-AmlComputeTarget cpu @Given } | Should -Be 'InvalidArgument'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'takes both kinds of identity as <Name>' -ForEach @(
        @{ Name = 'a list'; Type = 'SystemAssigned', 'UserAssigned' }
        @{ Name = 'a list the other way round'; Type = 'userassigned', 'systemassigned' }
        @{ Name = 'a text with a blank'; Type = 'SystemAssigned, UserAssigned' }
    ) {
        (Set-AmlComputeTarget cpu -IdentityType $Type -AddUserAssignedIdentity $identity -Wait).Identity.Type |
            Should -BeExactly 'SystemAssigned,UserAssigned'
        Get-Body PATCH | Should -BeLike '{"location":"eastus","properties":{},"identity":{"type":"SystemAssigned,UserAssigned",*'
    }

    It 'changes the identity by PATCH, and by PUT where the service <Name> that' -ForEach @(
        @{ Name = 'refuses'; Option = 'Refused' }
        @{ Name = 'ignores'; Option = 'Ignored' }
    ) {
        $workspace = Connect-TestSandbox @{ IdentityPatch = $Option }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -Description 'old' -Wait
        $seen = $workspace.Sandbox.Requests.Count
        $target = Set-AmlComputeTarget cpu -AddUserAssignedIdentity $identity -Wait
        $target.Identity.UserAssignedIdentities.Keys | Should -Be $identity
        $target.Description | Should -BeExactly 'old'
        Get-TestRequest $workspace -After $seen -Changing | ForEach-Object { ($_ -split ' ')[0] } | Should -Be 'PATCH', 'PUT'
    }

    It 'takes both kinds of identity without quotation marks' {
        (Set-AmlComputeTarget cpu -IdentityType SystemAssigned,UserAssigned -AddUserAssignedIdentity $identity -Wait).Identity.Type |
            Should -BeExactly 'SystemAssigned,UserAssigned'
    }

    It 'names the kinds of identity that there are for <Name>' -ForEach @(
        @{ Name = 'a misspelt word'; Type = 'SystemAsigned' }
        @{ Name = 'none and another'; Type = 'None', 'SystemAssigned' }
        @{ Name = 'an empty text'; Type = '' }
    ) {
        $result = Invoke-Captured { Set-AmlComputeTarget cpu -IdentityType $Type }
        "$($result.Errors[0])" | Should -BeLike (
            "*'$($Type -join ',')' is not a valid kind of managed identity. Use one of: None, SystemAssigned, UserAssigned, " +
            "or 'SystemAssigned,UserAssigned' for both.")
        Get-TestRequest $workspace -After $seen | Should -BeNullOrEmpty
    }

    It 'refuses what is to be added and removed at once: <Name>' -ForEach @(
        @{ Name = 'an identity'; Parameters = 'AddUserAssignedIdentity', 'RemoveUserAssignedIdentity'; Value = '/subscriptions/x/One' }
        @{ Name = 'a schedule to switch on and off'; Parameters = 'EnableSchedule', 'DisableSchedule'; Value = 'Stop' }
        @{ Name = 'a schedule to remove and switch on'; Parameters = 'RemoveSchedule', 'EnableSchedule'; Value = 'a*' }
        @{ Name = 'a schedule to remove and switch off'; Parameters = 'RemoveSchedule', 'DisableSchedule'; Value = 'abc' }
    ) {
        $given = @{ $Parameters[0] = 'another', $Value; $Parameters[1] = $Value.ToUpperInvariant(), 'one more' }
        $result = Invoke-Captured { Set-AmlComputeTarget cpu @given }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($result.Errors[0])" | Should -BeExactly "-$($Parameters[0]) and -$($Parameters[1]) contradict each other: both select '$Value'."
        Get-TestRequest $workspace -After $seen | Should -BeNullOrEmpty
    }

    It 'refuses a tag whose value is <Name>, and sends nothing' -ForEach @(
        @{ Name = 'a list'; Value = 1, 2 }
        @{ Name = 'a hashtable'; Value = @{ c = 1 } }
        @{ Name = 'an object'; Value = [pscustomobject] @{ c = 1 } }
        @{ Name = 'a secret'; Value = [securestring]::new() }
    ) {
        $result = Invoke-Captured { Set-AmlComputeTarget cpu -Tag @{ fine = 1; nested = $Value } }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($result.Errors[0])" | Should -BeLike "-Tag: the value of 'nested' is a*"
        Get-TestRequest $workspace -After $seen | Should -BeNullOrEmpty
    }

    It 'refuses tags that no resource can have' {
        Get-ErrorId { Set-AmlComputeTarget cpu -Tag @{ a = 'x' * 300 } } | Should -Be 'InvalidArgument'
        Get-TestRequest $workspace -After $seen | Should -BeNullOrEmpty
    }

    It 'writes tags that are no texts as such' {
        $tags = @{ number = 1.5; flag = $true; date = [datetime] '2026-01-02'; id = [guid]::Empty; none = $null; day = [DayOfWeek]::Friday }
        $target = Set-AmlComputeTarget cpu -Tag $tags -Wait
        foreach ($name in 'number', 'flag', 'id', 'day') { $target.Tags[$name] | Should -BeExactly ([string] $tags[$name]) -Because $name }
        $target.Tags['date'] | Should -BeLike '*2026*'
        $target.Tags['none'] | Should -BeNullOrEmpty
    }

    It 'sends nothing when it is so already' {
        $target = Set-AmlComputeTarget cpu -MaxNodes 4 -IdleTimeBeforeScaleDown 120 -Tag @{ team = 'vision' } -Description old `
            -IdentityType None -VmSize standard_ds2_v2 -Location 'East US'
        $target.Name | Should -BeExactly 'cpu'
        Get-TestRequest $workspace -After $seen | Should -Be "GET $($target.Id)"
        (Set-AmlComputeTarget cpu -MaxNodes 4 -Wait).ProvisioningState | Should -BeExactly 'Succeeded'
    }

    It 'refuses another -<Name>, says which members are fixed and what to do, and changes nothing' -ForEach @(
        @{ Name = 'VmSize'; Given = @{ VmSize = 'Standard_DS3_v2' } }
        @{ Name = 'Priority'; Given = @{ Priority = 'LowPriority' } }
        @{
            Name = 'SubnetId'
            Given = @{
                SubnetId = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/' +
                'virtualNetworks/v/subnets/s'
            }
        }
        @{ Name = 'Location'; Given = @{ Location = 'westeurope' } }
        @{ Name = 'EnableNodePublicIp'; Given = @{ EnableNodePublicIp = $false } }
        @{ Name = 'SshPublicKey'; Given = @{ SshPublicKey = 'ssh-rsa AAAA' } }
    ) {
        $result = Invoke-Captured { Set-AmlComputeTarget cpu @Given -MaxNodes 8 }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($result.Errors[0])" |
            Should -BeLike "*cannot be changed in place: $($Name): *Fixed properties*Priority*SubnetId*VmSize*"
        $result.Errors[0].ErrorDetails.RecommendedAction |
            Should -BeLike "Remove it with 'Remove-AmlComputeTarget cpu -Wait', *New-AmlComputeTarget*"
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'applies -Configuration to the target' {
        $wanted = New-AmlComputeConfiguration -VmSize Standard_DS2_v2 -MaxNodes 3 -Tag @{ a = 'b' }
        $target = Set-AmlComputeTarget cpu -Configuration $wanted -Wait
        $target.MaxNodes | Should -Be 3
        $target.Description | Should -BeExactly 'old'
        Get-ErrorId { Set-AmlComputeTarget cpu -Configuration (New-AmlComputeConfiguration -VmSize Standard_DS3_v2) } |
            Should -Be 'InvalidArgument'
        Get-ErrorId { Set-AmlComputeTarget cpu -Configuration (New-AmlComputeConfiguration -Instance -VmSize Standard_DS2_v2) } |
            Should -Be 'InvalidArgument'
    }

    It 'refuses node limits that cross, also against the one that is there' {
        Get-ErrorId { Set-AmlComputeTarget cpu -MinNodes 5 } | Should -Be 'InvalidArgument'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'asks for something to change' {
        Get-ErrorId { Set-AmlComputeTarget cpu } | Should -Be 'InvalidArgument'
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'shows each property with -WhatIf, and changes nothing' -Tag Process {
        $run = Invoke-FreshShell -Command "`$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 }
            `$null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait -Timeout 10d
            Set-AmlComputeTarget cpu -MaxNodes 8 -MinNodes 0 -Tag @{ a = 'b' } -WhatIf
            Set-AmlComputeTarget cpu -MaxNodes 4 -WhatIf
            'max ' + (Get-AmlComputeTarget cpu).MaxNodes"
        $run.Output | Should -BeLike '*Set MaxNodes: 4 -> 8; Tags: none -> a=b*'
        $run.Output | Should -Not -BeLike '*MinNodes*'
        $run.Output | Should -BeLike '*max 4*'
        $run.Output | Should -BeLike '*What if: Nothing to change on target "cpu in workspace sandbox-ws".*'
        ([regex]::Matches($run.Output, 'What if: Performing')).Count | Should -Be 1
    }

    It 'reports with -WhatIf a change that would be refused' {
        Get-ErrorId { Set-AmlComputeTarget cpu -VmSize Standard_DS3_v2 -WhatIf } | Should -Be 'InvalidArgument'
        Get-ErrorId { Set-AmlComputeTarget gone -MaxNodes 3 -WhatIf } | Should -Be 'ComputeTargetNotFound'
    }

    It 'brings a piped target up to date and emits it' {
        $target = Get-AmlComputeTarget cpu
        $emitted = $target | Set-AmlComputeTarget -MaxNodes 5 -Wait
        [object]::ReferenceEquals($emitted, $target) | Should -BeTrue
        $target.MaxNodes | Should -Be 5
    }

    It 'changes many at once: by name, by id, by wildcard' {
        $null = New-AmlComputeTarget gpu Standard_DS2_v2 -Wait
        (Set-AmlComputeTarget cpu, gpu -MaxNodes 2 -Wait -ThrottleLimit 2).MaxNodes | Should -Be 2, 2
        (ConvertTo-Row (Get-AmlComputeTarget cpu) | Set-AmlComputeTarget -MaxNodes 3 -Wait -Workspace $workspace).MaxNodes | Should -Be 3
        $null = Set-AmlComputeTarget ?pu -MaxNodes 6 -Wait -Workspace $workspace
        (Get-AmlComputeTarget).MaxNodes | Should -Be 6, 6
    }

    It 'waits for the operation that runs on the target, and reports it at the timeout' {
        $null = Set-AmlComputeTarget cpu -MaxNodes 5
        (Set-AmlComputeTarget cpu -MaxNodes 6 -Wait).MaxNodes | Should -Be 6
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $slow.Sandbox.Advance([timespan]::FromMinutes(5))
        $null = Set-AmlComputeTarget cpu -MaxNodes 5
        $result = Invoke-Captured { Set-AmlComputeTarget cpu -MaxNodes 6 -Timeout 0 }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'OperationConflict,*'
        "$($result.Errors[0])" | Should -BeLike '*Updating*'
    }

    It 'gives up waiting for the end after -Timeout' {
        $slow = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2
        $slow.Sandbox.Advance([timespan]::FromMinutes(5))
        Suspend-TestOperation $slow
        $limited = { Set-AmlComputeTarget cpu -MaxNodes 5 -Wait -Timeout 20 }
        Get-ErrorId { Invoke-OnMovingClock $slow $limited -After 'PATCH 202' } | Should -Be 'WaitTimeout'
    }

    It 'says why a change failed' {
        $workspace.Sandbox.AddFault(
            @{ Method = 'PATCH'; FailOperation = $true; Code = 'ClusterCoreQuotaReached'; Message = 'The quota is used up.' })
        Get-ErrorId { Set-AmlComputeTarget cpu -MaxNodes 5 -Wait } | Should -Be 'QuotaExceeded'
    }

    It 'sends a change again whose operation failed, and says so with -WhatIf' -Tag Process {
        $run = Invoke-FreshShell -Command "`$ws = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 }
            `$null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 1 -MaxNodes 2 -Wait -Timeout 10d
            `$ws.Sandbox.AddFault(@{ Method = 'PATCH'; FailOperation = `$true })
            `$null = Set-AmlComputeTarget cpu -MinNodes 0 -Wait -Timeout 10d -ErrorAction SilentlyContinue -ErrorVariable failed
            'remedy: ' + `$failed[0].ErrorDetails.RecommendedAction
            'state: ' + (Get-AmlComputeTarget cpu).State
            `$seen = `$ws.Sandbox.Requests.Count
            Set-AmlComputeTarget cpu -MinNodes 0 -WhatIf
            'compared: ' + (Compare-AmlComputeTarget -Configuration @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MinNodes = 0 }).Differences
            @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MinNodes = 0 } | Sync-AmlComputeTarget -WhatIf
            'sent: ' + @(`$ws.Sandbox.Requests | Select-Object -Skip `$seen | Where-Object Method -NE GET).Count
            'again: ' + (Set-AmlComputeTarget cpu -MinNodes 0 -Wait -Timeout 10d).State
            'sent: ' + @(`$ws.Sandbox.Requests | Select-Object -Skip `$seen | Where-Object Method -NE GET).Method
            Set-AmlComputeTarget cpu -MinNodes 0 -WhatIf"
        $text = $run.Output -replace '\s+', ' '
        $text | Should -BeLike '*remedy: Fix the cause, then run the command again. state: Failed *'
        $text | Should -BeLike '*"Set MinNodes: 0 again, because ProvisioningState is Failed" on target "cpu in workspace sandbox-ws".*'
        $text | Should -BeLike '*compared: ProvisioningState: Failed -> Succeeded (sends the settings again) *'
        $text | Should -BeLike '*"Set ProvisioningState: Failed -> Succeeded (sends the settings again)" on target "cpu in *'
        $text | Should -BeLike '*sent: 0 again: Steady sent: PATCH What if: Nothing to change on target "cpu *'
    }

    It 'says that nothing was sent for a failed target whose setting needs no operation' {
        $null = New-AmlComputeTarget box Standard_DS2_v2 -Instance -IdleTimeBeforeShutdown 1h -Wait
        $workspace.Sandbox.AddFault(@{ Method = 'PUT'; FailOperation = $true })
        $null = Set-AmlComputeTarget box -Description x -Wait -ErrorAction Ignore
        $result = Invoke-Captured { Set-AmlComputeTarget box -IdleTimeBeforeShutdown 1h -Wait }
        "$($result.Errors[0])" | Should -BeLike "Compute target 'box' failed earlier, and no change was sent. *"
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike 'Fix the cause, then run the command that failed again.*'
    }

    It 'says one clear error for <Name>' -ForEach @(
        @{ Name = 'a target that was never made'; Id = 'InvalidArgument'; Limit = @{}; Prepare = {
                $workspace.Sandbox.AddFault(@{ Method = 'PUT'; FailOperation = $true })
                $null = New-AmlComputeTarget bad Standard_DS2_v2 -Wait -ErrorAction SilentlyContinue
            }
        }
        @{ Name = 'a target that is being deleted'; Id = 'OperationConflict'; Limit = @{ Timeout = 0 }; Prepare = {
                $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
                $null = New-AmlComputeTarget bad Standard_DS2_v2
                $workspace.Sandbox.Advance([timespan]::FromMinutes(5))
                Remove-AmlComputeTarget bad -Force
            }
        }
        @{ Name = 'a target that is not there'; Id = 'ComputeTargetNotFound'; Limit = @{}; Prepare = { } }
    ) {
        . $Prepare
        Get-ErrorId { Set-AmlComputeTarget bad -MaxNodes 2 @Limit } | Should -Be $Id
    }

    It 'says for another type that it has no such property' {
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId "$group/Microsoft.ContainerService/managedClusters/aks1" -Wait
        $result = Invoke-Captured { Set-AmlComputeTarget k8s -MaxNodes 2 }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'UnsupportedComputeType,*'
        $result.Errors[0].ErrorDetails.RecommendedAction |
            Should -BeExactly 'Leave MaxNodes out for this target; only compute targets of type AmlCompute have it.'
        Get-ErrorId { Set-AmlComputeTarget cpu -EnableSso $true } | Should -Be 'UnsupportedComputeType'
        (Set-AmlComputeTarget k8s -Tag @{ a = 'b' } -Wait).Tags['a'] | Should -BeExactly 'b'
    }

    It 'sends the credentials of an attached machine again, so that they are not forgotten' {
        $account = [pscredential]::new(
            'admin', (ConvertTo-SecureString 'secret' -AsPlainText -Force))
        $null = Connect-AmlComputeTarget vm -VirtualMachine -ResourceId "$group/Microsoft.Compute/virtualMachines/vm" -Credential $account `
            -Wait
        (Set-AmlComputeTarget vm -Description new -Wait).Description | Should -BeExactly 'new'
        Get-Body PUT | Should -BeLike '*"administratorAccount":{"username":"admin",*'
    }

    It 'warns that the certificate of an AKS cluster cannot be sent again' {
        $file = "$TestDrive/tls.pem"
        [IO.File]::WriteAllText($file, 'PEM')
        $null = New-AmlComputeTarget aks -Aks -SslCname www.example.org -SslCertPemFile $file -SslKeyPemFile $file -Wait
        $result = Invoke-Captured { Set-AmlComputeTarget aks -Tag @{ a = 'b' } -Wait }
        $result.Errors | Should -HaveCount 0
        $result.Warnings | Should -HaveCount 1
        $result.Warnings[0] | Should -BeLike 'aks: The TLS certificate and key cannot be read*'
        foreach ($name in '"cert"', '"key"') { Get-Body PUT | Should -Not -BeLike "*$name*" }
        Get-Body PUT | Should -BeLike '*"sslConfiguration":{"status":"Enabled","cname":"www.example.org"*'

        $null = New-AmlComputeTarget leaf -Aks -LeafDomainLabel leaf -Wait
        (Invoke-Captured { Set-AmlComputeTarget leaf -Tag @{ a = 'b' } -Wait }).Warnings | Should -HaveCount 0

        # An empty label would ask for TLS without one.
        { Set-AmlComputeTarget leaf -LeafDomainLabel '' } | Should -Throw "*'LeafDomainLabel'*null or empty*"
        { New-AmlComputeTarget other -Aks -SslCname '' } | Should -Throw "*'SslCname'*null or empty*"
    }
}

Describe 'Set-AmlComputeTarget, on an instance' -Tag Smoke {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Schedule $evening -Wait
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'changes -<Name> by the action <Action>, of a preview version' -ForEach @(
        @{
            Name = 'IdleTimeBeforeShutdown'; Action = 'updateIdleShutdownSetting'; Given = @{ IdleTimeBeforeShutdown = '2h' }
            Shown = { "$($_.IdleTimeBeforeShutdown)" }; Value = '02:00:00'
        }
        @{
            Name = 'CustomService'; Action = 'customServices'
            Given = @{ CustomService = @{ name = 'rstudio'; image = @{ type = 'docker'; reference = 'x' } } }
            Shown = { $_.CustomServices[0].ImageReference }; Value = 'x'
        }
        @{
            Name = 'DataMount'; Action = 'updateDataMounts'
            Given = @{ DataMount = @{ mountName = 'images'; source = 'azureml://x'; mountPath = '/mnt' } }
            Shown = { $_.DataMounts[0].MountPath }; Value = '/mnt'
        }
    ) {
        $target = Set-AmlComputeTarget desk @Given
        $target | ForEach-Object $Shown | Should -BeExactly $Value
        Get-TestRequest $workspace -After $seen -Changing | Should -Be "POST $($target.Id)/$Action"
        foreach ($request in $workspace.Sandbox.Requests) {
            if ($request.Path -like '*/computes/desk/*') { $request.Query | Should -BeLike '*-preview*' }
        }
        $null = Set-AmlComputeTarget desk @Given
        Get-TestRequest $workspace -After $seen -Changing | Should -HaveCount 1
    }

    It 'sends what only preview versions have back with one of them' {
        $null = New-AmlComputeTarget lab Standard_DS2_v2 -Instance -Wait
        foreach ($given in @{ EnableRootAccess = $false }, @{ Tag = @{ a = 'b' } }) {
            $null = Set-AmlComputeTarget lab @given -Wait
            foreach ($request in $workspace.Sandbox.Requests) { if ($request.Method -eq 'PUT') { $put = $request } }
            $put.Query | Should -BeLike '*-preview'
            $put.Body | Should -BeLike '*"enableRootAccess":false*'
        }
    }

    It 'does not send the key of the user that the service does not show' {
        $null = New-AmlComputeTarget lab Standard_DS2_v2 -Instance -SshPublicKey 'ssh-rsa AAAA' -Wait
        $null = Set-AmlComputeTarget lab -Tag @{ a = 'b' } -Wait
        Get-Body PUT | Should -BeLike '*"sshSettings":{"sshPublicAccess":*'
        Get-Body PUT | Should -Not -BeLike '*adminPublicKey*'
    }

    It 'switches -<Name> by PUT' -ForEach @(
        @{ Name = 'EnableSso'; Value = $false }
        @{ Name = 'EnableOsPatching'; Value = $true }
        @{ Name = 'EnableRootAccess'; Value = $false }
        @{ Name = 'ReleaseQuotaOnStop'; Value = $true }
    ) {
        $given = @{ $Name = $Value }
        (Set-AmlComputeTarget desk @given -Wait).$Name | Should -Be $Value
        (Get-AmlComputeTarget desk).Schedules | Should -HaveCount 1
    }

    It 'never shuts an instance down for being idle with <Name>' -ForEach @(
        @{ Name = '0'; Given = @{ IdleTimeBeforeShutdown = 0 } }
        @{ Name = 'a null'; Given = @{ IdleTimeBeforeShutdown = $null } }
    ) {
        $null = Set-AmlComputeTarget desk -IdleTimeBeforeShutdown 30m
        (Set-AmlComputeTarget desk @Given -Wait).IdleTimeBeforeShutdown | Should -BeNullOrEmpty
        Get-ErrorId { Set-AmlComputeTarget desk -IdleTimeBeforeShutdown 1m } | Should -Be 'InvalidArgument'
    }

    It 'adds, disables, enables, removes and replaces schedules' {
        $target = Set-AmlComputeTarget desk -AddSchedule $morning -Wait
        $target.Schedules.Action | Should -Be 'Stop', 'Start'
        $id = $target.Schedules[0].Id
        $seen = $workspace.Sandbox.Requests.Count
        $null = Set-AmlComputeTarget desk -AddSchedule $morning
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty

        $target = Set-AmlComputeTarget desk -DisableSchedule Stop -Wait
        $target.Schedules.Status | Should -Be 'Disabled', 'Enabled'
        $target.Schedules[0].Id | Should -BeExactly $id
        (Set-AmlComputeTarget desk -EnableSchedule $id -Wait).Schedules.Status | Should -Be 'Enabled', 'Enabled'
        (Set-AmlComputeTarget desk -RemoveSchedule $morning -Wait).Schedules.Action | Should -Be 'Stop'
        (Set-AmlComputeTarget desk -Schedule $morning, $evening -Wait).Schedules | Should -HaveCount 2
        (Set-AmlComputeTarget desk -RemoveSchedule * -Wait).Schedules | Should -HaveCount 0
        $null = Set-AmlComputeTarget desk -Schedule $evening -Wait
        (Set-AmlComputeTarget desk -Schedule @() -Wait).Schedules | Should -HaveCount 0
    }

    It 'refuses a schedule, given as such, that is to be <Name> at once' -ForEach @(
        @{ Name = 'removed and enabled'; Parameters = 'RemoveSchedule', 'EnableSchedule' }
        @{ Name = 'enabled and disabled'; Parameters = 'EnableSchedule', 'DisableSchedule' }
    ) {
        $there = (Get-AmlComputeTarget desk).Schedules[0]
        $seen = $workspace.Sandbox.Requests.Count
        foreach ($other in $there, $there.Id, $evening, @{ action = 'Stop'; triggerType = 'Cron'; cron = @{ expression = '0 18 * * *' } }) {
            $given = @{ $Parameters[0] = $there; $Parameters[1] = $other }
            $result = Invoke-Captured { Set-AmlComputeTarget desk @given }
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            "$($result.Errors[0])" |
                Should -BeLike "-$($Parameters[0]) and -$($Parameters[1]) contradict each other: both select '$($there.Id)'."
        }
        Get-TestRequest $workspace -After $seen | Should -BeNullOrEmpty
    }

    It 'switches one schedule on and another off' {
        $null = Set-AmlComputeTarget desk -AddSchedule $morning -Wait
        (Set-AmlComputeTarget desk -EnableSchedule Start -DisableSchedule Stop -Wait).Schedules.Status | Should -Be 'Disabled', 'Enabled'
    }

    It 'says which schedules there are when the one that was named is not' {
        $result = Invoke-Captured { Set-AmlComputeTarget desk -RemoveSchedule nosuch }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($result.Errors[0])" | Should -BeLike '*Stop 0 18*'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }

    It 'removes custom services, and unmounts data' {
        $null = Set-AmlComputeTarget desk -CustomService @{
            name = 'one'; image = @{ type = 'docker'; reference = 'x' }
            endpoints = @(@{ protocol = 'http'; name = 'web'; target = '8787'; published = 8788 })
        } -DataMount @{ mountName = 'd'; source = 's' }
        (Set-AmlComputeTarget desk -CustomService @()).CustomServices | Should -HaveCount 0
        (Set-AmlComputeTarget desk -DataMount @{ mountName = 'd'; mountAction = 'Unmount' }).DataMounts[0].MountAction |
            Should -BeExactly 'Unmount'
    }

    It 'names Resize-AmlComputeTarget for another -VmSize' {
        $result = Invoke-Captured { Set-AmlComputeTarget desk -VmSize Standard_DS3_v2 }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $result.Errors[0].ErrorDetails.RecommendedAction |
            Should -BeExactly 'Resize-AmlComputeTarget desk -VmSize Standard_DS3_v2'
        Get-TestRequest $workspace -After $seen -Changing | Should -BeNullOrEmpty
    }
}
