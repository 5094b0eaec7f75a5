# The module in sessions that lack something: a restricted endpoint (JEA) without a file system, and constrained language.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

AfterAll {
    Assert-TestBody
}

Describe '<Name>' -Tag Core -ForEach @(
    @{ Name = 'A restricted endpoint (JEA)'; HasFiles = $false; Configuration = @{ SessionType = 'RestrictedRemoteServer' } }
    @{
        Name = 'A session configuration in constrained language'; HasFiles = $true
        Configuration = @{ SessionType = 'Default'; LanguageMode = 'ConstrainedLanguage' }
    }
) {
    BeforeAll {
        $file = Join-Path $TestDrive "$($Configuration.SessionType).pssc"
        New-PSSessionConfigurationFile $file -ModulesToImport "$(Get-TestModulePath)" @Configuration
        $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateFromSessionConfigurationFile($file))
        $runspace.Open()

        # Runs one command, as a client of the endpoint can do, and gives its results and its errors.
        function Invoke-Restricted([string] $Command, [hashtable] $Parameter = @{}) {
            $shell = [powershell]::Create($runspace)
            try {
                $results = $shell.AddCommand($Command).AddParameters($Parameter).Invoke()
                if ($Command -eq 'Connect-AmlWorkspace') { $null = $global:AmlComputeTestWorkspace.Add($results[0]) }
                [pscustomobject] @{ Results = $results; Errors = @(foreach ($record in $shell.Streams.Error) { $record }) }
            }
            catch [Management.Automation.MethodInvocationException] {
                [pscustomobject] @{ Results = @(); Errors = @($_.Exception.InnerException.ErrorRecord) }
            }
            finally {
                $shell.Dispose()
            }
        }
    }

    AfterAll {
        $runspace.Dispose()
    }

    It 'has every command' {
        $names = (Invoke-Restricted Get-Command).Results.Name
        foreach ($name in (Get-Command -Module AmlCompute).Name) { $name | Should -BeIn $names }
    }

    It 'works' {
        (Invoke-Restricted Get-AmlComputeTarget).Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotResolved,*'
        (Invoke-Restricted Connect-AmlWorkspace @{ Sandbox = $true; SandboxOption = @{ Speed = 6000 } }).Results.Name |
            Should -BeExactly 'sandbox-ws'
        $made = Invoke-Restricted New-AmlComputeTarget @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; Wait = $true; Timeout = '10d' }
        $made.Errors | Should -BeNullOrEmpty
        (Invoke-Restricted Get-AmlComputeTarget @{ Name = 'c*' }).Results.Name | Should -BeExactly 'cpu'
        (Invoke-Restricted Set-AmlComputeTarget @{ Name = 'cpu'; MaxNodes = 2 }).Results.MaxNodes | Should -Be 2
        (Invoke-Restricted Get-AmlWorkspace).Results.Name | Should -BeExactly 'sandbox-ws'
        (Invoke-Restricted ConvertFrom-AmlComputeYaml @{ InputObject = "name: x1`ntype: amlcompute`nsize: Standard_DS2_v2" }).Results.Name |
            Should -BeExactly 'x1'
    }

    It 'runs each command' {
        $target = (Invoke-Restricted Get-AmlComputeTarget @{ Name = 'cpu' }).Results
        $row = [pscustomobject] @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; MaxNodes = 3 }
        $plan = (Invoke-Restricted New-AmlComputePlan @{ Configuration = $row }).Results[0]
        $cluster = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/' +
            'Microsoft.ContainerService/managedClusters/aks1'
        $attached = @{ Name = 'k8s'; Kubernetes = $true; ResourceId = $cluster; Wait = $true; Timeout = '10d' }
        $instance = @{ Name = 'desk'; Instance = $true; VmSize = 'Standard_DS2_v2'; Wait = $true; Timeout = '10d' }
        $steps = @(
            , ('Connect-AmlComputeTarget', $attached)
            , ('New-AmlComputeTarget', $instance)
            foreach ($name in 'Stop', 'Start', 'Restart') {
                , ("$name-AmlComputeTarget", @{ Name = 'desk'; Wait = $true; Timeout = '10d' })
            }
            , ('Resize-AmlComputeTarget', @{ Name = 'desk'; VmSize = 'Standard_DS3_v2'; Wait = $true; Timeout = '10d' })
            , ('Get-AmlComputeNode', @{ Name = 'cpu' })
            foreach ($name in 'Usage', 'Quota', 'VmSize', 'Job') { , ("Get-AmlCompute$name", @{}) }
            , ('Find-AmlComputeFinding', @{})
            , ('Measure-AmlComputeCost', @{})
            , ('Test-AmlComputeTarget', @{ Name = 'cpu' })
            , ('Compare-AmlComputeTarget', @{ Configuration = $row })
            , ('ConvertTo-AmlComputeMarkdown', @{ InputObject = $plan })
            , ('Invoke-AmlComputePlan', @{ Plan = $plan })
            , ('Sync-AmlComputeTarget', @{ Configuration = $row })
            , ('Wait-AmlComputeTarget', @{ Name = 'cpu'; Timeout = '10d' })
            , ('Update-AmlComputeTarget', @{ InputObject = $target })
            , ('ConvertTo-AmlComputeJson', @{ InputObject = $target })
            , ('ConvertTo-AmlComputeYaml', @{ InputObject = $target })
            , ('New-AmlComputeConfiguration', @{ VmSize = 'Standard_DS2_v2' })
            , ('New-AmlComputeSchedule', @{ Stop = $true; At = '18:00' })
            , ('Disconnect-AmlComputeTarget', @{ Name = 'k8s'; Wait = $true; Timeout = '10d' })
            , ('Remove-AmlComputeTarget', @{ Name = 'cpu'; Force = $true; Wait = $true; Timeout = '10d' })
        )
        foreach ($step in $steps) { (Invoke-Restricted @step).Errors | Should -BeNullOrEmpty -Because $step[0] }
    }

    It 'refuses a path with one error if it has no files' {
        foreach ($command in 'Compare-AmlComputeTarget', 'Export-AmlComputeTarget', 'Export-AmlComputeReport') {
            $path = Join-Path $TestDrive "$command.html"
            $result = Invoke-Restricted $command @{ Path = $path }
            if ($HasFiles -and $command -ne 'Compare-AmlComputeTarget') {
                $result.Errors | Should -BeNullOrEmpty
                $path | Should -Exist
                continue
            }
            $result.Errors | Should -HaveCount 1
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        }
    }
}

Describe 'Constrained language' -Tag Process {
    It 'makes the import fail with one error that names the mode, and imports nothing' {
        $run = Invoke-EmptyShell @"
`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
try { Import-Module '$((Get-TestModulePath) -replace "'", "''")' } catch { "`$_" }
"`$(`$Error.Count) `$(@(Get-Command -Module AmlCompute).Count) `$(@(Get-FormatData AmlCompute.*).Count)"
"@
        $run.Error | Should -BeNullOrEmpty
        $lines = $run.Output -split '\r?\n'
        $lines[0] | Should -BeLike 'AmlCompute needs full language mode; this session is ConstrainedLanguage.*'
        $lines[1] | Should -BeExactly '1 0 0'
    }

    It 'works if the module was imported before, and shows each state' {
        $run = Invoke-FreshShell -Command @'
$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6000 }
$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
$null = New-AmlComputeTarget cpu Standard_DS2_v2 -Wait -Timeout 10d -Tag @{ team = 'vision' }
Get-AmlComputeTarget cpu | Format-Table | Out-String -Width 100
Get-AmlComputeTarget cpu | Format-List | Out-String -Width 100
New-AmlComputeConfiguration -VmSize Standard_DS2_v2 -MaxNodes 2 | Out-String
Test-AmlComputeTarget cpu | Format-List | Out-String -Width 100
"Errors: $($Error.Count)"
'@
        $run.Error | Should -BeNullOrEmpty
        $run.Output | Should -MatchExactly '(?m)^cpu +AmlCompute +Steady +0/4 '
        $run.Output | Should -MatchExactly '(?m)^State +: Steady'
        $run.Output | Should -MatchExactly '(?m)^Tags +: \{\[team, vision\]\}'
        $run.Output | Should -MatchExactly '(?m)^ +VmSize: Standard_DS2_v2'
        $run.Output | Should -MatchExactly '(?m)^Errors: 0'
    }
}
