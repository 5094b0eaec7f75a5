BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $variables = Set-TestVariable @{
        AZUREML_ARM_SUBSCRIPTION = $null; AZUREML_ARM_RESOURCEGROUP = $null; AZUREML_ARM_WORKSPACE_NAME = $null
    }
    Push-Location -LiteralPath "$TestDrive"
}

AfterAll {
    Pop-Location
    $null = Set-TestVariable $variables
    Assert-TestBody
}

Describe 'Disconnect-AmlWorkspace' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
    }

    It 'forgets the workspace and emits nothing' {
        Disconnect-AmlWorkspace | Should -BeNullOrEmpty
        Get-ErrorId { Get-AmlWorkspace } | Should -Be 'WorkspaceNotResolved'
    }

    It 'emits what it forgot with -PassThru' {
        Disconnect-AmlWorkspace -PassThru | Should -Be $workspace
    }

    It 'does nothing when nothing is connected' {
        Disconnect-AmlWorkspace
        $result = Invoke-Captured { Disconnect-AmlWorkspace -PassThru }
        $result.Output.Count | Should -Be 0
        $result.Errors.Count | Should -Be 0
    }

    It 'ends a command that is given a name only, before anything is sent' {
        Disconnect-AmlWorkspace
        $seen = $workspace.Sandbox.Requests.Count
        $result = Invoke-Captured { 'cpu', 'gpu' | Get-AmlComputeTarget }
        $result.Ended | Should -BeTrue
        $result.Errors.Count | Should -Be 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'leaves objects that carry their workspace working' {
        $target = Get-AmlComputeTarget cpu
        Disconnect-AmlWorkspace
        ($target | Get-AmlComputeTarget).Name | Should -Be 'cpu'
        (Get-AmlComputeTarget cpu -Workspace $workspace).Name | Should -Be 'cpu'
    }

    It 'never lets <Name> of a sandbox fall back to Azure' -ForEach @(
        @{ Name = 'a row'; Convert = { param($target) ConvertTo-Row $target } }
        @{ Name = 'a deserialized target'; Convert = { param($target) ConvertTo-Deserialized $target } }
    ) {
        $thing = & $Convert (Get-AmlComputeTarget cpu)
        Disconnect-AmlWorkspace
        $seen = $workspace.Sandbox.Requests.Count
        $result = Invoke-Captured { $thing | Get-AmlComputeTarget -Verbose }
        $result.Output.Count | Should -Be 0
        $result.Errors.Count | Should -Be 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        $result.Verbose.Count | Should -Be 0
        $workspace.Sandbox.Requests.Count | Should -Be $seen
    }

    It 'never lets the id of a sandbox fall back to Azure, even where the sandbox was given a subscription of Azure' {
        $named = Connect-AmlWorkspace ws rg 11111111-2222-3333-4444-555555555555 -Sandbox
        $row = ConvertTo-Row (New-AmlComputeTarget cpu Standard_DS2_v2)
        Disconnect-AmlWorkspace
        $result = Invoke-Captured { $row | Get-AmlComputeTarget -Verbose }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        $result.Verbose.Count | Should -Be 0
    }

    It 'lets one item that cannot be placed fail alone' {
        $live = Get-AmlComputeTarget cpu
        $row = ConvertTo-Row $live
        Disconnect-AmlWorkspace
        $result = Invoke-Captured { $row, $live | Get-AmlComputeTarget }
        $result.Output.Name | Should -Be 'cpu'
        $result.Errors.Count | Should -Be 1
        $result.Ended | Should -BeFalse
    }

    It 'concerns its own runspace only' {
        $shell = New-TestShell
        try {
            $script = 'param($folder) Set-Location -LiteralPath $folder; try { Get-AmlWorkspace } catch { $_.FullyQualifiedErrorId }'
            $shell.AddScript($script).AddArgument("$TestDrive").Invoke() | Should -BeLike 'WorkspaceNotResolved,*'
            $shell.Commands.Clear()
            $null = $shell.AddScript('Disconnect-AmlWorkspace').Invoke()
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }

        Get-AmlWorkspace | Should -Be $workspace
    }

    It 'leaves the session of one runspace out of another that connects' {
        $shell = New-TestShell
        try {
            $other = $shell.AddScript('Connect-AmlWorkspace other -Sandbox; $null = Get-AmlComputeTarget').Invoke()
            $other.Name | Should -BeExactly 'other'
            (Get-AmlComputeTarget).Name | Should -Be 'cpu'
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }

    It 'is not needed in another runspace that is given the workspace' {
        $shell = New-TestShell
        try {
            $shell.AddScript('param($workspace) Get-AmlComputeTarget -Workspace $workspace').AddArgument($workspace).Invoke().Name |
                Should -Be 'cpu'
            $shell.Commands.Clear()
            $shell.AddScript('param($target) $target | Remove-AmlComputeTarget -Force -Wait -Timeout 10d').AddArgument(
                (Get-AmlComputeTarget cpu)).Invoke() | Should -BeNullOrEmpty
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }

        Get-AmlComputeTarget | Should -BeNullOrEmpty
    }
}
