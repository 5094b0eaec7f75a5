# Values that the service treats as the same, words that this version does not know, and secrets in fields that are not for them.
BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    function New-TestFile([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive $Name
        [IO.File]::WriteAllText($path, $Text)
        $path
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Values in another casing' -Tag Culture {
    BeforeAll {
        $workspace = Connect-TestSandbox
        $identity = "/subscriptions/$($workspace.SubscriptionId)/resourceGroups/Shared/providers" +
            '/Microsoft.ManagedIdentity/userAssignedIdentities/Reader'
        $schedule = New-AmlComputeSchedule -Stop -Weekly -On Monday, Friday -At 18:00 -TimeZone 'W. Europe Standard Time'
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Tag @{ Team = 'vision' } -Location 'East US' -IdentityId $identity `
            -Priority lowpriority -Wait
        $null = New-AmlComputeTarget desk -Instance Standard_DS3_v2 -Schedule $schedule -Tag @{ Team = 'vision' } -Wait
        $file = New-TestFile 'all.yml' @"
name: CPU
type: AMLCOMPUTE
size: STANDARD_ds2_V2
tier: Low_Priority
max_instances: 2
location: EASTUS
tags: {TEAM: vision}
identity:
  type: UserAssigned
  user_assigned_identities:
  - resource_id: $($identity.ToUpperInvariant())
---
name: Desk
type: ComputeInstance
size: standard_ds3_v2
tags: {team: vision}
schedules:
  compute_start_stop:
  - action: STOP
    state: ENABLED
    trigger:
      type: Recurrence
      frequency: WEEK
      interval: 1
      time_zone: w. europe standard time
      schedule: {week_days: [monday, FRIDAY], hours: [18], minutes: [0]}
"@
    }

    It 'are the same for Compare, and Sync sends nothing' {
        Compare-AmlComputeTarget -Path $file | ForEach-Object Status | Should -Be 'Same', 'Same'
        $before = $workspace.Sandbox.RequestCount
        Sync-AmlComputeTarget -Path $file -Prune -Confirm:$false
        Get-TestRequest $workspace -After $before -Changing | Should -BeNullOrEmpty
    }

    It 'change nothing by Set' {
        $before = $workspace.Sandbox.RequestCount
        $null = Set-AmlComputeTarget CPU -Tag @{ TEAM = 'vision' } -Location 'east us' -Priority LOWPRIORITY `
            -AddUserAssignedIdentity $identity.ToLowerInvariant()
        Get-TestRequest $workspace -After $before -Changing | Should -BeNullOrEmpty
    }

    It 'are found by the name of a tag in any casing, and keep their own' {
        (Get-AmlComputeTarget cpu).Tags['TEAM'] | Should -BeExactly 'vision'
        Get-AmlComputeTarget cpu | ConvertTo-AmlComputeYaml | Should -BeLike '*Team: vision*'
    }

    It 'read the sizes of a region with blanks in its name' {
        @(Get-AmlComputeVmSize -Location 'East US').Count | Should -BeGreaterThan 10
    }
}

Describe 'Secrets in fields that are not for secrets' {
    BeforeAll {
        $workspace = Connect-TestSandbox
        $secret = 'S3' + 'cr3tS3cr3t'
    }

    It 'refuses <Name> before a request' -ForEach @(
        @{ Name = 'a private key as a public key'; Text = "-----BEGIN OPENSSH PRIVATE KEY-----`n{0}`n-----END OPENSSH PRIVATE KEY-----" }
        @{ Name = 'a connection string'; Text = 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey={0}==' }
        @{ Name = 'a SAS'; Text = 'https://a.blob.core.windows.net/c?sv=2024-11-04&sig={0}%3D' }
    ) {
        $given = $Text -f $secret
        $before = $workspace.Sandbox.RequestCount
        $file = New-TestFile 'secret.json' (@{
                name = 'a1'; properties = @{ computeType = 'AmlCompute'; properties = @{ subnet = @{ id = $given } } }
            } | ConvertTo-Json -Depth 5)
        foreach ($command in
            { New-AmlComputeTarget a1 -Instance Standard_DS2_v2 -SshPublicKey $given },
            { [pscustomobject] @{ Name = 'a1'; VmSize = 'Standard_DS2_v2'; SubnetId = $given } | New-AmlComputeTarget },
            { New-AmlComputeTarget $given Standard_DS2_v2 },
            { Sync-AmlComputeTarget -Path $file }
        ) {
            $captured = Invoke-Captured $command
            $captured.Errors.Count | Should -Be 1
            $captured.Errors[0].FullyQualifiedErrorId | Should -Match '^(InvalidArgument|InvalidComputeName),'
            "$($captured.Errors[0])" | Should -Match 'contains a'
            "$($captured.Errors[0]) $($captured.Errors[0].TargetObject) $($captured.Errors[0].CategoryInfo)" | Should -Not -Match $secret
        }

        $workspace.Sandbox.RequestCount | Should -Be $before
    }

    It 'masks a signed URL in a tag wherever the target is shown' {
        $signed = "https://a.blob.core.windows.net/c?sv=1&sig=$($secret)%3D"
        $target = @{
            id = "$($workspace.Id)/computes/t"; name = 't'; tags = @{ source = $signed }
            properties = @{ computeType = 'AmlCompute'; properties = @{} }
        } | ConvertTo-Json -Depth 4 | ConvertFrom-AmlComputeJson
        $shown = @($target.Tags['source'], ($target | Format-List * | Out-String), ($target | ConvertTo-AmlComputeJson),
            ($target | ConvertTo-AmlComputeYaml -WarningAction Ignore), $target.ToJson())
        foreach ($text in $shown) {
            $text | Should -Not -Match $secret
            $text | Should -Match '\?\*\*\*'
        }
    }
}

Describe 'A cloud that does not know the api-version of the module' {
    It 'is asked again with its newest version, once for the connection' {
        $workspace = Connect-TestSandbox @{ ApiVersion = '2022-05-01', '2024-04-01', '2025-06-01' }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        @(Get-AmlComputeTarget).Count | Should -Be 1
        $versions = $workspace.Sandbox.Requests | ForEach-Object { [regex]::Match($_.Query, '(?<=api-version=)[\w-]+').Value }
        @($versions | Select-Object -Unique) | Should -Be '2026-05-01', '2025-06-01'
        @($versions -eq '2026-05-01').Count | Should -Be 1
    }

    It 'is an error if all its versions are older than 2023-04-01' {
        Get-ErrorId { Connect-TestSandbox @{ ApiVersion = '2022-05-01' } } | Should -Be 'InvalidArgument'
    }
}
