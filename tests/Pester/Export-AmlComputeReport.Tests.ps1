BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
}

AfterAll {
    Assert-TestBody
}

Describe 'Export-AmlComputeReport' {
    BeforeEach {
        $workspace = Connect-TestSandbox -WorkspaceName main
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Tag @{ owner = '<script>alert(1)</script>' } -Wait
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        $file = Join-Path $TestDrive 'fleet.html'
        Remove-Item $file -ErrorAction Ignore
        $seen = $workspace.Sandbox.Requests.Count
    }

    It 'writes the targets of the workspace with their findings, and changes nothing' {
        Export-AmlComputeReport -Path $file | Should -BeNullOrEmpty
        $page = Get-Content -LiteralPath $file -Raw
        foreach ($text in 'desk', 'cpu', 'k8s', 'NoIdleShutdown', 'SshPublicAccess', 'https://ml.azure.com/compute/desk/details?wsid=') {
            $page | Should -BeLike "*$text*"
        }
        $page | Should -BeLike '*<b>3</b>compute targets*'
        $page | Should -BeLike '*&lt;script&gt;alert(1)*'
        $page | Should -Not -BeLike '*<script>alert*'
        @(Get-TestRequest $workspace -After $seen) -notlike '*/vmSizes' | Should -Be "GET $($workspace.Id)/computes"
        (Get-Content -LiteralPath $file -AsByteStream -TotalCount 1) | Should -Be ([byte][char] '<')
    }

    It 'writes <Name>' -ForEach @(
        @{ Name = 'piped targets'; Action = { Get-AmlComputeTarget desk | Export-AmlComputeReport -Path $file }; Count = 1; Findings = 6 }
        @{
            Name = 'piped findings with their targets'; Count = 1; Findings = 1
            Action = { Find-AmlComputeFinding -Rule NoIdleShutdown | Export-AmlComputeReport -Path $file }
        }
        @{
            Name = 'targets and chosen findings'; Count = 3; Findings = 1
            Action = { @(Find-AmlComputeFinding -Rule NoIdleShutdown) + @(Get-AmlComputeTarget) | Export-AmlComputeReport -Path $file }
        }
        @{ Name = 'the findings of a rule'; Action = { Export-AmlComputeReport -Path $file -Rule NoSubnet }; Count = 3; Findings = 2 }
        @{
            Name = 'a page about nothing'; Count = 0; Findings = 0
            Action = { Get-AmlComputeTarget none* | Export-AmlComputeReport -Path $file }
        }
    ) {
        & $Action
        $page = Get-Content -LiteralPath $file -Raw
        $page | Should -BeLike "*<b>$Count</b>compute target$(if ($Count -ne 1) { 's' })</div>*"
        $page | Should -BeLike "*<b>$Findings</b>finding$(if ($Findings -ne 1) { 's' })</div>*"
    }

    It 'has the costs of the month, and says which part is Spot' {
        $null = New-AmlComputeTarget priced Standard_E4ds_v4 -MinNodes 1 -MaxNodes 1 -Wait
        $null = New-AmlComputeTarget spot Standard_E4ds_v4 -MinNodes 1 -MaxNodes 1 -Priority LowPriority -Wait
        Get-AmlComputeTarget priced, spot | Export-AmlComputeReport -Path $file
        $page = Get-Content -LiteralPath $file -Raw
        $page | Should -BeLike '*<b>255.50 USD</b>per month, 43.80 USD of it Spot, whose price varies*'
        $page | Should -BeLike '*The costs of all targets are known.*>43.80 USD Spot</td>*'
    }

    It 'has what is unknown on the page' {
        $null = New-AmlComputeTarget keeps Standard_E4s_v3 -MinNodes 1 -Wait
        $workspace.Sandbox.Advance('09:00:00')
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/jobs'; Status = 403; Count = 0 })
        $result = Invoke-Captured { Export-AmlComputeReport -Path $file -Rule ClusterKeepsNodes }
        $result.Warnings.Count | Should -Be 1
        Get-Content -LiteralPath $file -Raw | Should -BeLike '*>Rules that are unknown*ClusterKeepsNodes is unknown for &#39;keeps&#39;*'
    }

    It 'emits the file with -PassThru, and overwrites it' {
        Set-Content -LiteralPath $file 'old'
        $written = Export-AmlComputeReport -Path $file -PassThru
        $written | Should -BeOfType ([IO.FileInfo])
        $written.PSProvider.Name | Should -Be FileSystem -Because 'the table of files shows members of the provider'
        $written.FullName | Should -BeExactly (Get-Item -LiteralPath $file).FullName
        Get-Content -LiteralPath $file -TotalCount 1 | Should -BeExactly '<!DOCTYPE html>'
    }

    It 'keeps an existing file with -WhatIf, and with -NoClobber before it reads anything' {
        Set-Content -LiteralPath $file 'old'
        Export-AmlComputeReport -Path $file -PassThru -WhatIf | Should -BeNullOrEmpty
        $seen = $workspace.Sandbox.Requests.Count
        $result = Invoke-Captured { Export-AmlComputeReport -Path $file -NoClobber }
        "$($result.Errors)" | Should -BeLike "-Path: '*fleet.html' exists. Omit -NoClobber to overwrite it."
        $workspace.Sandbox.Requests.Count | Should -Be $seen
        Get-Content -LiteralPath $file | Should -BeExactly 'old'
        Remove-Item -LiteralPath $file
        Export-AmlComputeReport -Path $file -NoClobber
        Get-Content -LiteralPath $file -TotalCount 1 | Should -BeExactly '<!DOCTYPE html>'
    }

    It 'is an error for <Name> before it reads anything' -ForEach @(
        @{ Name = 'a folder that does not exist'; Path = 'nowhere/fleet.html'; Text = "-Path: the folder of '*nowhere*' does not exist.*" }
        @{ Name = 'a folder'; Path = '.'; Text = "-Path: '*' is a folder.*" }
        @{ Name = 'another provider'; Path = 'Env:fleet.html'; Text = '*must be in the file system*' }
    ) {
        $given = if ($Path -like 'Env:*') { $Path } else { Join-Path $TestDrive $Path }
        $result = Invoke-Captured { Export-AmlComputeReport -Path $given }
        $result.Errors.Count | Should -Be 1
        "$($result.Errors[0])" | Should -BeLike $Text
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }
}
