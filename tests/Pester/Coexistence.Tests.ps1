# Another module in the same session ships an older Azure.Core and puts it where every module can see it. Load contexts are never
# given back, so each spec has a process of its own.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    # Returns version and context of the two Azure.Core in the process: theirs, then ours.
    $tell = @'
function Show-AzureCore($assembly) {
    "$($assembly.GetName().Version) in $([Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name)"
}
function Show-Ours {
    foreach ($context in [Runtime.Loader.AssemblyLoadContext]::All) {
        if ($context.Name -like 'AmlCompute*') {
            foreach ($assembly in $context.Assemblies) { if ($assembly.GetName().Name -eq 'Azure.Core') { Show-AzureCore $assembly } }
        }
    }
}
'@
    $bin = Join-Path (Split-Path (Get-TestModulePath)) 'bin/net8.0'
    $shipped = [Reflection.AssemblyName]::GetAssemblyName((Join-Path $bin 'Azure.Core.dll')).Version
}

AfterAll {
    Assert-TestBody
}

Describe 'Beside a module with an older Azure.Core' -Tag Process {
    Context 'imported <Order>' -ForEach @(
        @{ Order = 'before ours'; Import = 'Import-Module $standIn; Import-Module $module' }
        @{
            Order = 'before ours, which it already used'
            Import = 'Import-Module $standIn; $null = Get-StandInAzureCore; Import-Module $module'
        }
        @{ Order = 'after ours'; Import = 'Import-Module $module; Import-Module $standIn' }
        @{
            Order = 'after ours, when we had used our own'
            Import = 'Import-Module $module; $null = Connect-AmlWorkspace -Sandbox; Import-Module $standIn'
        }
    ) {
        BeforeAll {
            $lines = @(Invoke-Import $tell, $Import, @'
$PSDefaultParameterValues['*-AmlComputeTarget:Timeout'] = '10d'
$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6000 }
New-AmlComputeTarget cpu Standard_DS2_v2 -Wait | ForEach-Object { "$($_.GetType()) $($_.Name) $($_.ProvisioningState)" }
(Get-AmlComputeTarget cpu) -is [AmlCompute.ComputeCluster]
Get-AmlComputeTarget missing -ErrorVariable failed -ErrorAction SilentlyContinue
$failed[0].FullyQualifiedErrorId
Remove-AmlComputeTarget cpu -Force -Wait
Show-Ours
Show-AzureCore (Get-StandInAzureCore)
'@)
        }

        It 'does its work' {
            $lines[0] | Should -BeExactly 'AmlCompute.ComputeCluster cpu Succeeded'
            $lines[1] | Should -BeExactly 'True'
            $lines[2] | Should -BeExactly 'ComputeTargetNotFound,AmlCompute.Commands.GetAmlComputeTargetCommand'
        }

        It 'uses the Azure.Core it ships, once, in a context of its own' {
            $lines | Should -HaveCount 5
            $lines[3] | Should -BeLike "$shipped in AmlCompute*"
        }

        It 'leaves the other module the one it had' {
            $lines[4] | Should -BeExactly '1.41.0.0 in Default'
        }
    }

    It 'gives the other module no Azure.Core of ours when that has none of its own' {
        $lines = Invoke-Import @'
Import-Module $module
$null = Connect-AmlWorkspace -Sandbox
try { $null = [Reflection.Assembly]::Load('Azure.Core'); 'found' } catch { $_.Exception.InnerException.GetType().Name }
'@
        $lines | Should -BeExactly 'FileNotFoundException'
    }
}
