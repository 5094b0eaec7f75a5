# Do not import this file where it lies: 'dotnet build' copies it to output/AmlCompute/<version>, beside the files it names.
# Import it from there.
@{
    RootModule             = 'AmlCompute.psm1'
    ModuleVersion          = '0.1.0'
    GUID                   = '6d0c2f0e-5d0a-4a3f-9a43-5b1f5d6c7a91'
    Author                 = 'The AmlCompute authors'
    CompanyName            = 'The AmlCompute authors'
    Copyright              = '(c) 2026 The AmlCompute authors. MIT License.'
    Description            = 'Creates, attaches, lists, changes, starts, stops, waits for, compares, detaches and deletes Azure Machine Learning compute targets. Has a sandbox to try it without Azure.'
    PowerShellVersion      = '5.1'
    # Asked for by Windows PowerShell only.
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Core', 'Desktop')
    FunctionsToExport      = @()
    AliasesToExport        = @('gact', 'nact', 'rmact', 'sact', 'wact')
    VariablesToExport      = @()
    CmdletsToExport        = @(
        'Compare-AmlComputeTarget'
        'Connect-AmlComputeTarget'
        'Connect-AmlWorkspace'
        'ConvertFrom-AmlComputeJson'
        'ConvertFrom-AmlComputeYaml'
        'ConvertTo-AmlComputeJson'
        'ConvertTo-AmlComputeMarkdown'
        'ConvertTo-AmlComputeSarif'
        'ConvertTo-AmlComputeYaml'
        'Disconnect-AmlComputeTarget'
        'Disconnect-AmlWorkspace'
        'Export-AmlComputeReport'
        'Export-AmlComputeTarget'
        'Find-AmlComputeFinding'
        'Find-AmlComputeRegion'
        'Get-AmlComputeJob'
        'Get-AmlComputeKey'
        'Get-AmlComputeNode'
        'Get-AmlComputeQuota'
        'Get-AmlComputeTarget'
        'Get-AmlComputeUsage'
        'Get-AmlComputeVmSize'
        'Get-AmlWorkspace'
        'Invoke-AmlComputePlan'
        'Measure-AmlComputeCost'
        'New-AmlComputeConfiguration'
        'New-AmlComputePlan'
        'New-AmlComputeSchedule'
        'New-AmlComputeTarget'
        'Remove-AmlComputeTarget'
        'Resize-AmlComputeTarget'
        'Restart-AmlComputeTarget'
        'Set-AmlComputeQuota'
        'Set-AmlComputeTarget'
        'Start-AmlComputeTarget'
        'Stop-AmlComputeTarget'
        'Sync-AmlComputeTarget'
        'Test-AmlComputeTarget'
        'Update-AmlComputeTarget'
        'Wait-AmlComputeTarget'
        'Watch-AmlComputeTarget'
    )
    PrivateData            = @{
        PSData = @{
            Tags         = @('Azure', 'MachineLearning', 'AzureML', 'Compute', 'Automation')
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://www.powershellgallery.com/packages/AmlCompute'
            ReleaseNotes =
                'The first version. CHANGELOG.md in the folder of the module tells what it has; Get-Help about_AmlCompute is the overview.'
        }
    }
}
