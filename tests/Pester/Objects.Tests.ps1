# The objects that commands emit, in the commands of PowerShell: each public type of the views is formatted, exported, saved and grouped.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $folder = Split-Path (Get-TestModulePath)
    $xml = [xml] (Get-Content -Raw -LiteralPath (Join-Path $folder AmlCompute.Format.ps1xml))
    # The types of the views and of the commands, and all public classes that are values of their properties. A base class has no objects of
    # its own; a duration is the value of a parameter.
    $public = ('AmlCompute.ComputeTarget' -as [type]).Assembly.GetExportedTypes() |
        Where-Object { $_.Namespace -eq 'AmlCompute' -and $_.IsClass -and $_.BaseType -ne [Exception] -and $_.Name -ne 'Duration' }
    $types = @($xml.SelectNodes('//TypeName').InnerText
        (Get-Command -Module AmlCompute).OutputType.Type.FullName -like 'AmlCompute.*'
        $public.FullName) | Sort-Object -Unique |
        Where-Object { ($_ -as [type]).IsClass -and -not ($_ -as [type]).IsAbstract } | ForEach-Object { @{ Type = $_ } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $workspace = Connect-TestSandbox
    $here = "$($workspace.Id)/computes"
    $other = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'
    $before = [cultureinfo]::CurrentCulture
    [cultureinfo]::CurrentCulture = 'de-DE'

    # Targets of all types, as the service would list them.
    $kinds = [ordered] @{
        AksCompute = 'AKS', "$other/Microsoft.ContainerService/managedClusters/aks1", ('"agentCount": 3, ' +
            '"agentVmSize": "Standard_D3_v2", "systemServices": [ { "systemServiceType": "Scoring", "version": "1" } ]')
        KubernetesCompute = 'Kubernetes', "$other/Microsoft.ContainerService/managedClusters/aks2",
        '"instanceTypes": { "gpu": { "nodeSelector": { "a": "b" } } }'
        VirtualMachineCompute = 'VirtualMachine', "$other/Microsoft.Compute/virtualMachines/vm1", '"virtualMachineSize": "Standard_D2"'
        HDInsightCompute = 'HDInsight', "$other/Microsoft.HDInsight/clusters/hd1", '"address": "hd1.example"'
        DatabricksCompute = 'Databricks', "$other/Microsoft.Databricks/workspaces/db1", '"workspaceUrl": "https://db.example"'
        DataLakeAnalyticsCompute = 'DataLakeAnalytics', "$other/Microsoft.DataLakeAnalytics/accounts/dla1", '"a": 1'
        DataFactoryCompute = 'DataFactory', "$other/Microsoft.DataFactory/factories/df1", '"a": 1'
        SynapseSparkCompute = 'SynapseSpark', "$other/Microsoft.Synapse/workspaces/syn/bigDataPools/pool",
        '"autoScaleProperties": { "enabled": true, "minNodeCount": 3, "maxNodeCount": 9 }, "nodeSize": "Small"'
        UnknownCompute = 'Quantum', "$other/Microsoft.Quantum/workspaces/q1", '"a": 1'
    }
    $listed = foreach ($kind in $kinds.Keys) {
        $type, $resource, $members = $kinds[$kind]
        '{{ "id": "{0}/{1}", "name": "{1}", "location": "eastus", "tags": {{ "team": "vision", "cost": "1,5" }}, "properties": {{
            "computeType": "{2}", "provisioningState": "Failed", "resourceId": "{3}", "properties": {{ {4} }},
            "provisioningErrors": [ {{ "error": {{ "code": "A", "message": "m" }} }}, {{ "error": {{ "code": "B", "message": "n" }} }} ]
            }} }}' -f $here, $type.ToLowerInvariant(), $type, $resource, $members
    }
    # An instance with all objects that an instance can have.
    $listed += '{ "id": "' + $here + '/full", "name": "full", "location": "eastus", "identity": { "type": "SystemAssigned,UserAssigned",
        "principalId": "p", "tenantId": "t",
        "userAssignedIdentities": { "/x": { "principalId": "p", "clientId": "c" } } }, "properties": { "computeType": "ComputeInstance",
        "provisioningState": "Succeeded", "properties": { "state": "Running", "vmSize": "Standard_DS2_v2",
        "personalComputeInstanceSettings": { "assignedUser": { "objectId": "o", "tenantId": "t" } },
        "schedules": { "computeStartStop": [ { "action": "Stop", "triggerType": "Cron",
            "cron": { "expression": "0 18 * * 1-5", "startTime": "2026-01-05T08:00:00", "timeZone": "UTC" } } ] },
        "setupScripts": { "scripts": { "startupScript": { "scriptSource": "inline", "scriptData": "ZQ==", "timeout": "1h" } } },
        "customServices": [ { "name": "r", "image": { "type": "docker", "reference": "r:1" },
            "environmentVariables": { "A": { "type": "local", "value": "k" } },
            "endpoints": [ { "protocol": "http", "name": "ui", "target": 8787, "published": 4444 } ],
            "volumes": [ { "type": "bind", "source": "/a", "target": "/b" } ],
            "kernel": { "argv": [ "R" ], "displayName": "R 4", "language": "R" } } ],
        "lastOperation": { "operationName": "Stop", "operationStatus": "Succeeded", "operationTrigger": "IdleShutdown" },
        "applications": [ { "displayName": "Jupyter", "endpointUri": "https://full.example/tree/" } ],
        "createdBy": { "userOrgId": "t", "userId": "o", "userName": "ann@example.com" },
        "osImageMetadata": { "currentImageVersion": "24.06.10", "isLatestOsImageVersion": false,
            "osPatchingStatus": { "patchStatus": "Failed", "rebootPending": true } },
        "dataDisks": [ { "caching": "ReadWrite", "diskSizeGB": 128, "lun": 0, "storageAccountType": "Premium_LRS" } ],
        "dataMounts": [ { "source": "azureml://datastores/images", "mountName": "images", "mountAction": "Mount" } ],
        "containers": [ { "name": "c", "autosave": "Local", "environment": { "name": "sklearn", "version": "3" } } ] } } }'
    $body = '{ "value": [ ' + ($listed -join ', ') + ' ] }'
    $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes'; Status = 200; Body = $body; Count = 1 })
    $objects = @{}
    foreach ($target in Get-AmlComputeTarget) { $objects[$target.PSObject.TypeNames[0]] = $target }
    $full = $objects['AmlCompute.ComputeInstance']
    $null = $objects.Remove('AmlCompute.ComputeInstance')
    $secret = ConvertTo-SecureString 'Hush' -AsPlainText -Force
    $null = Connect-AmlComputeTarget bricks -ResourceId "$other/Microsoft.Databricks/workspaces/db" -AccessToken $secret -Wait
    $null = Connect-AmlComputeTarget box -ResourceId "$other/Microsoft.Compute/virtualMachines/vm" `
        -Credential ([pscredential]::new('ann', $secret)) -Wait
    $null = Connect-AmlComputeTarget aks -Aks -ResourceId "$other/Microsoft.ContainerService/managedClusters/aks" -Wait

    $stop = New-AmlComputeSchedule -Stop -At 19:00 -TimeZone Europe/Berlin
    $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Schedule $stop, $stop -IdleTimeBeforeShutdown 1h -Wait
    $cpu = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 1 -MaxNodes 2 -IdleTimeBeforeScaleDown 10m -IdentityType SystemAssigned `
        -Tag @{ team = 'vision'; cost = '1,5' } -Wait
    $null = $workspace.Sandbox.AddJob(@{ Target = 'cpu'; Duration = '01:00:00' })
    $wanted = [pscustomobject] @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 4; IdleTimeBeforeScaleDown = '5m' }
    $plan = $wanted | New-AmlComputePlan
    $report = [pscustomobject] @{ Name = 'big'; VmSize = 'Standard_DS2_v2'; MaxNodes = 50; MinNodes = 50 } | Test-AmlComputeTarget -Detailed
    $comparison = $wanted | Compare-AmlComputeTarget
    $job = Get-AmlComputeTarget cpu | Wait-AmlComputeTarget -AsJob
    $null = Wait-Job $job
    $replaced = [pscustomobject] @{ Name = 'cpu'; VmSize = 'Standard_DS3_v2' } | New-AmlComputePlan
    $found = @(
        Get-AmlComputeTarget; $workspace; $workspace.Sandbox.Requests[0]; Get-AmlComputeVmSize Standard_DS2_v2; $stop
        Find-AmlComputeRegion Standard_DS2_v2 -Location eastus
        Get-AmlComputeUsage standardDSv2Family; Get-AmlComputeQuota standardDSv2Family; Get-AmlComputeNode cpu; Get-AmlComputeJob
        Find-AmlComputeFinding; Measure-AmlComputeCost; $plan; $plan.Steps; $replaced.Steps.Problems; $report; $report.Checks; $comparison
        $comparison.Differences; $job.ChildJobs; (Get-AmlComputeTarget cpu).NodeStates
        $objects['AmlCompute.KubernetesCompute'].Errors
        $wanted | Sync-AmlComputeTarget -WarningAction Ignore
        Get-AmlComputeKey; ConvertFrom-AmlComputeYaml "name: big`ntype: amlcompute`nsize: Standard_DS2_v2"; $job
        (Get-AmlComputeVmSize | Where-Object Prices | Select-Object -First 1).Prices
    )

    # The objects and those in their properties.
    function Add-Found($One, [int] $Depth) {
        $name = $One.PSObject.TypeNames[0]
        if (-not $objects.ContainsKey($name)) { $objects[$name] = $One }
        if (-not $Depth) { return }
        foreach ($property in $One.PSObject.Properties) {
            $value = $property.Value
            $items = if ($value -is [Collections.IDictionary]) { $value.Values } elseif ($value -isnot [string]) { $value }
            foreach ($item in $items) {
                if ($null -ne $item -and $item.GetType().Namespace -eq 'AmlCompute' -and -not $item.GetType().IsEnum) {
                    Add-Found $item ($Depth - 1)
                }
            }
        }
    }
    foreach ($one in @($full) + @($objects.Values) + $found) { Add-Found $one 3 }

    if ($PSStyle) {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
    }

    # Names of types of .NET or of the module instead of a text.
    $noText = '(?<![\w/.-])(System|AmlCompute|Microsoft)\.[A-Z]\w*(\.[A-Z]\w*)*(\[\]|`\d|$)'
}

AfterAll {
    [cultureinfo]::CurrentCulture = $before
    if ($PSStyle) { $PSStyle.OutputRendering = $rendering }
    Assert-TestBody
}

Describe 'An object of <Type>' -ForEach $types {
    BeforeAll {
        $object = $objects[$Type]
    }

    It 'is emitted by a command of this file' {
        $null -ne $object | Should -BeTrue -Because 'each public type needs an object here'
    }

    It 'is a table with a value below each header, a list and a wide view' {
        $table = @($object | Format-Table | Out-String -Width 120).Trim() -split '\r?\n'
        $table.Count | Should -BeGreaterThan 2
        foreach ($format in { $object | Format-Table }, { $object | Format-List }, { $object | Format-Wide }, { $object | Format-List * }) {
            $text = (& $format | Out-String -Width 120).Trim()
            # Format-Wide of a key shows its public key, which an account with a password does not have.
            if ("$format" -notlike '*Wide*' -or $Type -notlike '*AccountKey') { $text | Should -Not -BeNullOrEmpty }
            foreach ($line in $text -split '\r?\n') { $line.Length | Should -BeLessOrEqual 120 }
        }
    }

    It 'is a row of a CSV file without names of types' {
        $rows = @($object | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv)
        $rows | Should -HaveCount 1
        foreach ($cell in $rows[0].PSObject.Properties) {
            # A job and a sandbox are objects of the process, not data.
            if ($cell.Name -notin 'Sandbox', 'JobStateInfo', 'Output', 'Error', 'Progress', 'Verbose', 'Debug', 'Warning', 'Information',
                'Finished', 'ChildJobs' -and $object.($cell.Name) -isnot [securestring]) {
                $cell.Value | Should -Not -MatchExactly $noText -Because $cell.Name
            }
        }
    }

    It 'is JSON with its properties' {
        # A warning about the depth is no error; a cycle would be one.
        $json = ($object | ConvertTo-Json -Depth 3 -WarningAction Ignore | ConvertFrom-Json)
        @($json.PSObject.Properties).Count | Should -BeGreaterOrEqual 2
    }

    It 'is the same table and list after Export-Clixml' {
        $path = Join-Path $TestDrive 'saved.xml'
        $object | Export-Clixml -LiteralPath $path
        $saved = Import-Clixml -LiteralPath $path
        # The file keeps dates in the invariant culture, and pairs in any order. A saved target has a header, as outside its session. A
        # job that was read has the list of all jobs.
        [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
        try {
            foreach ($format in { $args[0] | Format-Table }, { $args[0] | Format-List }) {
                if ($Type -like '*Job' -and "$format" -like '*List*' -and $Type -like '*Commands*') { continue }
                $first, $again = foreach ($one in $object, $saved) {
                    (& $format $one | Out-String -Width 120).Trim() -replace '^ *Workspace: \S+\s+' -replace '(?m)^Tags .*$' -replace
                        '[ \t]+(?=\r?\n|$)'
                }
                $again | Should -BeExactly $first
            }
        }
        finally { [cultureinfo]::CurrentCulture = 'de-DE' }
        $cells = @($saved | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv)[0]
        foreach ($name in 'Errors', 'Schedules', 'Differences', 'Tags', 'Values', 'Settings') {
            if ($cells.PSObject.Properties[$name]) { $cells.$name | Should -Not -MatchExactly 'System\.' -Because $name }
        }
    }

    It 'can be grouped by its columns' {
        foreach ($name in 'Name', 'Type', 'State', 'Size', 'Status', 'Owner') {
            if ($object.PSObject.Properties[$name]) {
                $groups = @($object, $object | Group-Object $name)
                $groups | Should -HaveCount 1
                $groups[0].Count | Should -Be 2
            }
        }
    }
}

Describe 'A target' {
    It 'begins with Name, Type and State in every command, and ends with the names that others bind' {
        foreach ($name in $objects.Keys -like '*Compute' + 'AmlCompute.ComputeCluster' + 'AmlCompute.ComputeInstance') {
            $columns = @(($objects[$name] | ConvertTo-Csv -NoTypeInformation)[0] -replace '"' -split ',')
            $columns[0..2] | Should -BeExactly 'Name', 'Type', 'State' -Because $name
            $columns[-3..-1] | Should -BeExactly 'ComputeName', 'ResourceId', 'ResourceGroup' -Because $name
            @(($objects[$name] | Select-Object *).PSObject.Properties.Name)[0..2] | Should -BeExactly 'Name', 'Type', 'State'
            $lines = ($objects[$name] | Format-List * | Out-String).Trim() -split '\r?\n'
            ($lines[0..2] -replace ' .*') | Should -BeExactly 'Name', 'Type', 'State'
        }
    }

    It 'has a cell for its tags, errors, schedules and identity in any culture' {
        $row = $cpu | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv
        $row.Tags -split '; ' | Sort-Object | Should -BeExactly 'cost=1,5', 'team=vision'
        (ConvertTo-Deserialized $cpu | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv).Tags | Should -BeExactly 'cost=1,5; team=vision'
        $row.Identity | Should -BeExactly 'SystemAssigned'
        $row.Errors | Should -BeExactly ''
        $objects['AmlCompute.AksCompute'].Errors.ToString() | Should -BeExactly 'A: m; B: n'
        $row = Get-AmlComputeTarget desk | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv
        $row.Schedules |
            Should -BeExactly 'Stop every day at 19:00 (W. Europe Standard Time); Stop every day at 19:00 (W. Europe Standard Time)'
        $objects['AmlCompute.KubernetesCompute'].InstanceTypes.ToString() | Should -BeLike 'gpu=*'
    }

    It 'has its durations as TimeSpan, and as text for JSON' {
        $cpu.IdleTimeBeforeScaleDown | Should -Be ([timespan]::FromMinutes(10))
        ($cpu | ConvertTo-Json -Depth 1 -WarningAction Ignore | ConvertFrom-Json).IdleTimeBeforeScaleDownText | Should -BeExactly 'PT10M'
        (Get-AmlComputeTarget desk).IdleTimeBeforeShutdownText | Should -BeExactly 'PT1H'
    }

    It 'loses no column in files by type, as the help shows' {
        Push-Location $TestDrive
        try {
            $objects['AmlCompute.AksCompute'], $cpu | Group-Object Type | ForEach-Object {
                $_.Group | Export-Csv "$($_.Name).csv" -NoTypeInformation
            }
            (Import-Csv AmlCompute.csv).MaxNodes | Should -Be 2
            (Import-Csv AKS.csv).AgentCount | Should -Be 3
        }
        finally { Pop-Location }
    }

    It 'has the address of its page in the studio' {
        $cpu.StudioUrl | Should -BeExactly "https://ml.azure.com/compute/cpu/details?wsid=$([uri]::EscapeDataString($workspace.Id))"
    }

    It 'is a hyperlink in tables of terminals that have them, and not elsewhere' {
        if (-not $PSStyle) { Set-ItResult -Skipped -Because 'Windows PowerShell has no colors'; return }
        $names = 'WT_SESSION', 'VTE_VERSION', 'KITTY_WINDOW_ID', 'KONSOLE_VERSION', 'TERM_PROGRAM'
        $values = foreach ($name in $names) { , [Environment]::GetEnvironmentVariable($name) }
        try {
            $PSStyle.OutputRendering = 'Ansi'
            foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $null) }
            $without = $cpu | Out-String -Width 80
            $env:WT_SESSION = 'x'
            $with = $cpu | Out-String -Width 80
            $PSStyle.OutputRendering = 'PlainText'
            $plain = $cpu | Out-String -Width 80
        }
        finally {
            $PSStyle.OutputRendering = 'PlainText'
            for ($i = 0; $i -lt $names.Count; $i++) { [Environment]::SetEnvironmentVariable($names[$i], $values[$i]) }
        }
        $escape = [char] 27
        $without | Should -Not -BeLike "*$escape]8*"
        $plain | Should -Not -BeLike "*$escape*"
        $with.Contains("$escape]8;;$($cpu.StudioUrl)$escape\cpu$escape]8;;$escape\") | Should -BeTrue
        $with -replace "$escape\]8;;.*?$escape\\" | Should -BeExactly $without
    }
}

Describe 'The usage of limits' {
    It 'has all rows, those in use first' {
        $rows = @(Get-AmlComputeUsage)
        $used = @($rows | Where-Object Used -gt 0)
        $rows.Count | Should -BeGreaterThan $used.Count
        $rows[0..($used.Count - 1)].Name | Should -BeExactly $used.Name
        (Get-AmlComputeUsage -Used).Name | Should -BeExactly $used.Name
    }
}

Describe 'A schedule of an instance' {
    It 'shows its next run in its time zone, by the clock of its sandbox' {
        $schedule = (Get-AmlComputeTarget desk).Schedules[0]
        $schedule.NextRun | Should -BeGreaterThan $workspace.Sandbox.Now
        ($schedule.NextRun - $workspace.Sandbox.Now).TotalHours | Should -BeLessOrEqual 25
        $schedule.NextRunText | Should -MatchExactly '^\d{4}-\d\d-\d\d 19:00 \+0[12]:00$'
        $schedule | Out-String -Width 80 | Should -MatchExactly "(?m)^Stop +Enabled +$([regex]::Escape($schedule.NextRunText)) "
    }
}
