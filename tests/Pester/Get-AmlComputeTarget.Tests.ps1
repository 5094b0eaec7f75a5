BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
}

AfterAll {
    Assert-TestBody
}

Describe 'Get-AmlComputeTarget' -Tag Smoke, Culture {
    BeforeAll {
        $workspace = Connect-TestSandbox -WorkspaceName 'main'
        $null = 'cpu-small', 'cpu-large' | New-AmlComputeTarget -VmSize Standard_DS2_v2
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks
        $null = Get-AmlComputeTarget | Wait-AmlComputeTarget
    }

    BeforeEach {
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'lists all targets of the workspace, in order of their names' {
        (Get-AmlComputeTarget).Name | Should -Be @('cpu-large', 'cpu-small', 'desk', 'k8s')
        Get-TestRequest $workspace -After $seen | Should -Be "GET $($workspace.Id)/computes"
    }

    It 'gives <Name> as <Type>' -ForEach @(
        @{ Name = 'cpu-small'; Type = 'AmlCompute.ComputeCluster' }
        @{ Name = 'desk'; Type = 'AmlCompute.ComputeInstance' }
        @{ Name = 'k8s'; Type = 'AmlCompute.KubernetesCompute' }
    ) {
        $target = Get-AmlComputeTarget $Name
        $target.Name | Should -BeExactly $Name
        $target.psobject.TypeNames[0] | Should -BeExactly $Type
        $target.psobject.TypeNames | Should -Contain 'AmlCompute.ComputeTarget'
        $target.Id | Should -BeExactly "$($workspace.Id)/computes/$Name"
        $target.WorkspaceName | Should -BeExactly 'main'
        $target.ProvisioningState | Should -BeExactly 'Succeeded'
        $target.IsSandbox | Should -BeTrue
        Get-TestRequest $workspace -After $seen | Should -Be "GET $($workspace.Id)/computes/$Name"
    }

    It 'shows the same facts in the list as for the name' {
        $listed = Get-AmlComputeTarget | Where-Object Name -EQ 'cpu-small'
        $listed.ToJson() | Should -BeExactly (Get-AmlComputeTarget cpu-small).ToJson()
    }

    It 'gives the own id of the target as ResourceId, and the one of what is attached as ClusterResourceId' {
        $target = Get-AmlComputeTarget k8s
        $target.ResourceId | Should -BeExactly $target.Id
        $target.ClusterResourceId | Should -BeExactly $aks
        $target.IsAttached | Should -BeTrue
        (Get-AmlComputeTarget cpu-small).IsAttached | Should -BeFalse
        (Get-AmlComputeTarget cpu-small).ClusterResourceId | Should -BeNullOrEmpty
    }

    It 'keeps the types <Word>, a word of the commands for a type of the service' -ForEach @(
        @{ Word = 'Instance'; Type = 'ComputeInstance' }
        @{ Word = 'cluster'; Type = 'AmlCompute' }
        @{ Word = 'KubernetesCompute'; Type = 'Kubernetes' }
    ) {
        $result = Invoke-Captured { Get-AmlComputeTarget -Type $Word }
        $result.Output.ComputeType | Sort-Object -Unique | Should -BeExactly $Type
        $result.Warnings.Count | Should -Be 0
    }

    It 'keeps the states that the tables show' {
        (Get-AmlComputeTarget -State running).Name | Should -Be 'desk'
        (Get-AmlComputeTarget -State Stead*).Name | Should -Be @('cpu-large', 'cpu-small')
        (Invoke-Captured { Get-AmlComputeTarget -State Stopped }).Warnings.Count | Should -Be 0
    }

    It 'shows only the name where a text is wanted' {
        "$(Get-AmlComputeTarget cpu-small)" | Should -BeExactly 'cpu-small'
    }

    It 'finds <Name>' -ForEach @(
        @{ Name = 'by a wildcard'; Pattern = 'cpu-*'; Found = @('cpu-large', 'cpu-small') }
        @{ Name = 'whatever the case of a wildcard'; Pattern = 'CPU-S*'; Found = @('cpu-small') }
        @{ Name = 'by several wildcards'; Pattern = @('des?', 'k*'); Found = @('desk', 'k8s') }
        @{ Name = 'by a set of letters'; Pattern = '[dk]*'; Found = @('desk', 'k8s') }
        @{ Name = 'whatever the case of a name'; Pattern = 'DESK'; Found = @('desk') }
    ) {
        (Get-AmlComputeTarget $Pattern).Name | Should -Be $Found
    }

    It 'is silent when a wildcard finds nothing' {
        $result = Invoke-Captured { Get-AmlComputeTarget 'none*' }
        $result.Output.Count | Should -Be 0
        $result.Errors.Count | Should -Be 0
    }

    It 'says one error for a name that is missing, and goes on' {
        $result = Invoke-Captured { Get-AmlComputeTarget -Name 'cpu-small', 'gone', 'desk' }
        $result.Output.Name | Should -Be @('cpu-small', 'desk')
        $result.Ended | Should -BeFalse
        $result.Errors.Count | Should -Be 1
        $record = $result.Errors[0]
        $record.FullyQualifiedErrorId | Should -BeLike 'ComputeTargetNotFound,*'
        $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $record.TargetObject | Should -BeExactly 'gone'
        $record.Exception.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.ComputeTargetException'
        $record.Exception.Status | Should -Be 404
        $record.Exception.Code | Should -BeExactly 'ResourceNotFound'
        $record.Exception.ComputeName | Should -BeExactly 'gone'
        $record.Exception.RequestId | Should -Not -BeNullOrEmpty
        $record.ErrorDetails.Message | Should -BeLike "*'gone'*"
        $record.ErrorDetails.RecommendedAction | Should -BeLike '*Get-AmlComputeTarget*'
    }

    It 'becomes an error to catch with -ErrorAction Stop' {
        { Get-AmlComputeTarget gone -ErrorAction Stop } | Should -Throw -ErrorId 'ComputeTargetNotFound,*'
    }

    It 'keeps the name <Name> inside its part of the URL' -ForEach @(
        @{ Name = '../x'; Sent = '..%2Fx' }
        @{ Name = 'a b'; Sent = 'a%20b' }
        @{ Name = 'x#y'; Sent = 'x%23y' }
        @{ Name = 'a%2Fb'; Sent = 'a%252Fb' }
        @{ Name = 'x&underlyingResourceAction=Delete'; Sent = 'x%26underlyingResourceAction%3DDelete' }
    ) {
        Get-ErrorId { Get-AmlComputeTarget $Name } | Should -Be 'ComputeTargetNotFound'
        Get-TestRequest $workspace -After $seen | Should -Be "GET $($workspace.Id)/computes/$Sent", "GET $($workspace.Id)/computes"
    }

    It 'takes an escaped wildcard literally' {
        Get-ErrorId { Get-AmlComputeTarget 'x`?api-version=1' } | Should -Be 'ComputeTargetNotFound'
        Get-TestRequest $workspace -After $seen |
            Should -Be "GET $($workspace.Id)/computes/x%3Fapi-version%3D1", "GET $($workspace.Id)/computes"
    }

    It 'sends nothing for the name <_>' -ForEach @('.', '..') {
        Get-ErrorId { Get-AmlComputeTarget $_ } | Should -Be 'InvalidArgument'
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'says what is wrong with a wildcard that has no end' {
        $result = Invoke-Captured { Get-AmlComputeTarget 'cpu[', 'desk' }
        $result.Output.Name | Should -Be 'desk'
        $result.Errors.Count | Should -Be 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $result.Errors[0].TargetObject | Should -BeExactly 'cpu['
    }

    It 'does not take an empty name for all targets' {
        $result = Invoke-Captured { Get-AmlComputeTarget -Name '' }
        $result.Output | Should -BeNullOrEmpty
        "$($result.Errors)" | Should -BeExactly 'The name is empty.'
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidComputeName,*'
        { Get-AmlComputeTarget -Name $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'keeps those of -Type <Name>' -ForEach @(
        @{ Name = 'AmlCompute'; Type = 'AmlCompute'; Found = @('cpu-large', 'cpu-small') }
        @{ Name = 'in any case'; Type = 'kubernetes'; Found = @('k8s') }
        @{ Name = 'by wildcard'; Type = 'Compute*'; Found = @('desk') }
        @{ Name = 'more than one'; Type = @('Kubernetes', 'ComputeInstance'); Found = @('desk', 'k8s') }
    ) {
        (Get-AmlComputeTarget -Type $Type).Name | Should -Be $Found
    }

    It 'keeps those of a provisioning state' {
        (Get-AmlComputeTarget -ProvisioningState Succeeded).Name | Should -HaveCount 4
        Get-AmlComputeTarget -ProvisioningState Failed, Creating | Should -BeNullOrEmpty
    }

    It 'does not find a named target of another type, and says its type' {
        $result = Invoke-Captured { Get-AmlComputeTarget cpu-small, desk -Type ComputeInstance }
        $result.Output.Name | Should -Be 'desk'
        $result.Ended | Should -BeFalse
        $result.Errors.Count | Should -Be 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetNotFound,*'
        "$($result.Errors[0])" | Should -BeLike "Compute target 'cpu-small' in workspace * is of type AmlCompute, not ComputeInstance."
    }

    It 'filters by type what a pattern or a piped target names' {
        $result = Invoke-Captured { Get-AmlComputeTarget 'cpu*', 'desk*' -Type ComputeInstance }
        $result.Output.Name | Should -Be 'desk'
        $result.Errors.Count | Should -Be 0
        (Get-AmlComputeTarget | Get-AmlComputeTarget -Type ComputeInstance).Name | Should -Be 'desk'
    }

    It 'does not take <Parameter> without a value for no filter' -ForEach @(@{ Parameter = 'Type' }, @{ Parameter = 'ProvisioningState' }) {
        $filter = @{ $Parameter = $null }
        { Get-AmlComputeTarget @filter } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'takes a resource id' {
        (Get-AmlComputeTarget -ResourceId "$($workspace.Id)/computes/desk").Name | Should -Be 'desk'
        (Get-AmlComputeTarget -Id "$($workspace.Id)/computes/k8s").Name | Should -Be 'k8s'
    }

    It 'refuses a resource id of something else' {
        $result = Invoke-Captured { Get-AmlComputeTarget -ResourceId $aks, "$($workspace.Id)/computes/desk" }
        $result.Output.Name | Should -Be 'desk'
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $result.Errors[0].TargetObject | Should -BeExactly $aks
    }

    It 'says one verbose line for the request, without its query' {
        $result = Invoke-Captured { Get-AmlComputeTarget desk -Verbose }
        $result.Verbose.Count | Should -Be 1
        $result.Verbose[0] | Should -Match "^GET $($workspace.Id)/computes/desk\D+200 OK \(\d+ ms, request id [-0-9a-f]+\)$"
        $result.Verbose[0] | Should -Not -Match 'api-version'
        $result.Debug.Count | Should -Be 0
    }

    It 'says the bodies with -Debug' {
        $result = Invoke-Captured { $DebugPreference = 'Continue'; Get-AmlComputeTarget desk }
        $result.Debug -join "`n" | Should -BeLike '*"computeType": "ComputeInstance"*'
    }

    It 'keeps the pages of a list in order and the last one short' {
        $paged = Connect-TestSandbox @{ PageSize = 2 }
        try {
            $null = 'ta', 'tb', 'tc', 'td', 'te' | New-AmlComputeTarget -VmSize Standard_DS2_v2 3>&1
            $before = $paged.Sandbox.Requests.Count
            (Get-AmlComputeTarget -Workspace $paged).Name | Should -Be @('ta', 'tb', 'tc', 'td', 'te')
            Get-TestRequest $paged -After $before -WithoutSizes | Should -HaveCount 3
        }
        finally {
            $null = Connect-AmlWorkspace -Sandbox
        }
    }
}

Describe 'Get-AmlComputeTarget, in which workspace' {
    BeforeAll {
        $b = Connect-TestSandbox -WorkspaceName 'ws-b'
        $target = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $a = Connect-TestSandbox -WorkspaceName 'ws-a'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
    }

    BeforeEach {
        $seenA = $a.Sandbox.Requests.Count
        $seenB = $b.Sandbox.Requests.Count
    }

    It 'asks in B for a target of B, while the session is on A' {
        ($target | Get-AmlComputeTarget).WorkspaceName | Should -BeExactly 'ws-b'
        Get-TestRequest $b -After $seenB -WithoutSizes | Should -Be "GET $($b.Id)/computes/cpu"
        $a.Sandbox.Requests.Count | Should -Be $seenA
    }

    It 'asks by the id of <Name>, which wins over its name and over the session' -ForEach @(
        @{ Name = 'a row of B'; Convert = { param($target) ConvertTo-Row $target } }
        @{ Name = 'a deserialized target of B'; Convert = { param($target) ConvertTo-Deserialized $target } }
    ) {
        $result = Invoke-Captured { & $Convert $target | Get-AmlComputeTarget }
        $result.Output.Count | Should -Be 0
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotFound,*'
        $result.Errors[0].TargetObject | Should -BeExactly 'cpu'
        Get-TestRequest $a -After $seenA | Should -Be "GET $($b.Id)/computes/cpu"
    }

    It 'binds the name of <Name> to the session when there is no id' -ForEach @(
        @{ Name = 'an object with Name'; Row = [pscustomobject] @{ Name = 'cpu'; Other = 1 } }
        @{ Name = 'an object with ComputeName'; Row = [pscustomobject] @{ ComputeName = 'cpu' } }
    ) {
        ($Row | Get-AmlComputeTarget).WorkspaceName | Should -BeExactly 'ws-a'
    }

    It 'takes -Workspace <Name> before the session' -ForEach @(
        @{ Name = 'as an object'; Of = { $b }; Piped = $false }
        @{ Name = 'as an object over that of a piped target'; Of = { $b }; Piped = $true }
    ) {
        $found = if ($Piped) { Get-AmlComputeTarget cpu | Get-AmlComputeTarget -Workspace (& $Of) } else {
            Get-AmlComputeTarget cpu -Workspace (& $Of)
        }
        $found.WorkspaceName | Should -BeExactly 'ws-b'
    }

    It 'takes -Workspace as <Name>, over the connection of the session' -ForEach @(
        @{ Name = 'a name'; Of = { 'ws-b' } }
        @{ Name = 'a resource id'; Of = { $b.Id } }
    ) {
        Get-ErrorId { Get-AmlComputeTarget cpu -Workspace (& $Of) } | Should -Be 'WorkspaceNotFound'
        Get-TestRequest $a -After $seenA | Should -Be "GET $($b.Id)/computes/cpu"
    }

    It 'takes the name or the id of the session''s own workspace' {
        (Get-AmlComputeTarget cpu -Workspace 'ws-a').WorkspaceName | Should -BeExactly 'ws-a'
        (Get-AmlComputeTarget cpu -Workspace $a.Id.ToUpperInvariant()).WorkspaceName | Should -BeExactly 'ws-a'
    }

    It 'refuses <Name> as -Workspace' -ForEach @(
        @{ Name = 'a number'; Given = 5 }
        @{ Name = 'the id of a resource group'; Given = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg' }
        @{ Name = 'an object'; Given = [pscustomobject] @{ Name = 'ws-b' } }
    ) {
        Get-ErrorId { Get-AmlComputeTarget cpu -Workspace $Given } | Should -Be 'InvalidArgument'
        $a.Sandbox.Requests.Count | Should -Be $seenA
    }

    It 'keeps two sandboxes apart' {
        $null = New-AmlComputeTarget only-b Standard_DS2_v2 -Workspace $b
        (Get-AmlComputeTarget -Workspace $b).Name | Should -Be @('cpu', 'only-b')
        (Get-AmlComputeTarget -Workspace $a).Name | Should -Be 'cpu'
        (Get-AmlComputeTarget only-b -Workspace $b | Remove-AmlComputeTarget -Force -Wait) | Should -BeNullOrEmpty
        (Get-AmlComputeTarget -Workspace $b).Name | Should -Be 'cpu'
    }
}

Describe 'Get-AmlComputeTarget, when the service fails' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'tries again after 429 when the service says, with a verbose line for each try' {
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Status = 429; RetryAfter = 2; Code = 'TooManyRequests'; Message = 'Slow down.' })
        $result = Invoke-Captured { Get-AmlComputeTarget cpu -Verbose }
        $result.Output.Name | Should -Be 'cpu'
        $result.Errors.Count | Should -Be 0
        $lines = @($result.Verbose -notlike '*/vmSizes*')
        $lines | Should -HaveCount 2
        $lines[0] | Should -BeLike '*429*'
        $lines[1] | Should -BeLike '*200 OK*retry 1*'
    }

    It 'tries again after <Name>' -ForEach @(
        @{ Name = '500'; Fault = @{ Status = 500 } }
        @{ Name = '503 with Retry-After'; Fault = @{ Status = 503; RetryAfter = 1 } }
        @{ Name = 'a broken connection'; Fault = @{ ConnectionReset = $true } }
    ) {
        $workspace.Sandbox.AddFault($Fault)
        $result = Invoke-Captured { Get-AmlComputeTarget cpu -Verbose }
        $result.Output.Name | Should -Be 'cpu'
        $result.Errors.Count | Should -Be 0
        $lines = @($result.Verbose -notlike '*/vmSizes*')
        $lines | Should -HaveCount 2
        $lines[1] | Should -BeLike '*retry 1*'
    }

    It 'gives <Id> in the end for <Name>' -ForEach @(
        @{ Name = '429'; Id = 'Throttled'; Category = 'LimitsExceeded'; Fault = @{ Status = 429; RetryAfter = 1; Message = 'Slow down.' } }
        @{ Name = '500'; Id = 'ServiceUnavailable'; Category = 'ConnectionError'; Fault = @{ Status = 500; Message = 'Internal error.' } }
        @{ Name = 'broken connections'; Id = 'ServiceUnavailable'; Category = 'ConnectionError'; Fault = @{ ConnectionReset = $true } }
        @{
            Name = '403'; Id = 'AuthorizationFailed'; Category = 'PermissionDenied'
            Fault = @{ Status = 403; Code = 'AuthorizationFailed'; Message = 'No permission.' }
        }
        @{
            Name = '409'; Id = 'OperationConflict'; Category = 'ResourceBusy'
            Fault = @{ Status = 409; Code = 'Conflict'; Message = 'Busy.' }
        }
        @{
            Name = 'a page that is no JSON'; Id = 'MalformedResponse'; Category = 'InvalidData'
            Fault = @{ Status = 200; Body = '<html>'; ContentType = 'text/html' }
        }
        @{ Name = 'an array'; Id = 'MalformedResponse'; Category = 'InvalidData'; Fault = @{ Status = 200; Body = '[]' } }
    ) {
        $workspace.Sandbox.AddFault($Fault + @{ Count = 0; Path = '*/computes/cpu' })
        $result = Invoke-Captured { 'cpu', 'other' | Get-AmlComputeTarget }
        $result.Errors | Should -HaveCount 2
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $result.Errors[0].CategoryInfo.Category | Should -Be $Category
        $result.Errors[0].TargetObject | Should -BeExactly 'cpu'
        # The service has answered 500 itself, so that there is nothing to recommend.
        if ($Fault.Status -lt 500) { $result.Errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty }
        $result.Errors[1].FullyQualifiedErrorId | Should -BeLike 'ComputeTargetNotFound,*'
        if ($Fault.Message) { "$($result.Errors[0])" | Should -BeLike "*$($Fault.Message)*" }
    }

    It 'ends at 401: no other item could fare better' {
        $workspace.Sandbox.AddFault(@{ Status = 401; Count = 0; Code = 'ExpiredAuthenticationToken'; Message = 'The token has expired.' })
        $result = Invoke-Captured { 'cpu', 'other' | Get-AmlComputeTarget }
        $result.Ended | Should -BeTrue
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        @(Get-TestRequest $workspace -After $seen -WithoutSizes) | Should -HaveCount 1
    }

    It 'does not follow a list to another place' {
        $body = '{ "value": [], "nextLink": "https://evil.example/next?sig=hush" }'
        $workspace.Sandbox.AddFault(@{ Status = 200; Body = $body; Path = '*/computes' })
        $result = Invoke-Captured { Get-AmlComputeTarget }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'UntrustedEndpoint,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'SecurityError'
        "$($result.Errors[0])" | Should -BeLike '*evil.example*'
        "$($result.Errors[0])" | Should -Not -BeLike '*hush*'
        @(Get-TestRequest $workspace -After $seen -WithoutSizes) | Should -HaveCount 1
    }

    It 'does not follow a list in a circle' {
        $body = '{ "value": [], "nextLink": "https://sandbox.invalid' + $workspace.Id + '/computes?api-version=2026-05-01" }'
        $workspace.Sandbox.AddFault(@{ Status = 200; Body = $body; Path = '*/computes' })
        Get-ErrorId { Get-AmlComputeTarget } | Should -Be 'MalformedResponse'
    }

    It 'lists a type that it does not know as UnknownCompute' {
        $body =
            ('{ "value": [ { "id": "/x", "name": "odd", "properties": { "computeType": "Quantum", "provisioningState": "Succeeded", ' +
                '"newMember": 1 } } ] }')
        $workspace.Sandbox.AddFault(@{ Status = 200; Body = $body; Path = '*/computes' })
        $target = Get-AmlComputeTarget
        $target.psobject.TypeNames[0] | Should -BeExactly 'AmlCompute.UnknownCompute'
        $target.ComputeType | Should -BeExactly 'Quantum'
        $target.ToJson() | Should -BeLike '*newMember*'
    }

    It 'warns of a word that nothing has, and asks what was meant: <Word>' -ForEach @(
        @{
            Word = 'Clusters'; Given = @{ Type = 'Clusters' }
            Text = "-Type 'Clusters' matches nothing. Did you mean 'Cluster'[?] Known values: Aks, Cluster, *"
        }
        @{ Word = 'ComputeInstances'; Given = @{ Type = 'ComputeInstances' }; Text = "*Did you mean 'Instance'[?] *" }
        @{ Word = 'Runing'; Given = @{ State = 'Runing' }; Text = "-State 'Runing' matches nothing. Did you mean 'Running'[?] *" }
        @{ Word = 'foo'; Given = @{ Type = 'foo' }; Text = "-Type 'foo' matches nothing. Known values: *" }
        @{
            Word = 'Bogus'; Given = @{ ProvisioningState = 'Bogus' }
            Text = "-ProvisioningState 'Bogus' matches nothing. Known values: Canceled, Creating, *"
        }
        @{ Word = 'Suceeded'; Given = @{ ProvisioningState = 'Suceeded' }; Text = "*Did you mean 'Succeeded'[?]*" }
    ) {
        $result = Invoke-Captured { Get-AmlComputeTarget @Given }
        $result.Output.Count + $result.Errors.Count | Should -Be 0
        $result.Warnings | Should -HaveCount 1
        $result.Warnings[0] | Should -BeLike $Text
    }

    It 'warns neither of a word that no target has, nor of one that this version does not know and a target has' {
        $body = '{ "value": [ { "id": "/x", "name": "odd", "properties": { "computeType": "Quantum", "provisioningState": "Paused" } } ] }'
        $workspace.Sandbox.AddFault(@{ Status = 200; Body = $body; Path = '*/computes' })
        $result = Invoke-Captured { Get-AmlComputeTarget -Type Quant*, HDInsight -ProvisioningState paused, Failed }
        $result.Output.Name | Should -BeExactly 'odd'
        $result.Warnings.Count | Should -Be 0
    }

    It 'names the parameter for another workspace when the id of one is given' {
        $result = Invoke-Captured { Get-AmlComputeTarget -ResourceId $workspace.Id }
        "$($result.Errors[0])" | Should -BeLike '*but of a workspace. Specify a workspace with -Workspace*'
    }
}
