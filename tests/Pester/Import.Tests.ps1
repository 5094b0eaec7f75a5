BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $folder = Split-Path (Get-TestModulePath)
    $manifest = Import-PowerShellDataFile -LiteralPath (Get-TestModulePath)
}

AfterAll {
    Assert-TestBody
}

Describe 'Importing the module' -Tag Process {
    BeforeAll {
        # Assemblies as 'name in context', those of the engine's host left out: what was there before the import is not ours.
        $list = @'
function Get-Loaded {
    foreach ($context in [Runtime.Loader.AssemblyLoadContext]::All) {
        foreach ($assembly in $context.Assemblies) { "$($assembly.GetName().Name) in $(($context.Name -split ' ')[0])" }
    }
}
'@
        $loaded = @(Invoke-Import $list, @'
Import-Module $module
Get-Loaded
'@)
        $afterSandbox = @(Invoke-Import $list, @'
Import-Module $module
$null = Connect-AmlWorkspace -Sandbox
Get-Loaded
'@)
    }

    It 'loads of its own assemblies only the loader and the commands' {
        $loaded | Where-Object { $_ -like 'AmlCompute.* in AmlCompute' } | Should -BeExactly 'AmlCompute.PowerShell in AmlCompute'
        $loaded | Where-Object { $_ -like 'AmlCompute.* in Default' } | Should -BeExactly 'AmlCompute.Loader in Default'
    }

    It 'loads no assembly of Azure' {
        $loaded | Where-Object { $_ -like 'Azure.*' -or $_ -like 'Microsoft.Identity*' -or $_ -like 'System.ClientModel*' } |
            Should -BeNullOrEmpty
    }

    It 'loads the sandbox only when one is asked for' {
        $loaded | Where-Object { $_ -like 'AmlCompute.Sandbox*' } | Should -BeNullOrEmpty
        $afterSandbox | Where-Object { $_ -like 'AmlCompute.Sandbox*' } | Should -BeExactly 'AmlCompute.Sandbox in AmlCompute'
    }

    It 'does not load the sandbox for a workspace in Azure' {
        $lines = Invoke-Import $list, @'
Import-Module $module
$null = Connect-AmlWorkspace ws rg 11111111-1111-1111-1111-111111111111 -SkipValidation
Get-Loaded
'@
        $lines | Should -Contain 'Azure.Core in AmlCompute'
        $lines | Where-Object { $_ -like 'AmlCompute.Sandbox*' } | Should -BeNullOrEmpty
    }

    It 'has one engine only, the one that runs it' {
        $afterSandbox |
            Where-Object { $_ -like 'System.Management.Automation in *' } | Should -BeExactly 'System.Management.Automation in Default'
    }

    It 'leaves the dependencies out of the default context' {
        $afterSandbox | Where-Object { $_ -like 'Azure.* in Default' -or $_ -like 'Microsoft.Identity* in Default' } | Should -BeNullOrEmpty
    }
}

Describe 'Importing the module again' -Tag Process {
    It 'leaves every command working after <Way>' -ForEach @(
        @{ Way = 'a second import'; Import = 'Import-Module $module; Import-Module $module' }
        @{ Way = '-Force'; Import = 'Import-Module $module; Import-Module $module -Force' }
        @{ Way = '-Force twice'; Import = 'Import-Module $module; Import-Module $module -Force; Import-Module $module -Force' }
        @{ Way = 'removing it'; Import = 'Import-Module $module; Remove-Module AmlCompute; Import-Module $module' }
        @{
            Way = 'removing it twice'
            Import =
                'Import-Module $module; Remove-Module AmlCompute; Import-Module $module; Remove-Module AmlCompute; Import-Module $module'
        }
        @{
            Way = '-Force and removing it'
            Import = 'Import-Module $module; Import-Module $module -Force; Remove-Module AmlCompute; Import-Module $module'
        }
        @{ Way = 'an import with a prefix'; Import = 'Import-Module $module -Prefix X; Remove-Module AmlCompute; Import-Module $module' }
    ) {
        $lines = @(Invoke-Import $Import, @'
(Get-Module AmlCompute).ExportedCmdlets.Count
$PSDefaultParameterValues['*-AmlComputeTarget:Timeout'] = '10d'
$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6000 }
New-AmlComputeTarget cpu Standard_DS2_v2 -Wait | Update-AmlComputeTarget | Wait-AmlComputeTarget | Get-AmlComputeTarget |
    ForEach-Object { $_.Name }
Remove-AmlComputeTarget cpu -Force -Wait
$null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceName c
(Disconnect-AmlComputeTarget k8s -Force -PassThru).Name
(Get-AmlWorkspace).Name
(Disconnect-AmlWorkspace -PassThru).IsSandbox
'@)
        $lines | Should -BeExactly @("$(@($manifest.CmdletsToExport).Count)", 'cpu', 'k8s', 'sandbox-ws', 'True')
    }

    It 'gives every command the prefix that was asked for' {
        $lines = @(Invoke-Import @'
Import-Module $module -Prefix My
@(Get-Command *-MyAml* -ListImported).Count
@(Get-Command *-Aml* -ListImported).Count
$null = Connect-MyAmlWorkspace -Sandbox
(Get-MyAmlWorkspace).Name
(New-MyAmlComputeTarget cpu Standard_DS2_v2 | Get-MyAmlComputeTarget).Name
'@)
        $lines | Should -BeExactly @("$(@($manifest.CmdletsToExport).Count)", '0', 'sandbox-ws', 'cpu')
    }

    It 'keeps the workspace of the session unless the module was removed' {
        $lines = @(Invoke-Import @'
function Show-Workspace { try { (Get-AmlWorkspace).Name } catch { ($_.FullyQualifiedErrorId -split ',')[0] } }
Import-Module $module
$null = Connect-AmlWorkspace -Sandbox
Import-Module $module
Show-Workspace
Import-Module $module -Force
Show-Workspace
'@)
        $lines | Should -BeExactly @('sandbox-ws', 'WorkspaceNotResolved')
    }

    It 'leaves objects from before in working order' {
        $lines = @(Invoke-Import @'
Import-Module $module
$PSDefaultParameterValues['*-AmlComputeTarget:Timeout'] = '10d'
$workspace = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6000 }
$target = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait
Import-Module $module -Force
($target | Get-AmlComputeTarget).Name
(Get-AmlComputeTarget -Workspace $workspace).Name
$target -is [AmlCompute.ComputeCluster]
'@)
        $lines | Should -BeExactly @('cpu', 'cpu', 'True')
    }

    It 'leaves no command and no module behind when it is removed' {
        $lines = @(Invoke-Import @'
Import-Module $module
Remove-Module AmlCompute
@(Get-Command *-Aml* -CommandType Cmdlet, Function, Alias -ListImported).Count
@(Get-Module AmlCompute*).Count
'@)
        $lines | Should -BeExactly @('0', '0')
    }

    It 'leaves no variable in the session' {
        $lines = Invoke-Import @'
$before = (Get-Variable).Name
Import-Module $module
$null = Connect-AmlWorkspace -Sandbox
foreach ($variable in Get-Variable) {
    if ($variable.Name -notin $before -and $variable.Name -notin 'before', 'variable', 'foreach') { $variable.Name }
}
'@
        $lines | Should -BeNullOrEmpty
    }
}

Describe 'The manifest' -Tag Smoke {
    It 'lists exactly the commands that the module has' {
        $commands = @(Get-Command -Module AmlCompute, AmlCompute.PowerShell)
        $commands.Name | Should -Be @($manifest.CmdletsToExport)
    }

    It 'names each cmdlet of the assembly' {
        $assembly = (Get-Command Get-AmlComputeTarget).ImplementingType.Assembly
        $found = foreach ($type in $assembly.GetExportedTypes()) {
            foreach ($cmdlet in $type.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)) {
                "$($cmdlet.VerbName)-$($cmdlet.NounName)"
            }
        }
        [string[]] $sorted = $found
        [array]::Sort($sorted, [StringComparer]::Ordinal)
        $sorted | Should -Be @($manifest.CmdletsToExport)
    }

    It 'exports nothing but cmdlets and their aliases, and names each' {
        $manifest.FunctionsToExport | Should -BeNullOrEmpty
        $manifest.VariablesToExport | Should -BeNullOrEmpty
        $manifest.CmdletsToExport | Where-Object { $_ -match '[*?]' } | Should -BeNullOrEmpty
        (Get-Module AmlCompute).ExportedFunctions.Count | Should -Be 0
        (Get-Module AmlCompute).ExportedVariables.Count | Should -Be 0
        (Get-Module AmlCompute).ExportedAliases.Keys | Sort-Object | Should -BeExactly $manifest.AliasesToExport
    }

    It 'has the alias <Alias> for <Command>, which PowerShell itself does not have' -ForEach @(
        @{ Alias = 'gact'; Command = 'Get-AmlComputeTarget' }
        @{ Alias = 'nact'; Command = 'New-AmlComputeTarget' }
        @{ Alias = 'rmact'; Command = 'Remove-AmlComputeTarget' }
        @{ Alias = 'sact'; Command = 'Set-AmlComputeTarget' }
        @{ Alias = 'wact'; Command = 'Wait-AmlComputeTarget' }
    ) {
        (Get-Alias $Alias).Definition | Should -BeExactly $Command
        [initialsessionstate]::CreateDefault2().Commands.Name | Should -Not -Contain $Alias
    }

    It 'does not make the engine load assemblies into the default context' {
        $manifest.Keys | Should -Not -Contain 'NestedModules'
        $manifest.Keys | Should -Not -Contain 'RequiredAssemblies'
        $manifest.Keys | Should -Not -Contain 'ScriptsToProcess'
    }

    It 'names files that lie beside it' {
        $views = Import-PowerShellDataFile -LiteralPath (Join-Path $folder 'AmlCompute.Views.psd1')
        foreach ($file in @($manifest.RootModule) + $views.FormatsToProcess + $views.TypesToProcess) {
            (Join-Path $folder $file) | Should -Exist
        }

        $views.ModuleVersion | Should -BeExactly $manifest.ModuleVersion
    }

    It 'has the version of its folder and of the assembly' {
        $manifest.ModuleVersion | Should -BeExactly (Split-Path $folder -Leaf)
        (Get-Command Get-AmlComputeTarget).ImplementingType.Assembly.GetName().Version.ToString(3) |
            Should -BeExactly $manifest.ModuleVersion
    }
}

Describe 'The folder bin/<Framework>' -Tag Smoke -ForEach @(
    @{
        Framework = 'net8.0'
        Expected  = @(
            'AmlCompute.Loader', 'AmlCompute.PowerShell', 'AmlCompute.Sandbox', 'Azure.Core'
            'Microsoft.Extensions.Configuration.Abstractions', 'Microsoft.Extensions.DependencyInjection.Abstractions'
            'Microsoft.Extensions.Diagnostics.Abstractions', 'Microsoft.Extensions.FileProviders.Abstractions'
            'Microsoft.Extensions.Hosting.Abstractions', 'Microsoft.Extensions.Logging.Abstractions', 'Microsoft.Extensions.Options'
            'Microsoft.Extensions.Primitives', 'Microsoft.Identity.Client', 'Microsoft.Identity.Client.Extensions.Msal'
            'Microsoft.IdentityModel.Abstractions', 'NCrontab', 'System.ClientModel', 'System.Diagnostics.DiagnosticSource',
                'System.IO.Pipelines'
            'System.Memory.Data', 'System.Net.ServerSentEvents', 'System.Security.Cryptography.ProtectedData', 'System.Text.Encodings.Web'
            'System.Text.Json', 'TimeZoneConverter', 'YamlDotNet'
        )
    }
    @{
        Framework = 'net472'
        Expected  = @(
            'AmlCompute.Loader', 'AmlCompute.PowerShell', 'AmlCompute.Sandbox', 'Azure.Core', 'Microsoft.Bcl.AsyncInterfaces'
            'Microsoft.Bcl.TimeProvider', 'Microsoft.Extensions.Configuration.Abstractions',
                'Microsoft.Extensions.DependencyInjection.Abstractions'
            'Microsoft.Extensions.Diagnostics.Abstractions', 'Microsoft.Extensions.FileProviders.Abstractions'
            'Microsoft.Extensions.Hosting.Abstractions', 'Microsoft.Extensions.Logging.Abstractions', 'Microsoft.Extensions.Options'
            'Microsoft.Extensions.Primitives', 'Microsoft.Identity.Client', 'Microsoft.Identity.Client.Extensions.Msal'
            'Microsoft.IdentityModel.Abstractions', 'NCrontab', 'System.Buffers', 'System.ClientModel',
                'System.Diagnostics.DiagnosticSource'
            'System.Formats.Asn1', 'System.IO.FileSystem.AccessControl', 'System.IO.Pipelines', 'System.Memory', 'System.Memory.Data'
            'System.Net.ServerSentEvents', 'System.Numerics.Vectors', 'System.Runtime.CompilerServices.Unsafe',
                'System.Security.AccessControl'
            'System.Security.Cryptography.ProtectedData', 'System.Security.Principal.Windows', 'System.Text.Encodings.Web',
                'System.Text.Json'
            'System.Threading.Tasks.Extensions', 'TimeZoneConverter', 'YamlDotNet'
        )
    }
) {
    BeforeAll {
        $files = (Get-ChildItem -LiteralPath (Join-Path $folder "bin/$Framework") -File).Name
    }

    It 'holds the module and its dependencies, and nothing else' {
        [string[]] $found = foreach ($file in $files) { $file -replace '\.dll$', '' }
        [array]::Sort($found, [StringComparer]::Ordinal)
        $found | Should -Be $Expected
    }

    It 'holds no copy of the engine, which would make every command vanish' {
        $files | Where-Object { $_ -like 'System.Management.Automation*' -or $_ -like 'Microsoft.PowerShell*' } | Should -BeNullOrEmpty
    }
}
