@{
    RootModule        = 'StandIn.dll'
    ModuleVersion     = '1.0.0'
    GUID              = '0f1d6a53-7d1e-4c55-8f2e-3a51a6f5c0b4'
    Author            = 'The AmlCompute authors'
    Description       = 'Imitates another module with an older Azure.Core.'
    FunctionsToExport = @()
    AliasesToExport   = @()
    CmdletsToExport   = @('Get-StandInAzureCore')
}
