# Imports the module's assembly from bin/<framework>. The script uses only the language, .NET and the core commands of the engine, because a
# command such as Join-Path would import its module first and slow down this import.
$mode = $ExecutionContext.SessionState.LanguageMode
if ($mode -ne 'FullLanguage') {
    throw "AmlCompute needs full language mode; this session is $mode."
}

$framework = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
$bin = [System.IO.Path]::Combine($PSScriptRoot, 'bin', $framework)

# A process loads one loader, also if there are several copies of the module.
$loader = foreach ($loaded in [System.AppDomain]::CurrentDomain.GetAssemblies()) {
    if ($loaded.GetName().Name -eq 'AmlCompute.Loader') { $loaded; break }
}

if (-not $loader) { $loader = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($bin, 'AmlCompute.Loader.dll')) }
$type = $loader.GetType('AmlCompute.Loader.ModuleLoader', $true)
try { $assembly = $type::Load([System.IO.Path]::Combine($bin, 'AmlCompute.PowerShell.dll')) }
catch { throw $_.Exception.GetBaseException().Message }

# The views of the copy whose assembly is loaded: a second copy of the same version finds them imported. They are global, because the engine
# removes nested modules with the first copy that is removed.
$folder = [System.IO.Path]::GetDirectoryName([System.IO.Path]::GetDirectoryName([System.IO.Path]::GetDirectoryName($assembly.Location)))
$views = Import-Module ([System.IO.Path]::Combine($folder, 'AmlCompute.Views.psd1')) -Global -PassThru
$inner = Import-Module -Assembly $assembly -PassThru
Export-ModuleMember -Cmdlet * -Alias *

$root = $PSScriptRoot
$ExecutionContext.SessionState.Module.OnRemove = {
    # Without this, Import-Module -Force would find the inner module already loaded and export nothing.
    Remove-Module -ModuleInfo $inner -Force
    foreach ($other in Get-Module AmlCompute) { if ($other.ModuleBase -ne $root) { return } }
    Remove-Module -ModuleInfo $views -Force
}.GetNewClosure()
