# The output of Get-Help for the commands, in the engine that runs the specs.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $commands = foreach ($command in Get-Command -Module AmlCompute) { @{ Command = $command.Name } }
    $docs = Join-Path $PSScriptRoot '../../docs/en-US'
    $topics = Get-ChildItem -LiteralPath $docs -Filter about_*.md | ForEach-Object { @{ Topic = $_.BaseName } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    # The words of each line that has some.
    function Get-Line([string] $Text) {
        foreach ($line in $Text -split '\r?\n') {
            $words = ($line -replace '\s+', ' ').Trim()
            if ($words) { $words }
        }
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'Get-Help <Command>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Command -Full
    }

    It 'comes from the page of the command' {
        $help.Name | Should -Be $Command
        $help.Synopsis.Trim() | Should -Match '^[A-Z].*\.$'
        @($help.description).Count | Should -BeGreaterThan 0
        @($help.alertSet.alert).Count | Should -BeGreaterThan 0
        @($help.relatedLinks.navigationLink).Count | Should -BeGreaterThan 0
    }

    It 'has at least three examples, with code and words' {
        @($help.examples.example).Count | Should -BeGreaterThan 2
        foreach ($example in $help.examples.example) {
            $example.title | Should -Match '^-+ Example \d+: .+ -+$'
            $example.code | Should -Not -BeNullOrEmpty
            "$($example.remarks.Text)".Trim() | Should -Not -BeNullOrEmpty
        }
    }

    It 'describes each parameter, with its type and aliases' {
        $parameters = @{}
        foreach ($set in (Get-Command $Command).ParameterSets) {
            foreach ($parameter in $set.Parameters) { $parameters[$parameter.Name] = $parameter }
        }

        foreach ($described in Get-Help $Command -Parameter *) {
            "$($described.description.Text)".Trim() | Should -Not -BeNullOrEmpty
            $parameter = $parameters[$described.name]
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType)
            $described.type.name | Should -Be $(if ($type) { $type } else { $parameter.ParameterType }).FullName
            $words = foreach ($attribute in $parameter.Attributes) {
                $attribute.ValidValues
                if ($attribute -is [ArgumentCompleter] -and $attribute.Type.IsAbstract -eq $false) {
                    [Activator]::CreateInstance($attribute.Type).ValidValues
                }
            }
            foreach ($word in $words | Where-Object { $_ -and $parameter.ParameterType -ne [uri] }) {
                "$($described.description.Text)" | Should -MatchExactly "\b$([regex]::Escape($word))" -Because "-$($described.name)"
            }
            $described.aliases | Should -Be $(if ($parameter.Aliases.Count) { $parameter.Aliases -join ', ' } else { 'none' })
        }
    }
}

Describe 'Get-Help <Topic>' -ForEach $topics {
    It 'shows the topic' {
        $lines = "$(Get-Help $Topic)" -split '\r?\n'
        $lines[0] | Should -BeExactly 'TOPIC'
        $lines[1].Trim() | Should -BeExactly $Topic
        $lines.Length | Should -BeGreaterThan 20
    }

    It 'is found with its summary' {
        $found = Get-Help 'about_AmlCompute*' | Where-Object Name -EQ $Topic
        $found.Synopsis.Trim() | Should -Match '^[A-Z].+\.$'
    }
}

Describe 'Printed help' -Tag Process {
    BeforeAll {
        $manifest = (Get-TestModulePath) -replace "'", "''"
        $run = Invoke-EmptyShell @"
Import-Module '$manifest'
foreach (`$command in Get-Command -Module AmlCompute) {
    foreach (`$part in @{ Full = `$true }, @{ Examples = `$true }, @{ Parameter = '*' }) {
        "<<<`$(`$command.Name) `$(`$part.Keys)>>>" | Out-Default
        Get-Help `$command.Name @part | Out-Default
    }
}
"@
        $printed = @{}
        foreach ($match in [regex]::Matches($run.Output, '(?s)<<<(?<what>\S+ \w+)>>>(?<text>.*?)(?=<<<|$)')) {
            $printed[$match.Groups['what'].Value] = $match.Groups['text'].Value
        }
        $lines = @(Get-Line ($printed['Wait-AmlComputeTarget Full'] + $printed['Wait-AmlComputeTarget Examples']))
    }

    It 'has all its parts and no error' {
        $run.Error | Should -BeNullOrEmpty
        foreach ($heading in 'NAME', 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS') {
            $lines | Should -Contain $heading
        }
    }

    It 'shows parameters with what they take' {
        $lines | Should -Contain '-For <WaitFor>'
        $lines | Should -Contain 'Default value Usable'
        $lines | Should -Contain 'Accept pipeline input? True (ByPropertyName, ByValue)'
    }

    It 'shows examples with their code and output' {
        $lines | Should -Contain '---------- Example 1: Wait for a new cluster ----------'
        $lines | Should -Contain 'train AmlCompute Steady 1/4 STANDARD_E4S_V3'
    }

    It 'of <Command> names each parameter with its type' -ForEach $commands {
        $common = [Management.Automation.Cmdlet]::CommonParameters
        foreach ($part in 'Full', 'Parameter') {
            # PowerShell puts the type of a switch in brackets.
            $shown = foreach ($line in Get-Line $printed["$Command $part"]) {
                if ($line -match '^(?<name>-\w+) \[?<(?<type>\S+)>\]?$') { '{0} <{1}>' -f $Matches.name, $Matches.type }
            }
            $expected = foreach ($parameter in (Get-Command $Command).Parameters.Values) {
                $type = [Nullable]::GetUnderlyingType($parameter.ParameterType)
                if ($parameter.Name -notin $common -and $true -notin $parameter.Attributes.DontShow) {
                    '-{0} <{1}>' -f $parameter.Name, $(if ($type) { $type } else { $parameter.ParameterType }).Name
                }
            }

            $missing = $expected | Where-Object { $_ -notin $shown }
            $missing | Should -BeNullOrEmpty
            @($shown).Count | Should -Be @($expected).Count
        }
    }

    It 'of <Command> shows the title of each example' -ForEach $commands {
        foreach ($part in 'Full', 'Examples') {
            # A long title is broken anywhere.
            $text = $printed["$Command $part"] -replace '\s'
            foreach ($example in (Get-Help $Command).examples.example) {
                $text.Contains($example.title -replace '\s') | Should -BeTrue -Because "$part has '$($example.title)'"
            }
        }
    }

    It 'of <Command> has no gaps and no marks of Markdown' -ForEach $commands {
        foreach ($part in 'Full', 'Examples', 'Parameter') {
            $text = $printed["$Command $part"]
            # The examples of this command print a heading and tables, in which hyphens are escaped.
            if ($Command -eq 'ConvertTo-AmlComputeMarkdown') { $text = $text -replace '(?m)^\s*(### sandbox\\-ws: .*|\|.*\|\s*)$' }
            $text | Should -Not -Match '\{\{|\}\}|```|\]\(|\*\*\w|(?m)^\s*(#{2,} |\|.*\|\s*$)|(?<!\S)`[^`\r\n]+`(?!\w)'
        }
    }
}
