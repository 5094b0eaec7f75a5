BeforeAll {
    $manifests = [IO.Directory]::GetFiles([IO.Path]::Combine($PSScriptRoot, '..', '..', 'output', 'AmlCompute'), 'AmlCompute.psd1', 'AllDirectories')
    Import-Module $manifests[-1] -Force
}

Describe 'AmlCompute' {
    It 'imports with its commands' {
        (Get-Module AmlCompute).ExportedCommands.Keys | Should -Not -BeNullOrEmpty
    }
}
