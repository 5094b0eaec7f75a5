# The check of the bodies that spec files send: a wrong body fails the file that sent it. The samples run in a Pester of their own.

BeforeDiscovery {
    $files = Get-ChildItem -LiteralPath $PSScriptRoot -Filter *.Tests.ps1 | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
}

AfterAll {
    Assert-TestBody
}

Describe 'A spec file' -Tag Process {
    BeforeAll {
        $folder = (New-Item (Join-Path $TestDrive 'bodies') -ItemType Directory).FullName
        # A fault answers before the sandbox looks at the body.
        $scripts = @{
            good    = { $null = Connect-TestSandbox; New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 }
            wrong   = {
                $workspace = Connect-TestSandbox
                $workspace.Sandbox.AddFault(@{ Method = 'PUT'; Status = 403 })
                $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -ErrorAction SilentlyContinue -Schedule @{
                    action = 'Pause'; triggerType = 'Cron'; cron = @{ expression = '0 18 * * *' }
                }
            }
            direct  = {
                $workspace = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Fault = @{ Method = 'PUT'; Status = 403; Count = 2 } }
                $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Tag @{ team = 'a' } -ErrorAction SilentlyContinue
                $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -ErrorAction SilentlyContinue -Schedule @(
                    @{ action = 'Stop'; triggerType = 'Cron'; cron = @{ expression = '0 18 * * *' } }
                    @{ action = 'Stop'; triggerType = 'Cron'; cron = @{ expression = '0 18 * * *' }; later = 1 }
                )
            }
            process = {
                $run = Invoke-FreshShell -Command "$connect`n$create`nexit 3"
                $run.ExitCode | Should -Be 3
            }
            runspace = {
                $shell = New-TestShell
                try { $null = $shell.AddScript("$connect`n$create").Invoke() }
                finally {
                    $shell.Runspace.Dispose()
                    $shell.Dispose()
                }
            }
            emulator = {
                $emulator = Start-TestEmulator
                try {
                    $null = & ([scriptblock]::Create($emulator.Line))
                    $at = @{ Uri = "$($emulator.Address)/_emulator/faults"; Headers = @{ 'X-AmlCompute-Emulator' = '1' } }
                    $null = Invoke-RestMethod @at -Method Post -Body '{ "method": "PUT", "status": 403 }' -ContentType application/json
                    $null = & ([scriptblock]::Create($create))
                }
                finally { Stop-TestEmulator $emulator }
            }
            cleared = {
                $workspace = & ([scriptblock]::Create("$connect; `$workspace"))
                $null = & ([scriptblock]::Create($create))
                Clear-TestRequest $workspace.Sandbox
            }
            refused = {
                $workspace = Connect-TestSandbox
                $workspace.Sandbox.AddFault(@{ Method = 'PUT'; Status = 400 })
                $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -ErrorAction SilentlyContinue -Schedule @{
                    action = 'Pause'; triggerType = 'Cron'; cron = @{ expression = '0 18 * * *' }
                }
            }
        }
        $texts = @'
$connect = '$workspace = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Fault = @{ Method = "PUT"; Status = 403 } }'
$create = 'New-AmlComputeTarget desk Standard_DS2_v2 -Instance -ErrorAction SilentlyContinue -Schedule @{
    action = "Pause"; triggerType = "Cron"; cron = @{ expression = "0 18 * * *" }
}'
'@
        foreach ($name in $scripts.Keys) {
            Set-Content -LiteralPath (Join-Path $folder "$name.Tests.ps1") @"
BeforeAll {
Import-Module "`$env:AMLCOMPUTE_SPECS/Common.psm1" -Force
$texts
}
AfterAll { Assert-TestBody }
Describe 'A sample' { It 'sends a body' { $($scripts[$name]) } }
"@
        }

        # One process runs all files, so that a body counts for its own file alone.
        $run = Invoke-FreshShell -WithoutModule -WorkingDirectory $folder -Command @'
Import-Module "$env:AMLCOMPUTE_PESTER/Pester.psd1"
$configuration = New-PesterConfiguration
$configuration.Run.Path = '.'
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'None'
$result = Invoke-Pester -Configuration $configuration
$found = @{ Result = "$($result.Result)"; Passed = $result.PassedCount; Files = @{} }
foreach ($container in $result.Containers) {
    $name = (Split-Path $container.Item -Leaf) -replace '\..*'
    $found.Files[$name] = @{ Result = "$($container.Result)"; Message = "$($container.ErrorRecord)" }
}
$found | ConvertTo-Json -Depth 5 -Compress
'@ -Environment @{ AMLCOMPUTE_PESTER = (Get-Module Pester).ModuleBase; AMLCOMPUTE_SPECS = $PSScriptRoot }
        $found = $run.Output | ConvertFrom-Json
    }

    It 'passes when its bodies fit the schema' {
        $run.Error | Should -BeNullOrEmpty
        $found.Files.good.Result | Should -BeExactly 'Passed'
        $found.Files.good.Message | Should -BeNullOrEmpty
    }

    It 'fails when a body does not fit, and the message names the target and the path of the member' {
        $found.Passed | Should -Be 8 -Because 'each test of the samples passes'
        $found.Result | Should -BeExactly 'Failed'
        $found.Files.wrong.Result | Should -BeExactly 'Failed'
        $found.Files.wrong.Message | Should -BeLike "*PUT desk: *enum at '/properties/properties/schedules/computeStartStop/0/action'*"
    }

    It 'fails for a workspace that it connected to itself' {
        $found.Files.direct.Result | Should -BeExactly 'Failed'
        $at = '/properties/properties/schedules/computeStartStop/1/later'
        $found.Files.direct.Message | Should -BeLike "*PUT desk: *no such member at '$at'*"
        $found.Files.direct.Message | Should -Not -BeLike '*PUT cpu*'
    }

    It 'fails for a body that is only in the list of: <_>' -ForEach 'process', 'runspace', 'emulator', 'cleared' {
        $found.Files.$_.Result | Should -BeExactly 'Failed'
        $found.Files.$_.Message | Should -BeLike "*PUT desk: *enum at '/properties/properties/schedules/computeStartStop/0/action'*"
    }

    It 'passes when the service refused the wrong body' {
        $found.Files.refused.Result | Should -BeExactly 'Passed'
    }
}

Describe '<Name>' -ForEach $files {
    It 'clears no list of requests whose bodies are not checked' {
        Get-Content -LiteralPath $Path | Where-Object { $_ -match '\.ClearRequests\(' } |
            Should -BeNullOrEmpty -Because 'Clear-TestRequest keeps the requests'
    }

    It 'checks the bodies that it sent after its last test' {
        $ast = [Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $null)
        $calls = $ast.EndBlock.Statements | ForEach-Object { $_.PipelineElements } |
            Where-Object { $_ -and $_.GetCommandName() -eq 'AfterAll' }
        @($calls) | Should -HaveCount 1
        $calls.CommandElements[1].ScriptBlock.EndBlock.Statements[-1].Extent.Text | Should -BeExactly 'Assert-TestBody'
    }
}
