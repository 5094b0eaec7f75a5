#Requires -Version 7.4
<#
.SYNOPSIS
Writes the packages of a built module, and compares packages.
.DESCRIPTION
build.ps1, .ci/run, the workflow and the tests import this module.
#>
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$repository = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot .. ..))

# The folders of a built module, and the files that each may hold. Any other file is an error of the build.
$moduleFiles = [ordered] @{
    ''           = '*.psd1', '*.psm1', '*.ps1xml'
    'bin/net472' = '*.dll'
    'bin/net8.0' = '*.dll'
    'en-US'      = '*.dll-Help.xml', '*.help.txt'
}

# NuGet writes these entries with random names and ids, in an order that varies.
$randomEntries = '_rels/.rels', '`[Content_Types`].xml', 'package/services/metadata/*'

function New-ModulePackage {
    <#
    .SYNOPSIS
    Writes the package for the PowerShell Gallery and the zip for Azure Automation.
    .DESCRIPTION
    Copies the built module, adds LICENSE.txt, CHANGELOG.md, THIRD-PARTY-NOTICES.txt and the tags by which the Gallery finds commands, and
    writes AmlCompute.<version>.nupkg with Compress-PSResource, then AmlCompute.zip, which has one folder AmlCompute. Deletes packages of an
    earlier build from the destination. Returns both files.

    The same sources give the same zip, byte for byte, and a nupkg that Compare-ModulePackage finds equal.
    .PARAMETER Module
    The folder of the built module, which does not change.
    .PARAMETER Destination
    The folder for the packages. It is created if it does not exist.
    .EXAMPLE
    New-ModulePackage -Module ./artifacts/module -Destination ./artifacts
    #>
    [CmdletBinding()]
    [OutputType([IO.FileInfo])]
    param(
        [Parameter(Mandatory)] [string] $Module,

        [Parameter(Mandatory)] [string] $Destination
    )

    if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
        throw "PowerShell $($PSVersionTable.PSVersion) has no Compress-PSResource. Use PowerShell 7.5 or newer, " +
            'or install Microsoft.PowerShell.PSResourceGet 1.1 or newer.'
    }

    $Module = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Module)
    $Destination = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination)
    Assert-ModuleFile $Module

    $staging = [IO.Directory]::CreateTempSubdirectory('package-').FullName
    try {
        $copy = Join-Path $staging AmlCompute
        Copy-Item -LiteralPath $Module -Destination $copy -Recurse
        Copy-Item -LiteralPath (Join-Path $repository LICENSE) -Destination (Join-Path $copy LICENSE.txt)
        Copy-Item -LiteralPath (Join-Path $repository CHANGELOG.md) -Destination $copy
        Set-Content -LiteralPath (Join-Path $copy THIRD-PARTY-NOTICES.txt) -Value (Get-ThirdPartyNotice $Module) -NoNewline
        Add-GalleryTag (Join-Path $copy AmlCompute.psd1)

        $null = New-Item $Destination -ItemType Directory -Force
        Get-ChildItem -LiteralPath $Destination -File | Where-Object Name -Like 'AmlCompute.*nupkg' | Remove-Item
        Compress-PSResource -Path $copy -DestinationPath $Destination
        Get-ChildItem -LiteralPath $Destination -Filter AmlCompute.*.nupkg

        # An Automation account uses the name of the file as the name of the module.
        $zip = Join-Path $Destination AmlCompute.zip
        Compress-ModuleFolder $copy $zip
        Get-Item -LiteralPath $zip
    }
    finally {
        Remove-Item -LiteralPath $staging -Recurse -Force
    }
}

function Compare-ModulePackage {
    <#
    .SYNOPSIS
    Fails if two packages were not built from the same sources.
    .DESCRIPTION
    Two nupkg files are the same package if all entries have the same names and the same SHA-256, except _rels/.rels, [Content_Types].xml
    and package/services/metadata/**, which NuGet writes with random names and dates. Two other files, such as the zip for Azure Automation,
    must be equal byte for byte. The error names each entry that differs.
    .PARAMETER ReferencePath
    The first package.
    .PARAMETER DifferencePath
    The package to compare with it.
    .EXAMPLE
    Compare-ModulePackage artifacts/AmlCompute.zip ../clone/artifacts/AmlCompute.zip
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $ReferencePath,

        [Parameter(Mandatory, Position = 1)] [string] $DifferencePath
    )

    $isGalleryPackage = [IO.Path]::GetExtension($ReferencePath) -eq '.nupkg'
    $first, $second = (Get-FileHash -LiteralPath $ReferencePath, $DifferencePath).Hash
    if ($first -eq $second) { return }

    $reference = Get-EntryHash (Convert-Path -LiteralPath $ReferencePath)
    $difference = Get-EntryHash (Convert-Path -LiteralPath $DifferencePath)
    $names = [Collections.Generic.SortedSet[string]]::new([string[]] ($reference.Keys + $difference.Keys), [StringComparer]::Ordinal)
    $differing = foreach ($name in $names) {
        if ($isGalleryPackage -and ($randomEntries | Where-Object { $name -clike $_ })) { continue }
        if (-not $difference.ContainsKey($name)) { "$name (missing)" }
        elseif (-not $reference.ContainsKey($name)) { "$name (added)" }
        elseif ($reference[$name] -ne $difference[$name]) { "$name (other content)" }
    }

    if (-not $differing -and $isGalleryPackage) { return }
    $reason = $differing ? $differing -join ', ' : 'the entries are equal, their order, times or compression are not'
    throw "$DifferencePath differs from ${ReferencePath}: $reason."
}

# The SHA-256 of each entry of a zip file, by name.
function Get-EntryHash([string] $Path) {
    $hashes = [Collections.Generic.Dictionary[string, string]]::new()
    $zip = [IO.Compression.ZipFile]::OpenRead($Path)
    try {
        foreach ($entry in $zip.Entries) {
            $stream = $entry.Open()
            try { $hashes.Add($entry.FullName, (Get-FileHash -InputStream $stream).Hash) }
            finally { $stream.Dispose() }
        }
    }
    finally {
        $zip.Dispose()
    }

    $hashes
}

function Assert-ModuleFile([string] $Module) {
    if (-not (Test-Path -LiteralPath (Join-Path $Module AmlCompute.psd1))) {
        throw "'$Module' does not contain a built module. Run './build.ps1 Build' first."
    }

    $missing = [Collections.Generic.List[string]] @($moduleFiles.Keys)
    foreach ($file in Get-ChildItem -LiteralPath $Module -File -Recurse -Force) {
        $path = [IO.Path]::GetRelativePath($Module, $file.FullName).Replace('\', '/')
        $folder = [IO.Path]::GetDirectoryName($path).Replace('\', '/')
        if (-not ($moduleFiles[$folder] | Where-Object { $file.Name -clike $_ })) {
            throw "'$path' in '$Module' is not a file of the module. Build the module into an empty folder."
        }

        $null = $missing.Remove($folder)
    }

    foreach ($folder in $missing) { throw "The module in '$Module' has no files in '$folder'. Build the module into an empty folder." }
}

# The Gallery finds editions and commands by tags. Publish-Module of PowerShellGet 2 added them, but Compress-PSResource writes only the
# tags of the manifest.
function Add-GalleryTag([string] $Manifest) {
    $data = Import-PowerShellDataFile -LiteralPath $Manifest
    $tags = @($data.CompatiblePSEditions -replace '^', 'PSEdition_') + 'PSIncludes_Cmdlet' +
        @($data.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" })
    $tags = $tags | Where-Object { $_ -notin $data.PrivateData.PSData.Tags }
    if (-not $tags) { return }
    $text = Get-Content -LiteralPath $Manifest -Raw
    $tagged = $text -replace '(?m)^(\s*Tags\s*=\s*@\([^)]+)', "`$1, '$($tags -join "', '")'"
    if ($tagged -eq $text) { throw "The manifest has no list of Tags that ends in the same '@(...)'." }
    Set-Content -LiteralPath $Manifest -Value $tagged -NoNewline
}

# Compress-Archive writes the times of the files and the order of the folder, which differ with each build. This function writes bytes
# that depend only on names and content.
function Compress-ModuleFolder([string] $Folder, [string] $Path) {
    $parent = [IO.Path]::GetDirectoryName($Folder)
    [string[]] $names = Get-ChildItem -LiteralPath $Folder -File -Recurse |
        ForEach-Object { [IO.Path]::GetRelativePath($parent, $_.FullName).Replace('\', '/') }
    [array]::Sort($names, [StringComparer]::Ordinal)
    $stream = [IO.File]::Create($Path)
    $zip = [IO.Compression.ZipArchive]::new($stream, 'Create')
    try {
        foreach ($name in $names) {
            $entry = $zip.CreateEntry($name, 'SmallestSize')
            # The earliest time in the zip format, and the mode rw-r--r-- of a regular file.
            $entry.LastWriteTime = [datetimeoffset]::new(1980, 1, 1, 0, 0, 0, [timespan]::Zero)
            $entry.ExternalAttributes = 0x81a4 -shl 16
            $content = $entry.Open()
            try { $content.Write([IO.File]::ReadAllBytes((Join-Path $parent $name))) }
            finally { $content.Dispose() }
        }
    }
    finally {
        $zip.Dispose()
        $stream.Dispose()
    }
}

# The licenses and notices of all packages whose assemblies are in the folder bin of a module.
function Get-ThirdPartyNotice([string] $Module) {
    $rule = '-' * 80
    $license = Get-Content -LiteralPath (Join-Path $repository LICENSE) -Raw
    $packages = [Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::OrdinalIgnoreCase)
    foreach ($folder in Get-NuGetFolder $Module) {
        $package = Read-NuGetPackage $folder
        $packages["$($package.Id) $($package.Version)"] = $package
    }

    $notices = [ordered] @{}
    $parts = @(
        'The module ships assemblies of the following packages, unchanged, under the licenses named with them.', ''
        foreach ($name in $packages.Keys) {
            $package = $packages[$name]
            $rule, $name
            if ($package.ProjectUrl) { $package.ProjectUrl }
            $package.Copyright
            "License: $($package.License)"
            if ($package.LicenseText) { '', $package.LicenseText }
            # Most packages of .NET have the same notices.
            if ($package.Notices) { $notices[$package.Notices] += , $package.Id }
        }

        if ($packages.Values | Where-Object License -EQ MIT) {
            $terms = $license.IndexOf('Permission', [StringComparison]::Ordinal)
            $rule, 'The MIT license', '', $license.Substring($terms).Trim()
        }

        foreach ($text in $notices.Keys) { $rule, "Notices that come with $($notices[$text] -join ', ')", '', $text }
    )
    ($parts.ForEach{ $_ } -join "`n") + "`n"
}

# The folders of NuGet from which the assemblies of a module were copied. NuGet lists the files of all packages when it restores.
function Get-NuGetFolder([string] $Module) {
    $assets = Join-Path $repository src AmlCompute.PowerShell obj project.assets.json
    $restored = Get-Content -LiteralPath $assets -Raw | ConvertFrom-Json -AsHashtable
    $known = @{}
    foreach ($library in $restored.libraries.Values) {
        if ($library.type -ne 'package') { continue }
        foreach ($file in @($library.files) -like '*.dll') {
            foreach ($root in $restored.packageFolders.Keys) {
                $source = @{ Folder = Join-Path $root $library.path; File = Join-Path $root $library.path $file }
                $known[[IO.Path]::GetFileName($file)] += , $source
            }
        }
    }

    foreach ($assembly in Get-ChildItem -LiteralPath (Join-Path $Module bin) -Filter *.dll -Recurse) {
        if ($assembly.Name -clike 'AmlCompute.*') { continue }
        $hash = (Get-FileHash -LiteralPath $assembly).Hash
        $source = $known[$assembly.Name] |
            Where-Object { $_ -and (Test-Path -LiteralPath $_.File) -and (Get-FileHash -LiteralPath $_.File).Hash -eq $hash } |
            Select-Object -First 1
        if (-not $source) { throw "'$assembly' does not come from a restored package. Run 'dotnet restore' and build again." }
        $source.Folder
    }
}

# Reads the names, the license and the notices from a package in NuGet's folder.
function Read-NuGetPackage([string] $Folder) {
    $nuspec = [xml] (Get-ChildItem -LiteralPath $Folder -Filter *.nuspec | Get-Content -Raw)
    $find = { param($name) $nuspec.SelectSingleNode("/*/*[local-name()='metadata']/*[local-name()='$name']") }
    $read = {
        param($name)
        # The case of these file names differs between packages.
        $file = Get-ChildItem -LiteralPath $Folder -File | Where-Object Name -EQ $name
        if ($file) { [IO.File]::ReadAllText($file.FullName).ReplaceLineEndings("`n").Trim() }
    }
    $id = (& $find id).InnerText
    $element = & $find license
    $type = if ($element) { $element.GetAttribute('type') }
    $license = $type -eq 'expression' ? $element.InnerText : 'as follows'
    $text = if ($license -ne 'MIT') {
        $file = $type -eq 'file' ? $element.InnerText : 'LICENSE.TXT'
        (& $read $file) ?? $(throw "The package $id does not include the text of its license.")
    }

    @{
        Id          = $id
        Version     = (& $find version).InnerText
        ProjectUrl  = (& $find projectUrl)?.InnerText
        Copyright   = (& $find copyright)?.InnerText ?? "By $((& $find authors).InnerText)"
        License     = $license
        LicenseText = $text
        Notices     = & $read THIRD-PARTY-NOTICES.TXT
    }
}

Export-ModuleMember -Function New-ModulePackage, Compare-ModulePackage
