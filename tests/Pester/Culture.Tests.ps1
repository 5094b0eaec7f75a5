# Words of the service in cultures with other letters, digits and calendars. CI runs all specs with the tag Culture under tr-TR and ar-SA;
# these set the culture themselves.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

AfterAll {
    Assert-TestBody
}

Describe 'Under <Culture>' -Tag Culture -ForEach @(
    @{ Culture = 'tr-TR' }
    @{ Culture = 'ar-SA' }
    @{ Culture = 'de-DE' }
) {
    BeforeAll {
        $before = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = $Culture
        $workspace = Connect-TestSandbox -Option @{ Workspace = @{ Name = 'other' } }
        $null = New-AmlComputeTarget Gpu-Image Standard_DS2_v2 -Wait
        $null = New-AmlComputeTarget dev-ID Standard_DS2_v2 -Instance -Wait
    }

    BeforeEach {
        # Each block of Pester has the culture of the runspace.
        [cultureinfo]::CurrentCulture = $Culture
    }

    AfterAll {
        [cultureinfo]::CurrentCulture = $before
    }

    It 'a type, a state and a name match in any casing' {
        (Get-AmlComputeTarget -Type computeinstance).Name | Should -BeExactly 'dev-ID'
        (Get-AmlComputeTarget 'gpu-i*').Name | Should -BeExactly 'Gpu-Image'
        (Get-AmlComputeTarget 'DEV-I?').Name | Should -BeExactly 'dev-ID'
        (Get-AmlComputeTarget -ProvisioningState SUCCEEDED).Name | Should -HaveCount 2
        (Get-AmlComputeUsage -Name '*dedIcated*').Count | Should -BeGreaterThan 0
        (Get-AmlComputeVmSize 'standard_ds2_V2').Name | Should -BeExactly 'Standard_DS2_v2'
    }

    It 'the Tab key completes in any casing' {
        $line = 'Get-AmlComputeTarget gpu-im'
        (TabExpansion2 $line $line.Length).CompletionMatches.ListItemText | Should -BeExactly 'Gpu-Image'
    }

    It 'durations, dates and numbers keep their form' {
        $cluster = Set-AmlComputeTarget Gpu-Image -IdleTimeBeforeScaleDown 90s -MaxNodes 12 | Update-AmlComputeTarget
        $cluster.IdleTimeBeforeScaleDown | Should -Be ([timespan]::FromSeconds(90))
        $yaml = $cluster | ConvertTo-AmlComputeYaml
        $yaml | Should -MatchExactly '(?m)^idle_time_before_scale_down: 90$'
        $yaml | Should -MatchExactly '(?m)^max_instances: 12$'
        ($yaml | ConvertFrom-AmlComputeYaml).ComputeType | Should -BeExactly 'AmlCompute'
        $schedule = New-AmlComputeSchedule -Stop -Weekly -At 18:30 -On Monday -TimeZone 'W. Europe Standard Time'
        "$schedule" | Should -BeLike '*18:30*'
        (ConvertFrom-AmlComputeJson ($cluster | ConvertTo-AmlComputeJson)).CreatedOn | Should -Be $cluster.CreatedOn
    }
}
