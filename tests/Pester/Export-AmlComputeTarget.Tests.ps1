# Export-AmlComputeTarget: one file for each target, whole or not at all, inside the folder.
BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    # Returns a folder that does not exist.
    function New-TestFolder {
        Join-Path $TestDrive ([guid]::NewGuid().ToString('n').Substring(0, 8))
    }

    # A target whose name the service would never give.
    function New-HostileTarget([string] $Name, $Workspace = $workspace) {
        [pscustomobject] @{ name = 'x1'; properties = @{ computeType = 'AmlCompute'; properties = @{ vmSize = 'Standard_DS3_v2' } } } |
            ForEach-Object { $_.name = $Name; $_ | Add-Member id "$($Workspace.Id)/computes/x1"; $_ } |
            ConvertFrom-AmlComputeJson -Workspace $Workspace
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Export-AmlComputeTarget' {
    BeforeAll {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS3_v2 -MaxNodes 3 -Description '[draft]' -Tag @{ team = 'vision' } -Wait
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-1 -Namespace ml -Wait
    }

    It 'writes files that Sync reads back without a change, as <Format>' -ForEach @(@{ Format = 'Yaml' }, @{ Format = 'Json' }) {
        $folder = New-TestFolder
        $files = Export-AmlComputeTarget -Path $folder -Format $Format -PassThru -Workspace $workspace
        $extension = if ($Format -eq 'Yaml') { '.yml' } else { '.json' }
        $files.Name | Sort-Object | Should -Be @("cpu$extension", "desk$extension", "k8s$extension")
        (Get-ChildItem $folder -Force).Name | Sort-Object | Should -Be $files.Name
        (Compare-AmlComputeTarget $folder -Workspace $workspace).Status | Should -Be @('Same', 'Same', 'Same')
        $before = $workspace.Sandbox.Requests.Count
        $null = Sync-AmlComputeTarget $folder -Prune -Force -Workspace $workspace
        Get-TestRequest $workspace -After $before -Changing | Should -BeNullOrEmpty
        [IO.File]::ReadAllBytes($files[0].FullName)[0] | Should -BeIn @([byte][char] 'n', [byte][char] '{')

        # In another workspace the same targets are created.
        $other = Connect-TestSandbox -WorkspaceName other
        $null = Sync-AmlComputeTarget $folder -Workspace $other -Wait
        (Get-AmlComputeTarget -Workspace $other).Name | Sort-Object | Should -Be @('cpu', 'desk', 'k8s')
        (Get-AmlComputeTarget cpu -Workspace $other).Description | Should -BeExactly '[draft]'
    }

    It 'takes names, patterns and piped targets' {
        $folder = New-TestFolder
        Export-AmlComputeTarget c*, desk -Path $folder -Workspace $workspace | Should -BeNullOrEmpty
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be @('cpu.yml', 'desk.yml')
        $piped = New-TestFolder
        $before = $workspace.Sandbox.Requests.Count
        $targets = Get-AmlComputeTarget -Workspace $workspace
        $sent = $workspace.Sandbox.Requests.Count
        $targets | Export-AmlComputeTarget -Path $piped
        $workspace.Sandbox.Requests.Count | Should -Be $sent
        $sent | Should -BeGreaterThan $before
        (Get-ChildItem $piped).Name | Should -HaveCount 3
    }

    It 'overwrites with -Force only, and nothing if one file exists' {
        $folder = New-TestFolder
        $null = New-Item $folder -ItemType Directory
        [IO.File]::WriteAllText("$folder/DESK.yml", 'mine')
        [IO.File]::WriteAllText("$folder/notes.txt", 'notes')
        $captured = Invoke-Captured { Export-AmlComputeTarget -Path $folder -Workspace $workspace }
        $captured.Errors | Should -HaveCount 1
        $captured.Errors[0].Exception.Message |
            Should -BeLike 'Nothing was exported: *DESK.yml exists. Use -Force to overwrite the files.'
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be @('DESK.yml', 'notes.txt')
        Export-AmlComputeTarget -Path $folder -Workspace $workspace -Force
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be @('cpu.yml', 'DESK.yml', 'k8s.yml', 'notes.txt')
        [IO.File]::ReadAllText("$folder/DESK.yml") | Should -BeLike 'name: desk*'
        (Invoke-Captured { Export-AmlComputeTarget -Path $folder -Format Json -Force -Workspace $workspace }).Errors[0].Exception.Message |
            Should -BeLike 'Nothing was exported: *cpu.yml describes the same compute target in a file with another extension. *'
    }

    It 'does not take the folder for a compute target in an error' {
        $previous = Enter-TestFolder $TestDrive
        try {
            [IO.File]::WriteAllText("$TestDrive/taken", 'a file')
            $captured = Invoke-Captured { Export-AmlComputeTarget -Path taken -Workspace $workspace }
        }
        finally { Set-Location -LiteralPath $previous }
        "$($captured.Errors[0])" | Should -BeLike "-Path: '*taken' is a file. *"
    }

    It 'writes nothing with -WhatIf' {
        $folder = New-TestFolder
        Export-AmlComputeTarget -Path $folder -Workspace $workspace -WhatIf
        Test-Path $folder | Should -BeFalse
    }

    It 'cannot leave the folder: <File>' -ForEach @(
        @{ Name = '../../x'; File = '%2E.%2F..%2Fx.yml' }, @{ Name = '/etc/x'; File = '%2Fetc%2Fx.yml' }
        @{ Name = 'C:\x'; File = 'C%3A%5Cx.yml' }, @{ Name = '..'; File = '%2E..yml' }, @{ Name = 'con'; File = '%63on.yml' }
        @{ Name = 'a' + [char] 27 + '[1m'; File = 'a%1B%5B1m.yml' }, @{ Name = 'a b*?'; File = 'a%20b%2A%3F.yml' }
        @{ Name = '~'; File = '%7E.yml' }, @{ Name = 'ä'; File = '%C3%A4.yml' }
    ) {
        $root = New-TestFolder
        $folder = Join-Path $root 'a/b'
        $target = New-HostileTarget $Name
        $target.Name | Should -BeExactly $Name
        $target | Export-AmlComputeTarget -Path $folder -WarningAction Ignore
        (Get-ChildItem $root -Recurse -File -Force).FullName | Should -Be ([IO.Path]::Combine($folder, $File))
    }

    It 'keeps long names apart' {
        $folder = New-TestFolder
        New-HostileTarget ('x' * 300) | Export-AmlComputeTarget -Path $folder
        New-HostileTarget ('x' * 301) | Export-AmlComputeTarget -Path $folder
        (Get-ChildItem $folder).Name | Should -HaveCount 2
    }

    It 'refuses two targets for one file, and writes nothing' {
        $folder = New-TestFolder
        $other = Connect-AmlWorkspace -Sandbox -WorkspaceName other
        $null = New-AmlComputeTarget cpu Standard_DS3_v2 -Workspace $other -Wait
        $both = @(Get-AmlComputeTarget cpu, desk -Workspace $workspace) + @(Get-AmlComputeTarget cpu -Workspace $other)
        $captured = Invoke-Captured { $both | Export-AmlComputeTarget -Path $folder }
        $captured.Errors | Should -HaveCount 1
        $captured.Errors[0].Exception.Message | Should -BeExactly (
            "Nothing was exported: compute target 'cpu' of workspace '$($workspace.Name)' and 'cpu' of workspace 'other' would have the " +
            'same file. Export them to two folders.')
        Test-Path $folder | Should -BeFalse
        $casing = (New-HostileTarget Gpu), (New-HostileTarget GPU)
        (Invoke-Captured { $casing | Export-AmlComputeTarget -Path $folder }).Errors[0].Exception.Message |
            Should -BeLike "Nothing was exported: compute target 'Gpu' of workspace * and 'GPU' of workspace * would have the same file.*"
        Test-Path $folder | Should -BeFalse
        $same = Get-AmlComputeTarget cpu -Workspace $workspace
        $same, $same | Export-AmlComputeTarget -Path $folder
        (Get-ChildItem $folder).Name | Should -BeExactly 'cpu.yml'
    }

    It 'completes an export that was killed' {
        $folder = New-TestFolder
        $null = New-Item $folder -ItemType Directory
        [IO.File]::WriteAllText("$folder/cpu.yml", 'old')
        [IO.File]::WriteAllText("$folder/cpu.yml.unfinished", 'half')
        [IO.File]::WriteAllText("$folder/gone.yml.unfinished", 'half')
        Export-AmlComputeTarget -Path $folder -Workspace $workspace -Force
        (Get-ChildItem $folder -Force).Name | Sort-Object | Should -Be @('cpu.yml', 'desk.yml', 'k8s.yml')
        (Compare-AmlComputeTarget $folder -Workspace $workspace).Status | Should -Be @('Same', 'Same', 'Same')
    }

    # Skipped on Windows, where an account needs a privilege to create a link.
    It 'follows no link in the folder' -Skip:($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) {
        $folder = New-TestFolder
        $outside = "$folder-outside"
        $null = New-Item $folder -ItemType Directory
        [IO.File]::WriteAllText($outside, 'outside')
        foreach ($link in 'cpu.yml', 'desk.yml.unfinished') { $null = New-Item "$folder/$link" -ItemType SymbolicLink -Value $outside }
        Export-AmlComputeTarget -Path $folder -Workspace $workspace -Force
        [IO.File]::ReadAllText($outside) | Should -BeExactly 'outside'
        [IO.File]::ReadAllText("$folder/cpu.yml") | Should -BeLike 'name: cpu*'
    }

    It 'reports a folder that cannot be written, and a target without a form' {
        $file = "$(New-TestFolder).txt"
        [IO.File]::WriteAllText($file, 'x')
        $captured = Invoke-Captured { Export-AmlComputeTarget -Path $file -Workspace $workspace }
        $captured.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $captured.Errors[0].Exception.Message |
            Should -BeExactly "-Path: '$file' is a file. Give a folder; each target gets a file in it."
        Get-ErrorId { Export-AmlComputeTarget -Path variable:x -Workspace $workspace } | Should -Be @('InvalidArgument')
        $folder = New-TestFolder
        $unknown = '{ "name": "q1", "properties": { "computeType": "Quantum", "properties": {} } }' |
            ConvertFrom-AmlComputeJson -Workspace $workspace
        Get-ErrorId { $unknown, (Get-AmlComputeTarget cpu -Workspace $workspace) | Export-AmlComputeTarget -Path $folder } |
            Should -Be @('UnsupportedComputeType')
        (Get-ChildItem $folder).Name | Should -BeExactly 'cpu.yml'
    }

    It 'warns of what must be added: <Format>' -ForEach @(@{ Format = 'Yaml' }, @{ Format = 'Json' }) {
        $token = ConvertTo-SecureString 'only-for-the-sandbox' -AsPlainText -Force
        $bricks = @{ ResourceName = 'bricks-1'; AccessToken = $token; Workspace = $workspace }
        $null = Connect-AmlComputeTarget bricks -Databricks @bricks -IfNotExists -Wait
        $folder = New-TestFolder
        $captured = Invoke-Captured { Export-AmlComputeTarget bricks -Path $folder -Format $Format -Workspace $workspace }
        $captured.Warnings | Should -BeLike 'bricks: *must be added because the service does not return it.'
        [IO.File]::ReadAllText((Get-ChildItem $folder).FullName) | Should -Not -Match 'only-for-the-sandbox'
    }
}
