BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $module = Split-Path (Get-TestModulePath)
    $second = Join-Path $TestDrive 'second' 'AmlCompute'
    $third = Join-Path $TestDrive 'third' 'AmlCompute'
    foreach ($copy in $second, $third) {
        $null = New-Item -ItemType Directory (Split-Path $copy)
        Copy-Item -LiteralPath $module $copy -Recurse
    }

    # A byte behind the end of an assembly changes its hash, and nothing else.
    $framework = if ($PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
    [IO.File]::AppendAllText((Join-Path $third 'bin' $framework 'AmlCompute.PowerShell.dll'), 'x')

    $quoted = foreach ($copy in $module, $second, $third) { "'$((Join-Path $copy 'AmlCompute.psd1') -replace "'", "''")'" }
    $variables = "`$first, `$second, `$third = $($quoted -join ', ')" + @'

function Show-Session {
    "$(@(Get-Command *-Aml* -CommandType Cmdlet, Function, Alias -ListImported).Count) commands, " +
        "$(@(Get-TypeData AmlCompute.*).Count) types, $(@(Get-FormatData AmlCompute.*).Count) views"
}
'@
    $empty = '0 commands, 0 types, 0 views'
}

AfterAll {
    Assert-TestBody
}

Describe 'A second copy of the same version' -Tag Process {
    It 'uses the assembly and the views of the <Order> copy that was imported' -ForEach @(
        @{ Order = 'first'; Import = 'Import-Module $first; $before = Show-Session; Import-Module $second' }
        @{ Order = 'other'; Import = 'Import-Module $second; $before = Show-Session; Import-Module $first' }
    ) {
        $lines = @(Invoke-Import $variables, $Import, @'
(Show-Session) -eq $before
@(foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) { if ($assembly.GetName().Name -like 'AmlCompute.*') { 1 } }).Count
$null = Connect-AmlWorkspace -Sandbox
(New-AmlComputeTarget cpu Standard_DS2_v2 | Out-String).Trim() -replace '\s+', ' '
'@)
        $lines | Should -Be @(
            'True', '2', 'Name Type State Nodes Size ---- ---- ----- ----- ---- cpu AmlCompute Creating 0/4 STANDARD_DS2_V2'
        )
    }

    It 'takes the objects of the first in <Kind>' -ForEach @(
        @{
            Kind = 'ForEach-Object -Parallel'
            Run = '1 | ForEach-Object -Parallel { Import-Module $using:second; (Get-AmlComputeTarget -Workspace $using:workspace).Name }'
        }
        @{
            Kind = 'a thread job'
            Run = 'Start-ThreadJob { Import-Module $using:second; (Get-AmlComputeTarget -Workspace $using:workspace).Name } | ' +
                'Receive-Job -Wait -AutoRemoveJob'
        }
        @{
            Kind = 'the same session'
            Run = 'Import-Module $second; (Get-AmlComputeTarget -Workspace $workspace).Name; ' +
                '($target | Get-AmlComputeTarget).Name -replace "^", "again "'
            Expected = 'cpu', 'again cpu'
        }
    ) {
        $lines = @(Invoke-Import $variables, @'
Import-Module $first
$workspace = Connect-AmlWorkspace -Sandbox
$target = New-AmlComputeTarget cpu Standard_DS2_v2
'@, $Run)
        $lines | Should -Be @(if ($Expected) { $Expected } else { 'cpu' })
    }

    It 'works in a job of another process beside another version here' {
        Invoke-Import $variables, @'
Import-Module $first
Start-Job { Import-Module $using:third; (Connect-AmlWorkspace -Sandbox).Name } | Receive-Job -Wait -AutoRemoveJob
'@ | Should -Be 'sandbox-ws'
    }

    It 'leaves nothing behind when both are removed' {
        $lines = @(Invoke-Import $variables, @'
Import-Module $first
Import-Module $second
Import-Module $second -Force
Show-Session
Remove-Module AmlCompute
Show-Session
Import-Module $second
Show-Session
'@)
        $lines[0] | Should -Not -Be $empty
        $lines | Should -Be @($lines[0], $empty, $lines[0])
    }

    It 'leaves the views of the other when one is removed' {
        $lines = @(Invoke-Import $variables, @'
Import-Module $first
$before = Show-Session
Import-Module $second
Get-Module AmlCompute | Where-Object ModuleBase -EQ (Split-Path $second) | Remove-Module
(Show-Session) -eq $before
'@)
        $lines | Should -Be 'True'
    }
}

Describe 'A copy of another version' -Tag Process {
    It 'is one error with both versions and both paths, and leaves nothing behind' {
        $lines = @(Invoke-Import $variables, @'
Import-Module $first
Remove-Module AmlCompute
try { Import-Module $third } catch { "$_" }
Show-Session
Import-Module $first
(Connect-AmlWorkspace -Sandbox).Name
'@)
        $version = (Import-PowerShellDataFile -LiteralPath (Get-TestModulePath)).ModuleVersion
        $lines | Should -Be @(
            "AmlCompute $version in '$third' was not imported, because this process has loaded AmlCompute $version from '$module', " +
            'and PowerShell cannot unload it. Start a new PowerShell process, and import one of the two.'
            $empty
            'sandbox-ws')
    }

    It 'leaves the imported copy in working order' {
        $lines = @(Invoke-Import $variables, @'
Import-Module $first
$before = Show-Session
try { Import-Module $third } catch { ($_ -split ' was not')[0] }
(Show-Session) -eq $before
$null = Connect-AmlWorkspace -Sandbox
(New-AmlComputeTarget cpu Standard_DS2_v2).Name
'@)
        $lines | Should -Be @("AmlCompute $((Import-PowerShellDataFile -LiteralPath (Get-TestModulePath)).ModuleVersion) in '$third'",
            'True', 'cpu')
    }
}
