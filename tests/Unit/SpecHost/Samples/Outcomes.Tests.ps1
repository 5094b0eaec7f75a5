BeforeDiscovery { $no = $false }

Describe 'tests' {
    It 'passes' { 1 + 1 | Should -Be 2 }
    It 'fails' { 'actual' | Should -Be 'expected' -Because 'it should' }
    It 'throws' { throw [InvalidOperationException]::new('thrown here') }
    It 'passes in spite of an error that is not terminating' { $null = Get-Command no-such-command-at-all -ErrorAction Continue }
    It 'fails for a command nobody has' { Invoke-NobodyHasThis }
    It 'is skipped' -Skip { throw 'not run' }
    It 'is not skipped' -Skip:$no { }
    It 'skips itself' { Set-ItResult -Skipped -Because 'it is Sunday'; throw 'not reached' }
    It 'needs a full shell' -Tag 'Other', 'FullShell' { }
}

Describe 'a block whose BeforeAll fails' {
    BeforeAll { throw 'no set-up' }
    AfterAll { $global:tornDown = $true }
    It 'has a test' { }
    Context 'inside' { It 'has another test' { } }
}

Describe 'a block after that' {
    It 'runs, and the one before was torn down' { $tornDown | Should -BeTrue }
}

Describe 'a block whose BeforeEach fails' {
    BeforeEach { throw 'no preparation' }
    AfterEach { $global:cleaned = $true }
    It 'fails the test' { }
}

Describe 'a block whose AfterEach fails' {
    AfterEach { throw 'no cleaning' }
    It 'fails though it passed' { $cleaned | Should -BeTrue }
    It 'fails though it was skipped' { Set-ItResult -Skipped }
}

Describe 'a block whose AfterAll fails' {
    AfterAll { throw 'no tear-down' }
    It 'has a test that passes' { }
}

Describe 'a skipped block' -Skip {
    BeforeAll { throw 'not run' }
    It 'is skipped too' { }
}

Describe 'a stray break' {
    It 'ends its test' { break }
    It 'does not end the next' { 1 | Should -Be 2 }
}
