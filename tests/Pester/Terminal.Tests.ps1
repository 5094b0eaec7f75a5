# Text of the service and of files on its way to a terminal: no view and no stream passes a control sequence on.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $folder = Split-Path (Get-TestModulePath)
    $manifest = Import-PowerShellDataFile -LiteralPath (Join-Path $folder AmlCompute.Views.psd1)
    $sets = @{}
    $views = foreach ($file in $manifest.FormatsToProcess) {
        $xml = [xml] (Get-Content -Raw (Join-Path $folder $file))
        foreach ($set in $xml.SelectNodes('//SelectionSet')) {
            $sets[$set.SelectSingleNode('Name').InnerText] = @($set.SelectNodes('Types/TypeName').InnerText)
        }
        foreach ($view in $xml.SelectNodes('//View')) {
            $types = foreach ($selector in $view.SelectSingleNode('ViewSelectedBy').ChildNodes) {
                if ($selector.LocalName -eq 'SelectionSetName') { $sets[$selector.InnerText] } else { $selector.InnerText }
            }
            $isTable = [bool] $view.SelectSingleNode('TableControl')
            @{ View = $view.SelectSingleNode('Name').InnerText; Types = @($types); IsTable = $isTable }
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    # One sequence of each class, with the text that it would have hidden or changed.
    $hostile = -join $(
        'Failed'
        foreach ($code in 0, 7, 8, 9, 11, 12, 13, 0x7f, 0x85, 0x90, 0x061c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff) {
            [char] $code; 'x'
        }
        "$([char] 27)[2J$([char] 27)]0;title$([char] 7)$([char] 27)]8;;http://x$([char] 27)\$([char] 27)Pq$([char] 27)\"
        "$([char] 0x9b)31m$([char] 0x9d)0;title$([char] 0x9c)"
    )
    $dangerous = '[\p{Cc}\p{Cf}-[\r\n\u200c\u200d]]|\r(?!\n)'
    $mark = [string] [char] 0xfffd

    function Assert-Escaped([string[]] $Text, [string] $From) {
        $codes = foreach ($found in [regex]::Matches(-join $Text, $dangerous)) { '{0:x4}' -f [int] $found.Value[0] }
        $codes | Should -BeNullOrEmpty -Because $From
    }

    function Assert-Clean([string[]] $Text, [string] $From) {
        -join $Text | Should -BeLike "*$mark*" -Because "$From shows the hostile text"
        # The engine's own colours of headers, errors and warnings.
        $rest = -join $Text -replace "$([char] 27)\[[0-9;]*m", ''
        # The engine writes dates of Arabic cultures with marks.
        $right = [string] [char] 0x200f
        if ((Get-Date).ToString().Contains($right)) { $rest = $rest -replace $right }
        Assert-Escaped $rest $From
    }

    # An object of a type whose texts are all hostile, as it comes out of a file or a job.
    function New-HostileObject([string] $Type) {
        $members = [ordered] @{ PSTypeName = $Type }
        foreach ($property in ($Type -as [type]).GetProperties()) {
            $kind = "$($property.PropertyType)"
            $members[$property.Name] = switch -Wildcard ($kind) {
                { $property.PropertyType.IsEnum } { 1; break }
                '*IReadOnlyDictionary*' { @{ $hostile = $hostile; Keys = $hostile }; break }
                '*IReadOnlyList*' { , @($hostile, $hostile); break }
                'bool' { $true; break }
                '*bool*' { $true; break }
                '*int*' { 1; break }
                'long' { 1; break }
                '*decimal*' { 1; break }
                '*NodeStateCounts' { 'none'; break }
                '*Date*' { [datetime] '2026-01-05'; break }
                '*timespan*' { [timespan]::Zero; break }
                '*guid*' { [guid]::Empty; break }
                default { $hostile }
            }
        }
        $object = [pscustomobject] $members
        foreach ($base in 'AmlCompute.JsonModel', 'AmlCompute.ComputeTarget') {
            if (($Type -as [type]).IsSubclassOf($base -as [type])) { $object.PSObject.TypeNames.Insert(1, $base) }
        }
        $object
    }

    if ($PSStyle) {
        # The engine removes escape sequences from text in plain rendering, which would hide a mistake.
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'Ansi'
    }
}

AfterAll {
    if ($PSStyle) { $PSStyle.OutputRendering = $rendering }
    Assert-TestBody
}

Describe 'The view <View>' -ForEach $views {
    It 'shows no control sequence of a text of its objects' {
        foreach ($type in $Types) {
            $object = New-HostileObject $type
            $text = if ($IsTable) { $object | Format-Table -View $View | Out-String -Width 1000 }
            else { $object | Format-List | Out-String -Width 1000 }
            if ($View -ne 'NodeStateCounts') { Assert-Clean $text $type }
        }
    }
}

Describe 'A hostile text of the service' {
    BeforeAll {
        $workspace = Connect-TestSandbox
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Description $hostile -Tag @{ team = $hostile } -Wait
    }

    It 'keeps its text as the value of a property, in files and in the output of ToJson' {
        $target = Get-AmlComputeTarget cpu
        $target.Description | Should -BeExactly $hostile
        ($target | Export-Csv (Join-Path $TestDrive 'targets.csv') -NoTypeInformation)
        foreach ($text in (ConvertTo-AmlComputeJson $target), (ConvertTo-AmlComputeYaml $target), $target.ToJson()) {
            Assert-Escaped $text
        }
        (ConvertTo-AmlComputeYaml $target | ConvertFrom-AmlComputeYaml).Settings['Description'] | Should -BeExactly $hostile
        (ConvertFrom-AmlComputeJson (ConvertTo-AmlComputeJson $target)).Description | Should -BeExactly $hostile
        Assert-Clean ($target | Format-List | Out-String) 'Format-List'
    }

    It 'is replaced in errors, also of a job' {
        # A fault of the sandbox has no line breaks.
        $hostile = $hostile.Replace("`r", '')
        $fault = @{ Path = '*/computes/cpu'; Status = 403; Code = "Denied$hostile"; Message = "No. $hostile"; Count = 2 }
        $workspace.Sandbox.AddFault($fault)
        $record = (Invoke-Captured { Get-AmlComputeTarget cpu }).Errors[0]
        Assert-Clean "$record" 'the message'
        Assert-Clean ($record | Out-String) 'the printed error'
        $record.Exception.ServiceMessage | Should -BeExactly "No. $hostile"
        $job = Set-AmlComputeTarget cpu -MaxNodes 2 -AsJob
        $null = Wait-Job $job
        Assert-Clean "$($job.ChildJobs[0].Error)" 'the error of a job'
        Assert-Clean $job.ChildJobs[0].StatusMessage 'the status of a job'
    }

    It 'is replaced in the category and in the message of an error about a name' {
        $record = (Invoke-Captured { Stop-AmlComputeTarget ([WildcardPattern]::Escape($hostile)) }).Errors[0]
        Assert-Clean ($record.CategoryInfo.GetMessage()) 'the category'
        Assert-Escaped "$record"
    }

    It 'is replaced in the names of a job' {
        $job = Wait-AmlComputeTarget -Name ([WildcardPattern]::Escape($hostile)) -For Removed -AsJob
        $null = Wait-Job $job
        Assert-Clean $job.Command 'the command'
        Assert-Clean $job.ChildJobs[0].Name 'the child'
        Assert-Clean ($job.ChildJobs[0] | Out-String) 'the table'
    }

    It 'is replaced in debug messages and warnings' {
        $result = Invoke-Captured {
            $DebugPreference = 'Continue'
            Get-AmlComputeTarget cpu | ConvertTo-AmlComputeYaml
            Get-AmlComputeTarget -Type "x$hostile"
        }
        Assert-Clean $result.Warnings 'the warning'
        Assert-Escaped $result.Debug
    }

    It 'is replaced in progress' {
        $body = (Get-AmlComputeTarget cpu).ToJson() -replace '"allocationState": "[^"]*"', '"allocationState": "a\u001b]0;x\u0007"'
        $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes/cpu'; Status = 200; Body = $body; Count = 5 })
        $shell = New-TestShell
        try {
            $null = $shell.AddCommand('Wait-AmlComputeTarget').AddParameters(
                @{ Name = 'cpu'; Workspace = $workspace; For = 'Steady'; Timeout = '10d' }).Invoke()
            Assert-Clean ($shell.Streams.Progress | ForEach-Object { "$($_.Activity) $($_.StatusDescription)" }) 'the progress'
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }

    It 'is replaced in verbose messages' {
        $result = Invoke-Captured {
            [pscustomobject] @{ Name = 'cpu'; ComputeType = 'AmlCompute' } | Test-AmlComputeTarget -Verbose
        }
        Assert-Escaped $result.Verbose
    }

    It 'is replaced in comparisons' {
        $comparison = [pscustomobject] @{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; Description = 'other' } | Compare-AmlComputeTarget
        Assert-Clean ($comparison | Out-String -Width 1000) 'the table'
        Assert-Clean ($comparison.Differences | Out-String -Width 1000) 'the differences'
        ($comparison.Differences | Where-Object Name -eq Description).Live | Should -BeExactly $hostile
    }

    It 'is replaced in -WhatIf and in confirmations' -Tag Process {
        $codes = ($hostile.ToCharArray() | ForEach-Object { [int] $_ }) -join ','
        $run = Invoke-FreshShell -Command @"
`$hostile = -join [char[]] ($codes)
`$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6000 }
`$null = New-AmlComputeTarget cpu Standard_DS2_v2 -Description `$hostile -Wait -Timeout 10d
Set-AmlComputeTarget cpu -Description new -WhatIf
try { Set-AmlComputeTarget cpu -Description new -Confirm } catch { "`$_" }
"@
        Assert-Clean $run.Output '-WhatIf'
    }
}

Describe 'A hostile key of a file' {
    It 'is replaced in the error about <Name>' -ForEach @(
        @{ Name = 'a YAML key'; File = 'a.yml'; Text = 'name: x', 'type: amlcompute', '"a\e]0;x\a\u202eb": 1' }
        @{ Name = 'a YAML value'; File = 'b.yml'; Text = 'name: x', 'type: "a\e]0;x\a\u202eb"' }
        @{
            Name = 'a JSON key'; File = 'c.json'
            Text = '{ "name": "cpu", "a\u001b]0;x\u0007\u202eb": 1, "a\u001b]0;x\u0007\u202eb": 2 }'
        }
    ) {
        $path = Join-Path $TestDrive $File
        Set-Content -LiteralPath $path $Text
        $null = Connect-TestSandbox
        $result = Invoke-Captured { Compare-AmlComputeTarget -Path $path }
        Assert-Clean ($result.Errors + $result.Warnings) $Name
    }
}

Describe 'A bad character of one target' {
    It 'is replaced, and the other targets are read' {
        $workspace = Connect-TestSandbox
        $id = "$($workspace.Id)/computes"
        $bad = '{ "id": "' + $id + '/bad", "name": "bad", "location": "eastus", "tags": { "a": "x\ud800y" }, "properties": ' +
            '{ "computeType": "AmlCompute\udc00", "provisioningState": "Succeeded", "properties": {} } }'
        $good = $bad -replace 'bad', 'good' -replace '\\u....', ''
        $body = '{ "value": [' + $bad + ', ' + $good + '] }'
        $workspace.Sandbox.AddFault(@{ Status = 200; Body = $body; Path = '*/computes' })
        $result = Invoke-Captured { Get-AmlComputeTarget | ConvertTo-AmlComputeJson }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -HaveCount 2
        ($result.Output[0] | ConvertFrom-Json).tags.a | Should -BeExactly "x${mark}y"
    }
}
