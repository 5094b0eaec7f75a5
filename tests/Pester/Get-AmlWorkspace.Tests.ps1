BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

Describe 'Get-AmlWorkspace' {
    It 'gives the workspace of the session' {
        $workspace = Connect-TestSandbox -WorkspaceName 'here'
        Get-AmlWorkspace | Should -Be $workspace
        (Get-AmlWorkspace).Name | Should -BeExactly 'here'
    }
}
