# Imports the module's assembly from bin/<framework>. Uses the language and .NET only: a command such as Join-Path would import its module
# first, and the import of this one would take longer.
$framework = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
$bin = [System.IO.Path]::Combine($PSScriptRoot, 'bin', $framework)

$loader = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($bin, 'AmlCompute.Loader.dll'))
$assembly = $loader.GetType('AmlCompute.Loader.ModuleLoader', $true).GetMethod('Load').Invoke(
    $null, @([System.IO.Path]::Combine($bin, 'AmlCompute.PowerShell.dll')))
$inner = Import-Module -Assembly $assembly -PassThru

# Without this, Import-Module -Force would find the inner module loaded and export nothing.
$ExecutionContext.SessionState.Module.OnRemove = { Remove-Module -ModuleInfo $inner -Force }.GetNewClosure()
