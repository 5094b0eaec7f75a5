BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $variables = Set-TestVariable @{
        AZUREML_ARM_SUBSCRIPTION = $null; AZUREML_ARM_RESOURCEGROUP = $null; AZUREML_ARM_WORKSPACE_NAME = $null
    }

    function Write-Config([string] $Folder, [string] $Name) {
        $null = New-Item $Folder -ItemType Directory -Force
        $file = Join-Path $Folder 'config.json'
        [IO.File]::WriteAllText($file, '{ "subscription_id": "s-1", "resource_group": "g-1", "workspace_name": "' + $Name + '" }')
        $file
    }
}

AfterAll {
    $null = Set-TestVariable $variables
    Assert-TestBody
}

Describe 'Get-AmlWorkspace' {
    BeforeEach {
        Disconnect-AmlWorkspace
        Push-Location -LiteralPath "$TestDrive"
    }

    AfterEach {
        Pop-Location
    }

    It 'gives the workspace of the session and where it came from' {
        $workspace = Connect-TestSandbox -WorkspaceName 'here'
        Get-AmlWorkspace | Should -Be $workspace
        (Get-AmlWorkspace).Name | Should -BeExactly 'here'
        (Get-AmlWorkspace).Source | Should -BeExactly 'sandbox'
    }

    It 'sends nothing' {
        $workspace = Connect-TestSandbox
        $null = Get-AmlWorkspace
        $workspace.Sandbox.Requests.Count | Should -Be 1
    }

    It 'says how to connect when nothing names a workspace' {
        $result = Invoke-Captured { Get-AmlWorkspace }
        $result.Output.Count | Should -Be 0
        $result.Errors.Count | Should -Be 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Run Connect-AmlWorkspace.' -Because 'it has no -Workspace'
        $result = Invoke-Captured { Get-AmlWorkspace -ListAvailable }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Specify -SubscriptionId, or run Connect-AmlWorkspace.'
        $result = Invoke-Captured { Get-AmlComputeTarget }
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Workspace.'
    }

    It 'finds the config file in <Name>' -ForEach @(
        @{ Name = '.azureml'; Below = 'found1/.azureml' }
        @{ Name = 'aml_config'; Below = 'found2/aml_config' }
        @{ Name = 'the folder itself'; Below = 'found3' }
    ) {
        $file = Write-Config "$TestDrive/$Below" 'found'
        Set-Location -LiteralPath "$TestDrive/$(($Below -split '/')[0])"
        $workspace = Get-AmlWorkspace
        $workspace.Id |
            Should -BeExactly '/subscriptions/s-1/resourceGroups/g-1/providers/Microsoft.MachineLearningServices/workspaces/found'
        [IO.Path]::GetFullPath($workspace.Source) | Should -BeExactly ([IO.Path]::GetFullPath($file))
    }

    It 'prefers .azureml to aml_config, and that to the folder itself' {
        $null = Write-Config "$TestDrive/three" 'plain'
        Set-Location -LiteralPath "$TestDrive/three"
        (Get-AmlWorkspace).Name | Should -BeExactly 'plain'
        $null = Write-Config "$TestDrive/three/aml_config" 'old'
        (Get-AmlWorkspace).Name | Should -BeExactly 'old'
        $null = Write-Config "$TestDrive/three/.azureml" 'new'
        (Get-AmlWorkspace).Name | Should -BeExactly 'new'
    }

    It 'searches the parent folders, nearest first' {
        $null = Write-Config "$TestDrive/outer/.azureml" 'outer'
        $null = Write-Config "$TestDrive/outer/middle" 'middle'
        $null = New-Item "$TestDrive/outer/middle/inner/deep" -ItemType Directory -Force
        $null = New-Item "$TestDrive/outer/beside" -ItemType Directory -Force
        Set-Location -LiteralPath "$TestDrive/outer/middle/inner/deep"
        (Get-AmlWorkspace).Name | Should -BeExactly 'middle'
        Set-Location -LiteralPath "$TestDrive/outer/beside"
        (Get-AmlWorkspace).Name | Should -BeExactly 'outer'
    }

    It 'prefers the session to a config file' {
        $null = Write-Config "$TestDrive/ignored" 'file'
        Set-Location -LiteralPath "$TestDrive/ignored"
        $null = Connect-TestSandbox -WorkspaceName 'session'
        (Get-AmlWorkspace).Name | Should -BeExactly 'session'
    }

    It 'refuses a broken config file instead of passing it by' {
        $file = Write-Config "$TestDrive/broken" 'x'
        [IO.File]::WriteAllText($file, 'not json')
        Set-Location -LiteralPath "$TestDrive/broken"
        $result = Invoke-Captured { Get-AmlWorkspace }
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        "$($result.Errors[0])" | Should -BeLike '*config.json*'
    }

    Context 'with the AZUREML_ARM variables set' {
        BeforeAll {
            $before = Set-TestVariable @{
                AZUREML_ARM_SUBSCRIPTION = 's-2'; AZUREML_ARM_RESOURCEGROUP = 'g-2'; AZUREML_ARM_WORKSPACE_NAME = 'env'
            }
        }

        AfterAll {
            $null = Set-TestVariable $before
        }

        It 'takes the workspace from them when there is no config file' {
            $workspace = Get-AmlWorkspace
            $workspace.Id |
                Should -BeExactly '/subscriptions/s-2/resourceGroups/g-2/providers/Microsoft.MachineLearningServices/workspaces/env'
            $workspace.Source | Should -BeLike '*AZUREML_ARM*'
        }

        It 'prefers a config file to them' {
            $null = Write-Config "$TestDrive/stronger" 'file'
            Set-Location -LiteralPath "$TestDrive/stronger"
            (Get-AmlWorkspace).Name | Should -BeExactly 'file'
        }

        It 'does not use them in part' {
            $whole = Set-TestVariable @{ AZUREML_ARM_RESOURCEGROUP = $null }
            try {
                Get-ErrorId { Get-AmlWorkspace } | Should -Be 'WorkspaceNotResolved'
            }
            finally {
                $null = Set-TestVariable $whole
            }
        }
    }
}
