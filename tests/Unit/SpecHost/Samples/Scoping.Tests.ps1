BeforeDiscovery {
    $discovered = @(@{ Word = 'one' }, @{ Word = 'two' })
}

BeforeAll {
    $log = [Collections.Generic.List[string]]::new()
    function Get-FromFile { 'from file' }
    $fileValue = 'file'
    $changed = 'file'
    $script:shared = 0
}

Describe 'paths' {
    BeforeAll { $pathInBeforeAll = $PSCommandPath; $rootInBeforeAll = $PSScriptRoot }

    It 'are those of the file' {
        [IO.Path]::GetFileName($PSCommandPath) | Should -Be 'Scoping.Tests.ps1'
        $PSScriptRoot | Should -Be ([IO.Path]::GetDirectoryName($PSCommandPath))
        $pathInBeforeAll | Should -Be $PSCommandPath
        $rootInBeforeAll | Should -Be $PSScriptRoot
    }
}

Describe 'outer' {
    BeforeAll { $log.Add('all outer'); $blockValue = 'outer'; $changed = 'outer' }
    BeforeEach { $log.Add('each outer'); $each = 'outer' }
    AfterEach { $log.Add('after outer') }
    AfterAll { $log.Add('afterall outer') }

    It 'sees what the file and its block set up' {
        $fileValue, $blockValue, $changed, $each, (Get-FromFile) | Should -Be @('file', 'outer', 'outer', 'outer', 'from file')
        $each = 'changed in a test'
        $blockValue = 'changed in a test'
        $script:shared++
    }

    It 'does not see what another test set, but for the script scope' {
        $each | Should -Be 'outer'
        $blockValue | Should -Be 'outer'
        $script:shared | Should -Be 1
    }

    Context 'inner' {
        BeforeAll { $log.Add('all inner'); $blockValue = 'inner' }
        BeforeEach { $log.Add("each inner after $each"); $each = 'inner' }
        AfterEach { $log.Add("after inner $each") }
        AfterAll { $log.Add('afterall inner') }

        It 'has its own values' {
            $blockValue | Should -Be 'inner'
            $each | Should -Be 'inner'
        }
    }

    It 'has its values back' {
        $blockValue | Should -Be 'outer'
    }
}

Describe 'after the blocks' {
    It 'saw set-up and tear-down in order' {
        $log | Should -Be @(
            'all outer', 'each outer', 'after outer', 'each outer', 'after outer',
            'all inner', 'each outer', 'each inner after outer', 'after inner inner', 'after outer', 'afterall inner',
            'each outer', 'after outer', 'afterall outer')
    }

    It 'does not see the values of discovery' {
        $discovered | Should -BeNullOrEmpty
        $changed | Should -Be 'file'
    }

    It 'got <Word> from discovery' -ForEach $discovered {
        $Word | Should -BeIn 'one', 'two'
    }
}

Describe 'the scratch folder' {
    Context 'of a block' {
        It 'takes a file' {
            [IO.File]::WriteAllText("$TestDrive/x.txt", 'x')
            'TestDrive:/x.txt' | Should -Exist
        }
    }

    It 'goes with its block' {
        [IO.Directory]::GetFiles($TestDrive) | Should -HaveCount 0
    }
}
