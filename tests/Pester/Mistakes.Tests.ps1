# Mistakes that a user is likely to make. Each gives one sentence that leads on: the message, and the recommendation if the message does not
# say what to type.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $workspace = Connect-TestSandbox
    $group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'
    $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Wait
    $null = New-AmlComputeTarget dev-box Standard_DS2_v2 -Instance -Wait
    $null = Connect-AmlComputeTarget k8s -ResourceId "$group/Microsoft.ContainerService/managedClusters/aks1" -Wait
}

AfterAll {
    Assert-TestBody
}

Describe 'A mistake' {
    It 'leads on: <Name>' -ForEach @(
        @{
            Name = 'a misspelt name'; Run = { Get-AmlComputeTarget cpo }
            Text = "Compute target 'cpo' was not found in workspace 'sandbox-ws'. Did you mean 'cpu'?"; Next = 'Get-AmlComputeTarget cpu'
        }
        @{
            Name = 'a misspelt name to wait for'; Run = { Wait-AmlComputeTarget dev-bx -Timeout 10d }
            Text = "Compute target 'dev-bx' was not found in workspace 'sandbox-ws'. Did you mean 'dev-box'?"
            Next = 'Wait-AmlComputeTarget dev-box -Timeout 10d'
        }
        @{
            Name = 'the removal of nothing, without a question'; Run = { Remove-AmlComputeTarget nope }
            Text = "Compute target 'nope' was not found in workspace 'sandbox-ws'."
            Next = 'Get-AmlComputeTarget lists the targets of the workspace.'
        }
        @{
            Name = 'a cluster that is stopped'; Run = { Stop-AmlComputeTarget cpu }
            Text = "Compute target 'cpu' is of type AmlCompute; only a ComputeInstance can be started, stopped, restarted and resized."
            Next = 'Set-AmlComputeTarget cpu -MinNodes 0'
        }
        @{
            Name = 'a cluster that is started'; Run = { Start-AmlComputeTarget cpu }
            Text = "Compute target 'cpu' is of type AmlCompute; only a ComputeInstance can be started, stopped, restarted and resized."
            Next = 'Set-AmlComputeTarget cpu -MinNodes 1'
        }
        @{
            Name = 'a restart of a stopped instance'
            Run = { $null = Stop-AmlComputeTarget dev-box -Wait; Restart-AmlComputeTarget dev-box }
            Text = "Compute target 'dev-box' is stopped."; Next = 'Start-AmlComputeTarget dev-box'
        }
        @{
            Name = 'no change'; Run = { Set-AmlComputeTarget cpu }
            Text = 'No setting to change was specified. Use a parameter such as -MaxNodes or -Tag, or -Configuration.'
        }
        @{
            Name = 'crossed node limits'; Run = { New-AmlComputeTarget big Standard_DS2_v2 -MinNodes 3 -MaxNodes 2 }
            Text = '-MinNodes 3 and -MaxNodes 2 are not valid together: -MaxNodes must be at least -MinNodes.'
        }
        @{
            Name = 'node limits that cross those of the target'; Run = { Set-AmlComputeTarget cpu -MinNodes 5 }
            Text = "Compute target 'cpu' would have -MinNodes 5 and -MaxNodes 2; -MaxNodes must be at least -MinNodes."
        }
        @{
            Name = 'a name that is in use'; Run = { New-AmlComputeTarget cpu Standard_DS2_v2 }
            Text = "Compute target 'cpu' already exists in workspace 'sandbox-ws' and is of type AmlCompute."
            Next = "Use another -Name, -IfNotExists to keep the target that 'Get-AmlComputeTarget cpu' shows, or -Force to overwrite it."
        }
        @{
            Name = 'a size without its underscore'; Run = { New-AmlComputeTarget big Standard_DS3v2 }
            Text = "Compute target 'big': *'Standard_DS3v2'*Sizes with a similar name in eastus: Standard_DS3_v2, *"
            Next = 'New-AmlComputeTarget big Standard_DS3_v2'
        }
        @{
            Name = 'an underscore in a name'; Run = { New-AmlComputeTarget my_cluster Standard_DS2_v2 }
            Text = "'my_cluster' is not a valid name for a compute target: it can contain only letters, digits and hyphens, not '_'."
            Next = 'Use a -Name of 2 to 32 letters, digits and hyphens that starts with a letter.'
        }
        @{
            Name = 'more cores than the quota'; Run = { New-AmlComputeTarget big Standard_DS2_v2 -MinNodes 4 -MaxNodes 4 }
            Text = "Compute target 'big': *4 nodes of Standard_DS2_v2 need 8 vCPUs; " +
                "* are left of the dedicated quota of standardDSv2Family.*"
            Next = "Get-AmlComputeUsage 'standardDSv2Family' -Location eastus shows the cores in use. Use fewer nodes or another size."
        }
        @{
            Name = 'a duration with a wrong unit'; Run = { New-AmlComputeTarget big Standard_DS2_v2 -IdleTimeBeforeScaleDown 10x }
            Text = "-IdleTimeBeforeScaleDown: '10x' is not a valid length of time. Use a TimeSpan, hh:mm:ss, seconds, 30s, 15m, 2h, 1d, *"
        }
        @{
            Name = 'the name of a subnet for its id'; Run = { New-AmlComputeTarget big Standard_DS2_v2 -SubnetId default }
            Text = "-SubnetId: 'default' is not a valid id of a subnet. " +
                "The form is /subscriptions/{id}/*/virtualNetworks/{name}/subnets/{name}."
        }
        @{
            Name = 'a network without a subnet'; Run = { New-AmlComputeTarget big Standard_DS2_v2 -VNetName v }
            Text = '-SubnetName is missing: -VNetName and -SubnetName must be given together.'
        }
        @{
            Name = 'the deletion of an attached target'; Run = { Remove-AmlComputeTarget k8s }
            Text = "Compute target 'k8s' is attached, and a deletion could delete the attached resource."
            Next = "Detach it with 'Disconnect-AmlComputeTarget k8s', which keeps the underlying resource."
        }
        @{
            Name = 'the detachment of a created target'; Run = { Disconnect-AmlComputeTarget cpu }
            Text = "Compute target 'cpu' was created by the service; it can be deleted, but not detached."
            Next = 'Remove-AmlComputeTarget cpu'
        }
        @{
            Name = 'a name for the id of a resource'; Run = { Connect-AmlComputeTarget k2 -ResourceId aks1 }
            Text = "-ResourceId: 'aks1' is not the id of a resource that can be attached. Resource types: Microsoft.ContainerService/*"
        }
        @{
            Name = 'an attachment without a kind'; Run = { Connect-AmlComputeTarget k2 -ResourceName aks1 }
            Text = 'The kind of resource to attach is missing. Use -Kubernetes, -VirtualMachine, *, -SynapseSpark or -ResourceId.'
        }
        @{
            Name = 'a misspelt column'; Run = { [pscustomobject] @{ Name = 'a1'; VmSize = 'S'; MaxNode = 3 } | New-AmlComputeTarget }
            Text = "Row 1 ('a1'): 'MaxNode' is not a setting of a compute target. Did you mean 'MaxNodes'?"
        }
        @{
            Name = 'a misspelt family'; Run = { Get-AmlComputeUsage standardDSv2Famly }
            Text = "There is no usage 'standardDSv2Famly' in eastus. Usages with a similar name in eastus: standardDSv2Family, *"
            Next = 'Get-AmlComputeUsage standardDSv2Family'
        }
        @{
            Name = 'a schedule without an action'; Run = { New-AmlComputeSchedule -At 19:00 -On Weekdays }
            Text = 'Specify either -Start or -Stop.'
        }
        @{
            Name = 'a time that does not exist'; Run = { New-AmlComputeSchedule -Stop -At 25:00 }
            Text = "-At: '25:00' is not a valid time of the day, such as 18:00 or 6pm."
        }
        @{
            Name = 'a misspelt time zone'; Run = { New-AmlComputeSchedule -Stop -At 19:00 -On Weekdays -TimeZone Europe/Berln }
            Text = "-TimeZone: 'Europe/Berln' is not a valid Windows or IANA time zone. Similar names: Europe/Berlin, *"
            Next = 'New-AmlComputeSchedule -Stop -At 19:00 -On Weekdays -TimeZone Europe/Berlin'
        }
        @{
            Name = 'the name of a subscription for its id'
            Run = { Connect-AmlWorkspace ws -SubscriptionId mine -ResourceGroupName rg }
            Text = "-SubscriptionId: 'mine' is not a GUID such as *. The session stays connected to workspace 'sandbox-ws'."
        }
        @{
            Name = 'a setting of another type'; Run = { Set-AmlComputeTarget k8s -MaxNodes 3 }
            Text = "Compute target 'k8s' is of type Kubernetes, which has no MaxNodes to change."
            Next = 'Leave MaxNodes out for this target; only compute targets of type AmlCompute have it.'
        }
        @{
            Name = 'the size before the name'; Run = { New-AmlComputeTarget Standard_DS2_v2 big }
            Text = "'Standard_DS2_v2' is a size; the name of the compute target comes first."
            Next = 'New-AmlComputeTarget big Standard_DS2_v2'
        }
        @{
            Name = 'the size before a name with a blank'; Run = { New-AmlComputeTarget Standard_DS2_v2 'big one' }
            Text = "'Standard_DS2_v2' is a size; the name of the compute target comes first."
            Next = "New-AmlComputeTarget 'big one' Standard_DS2_v2"
        }
        @{
            Name = 'the size before the name of an instance'; Run = { New-AmlComputeTarget -Instance Standard_DS2_v2 box }
            Text = "'Standard_DS2_v2' is a size; the name of the compute target comes first."
            Next = 'New-AmlComputeTarget box Standard_DS2_v2 -Instance'
        }
        @{
            Name = 'a name with a blank at its end'; Run = { 'cpu ' | Get-AmlComputeTarget }
            Text = "Compute target 'cpu ' was not found in workspace 'sandbox-ws'. Did you mean 'cpu'?"
            Next = "'cpu' | Get-AmlComputeTarget"
        }
        @{
            Name = 'a pattern for a size'; Run = { New-AmlComputeTarget big Standard_D* }
            Text = "Compute target 'big': *'Standard_D`*' is not available in region 'eastus'."
            Next = 'Get-AmlComputeVmSize -Location eastus lists all sizes.'
        }
        @{
            Name = 'a city for a region'; Run = { New-AmlComputeTarget big Standard_DS2_v2 -Location Berlin }
            Text = "Compute target 'big': The provided location 'Berlin' is not available *"
            Next = 'Use a region such as westeurope; the Tab key after -Location lists the regions.'
        }
        @{
            Name = 'the word Spot for the priority'; Run = { New-AmlComputeTarget big Standard_DS2_v2 -Priority Spot }
            Text = "*'Priority'. 'Spot' is not a valid value. Did you mean 'LowPriority'? Valid values: Dedicated, LowPriority."
        }
        @{
            Name = 'a tag without a value'; Run = { New-AmlComputeTarget big Standard_DS2_v2 -Tag vision }
            Text = "*'Tag'. 'vision' is not a valid tag. The form is name=value; name=value."
        }
        @{
            Name = 'the abbreviation of a time zone'; Run = { New-AmlComputeSchedule -Stop -At 19:00 -TimeZone KST }
            Text = "-TimeZone: 'KST' is not a valid Windows or IANA time zone. Use a name such as Europe/Berlin, Asia/Seoul or *"
        }
        @{
            Name = 'an offset for a time zone'; Run = { New-AmlComputeSchedule -Stop -At 19:00 -TimeZone UTC+1 }
            Text = "-TimeZone: 'UTC+1' is not a valid Windows or IANA time zone. Use a name such as Europe/Berlin, Asia/Seoul or *"
        }
        @{
            Name = 'the city of a time zone'; Run = { New-AmlComputeSchedule -Stop -At 19:00 -TimeZone Seoul }
            Text = "-TimeZone: 'Seoul' is not a valid Windows or IANA time zone. Similar names: Asia/Seoul."
            Next = 'New-AmlComputeSchedule -Stop -At 19:00 -TimeZone Asia/Seoul'
        }
        @{
            Name = 'a time for a schedule'; Run = { Set-AmlComputeTarget dev-box -AddSchedule 19:00 }
            Text = "*'AddSchedule'. '19:00' is not a schedule. Use an object of New-AmlComputeSchedule, such as *"
        }
        @{
            Name = 'a cron expression of four fields'; Run = { New-AmlComputeSchedule -Stop -Cron '0 19 * *' }
            Text = "-Cron: '0 19 `* `*' is not a valid cron expression of five fields (minute hour day month weekday). " +
                "An example is '0 19 `* `* 1-5', 19:00 on weekdays."
        }
        @{
            Name = 'an idle time that is too short'
            Run = { New-AmlComputeTarget big Standard_DS2_v2 -Instance -IdleTimeBeforeShutdown 1m }
            Text = '-IdleTimeBeforeShutdown: 1m is not between 15m and 3d.'
        }
        @{
            Name = 'a target for a configuration'; Run = { Get-AmlComputeTarget cpu | New-AmlComputeTarget }
            Text = "Compute target 'cpu': A compute target is not a configuration. " +
                "Copy it with 'New-AmlComputeConfiguration -From (Get-AmlComputeTarget cpu)', and pipe that to this command."
        }
        @{
            Name = 'the name of a target for the target'; Run = { New-AmlComputeConfiguration -From cpu }
            Text = "*-From: 'cpu' is text. Give a target, such as -From (Get-AmlComputeTarget 'cpu')."
        }
        @{
            Name = 'the text of a file for the target'; Run = { '{"name":"cpu"}' | New-AmlComputeConfiguration }
            Text = '*-From: a text with settings is not a target. Convert JSON with ConvertFrom-AmlComputeJson or *'
        }
        @{
            Name = 'a number for a plan'; Run = { 5 | ConvertTo-AmlComputeMarkdown }
            Text = 'An object of type Int32 is not a plan or a finding. Give plans, findings, or comparisons of *'
        }
        @{
            Name = 'a name for a comparison'
            Run = {
                Set-Content -LiteralPath "$TestDrive/a.yml" -Value "name: big`ntype: amlcompute`nsize: Standard_DS2_v2"
                Compare-AmlComputeTarget "$TestDrive/a.yml" | Sync-AmlComputeTarget -Name other
            }
            Text = '-Name cannot be combined with comparisons, because each has the name of its target.'
        }
        @{
            Name = 'the text of a file for a name'; Run = { "name: a`ntype: amlcompute" | New-AmlComputeTarget }
            Text = 'A text of several lines is not a name. Convert YAML with ConvertFrom-AmlComputeYaml *, or give the file with -Path.'
        }
        @{
            Name = 'a file for a configuration'; Run = { Get-Item "$PSScriptRoot/Common.psm1" | New-AmlComputeTarget }
            Text = "A file is not a configuration. Use -Path '*Common.psm1'."
        }
        @{
            Name = 'the key of another tool in YAML'
            Run = {
                Set-Content -LiteralPath "$TestDrive/a.yml" -Value "name: big`ntype: amlcompute`nsize: S`nmax_nodes: 3"
                New-AmlComputeTarget -Path "$TestDrive/a.yml"
            }
            Text = "*a.yml, line 4, column 1: 'max_nodes' is not a valid key of amlcompute here. Valid keys: *, max_instances, *"
        }
        @{
            Name = 'a unit in a number of seconds of YAML'
            Run = {
                Set-Content -LiteralPath "$TestDrive/a.yml" -Value "name: big`ntype: amlcompute`nidle_time_before_scale_down: 10m"
                New-AmlComputeTarget -Path "$TestDrive/a.yml"
            }
            Text = "*'idle_time_before_scale_down' must be a whole number of seconds, 0 or more, but is text."
        }
        @{
            Name = 'a number with a decimal comma in a row'
            Run = { [pscustomobject] @{ Name = 'big'; VmSize = 'S'; MaxNodes = '1,5' } | New-AmlComputeTarget }
            Text = "Row 1 ('big'): 'MaxNodes': '1,5' is not a valid whole number, such as 3."
        }
        @{
            Name = 'a secret in a row'
            Run = {
                [pscustomobject] @{ Name = 'db'; Type = 'Databricks'; ResourceName = 'd'; AccessToken = 'x' } | Connect-AmlComputeTarget
            }
            Text = "Row 1 ('db'): 'AccessToken': a secret cannot be text. " +
                'Give it on the command line: -AccessToken (Read-Host -AsSecureString).'
        }
        @{
            Name = 'the id of a resource of another kind'
            Run = { Connect-AmlComputeTarget k2 -Kubernetes -ResourceId "$group/Microsoft.Compute/virtualMachines/v" }
            Text = "-ResourceId: '*/v' is not a valid id of a resource to attach as Kubernetes. The form is *managedClusters/*"
        }
        @{
            Name = 'the id of a workspace for that of a target'; Run = { Get-AmlComputeTarget -ResourceId $workspace.Id }
            Text = "*is not the resource id of a compute target, but of a workspace. Specify a workspace with -Workspace, *"
        }
        @{
            Name = 'the id of a target for that of a workspace'
            Run = { Connect-AmlWorkspace -ResourceId (Get-AmlComputeTarget cpu).Id }
            Text = '*computes/cpu'' is not a valid resource id of a workspace: *'
        }
        @{
            Name = 'a workspace that does not exist'; Run = { Get-AmlComputeTarget -Workspace other-ws }
            Text = "Workspace 'other-ws' was not found in resource group 'sandbox-rg'."
            Next = 'Check -SubscriptionId, -ResourceGroupName and -WorkspaceName of Connect-AmlWorkspace; ' +
                'Get-AmlWorkspace -ListAvailable lists the workspaces.'
        }
        @{
            Name = 'a cluster that is to run'; Run = { Wait-AmlComputeTarget cpu -For Running -InformationAction Ignore }
            Text = "Compute target 'cpu' is of type AmlCompute; only a ComputeInstance can be started and stopped."
            Next = 'Wait-AmlComputeTarget cpu -For Steady'
        }
        @{
            Name = 'a file for a folder'
            Run = { Set-Content -LiteralPath "$TestDrive/f" -Value x; Export-AmlComputeTarget cpu -Path "$TestDrive/f" }
            Text = "-Path: '*f' is a file. Give a folder; each target gets a file in it."
        }
        @{
            Name = 'the path of a network for its name'
            Run = { New-AmlComputeTarget big Standard_DS2_v2 -VNetName rg/vnet -SubnetName default }
            Text = "-VNetName: 'rg/vnet' is not a valid name. Use the name alone, or the id of the subnet with -SubnetId."
        }
        @{
            Name = 'a quota above that of the subscription'; Run = { Set-AmlComputeQuota standardDSv2Family -Limit 100000 }
            Text = "The quota of standardDSv2Family in workspace 'sandbox-ws' cannot be 100000: the limit is larger than *"
            Next = "Get-AmlComputeQuota 'standardDSv2Family' shows the quota of the subscription."
        }
        @{
            Name = 'a word for a date'; Run = { Get-AmlComputeJob -Since yesterday }
            Text = "-Since: 'yesterday' is neither a date nor a length of time. Use a date such as 2026-11-28, or *"
        }
        @{
            Name = 'an empty name'; Run = { Remove-AmlComputeTarget '' }
            Text = 'The name is empty.'
            Next = 'Use a -Name of 2 to 32 letters, digits and hyphens that starts with a letter.'
        }
    ) {
        $result = Invoke-Captured $Run
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike $Text
        "$($result.Errors[0].ErrorDetails.RecommendedAction)" | Should -BeExactly "$Next"
    }

    It 'of a list for one name leads to the pipeline: <Name>' -ForEach @(
        @{ Name = 'New'; Run = { New-AmlComputeTarget nightly, train -VmSize Standard_DS2_v2 } }
        @{ Name = 'Connect'; Run = { Connect-AmlComputeTarget nightly, train -Kubernetes -ResourceName aks1 } }
    ) {
        $Run | Should -Throw "*2 names were given, and the parameter takes one. Pipe several names: 'a', 'b' | $Name-AmlComputeTarget."
    }

    It 'in a name has the corrected command as its recommendation: <Name>' -ForEach @(
        @{
            Name = 'one of several'; Run = { Get-AmlComputeTarget cpo, dev-box -Type * }
            Next = 'Get-AmlComputeTarget cpu, dev-box -Type *'
        }
        @{ Name = 'in quotes'; Run = { Get-AmlComputeTarget -Name 'cpo' }; Next = "Get-AmlComputeTarget -Name 'cpu'" }
        @{ Name = 'with a colon'; Run = { Get-AmlComputeTarget -Name:cpo }; Next = 'Get-AmlComputeTarget -Name:cpu' }
        @{ Name = 'of an alias'; Run = { sact cpo -MaxNodes 3 }; Next = 'sact cpu -MaxNodes 3' }
        @{ Name = 'in a pipeline'; Run = { 'cpo' | Set-AmlComputeTarget -MaxNodes 3 }; Next = "'cpu' | Set-AmlComputeTarget -MaxNodes 3" }
        @{ Name = 'in a variable'; Run = { $name = 'cpo'; Get-AmlComputeTarget $name }; Next = 'Get-AmlComputeTarget cpu' }
        @{ Name = 'twice'; Run = { Set-AmlComputeTarget cpo -Description cpo }; Next = 'Set-AmlComputeTarget cpu' }
        @{
            Name = 'beside a secret'; Run = { Get-AmlComputeTarget cpo -Workspace $workspace -Verbose:('?sig=abcdefabcdefabcdef' -eq '') }
            Next = 'Get-AmlComputeTarget cpu'
        }
        @{
            Name = 'beside the text of a secret'
            Run = { Get-AmlComputeTarget cpo -Verbose:((ConvertTo-SecureString 'x' -AsPlainText -Force) -eq '') }
            Next = 'Get-AmlComputeTarget cpu'
        }
        @{ Name = 'of a size'; Run = { Get-AmlComputeVmSize Standard_D3_v2x }; Next = 'Get-AmlComputeVmSize Standard_D3_v2' }
        @{
            Name = 'of a size for regions'; Run = { Find-AmlComputeRegion Standard_DS2v2 -Location eastus }
            Next = 'Find-AmlComputeRegion Standard_DS2_v2 -Location eastus'
        }
        @{ Name = 'of a rule'; Run = { Find-AmlComputeFinding -Rule NoSubnett }; Next = 'Find-AmlComputeFinding -Rule NoSubnet' }
        @{ Name = 'of a group'; Run = { Measure-AmlComputeCost -By Workspce }; Next = 'Measure-AmlComputeCost -By Workspace' }
        @{
            Name = 'of nothing similar'; Run = { Get-AmlComputeTarget qqqqqq }
            Next = 'Get-AmlComputeTarget lists the targets of the workspace.'
        }
        @{ Name = 'to remove'; Run = { Remove-AmlComputeTarget dev-box2 -Force -WhatIf }; Next = 'Get-AmlComputeTarget dev-box*' }
        @{ Name = 'to remove by an alias'; Run = { rmact cpo -Confirm:$false }; Next = 'Get-AmlComputeTarget cp*' }
        @{ Name = 'to detach'; Run = { Disconnect-AmlComputeTarget k8 -Force }; Next = 'Get-AmlComputeTarget k8*' }
        @{ Name = 'to stop'; Run = { Stop-AmlComputeTarget dev-bax }; Next = 'Get-AmlComputeTarget dev-b*' }
        @{ Name = 'to restart'; Run = { 'dev-bax' | Restart-AmlComputeTarget }; Next = 'Get-AmlComputeTarget dev-b*' }
        @{ Name = 'to resize'; Run = { Resize-AmlComputeTarget xdev-box S }; Next = 'Get-AmlComputeTarget dev-box' }
        @{ Name = 'to start'; Run = { Start-AmlComputeTarget dev-bax }; Next = 'Start-AmlComputeTarget dev-box' }
        @{
            Name = 'before a removal'; Run = { Get-AmlComputeTarget cpo | Remove-AmlComputeTarget -Force }
            Next = 'Get-AmlComputeTarget cpu'
        }
        @{ Name = 'before an alias of a removal'; Run = { Get-AmlComputeTarget cpo | rmact }; Next = 'Get-AmlComputeTarget cpu' }
        @{
            Name = 'before a removal in a block'
            Run = { Get-AmlComputeTarget cpo | ForEach-Object { Remove-AmlComputeTarget $_ } }
            Next = 'Get-AmlComputeTarget cpu'
        }
        @{
            Name = 'of a rule before a stop'; Run = { Find-AmlComputeFinding -Rule NoSubnett | Stop-AmlComputeTarget }
            Next = 'Find-AmlComputeFinding -Rule NoSubnet'
        }
    ) {
        $result = Invoke-Captured $Run
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeExactly $Next
        $result.Errors | Select-Object -Skip 1 | Should -BeNullOrEmpty
    }

    It 'of the service or the network names the cause' {
        $other = Connect-TestSandbox
        try {
            $other.Sandbox.AddFault(@{ Path = '*/computes/cpu'; Status = 503; Message = 'Busy.'; Count = 4 })
            $found = (Invoke-Captured { Get-AmlComputeTarget cpu }).Errors[0]
            $found.FullyQualifiedErrorId | Should -BeLike 'ServiceUnavailable,*'
            $found.ErrorDetails.RecommendedAction | Should -BeNullOrEmpty
            $denied = Connect-TestSandbox @{ DeniedAction = '*/computes/write' }
            $found = (Invoke-Captured { New-AmlComputeTarget big Standard_DS2_v2 }).Errors[0]
            "$found" | Should -BeLike ("The role 'AzureML Compute Operator' allows the action " +
                'Microsoft.MachineLearningServices/workspaces/computes/write, *The service said: The client *')
            $found.ErrorDetails.RecommendedAction |
                Should -BeLike "*New-AzRoleAssignment -ObjectId * -RoleDefinitionName 'AzureML Compute Operator' -Scope '$($denied.Id)'"
        }
        finally {
            $workspace = Connect-TestSandbox
        }
    }

    It 'in an id is found before a sign-in: <Name>' -ForEach @(
        @{ Name = 'application'; Given = @{ ApplicationId = 'app'; Tenant = 'a.b'; CertificatePath = 'c' }; Like = "-ApplicationId: 'app'" }
        @{ Name = 'account'; Given = @{ AccountId = 'me' }; Like = "-AccountId: 'me'" }
        @{ Name = 'directory'; Given = @{ Interactive = $true; Tenant = 'mine' }; Like = "-Tenant: 'mine'" }
    ) {
        $at = @{ WorkspaceName = 'w'; ResourceGroupName = 'r'; SubscriptionId = '00000000-0000-0000-0000-000000000001' }
        $result = Invoke-Captured { Connect-AmlWorkspace @at @Given }
        $result.Errors | Should -HaveCount 1
        "$($result.Errors[0])" | Should -BeLike "$Like is not a GUID*" -Because 'no sign-in was tried'
    }

    It 'that selects nothing is a warning: <Name>' -ForEach @(
        @{
            Name = 'a pattern of targets of other types'; Run = { Stop-AmlComputeTarget c*, k* }
            Text = 'Skipped 2 compute targets that are not compute instances: cpu, k8s.'
        }
        @{
            Name = 'a type that cannot be stopped'; Run = { Stop-AmlComputeTarget * -Type Cluster }
            Text = 'Skipped 1 compute target that is not a compute instance: cpu.'
        }
        @{
            Name = 'a use that no size has'; Run = { Get-AmlComputeVmSize -SupportedFor Clusters }
            Text = "-SupportedFor 'Clusters' matches nothing. *Known values: AmlCompute, *"
        }
    ) {
        $null = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Wait
        $null = Connect-AmlComputeTarget k8s -ResourceId "$group/Microsoft.ContainerService/managedClusters/aks1" -Wait
        $result = Invoke-Captured $Run
        $result.Errors.Count | Should -Be 0
        $result.Warnings | Should -HaveCount 1
        $result.Warnings[0] | Should -BeLike $Text
    }

    It 'in -IfNotExists is a warning with the differences' {
        $null = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Tag @{ a = 'b' } -Wait
        foreach ($extra in @{}, @{ WhatIf = $true }) {
            $result = Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 4 -IfNotExists @extra }
            $result.Output.MaxNodes | Should -Be 2
            $result.Warnings | Should -Be "Compute target 'cpu' exists with other settings, which were kept: MaxNodes: 2 -> 4."
        }
        (Invoke-Captured { New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -IfNotExists }).Warnings.Count | Should -Be 0
    }
}

Describe 'A mistake in the parameter sets' {
    It 'gets the sentence of the engine that the help explains: <Name>' -ForEach @(
        @{
            Name = 'settings of two kinds'; Id = 'AmbiguousParameterSet'
            Run = { New-AmlComputeTarget a1 Standard_DS2_v2 -MaxNodes 2 -IdleTimeBeforeShutdown 1h }
        }
        @{
            Name = 'a setting of another kind'; Id = 'AmbiguousParameterSet'
            Run = { Connect-AmlComputeTarget k1 -Kubernetes -ClusterPurpose DevTest -ResourceName x }
        }
        @{ Name = 'a parameter that does not exist'; Id = 'NamedParameterNotFound'; Run = { Get-AmlComputeTarget cpu -Colour red } }
    ) {
        $result = Invoke-Captured $Run
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $topic = [IO.File]::ReadAllText("$PSScriptRoot/../../docs/en-US/about_AmlCompute_Errors.md")
        $topic | Should -BeLike "*$Id*"
    }

    It 'never prompts for a switch' {
        $switches = foreach ($command in Get-Command -Module AmlCompute) {
            foreach ($set in $command.ParameterSets) {
                foreach ($parameter in $set.Parameters) {
                    if ($parameter.IsMandatory -and $parameter.ParameterType -eq [switch]) { "$command -$($parameter.Name)" }
                }
            }
        }
        $switches | Should -BeNullOrEmpty
        (New-AmlComputeSchedule -Stop -At 19:00 -On Weekdays -TimeZone Europe/Berlin).Recurrence.Frequency | Should -BeExactly 'Week'
        (New-AmlComputeSchedule -Stop -At 19:00).Recurrence.Frequency | Should -BeExactly 'Day'
        (New-AmlComputeSchedule -Stop -At 19:00 -OnDay 1).Recurrence.Frequency | Should -BeExactly 'Month'
    }
}

Describe 'Data that contains itself' {
    BeforeAll {
        $loop = @{}
        $loop.Self = $loop
        $list = [object[]]::new(1)
        $list[0] = $list
        $object = [pscustomobject] @{ Self = $null }
        $object.Self = $object
    }

    It 'is refused in <Name>' -ForEach @(
        @{ Name = '-Tag'; Run = { New-AmlComputeTarget loop Standard_DS2_v2 -Tag $loop } }
        @{ Name = '-AddTag'; Run = { Set-AmlComputeTarget cpu -AddTag $loop } }
        @{ Name = 'a row with a hashtable'; Run = { @{ Name = 'loop'; VmSize = 'Standard_DS2_v2'; Tag = $loop } | New-AmlComputeTarget } }
        @{ Name = 'a row with an object'; Run = { @{ Name = 'loop'; VmSize = 'Standard_DS2_v2'; Tag = $object } | New-AmlComputeTarget } }
        @{ Name = 'a startup script'; Run = { New-AmlComputeTarget loop Standard_DS2_v2 -Instance -StartupScript $loop } }
        @{ Name = '-Schedule'; Run = { New-AmlComputeTarget loop Standard_DS2_v2 -Instance -Schedule $loop } }
        @{ Name = '-Schedule, in a list'; Run = { New-AmlComputeTarget loop Standard_DS2_v2 -Instance -Schedule $list } }
        @{ Name = '-AddSchedule'; Run = { Set-AmlComputeTarget dev-box -AddSchedule $object } }
        @{ Name = 'a custom service'; Run = { New-AmlComputeTarget loop Standard_DS2_v2 -Instance -CustomService $object } }
        @{ Name = 'JSON as objects'; Run = { ConvertFrom-AmlComputeJson $object } }
        @{ Name = '-TemplateParameter'; Run = { ConvertFrom-AmlComputeJson '{}' -TemplateParameter @{ size = $loop } } }
    ) {
        Get-ErrorId $Run | Should -Be 'InvalidArgument'
        Get-AmlComputeTarget loop -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'is refused in the options of a sandbox' {
        { Connect-AmlWorkspace -Sandbox -SandboxOption @{ Fault = $loop } } | Should -Throw '*nested more than 32 levels deep*'
        { Connect-AmlWorkspace -Sandbox -SandboxOption @{ Fault = @($loop) } } | Should -Throw '*nested more than 32 levels deep*'
    }

    It 'matches no target as a filter' {
        Get-AmlComputeTarget -Tag $loop | Should -BeNullOrEmpty
    }
}
