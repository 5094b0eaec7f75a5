# The packages: how they are written, and whether PSResourceGet installs, updates and uninstalls the module.
BeforeDiscovery {
    # The list of files from which the notices are written exists once the module was restored here.
    $canPack = (Get-Command Compress-PSResource -ErrorAction Ignore) -and
        (Test-Path -LiteralPath "$PSScriptRoot/../../src/AmlCompute.PowerShell/obj/project.assets.json")
    # Windows takes the folder of the user's modules from its registry, so there is no scratch folder to install into.
    $canInstall = -not $IsWindows -and ($canPack -or $env:AMLCOMPUTE_PACKAGES)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    Import-Module (Join-Path $PSScriptRoot .. .. tools build Packages.psm1) -Force

    # The packages to test: those of AMLCOMPUTE_PACKAGES, else new ones of the built module.
    function Get-TestPackage {
        $folder = $env:AMLCOMPUTE_PACKAGES
        if (-not $folder) {
            $folder = Join-Path $TestDrive packages
            if (-not (Test-Path -LiteralPath $folder)) {
                $null = New-ModulePackage -Module (Split-Path (Get-TestModulePath)) -Destination $folder
            }
        }

        [pscustomobject] @{
            Gallery    = Get-ChildItem -LiteralPath $folder -Filter AmlCompute.*.nupkg
            Automation = Get-Item -LiteralPath (Join-Path $folder AmlCompute.zip)
        }
    }

    # The module of the packages without the files that New-ModulePackage adds.
    function New-BuiltModule([string] $Name) {
        $folder = Join-Path $TestDrive $Name
        Expand-Archive (Get-TestPackage).Automation $folder
        Get-ChildItem -LiteralPath (Join-Path $folder AmlCompute) -File | Where-Object Extension -In '.md', '.txt' | Remove-Item
        Join-Path $folder AmlCompute
    }

    function New-Zip([string] $Name, [Collections.IDictionary] $Entries, [int] $Year = 2000) {
        $path = Join-Path $TestDrive $Name
        $zip = [IO.Compression.ZipFile]::Open($path, 'Create')
        foreach ($entryName in $Entries.Keys) {
            $entry = $zip.CreateEntry($entryName)
            $entry.LastWriteTime = [datetime]::new($Year, 1, 1)
            $writer = [IO.StreamWriter]::new($entry.Open())
            $writer.Write($Entries[$entryName])
            $writer.Dispose()
        }

        $zip.Dispose()
        $path
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'New-ModulePackage' -Tag Process, Core -Skip:(-not $canPack) {
    BeforeAll {
        $module = New-BuiltModule built
        $destination = Join-Path $TestDrive first
        $null = New-Item (Join-Path $destination AmlCompute.0.0.1.nupkg) -Force
        $first = New-ModulePackage -Module $module -Destination $destination
    }

    It 'writes a package with the version of the manifest, and the zip' {
        $version = (Import-PowerShellDataFile -LiteralPath (Join-Path $module AmlCompute.psd1)).ModuleVersion
        $first.Name | Should -BeExactly "AmlCompute.$version.nupkg", 'AmlCompute.zip'
    }

    It 'changes nothing in the folder of the module' {
        Get-ChildItem -LiteralPath $module -File | Select-Object -ExpandProperty Extension -Unique | Sort-Object |
            Should -Be '.ps1xml', '.psd1', '.psm1'
    }

    It 'writes the same packages of the same module elsewhere, written in another order and at another time' {
        $copy = Join-Path $TestDrive 'a copy'
        foreach ($file in Get-ChildItem -LiteralPath $module -File -Recurse | Sort-Object FullName -Descending) {
            $target = Join-Path $copy ([IO.Path]::GetRelativePath($module, $file.FullName))
            $null = New-Item (Split-Path $target) -ItemType Directory -Force
            (Copy-Item -LiteralPath $file $target -PassThru).LastWriteTimeUtc = [datetime]::UnixEpoch
        }

        $second = New-ModulePackage -Module $copy -Destination (Join-Path $TestDrive second)
        Compare-ModulePackage $first[0] $second[0]
        Compare-ModulePackage $first[1] $second[1]
        (Get-FileHash -LiteralPath $second[1]).Hash | Should -Be (Get-FileHash -LiteralPath $first[1]).Hash
    }

    It 'gives each file of the zip the same time' {
        $zip = [IO.Compression.ZipFile]::OpenRead($first[1])
        try { $zip.Entries.LastWriteTime.Year | Select-Object -Unique | Should -Be 1980 }
        finally { $zip.Dispose() }
    }

    It 'deletes the packages of an earlier build' {
        (Get-ChildItem -LiteralPath $destination).Name | Should -Be $first.Name
    }

    It 'refuses <Path>, which is not a file of the module' -ForEach @(
        @{ Path = 'bin/net8.0/AmlCompute.PowerShell.pdb' }
        @{ Path = 'bin/net8.0/AmlCompute.PowerShell.xml' }
        @{ Path = 'notes.txt' }
    ) {
        $file = New-Item (Join-Path $module $Path)
        try {
            { New-ModulePackage -Module $module -Destination (Join-Path $TestDrive refused) } |
                Should -Throw "'$Path' in '$module' is not a file of the module. Build the module into an empty folder."
        }
        finally {
            $file.Delete()
        }

        Join-Path $TestDrive refused | Should -Not -Exist
    }

    It 'refuses a module without the files of a framework, and a folder without a module' {
        $broken = Join-Path $TestDrive broken
        { New-ModulePackage -Module $broken -Destination $TestDrive } |
            Should -Throw "'$broken' does not contain a built module. Run './build.ps1 Build' first."
        Copy-Item -LiteralPath $module $broken -Recurse
        Remove-Item -LiteralPath (Join-Path $broken bin net472) -Recurse
        { New-ModulePackage -Module $broken -Destination $TestDrive } |
            Should -Throw "The module in '$broken' has no files in 'bin/net472'. Build the module into an empty folder."
    }

    It 'refuses <Name>, which no restored package has' -ForEach @{ Name = 'YamlDotNet.dll' }, @{ Name = 'Unknown.dll' } {
        $foreign = Join-Path $TestDrive "foreign $Name"
        Copy-Item -LiteralPath $module $foreign -Recurse
        $assembly = Join-Path $foreign bin net8.0 $Name
        Add-Content -LiteralPath $assembly changed
        { New-ModulePackage -Module $foreign -Destination $TestDrive } |
            Should -Throw "'$assembly' does not come from a restored package. Run 'dotnet restore' and build again."
    }
}

Describe 'Compare-ModulePackage' -Tag Core {
    It 'leaves out of a nupkg what NuGet writes with random names and dates, and the order and times' {
        $one = New-Zip one.nupkg ([ordered] @{
            'a.txt' = 'a'; 'b.txt' = 'b'; '_rels/.rels' = '1'; '[Content_Types].xml' = '1'; 'package/services/metadata/1.psmdcp' = '1'
        })
        $two = New-Zip two.nupkg -Year 2001 ([ordered] @{
            '_rels/.rels' = '2'; '[Content_Types].xml' = '2'; 'package/services/metadata/2.psmdcp' = '2'; 'b.txt' = 'b'; 'a.txt' = 'a'
        })
        { Compare-ModulePackage $one $two } | Should -Not -Throw
    }

    It 'names each other entry of a nupkg that differs' {
        $one = New-Zip three.nupkg ([ordered] @{ 'same.txt' = '1'; 'A.nuspec' = '1'; 'bin/only.dll' = '1' })
        $two = New-Zip four.nupkg ([ordered] @{ 'same.txt' = '1'; 'A.nuspec' = '2'; 'new.txt' = '1' })
        { Compare-ModulePackage $one $two } |
            Should -Throw "$two differs from ${one}: A.nuspec (other content), bin/only.dll (missing), new.txt (added)."
    }

    It 'holds a zip to the byte' {
        $one = New-Zip one.zip @{ 'a.txt' = 'a' }
        $same = New-Zip same.zip @{ 'a.txt' = 'a' }
        $later = New-Zip later.zip -Year 2001 @{ 'a.txt' = 'a' }
        $other = New-Zip other.zip @{ '_rels/.rels' = 'b' }
        { Compare-ModulePackage $one $same } | Should -Not -Throw
        { Compare-ModulePackage $one $later } |
            Should -Throw "$later differs from ${one}: the entries are equal, their order, times or compression are not."
        { Compare-ModulePackage $one $other } | Should -Throw "$other differs from ${one}: _rels/.rels (added), a.txt (missing)."
    }
}

Describe 'The module from a repository' -Tag Process, Core -Skip:(-not $canInstall) {
    BeforeAll {
        $scratch = Join-Path $TestDrive scratch
        $gallery = Join-Path $TestDrive gallery
        # PSResourceGet installs below HOME whatever XDG_DATA_HOME says, and PowerShell imports from below XDG_DATA_HOME.
        $local = Join-Path $scratch .local share
        $modules = Join-Path $local powershell Modules AmlCompute
        # .NET and NuGet write settings into the current folder if their folder below HOME does not exist.
        $null = New-Item $local, $gallery -ItemType Directory
        $package = Get-TestPackage
        Copy-Item -LiteralPath $package.Gallery $gallery

        # Commands in a new process for which this user has no modules and no repositories. They must write no error.
        function Invoke-Scratch([string] $Command) {
            $variables = @{ HOME = $scratch; XDG_DATA_HOME = $local; PSModulePath = '' }
            $Command = "`$ErrorActionPreference = 'Stop'`n$Command"
            $run = Invoke-FreshShell -WithoutModule -WorkingDirectory $scratch -Command $Command -Environment $variables
            if ($run.ExitCode -ne 0 -or $run.Error) { throw "The process ended with $($run.ExitCode). $($run.Output) $($run.Error)" }
            $run.Output -split '\r?\n' | Where-Object { $_ }
        }

        $use = @'
Import-Module AmlCompute
$module = Get-Module AmlCompute
"$($module.Version) $($module.ExportedCmdlets.Count)"
$module.ModuleBase
(Get-Help Remove-AmlComputeTarget).Synopsis
[bool](Get-Help about_AmlCompute_Errors)
$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 }
(New-AmlComputeTarget cpu Standard_DS2_v2 -Wait -Timeout 10d).ProvisioningState
'@

        $installed = Invoke-Scratch @"
Register-PSResourceRepository Scratch -Uri '$gallery'
(Find-PSResource -CommandName Remove-AmlComputeTarget -Repository Scratch).ParentResource.Name
Install-PSResource AmlCompute -Repository Scratch -Scope CurrentUser -TrustRepository
Get-InstalledPSResource AmlCompute | ForEach-Object { "`$(`$_.Version) `$(`$_.Repository) `$(`$_.InstalledLocation)" }
"@
        $used = Invoke-Scratch $use

        # The next version, as its developer would publish it.
        $next = Join-Path $TestDrive next
        Expand-Archive $package.Automation $next
        $manifest = Join-Path $next AmlCompute AmlCompute.psd1
        $data = Import-PowerShellDataFile -LiteralPath $manifest
        $version = [version] $data.ModuleVersion
        $nextVersion = [version]::new($version.Major, $version.Minor + 1, 0)
        (Get-Content -LiteralPath $manifest -Raw) -replace '(?m)^(\s*ModuleVersion\s*=\s*).*$', "`$1'$nextVersion'" |
            Set-Content -LiteralPath $manifest
        $updated = Invoke-Scratch @"
Publish-PSResource -Path '$next/AmlCompute' -Repository Scratch
Update-PSResource AmlCompute -Repository Scratch -TrustRepository
Get-InstalledPSResource AmlCompute | Sort-Object Version | ForEach-Object { "`$(`$_.Version)" }
"@
        $usedNext = Invoke-Scratch $use
        $left = (Get-ChildItem -LiteralPath $modules).Name | Sort-Object

        $uninstalled = Invoke-Scratch @'
Uninstall-PSResource AmlCompute -Version '*'
"$(@(Get-InstalledPSResource AmlCompute -ErrorAction Ignore).Count) $(@(Get-Module AmlCompute -ListAvailable).Count)"
[bool](Get-Command Connect-AmlWorkspace -ErrorAction Ignore)
'@
    }

    It 'is found by the name of a command, and installed for the current user' {
        $installed | Should -BeExactly 'AmlCompute', "$version Scratch $(Split-Path $modules)"
    }

    It 'is found by its name in a new process, and creates a target in a sandbox' {
        $used[0] | Should -BeExactly "$version $(@($data.CmdletsToExport).Count)"
        $used[1] | Should -BeExactly (Join-Path $modules $version)
        $used[2] | Should -BeLike 'Deletes compute targets*'
        $used[3, 4] | Should -BeExactly 'True', 'Succeeded'
        $used.Count | Should -Be 5
    }

    It 'is updated to the next version, which a new process imports' {
        $updated | Should -BeExactly "$version", "$nextVersion"
        $left | Should -BeExactly "$version", "$nextVersion"
        $usedNext[0] | Should -BeExactly "$nextVersion $(@($data.CmdletsToExport).Count)"
        $usedNext[1] | Should -BeExactly (Join-Path $modules $nextVersion)
        $usedNext[4] | Should -BeExactly 'Succeeded'
    }

    It 'leaves no file behind when it is uninstalled' {
        $uninstalled | Should -BeExactly '0 0', 'False'
        Get-ChildItem -LiteralPath $modules -Recurse -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
