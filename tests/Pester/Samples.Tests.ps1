# Runs the samples unchanged.
BeforeDiscovery {
    $root = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../..')).Path
    $scripts = foreach ($file in Get-ChildItem -LiteralPath (Join-Path $root samples) -Filter *.ps1 -Recurse) {
        @{ Name = $file.FullName.Substring($root.Length + 1).Replace('\', '/') }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $samples = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../../samples')).Path
}

AfterAll {
    Assert-TestBody
}

Describe 'samples/every-type.ps1' {
    It 'creates or attaches a target of every type, reads and converts it, and leaves none' {
        $output = & (Join-Path $samples every-type.ps1)
        $names = 'aks', 'cluster', 'databricks', 'factory', 'factory-old', 'insight', 'instance', 'kubernetes', 'lake', 'machine', 'synapse'
        $output | Should -Contain "Back from JSON: $($names -join ', ')"
        $output | Should -Contain 'Contains secrets: False'
        $output | Should -Contain 'Left: 0'
        $types = foreach ($request in (Get-AmlWorkspace).Sandbox.Requests) {
            if ($request.Method -eq 'PUT' -and $request.Body -match '"computeType": *"(\w+)"') { $Matches[1] }
        }

        @($types) | Should -HaveCount 11
        $all = 'AKS', 'AmlCompute', 'ComputeInstance', 'Databricks', 'DataFactory', 'DataLakeAnalytics', 'HDInsight', 'Kubernetes',
            'SynapseSpark', 'VirtualMachine'
        foreach ($type in $all) {
            $types | Should -Contain $type
        }
    }
}

Describe 'samples/runbooks/nightly-cost.ps1' {
    BeforeEach {
        $runbook = Join-Path $samples runbooks/nightly-cost.ps1
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget desk -Instance Standard_DS1_v2 -Tag @{ team = 'vision' } -Wait
        $null = New-AmlComputeTarget other -Instance Standard_DS1_v2 -Tag @{ team = 'speech' } -Wait
        $null = New-AmlComputeTarget cpu Standard_DS1_v2 -MinNodes 1 -MaxNodes 2 -Tag @{ team = 'vision' } -Wait
        $null = New-AmlComputeTarget idle Standard_DS1_v2 -MaxNodes 2 -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks1 -Wait
    }

    It 'stops what runs and takes away the minimum of clusters; a second time there is nothing to do' {
        $output = & $runbook
        $output | Should -Contain 'Stopped instances: 2 of 2'
        $output | Should -Contain '  cpu (STANDARD_DS1_V2, up to 2 nodes)'
        Wait-AmlComputeTarget desk, other -For Stopped | ForEach-Object State | Should -Be @('Stopped', 'Stopped')
        (Get-AmlComputeTarget cpu).MinNodes | Should -Be 0
        @(Get-AmlComputeTarget) | Should -HaveCount 5
        $output = & $runbook
        $output | Should -Be @('Stopped instances: 0 of 0', 'Clusters with a new minimum of 0 nodes: 0 of 0')
    }

    It 'keeps to a tag, and to what is not excepted' {
        & $runbook -Tag team=vision -Except c* | Should -Be @(
            'Stopped instances: 1 of 1', '  desk (STANDARD_DS1_V2)', 'Clusters with a new minimum of 0 nodes: 0 of 0')
        & $runbook -Tag team -IncludeBusy | Should -Contain 'Stopped instances: 1 of 1'
        (Get-AmlComputeTarget cpu).MinNodes | Should -Be 0
    }

    It 'changes nothing with -WhatIf' {
        $before = $workspace.Sandbox.Requests.Count
        & $runbook -WhatIf | Should -BeNullOrEmpty
        @(Get-TestRequest $workspace -After $before -Changing) | Should -HaveCount 0
    }

    It 'goes on when one cannot be stopped, and fails at the end' {
        $workspace.Sandbox.AddFault(@{ Method = 'POST'; Path = '*/desk/stop'; Status = 403 })
        $captured = Invoke-Captured { & $runbook }
        $captured.Output | Should -Contain 'Stopped instances: 1 of 2'
        $captured.Ended | Should -BeTrue
        "$($captured.Errors[0])" | Should -BeExactly '1 compute targets could not be changed.'
        (Get-AmlComputeTarget cpu).MinNodes | Should -Be 0
    }
}

Describe 'samples/runbooks/findings.ps1' {
    BeforeEach {
        $runbook = Join-Path $samples runbooks/findings.ps1
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget desk -Instance Standard_DS1_v2 -Tag @{ team = 'vision' } -Wait
        $before = $workspace.Sandbox.Requests.Count
    }

    It 'prints the findings with their fixes, and changes nothing' {
        $output = & $runbook -Rule NoIdleShutdown, RootAccess
        $LASTEXITCODE | Should -Be 2
        $output | Should -HaveCount 4
        $output[0] | Should -BeExactly 'Medium: NoIdleShutdown, desk in sandbox-ws'
        $output[2] | Should -BeLike '  Set-AmlComputeTarget -ResourceId *desk* -IdleTimeBeforeShutdown 1h'
        $output[3] | Should -BeExactly '1 findings of the severity Medium or higher, 1 below it.'
        Get-TestRequest $workspace -After $before -Changing | Should -BeNullOrEmpty
    }

    It 'ends with 0 without a finding, and with 1 if it cannot read' {
        & $runbook -Severity High | Should -Be '0 findings of the severity High or higher, 6 below it.'
        $LASTEXITCODE | Should -Be 0
        & $runbook -ExcludeTag 'team=vision' | Should -Be '0 findings of the severity Medium or higher, 0 below it.'
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes'; Status = 403; Count = 0 })
        & $runbook | Should -BeLike 'The compute targets could not be read: *'
        $LASTEXITCODE | Should -Be 1
    }
}

Describe 'samples/bulk-from-folder.ps1' {
    BeforeEach {
        $script = Join-Path $samples bulk-from-folder.ps1
        $workspace = Connect-TestSandbox
    }

    It 'creates all targets of the folder, and leaves existing ones' {
        $null = New-AmlComputeTarget train-cpu Standard_DS1_v2 -MaxNodes 1 -Wait
        $output = & $script
        $output | Should -HaveCount 11
        $output | Should -Contain 'Exists: train-cpu'
        $output | Should -Contain 'Create: desk-ann, ComputeInstance, Done'
        $output | Should -Contain 'Attach: k8s, Kubernetes, Done'
        @(Get-AmlComputeTarget) | Should -HaveCount 11
        (Get-AmlComputeTarget train-cpu).VmSize | Should -Be 'Standard_DS1_v2'
        $again = @(& $script)
        $again | Should -HaveCount 11
        foreach ($line in $again) { $line | Should -BeLike 'Exists: *' }
    }

    It 'takes another folder, and changes nothing with -WhatIf' {
        $folder = (New-Item (Join-Path $TestDrive bulk) -ItemType Directory).FullName
        Set-Content -LiteralPath "$folder/a.yml" "name: one`ntype: amlcompute`nmax_instances: 1`n---`nname: two`ntype: datafactory`n"
        & $script $folder -WhatIf | Should -BeNullOrEmpty
        @(Get-TestRequest $workspace -Changing) | Should -HaveCount 0
        (& $script $folder).Count | Should -Be 2
    }
}

Describe 'samples/drift.ps1' {
    BeforeEach {
        $script = Join-Path $samples drift.ps1
        $null = Connect-TestSandbox
    }

    It 'reports the drift, also by its exit code' {
        $null = Sync-AmlComputeTarget (Join-Path $samples computes) -Wait
        & $script | Should -Be @('0 of 11 compute targets differ from the files.')
        $LASTEXITCODE | Should -Be 0
        $null = Set-AmlComputeTarget train-cpu -MaxNodes 9 -Wait
        $null = Disconnect-AmlComputeTarget k8s -Wait
        $null = New-AmlComputeTarget stray Standard_DS1_v2 -MaxNodes 1 -Wait
        & $script | Should -Be @(
            'Different: train-cpu (AmlCompute)', '  MaxNodes: 9 -> 4', 'Missing: k8s (Kubernetes)', 'Extra: stray (AmlCompute)',
            '3 of 12 compute targets differ from the files.')
        $LASTEXITCODE | Should -Be 2
        (& $script -IgnoreExtra)[-1] | Should -BeExactly '2 of 12 compute targets differ from the files.'
    }

    It 'exits with 1 when nothing could be compared' {
        (& $script "$TestDrive/none") | Should -BeLike 'Comparison failed: *none*'
        $LASTEXITCODE | Should -Be 1
    }

    It 'gives its exit code to the caller of a shell' -Tag Process {
        $run = Invoke-FreshShell -Command '& $env:SAMPLE -Sandbox; exit $LASTEXITCODE' -Environment @{ SAMPLE = $script }
        $run.ExitCode | Should -Be 2
        $run.Output | Should -BeLike '*11 of 11 compute targets differ from the files.*'
    }
}

Describe 'samples/gitops' {
    BeforeEach {
        $workspace = Connect-TestSandbox
        $global:PSDefaultParameterValues['Invoke-AmlComputePlan:Timeout'] = '10d'
        $plan, $apply = foreach ($name in 'plan', 'apply') { Join-Path $samples "gitops/$name.ps1" }
        $files = @{ PlanPath = Join-Path $TestDrive plan.json; MarkdownPath = Join-Path $TestDrive plan.md }
        $folder = (New-Item (Join-Path $TestDrive gitops) -ItemType Directory -Force).FullName
        Set-Content (Join-Path $folder a.yml) "name: one`ntype: amlcompute`nmax_instances: 1`n---`nname: two`ntype: datafactory`n"
    }

    AfterEach {
        $global:PSDefaultParameterValues.Remove('Invoke-AmlComputePlan:Timeout')
    }

    It 'plans without a change, then applies the saved plan, then has nothing to do' {
        & $plan $folder @files | Should -Be @('+ create one (AmlCompute)', '+ create two (DataFactory)', 'sandbox-ws: 2 Create')
        $LASTEXITCODE | Should -Be 2
        @(Get-TestRequest $workspace -Changing) | Should -HaveCount 0
        Get-Content $files.MarkdownPath -Raw | Should -BeLike '*create | one | AmlCompute*'
        & $apply $folder -PlanPath $files.PlanPath | Sort-Object | Should -Be @('one: Create Done', 'two: Create Done')
        $LASTEXITCODE | Should -Be 0
        & $plan $folder @files | Should -Be @('sandbox-ws: no changes')
        $LASTEXITCODE | Should -Be 0
        & $apply $folder -PlanPath $files.PlanPath | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'exits with 1 and says why: no files, a plan with an error, changed files, a stale step' {
        (& $plan "$TestDrive/none" @files) | Should -BeLike 'Planning failed: *none*'
        $LASTEXITCODE | Should -Be 1
        $null = & $plan $folder @files
        $null = New-AmlComputeTarget one Standard_DS2_v2 -MaxNodes 1 -Wait
        $lines = & $apply $folder -PlanPath $files.PlanPath
        $LASTEXITCODE | Should -Be 1
        $lines | Should -Contain 'two: Create Done'
        $lines[-1] | Should -BeLike "Error: *'one' was created after the plan*"
        Set-Content (Join-Path $folder a.yml) "name: one`ntype: amlcompute`ntier: low_priority`n"
        & $apply $folder -PlanPath $files.PlanPath | Should -BeLike 'Error: *were changed after it*'
        $LASTEXITCODE | Should -Be 1
        (& $plan $folder @files)[-2] | Should -BeLike '  Error: Only a replacement can set *'
        $LASTEXITCODE | Should -Be 1
    }
}

Describe 'A sample in a shell without the module' -Tag Process {
    It 'imports the module by itself' {
        $run = Invoke-EmptyShell '& $env:SAMPLE -Sandbox; exit $LASTEXITCODE' @{ SAMPLE = Join-Path $samples drift.ps1 }
        $run.Output | Should -BeLike '*11 of 11 compute targets differ from the files.*'
        $run.ExitCode | Should -Be 2
    }

    It '<Name> names the command to run if there is no module' -ForEach @(
        @{ Name = 'bulk-from-folder.ps1' }
        @{ Name = 'every-type.ps1' }
        @{ Name = 'quickstart.ps1' }
    ) {
        Copy-Item -LiteralPath (Join-Path $samples $Name) $TestDrive
        $run = Invoke-EmptyShell 'function Get-Module { }; & $env:SAMPLE' @{ SAMPLE = Join-Path $TestDrive $Name }
        $run.Error | Should -BeLike '*AmlCompute is neither built nor installed. Run ./build.ps1 first.*'
        $run.ExitCode | Should -Be 1
    }

    It 'drift.ps1 exits with 1 if there is no module' {
        Copy-Item -LiteralPath (Join-Path $samples drift.ps1) $TestDrive
        $run = Invoke-EmptyShell 'function Get-Module { }; & $env:SAMPLE; exit $LASTEXITCODE' @{ SAMPLE = Join-Path $TestDrive drift.ps1 }
        $run.Output | Should -BeLike 'Comparison failed: *Run ./build.ps1 first.*'
        $run.ExitCode | Should -Be 1
    }
}

Describe 'The help of <Name>' -ForEach $scripts {
    BeforeAll {
        $path = Join-Path $PSScriptRoot "../../$Name"
        $help = Get-Help $path
        $text = Get-Content -LiteralPath $path -Raw
    }

    It 'describes the script, its output, and its exit codes' {
        $help.Synopsis | Should -MatchExactly '^\w[^\n]{20,73}\.\s*$'
        ($help.Description | ForEach-Object Text) -join "`n" | Should -MatchExactly 'Exit codes[^:]*: 0 when (.|\n)+, 1\s+(when|otherwise)'
        $help.returnValues | Should -Not -BeNullOrEmpty
    }

    It 'has every parameter' {
        foreach ($parameter in (Get-Command $path).Parameters.Values) {
            if ($parameter.Name -in [Management.Automation.PSCmdlet]::CommonParameters -or $parameter.Name -in 'WhatIf', 'Confirm') {
                continue
            }
            (Get-Help $path -Parameter $parameter.Name).description.Text | Should -Match '\w{3}' -Because "-$($parameter.Name) is asked for"
        }
    }

    It 'has examples that name its parameters' {
        @($help.examples.example).Count | Should -BeGreaterThan 0
        $known = (Get-Command $path).Parameters.Keys
        foreach ($example in $help.examples.example) {
            $example.code | Should -BeLike "*$(Split-Path $path -Leaf)*"
            foreach ($word in [regex]::Matches($example.code, "(?<=\.ps1.* )-(\w+)")) { $word.Groups[1].Value | Should -BeIn $known }
        }
    }

    It 'fits 80 columns' {
        foreach ($line in ($text -split '#>')[0] -split '\r?\n') { $line.Length | Should -BeLessOrEqual 76 }
    }

    It 'is found from the README' {
        (Get-Content -LiteralPath (Join-Path $PSScriptRoot ../../README.md) -Raw).Contains("``$Name``") | Should -BeTrue
    }
}
