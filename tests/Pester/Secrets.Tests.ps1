BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

AfterAll {
    Assert-TestBody
}

# Transcripts and exported files. The unit tests look at streams and errors, against a hostile service too.
Describe 'Secrets' -Tag Process {
    BeforeAll {
        $script = Join-Path $TestDrive 'session.ps1'
        $kept = Join-Path $TestDrive 'kept'
        $null = New-Item $kept -ItemType Directory -Force
        [IO.File]::WriteAllText(
            (Join-Path $TestDrive 'id_rsa'), "-----BEGIN RSA PRIVATE KEY-----`nS3CRET-key`n-----END RSA PRIVATE KEY-----`n")
        [IO.File]::WriteAllText($script, @'
param($Module, $Kept, $Key)
Import-Module $Module
function secure($text) { ConvertTo-SecureString ('S3' + $text) -AsPlainText -Force }
$account = [pscredential]::new('admin1', (secure 'CRET-password'))
$secure = secure 'CRET-token'
$federated = 'S3' + 'CRET-federated'
$at = @{ ResourceId = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g' +
        '/providers/Microsoft.MachineLearningServices/workspaces/w'
    Endpoint = 'https://localhost:9'; SkipValidation = $true }
$application = @{ ServicePrincipal = $true; ApplicationId = '11111111-2222-3333-4444-555555555555'; Tenant = 't.example' }
$signed = 'https://user:' + 'S3' + 'CRET-password@localhost'
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$ConfirmPreference = 'None'
$PSStyle.OutputRendering = 'PlainText'
$null = Start-Transcript -Path (Join-Path $Kept 'transcript.txt')
$PSDefaultParameterValues['*-AmlComputeTarget:Timeout'] = '10d'
$ws = Connect-AmlWorkspace -Sandbox -SandboxOption @{
    Speed = 600; Fault = @{ Method = 'PUT'; Path = '*/refused'; Status = 400; Code = 'BadArgument'; Message = 'No.' }
}
$lines = {
    Get-AmlWorkspace
}, {
    New-AmlComputeTarget cpu -VmSize Standard_DS2_v2 -AdminCredential $account -Wait
}, {
    New-AmlComputeTarget cpu -VmSize Standard_DS2_v2 -AdminCredential $account
}, {
    New-AmlComputeTarget refused -VmSize Standard_DS2_v2 -AdminCredential $account
}, {
    New-AmlComputeTarget other -VmSize Standard_DS2_v2 -AdminCredential $account -WhatIf
}, {
    Connect-AmlComputeTarget box -VirtualMachine -ResourceName vm-1 -Credential $account -SshPrivateKeyPath $Key -Wait
}, {
    Connect-AmlComputeTarget bricks -Databricks -ResourceName b -AccessToken $secure -Wait
}, {
    Connect-AmlComputeTarget insight -HDInsight -ResourceName h -Credential $account -Wait
}, {
    New-AmlComputeConfiguration -VirtualMachine -ResourceName vm-1 -Credential $account -SshPrivateKeyPath $Key
}, {
    New-AmlComputeConfiguration -Databricks -ResourceName b -AccessToken $secure
}, {
    Get-AmlComputeTarget
}, {
    Get-AmlComputeTarget | ConvertTo-AmlComputeJson
}, {
    Get-AmlComputeTarget | ConvertTo-AmlComputeJson -AsArm | ConvertFrom-AmlComputeJson
}, {
    Connect-AmlWorkspace @at -AccessToken $secure
}, {
    Connect-AmlWorkspace @at -ServicePrincipal -Credential $account -Tenant t.example
}, {
    Connect-AmlWorkspace @at @application -FederatedToken $federated
}, {
    Connect-AmlWorkspace @at @application -CertificatePath $Key -CertificatePassword $secure
}, {
    Connect-AmlWorkspace -ResourceId $at.ResourceId -Endpoint $signed -AccessToken $secure
}, {
    Get-AmlComputeTarget | Where-Object IsAttached | Disconnect-AmlComputeTarget -Workspace $ws -PassThru -Wait
}
$count = 0
foreach ($line in $lines) {
    $count++
    $output = $null
    try { & $line | Tee-Object -Variable output | Out-Host } catch { $_ | Out-Host; Get-Error -InputObject $_ | Out-Host }
    $output | Format-List -Property * | Out-Host
    foreach ($item in @($output)) {
        if ($null -eq $item) { continue }
        $item | Export-Clixml -Path (Join-Path $Kept "$count-$([guid]::NewGuid()).clixml") -Depth 6
        $item | ConvertTo-Json -Depth 6 -WarningAction SilentlyContinue |
            Set-Content -Path (Join-Path $Kept "$count-$([guid]::NewGuid()).json")
        $item | Export-Csv -Path (Join-Path $Kept "$count-$([guid]::NewGuid()).csv")
    }
}

# The module keeps no session in a variable that the user would export with the others.
Get-Variable -Name *aml* | Out-Host
$Error | Export-Clixml -Path (Join-Path $Kept 'errors.clixml') -Depth 3
$null = Stop-Transcript
'Went through ' + $count + ' lines with ' + $Error.Count + ' errors.'
'@)
        $paths = @{ SCRIPT = $script; MODULE = Get-TestModulePath; KEPT = $kept; KEY = Join-Path $TestDrive 'id_rsa' }
        $run = Invoke-FreshShell -WithoutModule -Command '& $env:SCRIPT $env:MODULE $env:KEPT $env:KEY' -Environment $paths
        $files = (Get-ChildItem -LiteralPath $kept -File).FullName
    }

    It 'are used by the session that is looked at' {
        $run.ExitCode | Should -Be 0
        $run.Output | Should -BeLike '*Went through 19 lines with *'
        $transcript = Get-Content -Raw -LiteralPath (Join-Path $kept 'transcript.txt')
        $words = 'Request body:', 'adminUserPassword', 'databricksAccessToken', 'privateKeyData', 'PUT /subscriptions', 'What if:'
        foreach ($expected in $words) {
            $transcript | Should -BeLike "*$expected*"
        }

        @($files -like '*.clixml').Count | Should -BeGreaterThan 15
        @($files -like '*.json').Count | Should -BeGreaterThan 15
        @($files -like '*.csv').Count | Should -BeGreaterThan 15
    }

    It 'are in no transcript, no exported file and nothing that was shown' {
        $files | Should -Not -BeNullOrEmpty
        foreach ($file in $files) {
            if ((Get-Content -LiteralPath $file -Raw) -clike '*S3CRET*') { Split-Path $file -Leaf | Should -BeNullOrEmpty }
        }

        $run.Output.Contains('S3CRET') | Should -BeFalse
        $run.Error.Contains('S3CRET') | Should -BeFalse
    }
}
