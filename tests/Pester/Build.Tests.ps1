# The messages of build.ps1 for wrong arguments and for a machine without a program that it needs. Nothing is built here.

BeforeDiscovery {
    $repository = (Resolve-Path -LiteralPath "$PSScriptRoot/../..").Path
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $root = (Resolve-Path -LiteralPath "$PSScriptRoot/../..").Path
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

    # Skipped on Windows, where it was not tried whether pwsh starts with this PATH.
    It 'says from any folder which program is missing' -Skip:$IsWindows {
        $run = Invoke-FreshShell -File $script -Argument Build -WorkingDirectory "$TestDrive" -Environment @{ PATH = "$TestDrive" }
        $run.ExitCode | Should -Be 1
        Get-Sentence $run.Error | Should -BeExactly (
            "build.ps1: 'dotnet' was not found on the PATH. Install the .NET SDK 10 and start a new shell.")
    }

    # Skipped on Windows, because New-DotNet writes a script of sh.
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
            Name = 'a folder of the repository cannot be written to'
            Text = "x.targets(198,5): error : Access to the path '$repository/src/AmlCompute.Loader/obj/36c1.tmp' is denied. [x.csproj]"
            Says = "The .NET SDK cannot write to the folder '$repository/src/AmlCompute.Loader/obj' of this repository (*is denied.*). " +
                'Allow your account to write to this folder, or clone the repository *'
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
        Get-Sentence $run.Error | Should -BeLike ('build.ps1: ' + $Says.Replace('[', '`['))
        Get-Sentence $run.Output |
            Should -Match '^Restoring the packages of the module \.\.\. Restoring the packages of the module: failed after [\d.]+ s$'
    }

    # Skipped on Windows, where a name cannot contain this character.
    It 'refuses a folder whose name the compiler cannot read' -Skip:$IsWindows {
        $copy = (New-Item -ItemType Directory "$TestDrive/a `"copy`"").FullName
        Copy-Item -LiteralPath $script $copy
        Copy-Item -LiteralPath (Join-Path $root tools) $copy -Recurse
        $run = Invoke-FreshShell -File "$copy/build.ps1"
        $run.ExitCode | Should -Be 1
        Get-Sentence $run.Error | Should -BeExactly (
            "build.ps1: The C# compiler cannot build in '$copy', because the path contains a double quotation mark. " +
            'Move the clone to a folder without it, and run the command again.')
    }

    It 'refuses -NoBuild with the suite <Suite> without a build' -ForEach @(
        @{ Suite = 'Unit'; Missing = 'tests/Unit/bin/Release/net10.0/AmlCompute.Tests.dll' }
        @{ Suite = 'Specs'; Missing = 'output/AmlCompute/*/AmlCompute.psd1' }
    ) {
        $copy = (New-Item -ItemType Directory "$TestDrive/not built $Suite").FullName
        Copy-Item -LiteralPath $script, (Join-Path $root Directory.Build.props) $copy
        Copy-Item -LiteralPath (Join-Path $root tools) $copy -Recurse
        $null = New-Item -ItemType Directory "$copy/tests/Pester"
        Copy-Item -LiteralPath (Join-Path $root tests/Pester/AmlCompute.Specs.csproj) "$copy/tests/Pester"
        $environment = @{ AMLCOMPUTE_MODULE_PATH = '' }
        $run = Invoke-FreshShell -File "$copy/build.ps1" -Argument Test, -NoBuild, -Suite, $Suite -Environment $environment
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeLike 'Finding the last build ...*'
        (Get-Sentence $run.Error).Replace('\', '/') | Should -BeLike (
            "build.ps1: -NoBuild uses the last build, but that has not written $Missing. Run the command without -NoBuild.")
    }

    It 'refuses -NoBuild with another task' {
        $run = Invoke-FreshShell -File $script -Argument Demo, -NoBuild
        $run.ExitCode | Should -Be 1
        Get-Sentence $run.Error | Should -BeExactly 'build.ps1: -NoBuild is valid with the task Test only, and the task is Demo.'
    }

    It 'refuses <Value> in <Variable> before it builds' -ForEach @(
        @{
            Variable = 'AMLCOMPUTE_SPEC_LIMIT_SECONDS'; Value = 'ten'
            Says = "AMLCOMPUTE_SPEC_LIMIT_SECONDS is 'ten', but must be a whole number of seconds from 1 to 999999999. " +
                'Correct it, or use the default limit: Remove-Item Env:AMLCOMPUTE_SPEC_LIMIT_SECONDS'
        }
        @{
            Variable = 'AMLCOMPUTE_MODULE_PATH'; Value = '/installed/AmlCompute'
            Says = "A full test measures the coverage of the built module, but AMLCOMPUTE_MODULE_PATH names '/installed/AmlCompute'. " +
                "Run 'Remove-Item Env:AMLCOMPUTE_MODULE_PATH', or test that module: ./build.ps1 Test -Suite Specs"
        }
    ) {
        $environment = @{ AMLCOMPUTE_MODULE_PATH = '' }
        $environment[$Variable] = $Value
        $run = Invoke-FreshShell -File $script -Argument Test -Environment $environment
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeNullOrEmpty
        Get-Sentence $run.Error | Should -BeExactly "build.ps1: $Says"
    }

    # Skipped on Windows, because New-DotNet writes a script of sh. Everything that takes time is a call of dotnet.
    It 'says what a task does before the task calls dotnet' -Skip:$IsWindows {
        $copy = (New-Item -ItemType Directory "$TestDrive/order").FullName
        Copy-Item -LiteralPath $script, (Join-Path $root tools) $copy -Recurse
        $log = "$copy/order.txt"
        $folder = New-DotNet ''
        Set-Content -LiteralPath "$folder/dotnet" "#!/bin/sh`necho dotnet >>'$log'`nexit 1"
        $path = "$folder$([IO.Path]::PathSeparator)$env:PATH"
        $null = Invoke-FreshShell -WithoutModule -Environment @{ PATH = $path; COPY = $copy; LOG = $log } -Command @'
Remove-Item Env:AMLCOMPUTE_MODULE_PATH -ErrorAction Ignore
foreach ($task in 'Build', 'Demo', 'Test', 'Package', 'Format', 'Help', 'Bench') {
    # What a script writes reaches the next command of the pipeline before the script goes on.
    & $env:COPY/build.ps1 $task 6>&1 | Where-Object { "$_" -like '* ...' } |
        ForEach-Object { [IO.File]::AppendAllText($env:LOG, "$_`n") }
}
'@
        Get-Content -LiteralPath $log | Should -BeExactly @(
            'Restoring the packages of the module ...', 'dotnet', 'Restoring the packages of the module ...', 'dotnet'
            'Restoring packages ...', 'dotnet', 'Restoring the packages of the module ...', 'dotnet', 'Restoring packages ...', 'dotnet'
            'Restoring the packages of the module ...', 'dotnet', 'Running the benchmarks ...', 'dotnet'
        )
    }

    # Skipped on Windows, because New-DotNet writes a script of sh.
    It 'runs in a folder with any name, leaves the session unchanged, and reads its modules again' -Skip:$IsWindows {
        $copy = (New-Item -ItemType Directory "$TestDrive/it's [a] copy").FullName
        $null = New-Item -ItemType Directory "$copy/output/AmlCompute/1.0.0"
        Copy-Item -LiteralPath $script $copy
        Copy-Item -LiteralPath (Join-Path $root tools) $copy -Recurse
        $null = New-Item -ItemType Directory "$copy/samples"
        Set-Content -LiteralPath "$copy/samples/quickstart.ps1" '"PGO: $env:DOTNET_TieredPGO, revocation: $env:NUGET_CERT_REVOCATION_MODE"'
        $properties = @{ Properties = @{ ModuleOutput = "$copy/output/AmlCompute/1.0.0/" } } | ConvertTo-Json
        $path = "$(New-DotNet $properties 0)$([IO.Path]::PathSeparator)$env:PATH"
        $run = Invoke-FreshShell -WithoutModule -Environment @{ PATH = $path; COPY = $copy } -Command @'
$env:DOTNET_TieredPGO = '1'
Remove-Item Env:DOTNET_ROOT, Env:AMLCOMPUTE_PWSH, Env:NUGET_CERT_REVOCATION_MODE -ErrorAction Ignore
$before = Get-ChildItem Env: | ForEach-Object { "$($_.Name) = $($_.Value)" }
& "$env:COPY/build.ps1" Demo
$tools = "$env:COPY/tools/build/Tools.psm1"
(Get-Content -LiteralPath $tools -Raw).Replace('"$Name ..."', '"$Name begins"') | Set-Content -LiteralPath $tools
& "$env:COPY/build.ps1" Build
Get-ChildItem Env: | ForEach-Object { "$($_.Name) = $($_.Value)" } | Where-Object { $_ -notin $before }
$env:NUGET_CERT_REVOCATION_MODE = 'online'
& "$env:COPY/build.ps1" Demo
Get-Module -All | Where-Object Path -Like '*/tools/build/*' | ForEach-Object Path
'@
        $run.Error | Should -BeNullOrEmpty
        $lines = $run.Output -split '\n' | Where-Object { $_ -and $_ -notmatch ': [\d.]+ s$|done in|^The module is in' }
        $lines | Should -BeExactly @(
            'Restoring the packages of the module ...', 'Building the module (Release) ...'
            'Running samples/quickstart.ps1 on the sandbox ...', 'PGO: 0, revocation: offline'
            'Restoring the packages of the module begins', 'Building the module (Release) begins'
            'Restoring the packages of the module begins', 'Building the module (Release) begins'
            'Running samples/quickstart.ps1 on the sandbox begins', 'PGO: 0, revocation: online'
        )
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
        (Get-ChildItem -LiteralPath "$TestDrive/output/AmlCompute").Name | Should -Be '1.2.0'
    }

    It 'refuse <_> as the limit of a spec file' -ForEach '0', '-5', '1.5', '1e3', '99999999999' {
        $before = Set-TestVariable @{ AMLCOMPUTE_SPEC_LIMIT_SECONDS = $_ }
        try {
            { InModuleScope Tasks { Assert-TestVariable } } | Should -Throw "AMLCOMPUTE_SPEC_LIMIT_SECONDS is '$_', but must be *"
        }
        finally {
            $null = Set-TestVariable $before
        }
    }

    It 'run each file that contains the tag, in any place' {
        $folder = (New-Item -ItemType Directory "$TestDrive/tagged [1]").FullName
        $samples = @{
            Line = "Describe a -Tag Fast { It a { } }"; Lines = "Describe a ```n    -Tag @('Slow',`n 'Fast') { It a { } }"
            Context = "Describe a { Context a -Tag 'Fast' { It a { } } }"; Test = "Describe a { It a -Tag fast { } }"
            None = "Describe a -Tag Slow { It a { } }"
        }
        foreach ($name in $samples.Keys) { Set-Content -LiteralPath "$folder/$name.Tests.ps1" $samples[$name] }
        Mock Invoke-SpecFile { $Path | Split-Path -Leaf } -ModuleName Tasks
        $files = InModuleScope Tasks -Parameters @{ Folder = $folder } {
            $before = $script:specFolder
            $script:specFolder = $Folder
            try { Invoke-Spec -Module m -Pester "$Folder/Pester/6.0/Pester.psd1" -Tag Fast }
            finally { $script:specFolder = $before }
        }
        $files | Sort-Object | Should -Be 'Context.Tests.ps1', 'Line.Tests.ps1', 'Lines.Tests.ps1', 'Test.Tests.ps1'
    }

    It 'use an installed Pester from version 5.5 on, and say which they use instead of an older one' {
        Mock Get-BuildProperty { [pscustomobject] @{ PesterModules = "$TestDrive/modules/"; PesterVersion = '6.2.0' } } -ModuleName Tools
        $ours = "$TestDrive/modules/Pester/6.2.0/Pester.psd1"
        $null = New-Item -ItemType File $ours -Force
        Mock Get-Module { [pscustomobject] @{ Version = [version] '5.6.0'; Path = '/own/Pester.psd1' } } -ModuleName Tools
        Find-Pester | Should -BeExactly '/own/Pester.psd1'
        Find-Pester -Version 6.2.0 | Should -Be (Resolve-Path -LiteralPath $ours).Path
        { Find-Pester -Version 5.0.0 } | Should -Throw 'Pester 5.0.0 is neither installed nor among the packages of *'

        Mock Get-Module { [pscustomobject] @{ Version = [version] '3.4.0'; Path = '/windows/Pester.psd1' } } -ModuleName Tools
        $output = Find-Pester 6>&1
        "$($output[0])" | Should -BeExactly 'The installed Pester 3.4.0 is older than 5.5; Pester 6.2.0 from NuGet is used.'
        "$($output[1])" | Should -Be (Resolve-Path -LiteralPath $ours).Path
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
            # A path with all that a pattern or a literal of PowerShell could misread.
            $folder = (New-Item -ItemType Directory "$TestDrive/it's [a] `"folder`"").FullName
            $paths = foreach ($name in $samples.Keys) {
                $file = Join-Path $folder "$name.Tests.ps1"
                Set-Content -LiteralPath $file $samples[$name]
                if ($name -ne 'Slow') { $file }
            }
            $printed = @(Invoke-SpecFile -Path $paths @options -LimitSeconds 100 6>&1)
            $counts = $printed | Where-Object { $_ -isnot [Management.Automation.InformationRecord] }
            $lines = $printed | Where-Object { $_ -is [Management.Automation.InformationRecord] } | ForEach-Object { "$_".Trim() }
        }

        It 'count those that pass, fail and are skipped' {
            $counts.Passed, $counts.Failed, $counts.Skipped | Should -Be 2, 4, 1
            ([xml] (Get-Content -Raw -LiteralPath "$TestDrive/reports/Good.xml")).'test-results'.total | Should -Be 2
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
            $slow = @(Invoke-SpecFile -Path "$folder/Slow.Tests.ps1" @options -LimitSeconds 3 6>&1)
            "$slow" | Should -BeLike '*FAILED Slow `[`] The file took longer than 3 s.*'
        }
    }
}

Describe 'The coverage' -Tag Process, Core {
    BeforeAll {
        Import-Module (Join-Path $root tools/build/Coverage.psm1) -Force
        $paths = [pscustomobject] @{
            CoverageModule = "$TestDrive/module"; CoverageReport = "$TestDrive/all.json"; UnitCoverage = "$TestDrive/unit.json"
        }
        Mock Get-BuildProperty { $paths } -ModuleName Coverage
        Mock Invoke-CoverageTarget { } -ModuleName Coverage

        # A report of coverlet: for each file of src, the hits of its lines and branches.
        function New-Report([string] $Path, [hashtable] $File) {
            $files = @{}
            foreach ($name in $File.Keys) {
                $lines = @{}
                foreach ($hits in $File[$name].Lines) { $lines["$($lines.Count + 1)"] = $hits }
                $branches = @($File[$name].Branches | Where-Object { $null -ne $_ } | ForEach-Object { @{ Hits = $_ } })
                $files["$root/src/$name"] = @{ AClass = @{ AMethod = @{ Lines = $lines; Branches = $branches } } }
            }
            @{ 'AmlCompute.dll' = $files } | ConvertTo-Json -Depth 9 | Set-Content -LiteralPath $Path
        }
    }

    AfterAll {
        Remove-Module Coverage
    }

    BeforeEach {
        New-Report $paths.UnitCoverage @{ 'A/One.cs' = @{ Lines = 1, 0 } }
        New-Report $paths.CoverageReport @{
            'A/One.cs' = @{ Lines = 1, 2, 0, 4; Branches = 1, 0 }; 'A/Two.cs' = @{ Lines = 1, 1 }
            'A/obj/Generated.cs' = @{ Lines = 0, 0 }; 'AmlCompute.Loader/Loader.cs' = @{ Lines = 3, 0; Branches = 1, 1 }
        }
    }

    It 'is counted for each folder and for all of src, without generated files' {
        $rows = Get-Coverage Release | ForEach-Object { "$($_.Folder): $($_.Lines) $($_.'Line %') $($_.Branches) $($_.'Branch %')" }
        $rows | Should -BeExactly 'A: 6 83.3 2 50', 'AmlCompute.Loader: 2 50 2 100', 'all of src: 8 75 4 75'
    }

    It 'passes at the limit, and fails below it with both numbers' {
        $rows = Get-Coverage Release
        Assert-Coverage $rows -Line 75 -Branch 75
        $text = 'Only 75 % of the lines and 75 % of the branches of src run in the tests; {0} % and {1} % are required.*'
        { Assert-Coverage $rows -Line 75.1 -Branch 75 } | Should -Throw ($text -f 75.1, 75)
        { Assert-Coverage $rows -Line 75 -Branch 75.1 } | Should -Throw ($text -f 75, 75.1)
    }

    It 'fails if <Name>' -ForEach @(
        @{
            Name = 'the unit tests wrote none'; Says = 'The unit tests wrote no coverage, because their assemblies were not instrumented.'
            Change = { Remove-Item -LiteralPath $paths.UnitCoverage }
        }
        @{
            Name = 'the specs wrote none'; Says = 'The specs wrote no coverage, because the module was not instrumented.'
            Change = { Remove-Item -LiteralPath $paths.CoverageReport }
        }
        @{
            Name = 'the specs ran another module'; Says = 'The specs wrote no coverage, because the module was not instrumented.'
            Change = {
                New-Report $paths.CoverageReport @{
                    'A/One.cs' = @{ Lines = 1, 1 }; 'AmlCompute.Loader/Loader.cs' = @{ Lines = 0, 0 }
                }
            }
        }
    ) {
        . $Change
        { Get-Coverage Release } | Should -Throw $Says
    }

    It 'starts without the reports of an earlier run' {
        Initialize-Coverage Release | Should -BeExactly $paths.CoverageModule
        Test-Path -LiteralPath $paths.CoverageReport, $paths.UnitCoverage | Should -Be $false, $false
        Should -Invoke Invoke-CoverageTarget -ModuleName Coverage -Times 1 -Exactly -ParameterFilter { $Target -eq 'InstrumentModule' }
    }
}
