# Imports the module's assembly from bin/<framework>. The script uses only the language and .NET, because a command such as Join-Path would
# import its module first and slow down this import.
$mode = $ExecutionContext.SessionState.LanguageMode
if ($mode -ne 'FullLanguage') {
    throw "AmlCompute needs full language mode; this session is $mode."
}

$framework = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
$bin = [System.IO.Path]::Combine($PSScriptRoot, 'bin', $framework)

$loader = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($bin, 'AmlCompute.Loader.dll'))
$assembly = $loader.GetType('AmlCompute.Loader.ModuleLoader', $true).GetMethod('Load').Invoke(
    $null, @([System.IO.Path]::Combine($bin, 'AmlCompute.PowerShell.dll')))
$inner = Import-Module -Assembly $assembly -PassThru

# Without this, Import-Module -Force would find the inner module already loaded and export nothing.
$ExecutionContext.SessionState.Module.OnRemove = { Remove-Module -ModuleInfo $inner -Force }.GetNewClosure()
