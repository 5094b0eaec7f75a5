# Runs the code of the README and of the pages beside it, so that they stay correct.
BeforeDiscovery {
    # The code of the last column of all tables with a header, row by row. A bar within code is written \| there.
    function Read-Table([string] $File, [string] $Header) {
        $inside = $false
        foreach ($line in Get-Content -LiteralPath "$PSScriptRoot/../../$File") {
            if ($line -eq $Header) { $inside = $true }
            elseif ($inside -and -not $line.StartsWith('|')) { $inside = $false }
            elseif ($inside -and -not $line.StartsWith('|---')) {
                $cells = $line.Replace('\|', "`u{1}").Trim('|').Split('|')
                @{
                    Old = $cells[0].Trim()
                    Code = @([regex]::Matches($cells[-1], '`([^`]+)`') | ForEach-Object { $_.Groups[1].Value.Replace("`u{1}", '|') })
                }
            }
        }
    }

    $migration = foreach ($row in Read-Table docs/migration.md '| Python v1 | here |') {
        foreach ($code in $row.Code) {
            if ($code -match 'Aml' -and $code -ne 'Connect-AmlWorkspace') { @{ Code = $code } }
        }
    }

    $arguments = foreach ($row in Read-Table docs/migration.md '| argument of v1 | parameter here |') {
        foreach ($code in $row.Code) {
            if ($code.StartsWith('-')) { @{ Parameter = $code.Substring(1) } }
        }
    }

    $signIns = foreach ($row in Read-Table docs/sign-in.md '| way | parameters of `Connect-AmlWorkspace` |') {
        foreach ($code in $row.Code) { @{ Code = $code } }
    }

    $fromCli = foreach ($row in Read-Table docs/migration.md '| `az ml compute` | here |') {
        # Code without a file only names the command.
        foreach ($code in $row.Code) { if ($code -notlike '*-Path') { @{ Code = $code } } }
    }

    # 'Start-', `Stop-AmlComputeTarget` in one cell: the first has the noun of the next whole name.
    $named = foreach ($row in Read-Table README.md '| task | command |') {
        $open = @()
        foreach ($code in $row.Code) {
            if ($code -match '^\w+-$') { $open += $code }
            elseif ($code -match '^\w+-(\w+)$') {
                foreach ($verb in $open) { $verb + $Matches[1] }
                $open = @()
                $code
            }
        }
    }

    # All code of a page, with the heading it stands under.
    function Read-Code([string] $File) {
        $code = $null
        foreach ($line in Get-Content -LiteralPath "$PSScriptRoot/../../$File") {
            if ($line -eq '```powershell') { $code = [Collections.Generic.List[string]]::new() }
            elseif ($line -eq '```' -and $null -ne $code) {
                @{ File = $File; Heading = $heading; Code = $code -join "`n" }
                $code = $null
            }
            elseif ($null -ne $code) { $code.Add($line) }
            elseif ($line -match '^#+ (.+)$') { $heading = $Matches[1] }
        }
    }

    $blocks = foreach ($file in 'README.md', 'samples/runbooks/README.md') { Read-Code $file }
    # Installing changes the machine; build.ps1 and the packages have tests of their own.
    $runnable = foreach ($block in $blocks) { if ($block.Heading -ne 'Install') { $block } }
    $found = @(@{
        Migration = @($migration).Count; Arguments = @($arguments).Count; SignIns = @($signIns).Count; FromCli = @($fromCli).Count
        Named = $named -join ' '; Headings = ($blocks | ForEach-Object { $_.Heading }) -join ', '
    })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers'
    $secure = ConvertTo-SecureString 'only-for-the-sandbox' -AsPlainText -Force
    $credential = [pscredential]::new('11111111-0000-0000-0000-000000000001', $secure)

    # Runs commands of a page with a folder as the one the session is in.
    function Invoke-InFolder([string] $Folder, [string] $Code) {
        $before = Enter-TestFolder $Folder
        try {
            $block = [scriptblock]::Create($Code)
            Invoke-Captured { . $block }
        }
        finally {
            $null = Enter-TestFolder $before
        }
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'The code to run' {
    It 'is found' -ForEach $found {
        $Migration | Should -BeGreaterThan 20
        $Arguments | Should -BeGreaterThan 15
        $SignIns | Should -Be 9
        $FromCli | Should -Be 2
        $Headings | Should -BeExactly ('Install, Install, Two minutes, Compute targets as files, Compare and apply files, ' +
            'Many workspaces, Find idle and misconfigured targets, The sandbox, Try a runbook on this machine')
    }

    It 'names in the table of tasks every command, each once' -ForEach $found {
        $commands = (Get-Module AmlCompute).ExportedCmdlets.Keys
        $names = $Named -split ' '
        @($names).Count | Should -Be $commands.Count
        foreach ($command in $commands) { $names | Should -Contain $command }
    }
}

Describe 'The code of <Heading>' -ForEach $runnable {
    BeforeAll {
        $expected = @{
            'Two minutes' = @{ Targets = 26; Results = 0; Texts = 1; Left = 0 }
            'Compute targets as files' = @{ Targets = 2; Results = 0; Texts = 0; Left = 2 }
            'Compare and apply files' = @{ Targets = 0; Results = 11; Texts = 0; Left = 11 }
            'Many workspaces' = @{ Targets = 0; Results = 0; Texts = 0; Left = 0 }
            'Find idle and misconfigured targets' = @{ Targets = 0; Results = 0; Texts = 0; Left = 2 }
            'The sandbox' = @{ Targets = 1; Results = 0; Texts = 0; Left = 1 }
            'Try a runbook on this machine' = @{ Targets = 1; Results = 0; Texts = 3; Left = 1 }
        }[$Heading]
    }

    AfterAll {
        # The files of the examples of Export-AmlComputeTarget and Export-AmlComputeReport.
        Remove-Item "$PSScriptRoot/../../exported", "$PSScriptRoot/../../fleet.html" -Recurse -ErrorAction Ignore
    }

    It 'runs as it stands' {
        $path = Convert-Path -LiteralPath "$PSScriptRoot/../../$File"
        $null = Connect-TestSandbox
        $result = Invoke-InFolder (Split-Path $path) $Code

        $result.Errors | Should -BeNullOrEmpty
        @($result.Output | Where-Object { $_ -is [AmlCompute.ComputeTarget] }).Count | Should -Be $expected.Targets
        $done = $result.Output | Where-Object { $_ -is [AmlCompute.ComputeSyncResult] -and $_.Outcome -eq 'Done' }
        @($done).Count | Should -Be $expected.Results
        @($result.Output | Where-Object { $_ -is [string] }).Count | Should -Be $expected.Texts
        @(Get-AmlComputeTarget).Count | Should -Be $expected.Left
    }
}

Describe 'From azureml-core v1' {
    BeforeAll {
        $aks = "$group/Microsoft.ContainerService/managedClusters/c"
        $vm = "$group/Microsoft.Compute/virtualMachines/vm1"
        $token = $secure
    }

    BeforeEach {
        # No time passes during a row with a timeout; its target is ready before.
        $workspace = Connect-TestSandbox $(if ($Code -match '-Timeout') { @{ Clock = 'Manual' } } else { @{} })
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 1 -MaxNodes 2
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks
        $workspace.Sandbox.Advance([timespan]::FromHours(1))
        $cpu = Get-AmlComputeTarget cpu
        $json = $cpu | ConvertTo-AmlComputeJson
    }

    It 'runs <Code>' -ForEach $migration {
        if ($Code -match '^(Start|Stop|Restart)-') { $null = New-AmlComputeTarget desk -Instance -VmSize Standard_DS2_v2 -Wait }
        if ($Code -match '^Get-AmlComputeNode') { $null = $cpu | Wait-AmlComputeTarget -MinNodeCount 1 }
        if ($Code -match '^(Get-AmlComputeKey|Set-AmlComputeTarget aks)') {
            $null = Connect-AmlComputeTarget aks -Aks -ResourceId $aks -Wait
        }

        if ($Code -match '^Get-AmlComputeJob') { $workspace.Sandbox.AddJob(@{ Target = 'cpu' }) }
        $block = [scriptblock]::Create($Code)
        $result = Invoke-Captured { . $block }
        $result.Errors | Should -BeNullOrEmpty
        # A retired service is the one thing that a row warns of.
        $result.Warnings | Where-Object { $_ -notlike '*DataLakeAnalytics was retired on*' } | Should -BeNullOrEmpty
        if ($Code -notmatch '^(Disconnect|Remove)-|-For Removed') { $result.Output.Count | Should -BeGreaterThan 0 }
    }

    It 'says that there is no type Batch any more' {
        Get-ErrorId { Connect-AmlComputeTarget batch -Batch -ResourceName a } | Should -Be 'UnsupportedComputeType'
    }
}

Describe 'From az ml compute' {
    It 'runs <Code>' -ForEach $fromCli {
        $null = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
        Set-Content -LiteralPath "$TestDrive/cpu.yml" "name: filed`ntype: amlcompute`nsize: STANDARD_DS2_V2"
        $result = Invoke-InFolder "$TestDrive" $Code

        $result.Errors | Should -BeNullOrEmpty
        $result.Output.Count | Should -BeGreaterThan 0
    }
}

Describe 'Arguments of azureml-core v1' {
    It 'has the parameter <Parameter>' -ForEach $arguments {
        $names = foreach ($command in 'New-AmlComputeTarget', 'Connect-AmlComputeTarget') {
            foreach ($known in (Get-Command $command).Parameters.Values) { $known.Name; $known.Aliases }
        }

        $names | Should -Contain $Parameter
    }
}

Describe 'Sign in' {
    BeforeAll {
        $tenant = '22222222-0000-0000-0000-000000000002'
        $id = '33333333-0000-0000-0000-000000000003'
        $token = 'outside.token'
        $thumbprint = '00' * 20
        $password = $secureString = $secure
        $file = Join-Path $TestDrive client.pfx
        $key = [Security.Cryptography.RSA]::Create(2048)
        $padding = [Security.Cryptography.RSASignaturePadding]::Pkcs1
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=client', $key, 'SHA256', $padding)
        $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1))
        [IO.File]::WriteAllBytes($file, $certificate.Export('Pfx', 'only-for-the-sandbox'))
    }

    # The unit tests check the tokens of each sign-in against token endpoints; this checks the parameters in the table.
    It 'takes <Code>' -ForEach $signIns {
        $workspace = "$group/Microsoft.MachineLearningServices/workspaces/w"
        $block = [scriptblock]::Create("Connect-AmlWorkspace -ResourceId '$workspace' -SkipValidation $Code")
        $result = Invoke-Captured { . $block }
        if ($Code -like '*-CertificateThumbprint*') {
            "$($result.Errors[0])" | Should -BeLike "No certificate with the thumbprint $thumbprint was found*"
        }
        else {
            $result.Errors | Should -BeNullOrEmpty
            $result.Output.Name | Should -BeExactly 'w'
            $result.Output.Environment | Should -BeExactly 'AzureCloud'
        }
    }
}
