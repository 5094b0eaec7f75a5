# Findings over many workspaces: 60 planted ones among 300 targets, the requests that finding them takes, and what their fixes leave.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    . "$PSScriptRoot/PlantedFindings.ps1"

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
        Clear-TestRequest $sandbox
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
