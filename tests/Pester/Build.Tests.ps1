# build.ps1: what it says when it is called wrongly or when the machine lacks something. Nothing is built here.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script = Join-Path $root build.ps1

    # A folder for PATH with a 'dotnet' that prints a text and ends with an exit code.
    function New-DotNet([string] $Text, [int] $ExitCode = 1) {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $file = Join-Path $folder dotnet
        Set-Content -LiteralPath $file "#!/bin/sh`ncat <<'end'`n$Text`nend`nexit $ExitCode"
        & chmod +x $file
        $folder
    }

    # One line: what build.ps1 says, without the blanks that break it.
    function Get-Sentence([string] $Text) { ($Text -replace '\s+', ' ').Trim() }
}

AfterAll {
    Assert-TestBody
}

Describe 'build.ps1' -Tag Process, Core {
    It 'names the tasks when the task does not exist' {
        $run = Invoke-FreshShell -File $script -Argument Tset
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeNullOrEmpty
        Get-Sentence $run.Error |
            Should -BeExactly "build.ps1: 'Tset' is not a valid task. Valid tasks: Build, Demo, Test, Package, Format, Help, Bench."
    }

    It 'says what it does at once, from any folder, and then which program is missing' -Skip:$IsWindows {
        $run = Invoke-FreshShell -File $script -Argument Build -WorkingDirectory "$TestDrive" -Environment @{ PATH = "$TestDrive" }
        $run.ExitCode | Should -Be 1
        Get-Sentence $run.Error | Should -BeExactly (
            "build.ps1: 'dotnet' was not found on the PATH. Install the .NET SDK 10 and start a new shell.")
    }

    It 'says in one sentence that <Name>' -Skip:$IsWindows -ForEach @(
        @{
            Name = 'no package source answers'
            Text = 'x.csproj : error NU1301: Unable to load the service index for source https://example.invalid/index.json.'
            Says = 'The NuGet packages cannot be restored, because no package source responded or has the package ' +
                '(*NU1301*). Check the network *'
        }
        @{
            Name = 'the home folder cannot be written to'
            Text = "error : Access to the path '/home/x/.nuget/packages' is denied."
            Says = "The .NET SDK cannot write to its folders below the home folder '*' (*is denied.). " +
                'Set DOTNET_CLI_HOME and NUGET_PACKAGES *'
        }
        @{
            Name = 'the home folder is read-only'
            Text = "System.IO.IOException: Read-only file system : '/home/x/.dotnet'"
            Says = "The .NET SDK cannot write to its folders below the home folder '*' (*Read-only *). " +
                'Set DOTNET_CLI_HOME and NUGET_PACKAGES *'
        }
        @{
            Name = 'the SDK failed for a reason of its own'
            Text = 'A compatible .NET SDK was not found.'
            Says = 'The NuGet packages cannot be restored: A compatible .NET SDK was not found.'
        }
    ) {
        $path = "$(New-DotNet $Text)$([IO.Path]::PathSeparator)$env:PATH"
        $run = Invoke-FreshShell -File $script -Argument Build -WorkingDirectory "$TestDrive" -Environment @{ PATH = $path }
        $run.ExitCode | Should -Be 1
        Get-Sentence $run.Error | Should -BeLike "build.ps1: $Says"
        Get-Sentence $run.Output | Should -BeExactly 'Restoring the packages of the module ...'
    }

    It 'can be read by Windows PowerShell, which it refuses' {
        $ast = [Management.Automation.Language.Parser]::ParseFile($script, [ref] $null, [ref] $null)
        $newer = $ast.FindAll({ $args[0].GetType().Name -in 'TernaryExpressionAst', 'PipelineChainAst' }, $true)
        $newer | Should -BeNullOrEmpty
        $ast.Extent.Text | Should -Not -Match '\?\?|\?\.'
        $ast.Extent.Text | Should -Match "build\.ps1 needs 7\.4 or newer\. Install it, or run"
    }

    It 'offers its tasks by Tab' {
        $line = "$script T"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'Test'
    }
}

Describe 'The tasks' -Tag Process, Core {
    BeforeAll {
        $tools = Join-Path $root tools/build
        Import-Module (Join-Path $tools Tasks.psm1), (Join-Path $tools Tools.psm1), (Join-Path $tools Specs.psm1) -Force
    }

    AfterAll {
        Remove-Module Tasks, Tools, Specs -ErrorAction Ignore
    }

    It 'remove an older build beside the module, and say so' {
        $current = (New-Item -ItemType Directory "$TestDrive/output/AmlCompute/1.2.0").FullName
        $null = New-Item -ItemType Directory "$TestDrive/output/AmlCompute/9.0.0"
        Mock Get-ModuleFolder { $current } -ModuleName Tasks
        $said = InModuleScope Tasks { Remove-StaleModule } 6>&1
        "$said" | Should -BeExactly 'Deleting version 9.0.0 from output/AmlCompute, because Import-Module could import this older build.'
        (Get-ChildItem "$TestDrive/output/AmlCompute").Name | Should -Be '1.2.0'
    }

    It 'use an installed Pester from version 5.5 on, and say which they use instead of an older one' {
        Mock Get-BuildProperty { [pscustomobject] @{ PesterModules = "$TestDrive/modules/"; PesterVersion = '6.2.0' } } -ModuleName Tools
        $ours = "$TestDrive/modules/Pester/6.2.0/Pester.psd1"
        $null = New-Item -ItemType File $ours -Force
        Mock Get-Module { [pscustomobject] @{ Version = [version] '5.6.0'; Path = '/own/Pester.psd1' } } -ModuleName Tools
        Find-Pester | Should -BeExactly '/own/Pester.psd1'
        Find-Pester -Version 6.2.0 | Should -Be (Resolve-Path $ours).Path
        { Find-Pester -Version 5.0.0 } | Should -Throw 'Pester 5.0.0 is neither installed nor among the packages of *'

        Mock Get-Module { [pscustomobject] @{ Version = [version] '3.4.0'; Path = '/windows/Pester.psd1' } } -ModuleName Tools
        $output = Find-Pester 6>&1
        "$($output[0])" | Should -BeExactly 'The installed Pester 3.4.0 is older than 5.5; Pester 6.2.0 from NuGet is used.'
        "$($output[1])" | Should -Be (Resolve-Path $ours).Path
    }

    Context 'run spec files, and' {
        BeforeAll {
            $pester = (Get-Module Pester).Path -replace '\.psm1$', '.psd1'
            $options = @{ Pester = $pester; Program = $env:AMLCOMPUTE_PWSH; Output = "$TestDrive/reports" }
            if (-not $options.Program) { $options.Program = Join-Path $PSHOME $(if ($IsWindows) { 'pwsh.exe' } else { 'pwsh' }) }
            $samples = @{
                Slow  = 'Describe a { It a { Start-Sleep 600 } }'
                Exit  = 'Describe a { It a { [Environment]::Exit(3) } }'
                Parse = 'Describe a { It a { if ( } }'
                Fails = "Describe a { It a {`n1 | Should -Be 2`n} }"
                After = "Describe a { It a { } }`nAfterAll { throw 'left open' }"
                Good  = 'Describe a { It passes { "$Path$File$Text$Name" | Should -BeNullOrEmpty }; It waits -Skip { } }'
            }
            $paths = foreach ($name in $samples.Keys) {
                $file = Join-Path $TestDrive "$name.Tests.ps1"
                Set-Content -LiteralPath $file $samples[$name]
                if ($name -ne 'Slow') { $file }
            }
            $printed = @(Invoke-SpecFile -Path $paths @options -LimitSeconds 100 6>&1)
            $counts = $printed | Where-Object { $_ -isnot [Management.Automation.InformationRecord] }
            $lines = $printed | Where-Object { $_ -is [Management.Automation.InformationRecord] } | ForEach-Object { "$_".Trim() }
        }

        It 'count those that pass, fail and are skipped' {
            $counts.Passed, $counts.Failed, $counts.Skipped | Should -Be 2, 4, 1
            ([xml] (Get-Content -Raw "$TestDrive/reports/Good.xml")).'test-results'.total | Should -Be 2
        }

        It 'give a spec no variables' {
            $lines | Where-Object { $_ -like 'Good *' } | Should -BeLike '* 1 passed * 0 failed * 1 skipped *'
        }

        It 'print in one line the message and the place of <Name>' -ForEach @(
            @{ Name = 'a test that fails'; Says = 'FAILED a.a `[Fails.Tests.ps1:2`] Expected 2, but got 1.' }
            @{ Name = 'an AfterAll that fails'; Says = 'FAILED After.Tests.ps1 `[After.Tests.ps1:2`] left open*' }
            @{ Name = 'a file that does not parse'; Says = 'FAILED Parse.Tests.ps1 *Missing*' }
            @{ Name = 'a process that ends'; Says = 'FAILED Exit `[`] The process ended with exit code 3 and wrote no result.*' }
        ) {
            $lines | Where-Object { $_ -like $Says } | Should -Not -BeNullOrEmpty -Because ($lines -join "`n")
        }

        It 'end a file that takes longer than its limit' {
            $slow = @(Invoke-SpecFile -Path "$TestDrive/Slow.Tests.ps1" @options -LimitSeconds 3 6>&1)
            "$slow" | Should -BeLike '*FAILED Slow `[`] The file took longer than 3 s.*'
        }
    }
}
