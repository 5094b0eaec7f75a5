# The views and the type file. The engine reads those of AmlCompute.psd1 before any code of the module runs, and views of a second copy of
# the module would stay although its import fails. Therefore AmlCompute.psm1 imports this manifest after its checks.
@{
    ModuleVersion    = '0.1.0'
    GUID             = '0f7a9c52-3f0b-4c6a-8d5e-6d1f0a4b7c33'
    Author           = 'The AmlCompute authors'
    FormatsToProcess = @('AmlCompute.Format.ps1xml', 'AmlCompute.List.Format.ps1xml')
    TypesToProcess   = @('AmlCompute.Types.ps1xml')
}
