Describe 'Should' {
    It 'holds: <_>' -ForEach @(
        { 1 | Should -Be 1 }, { '1' | Should -Be 1 }, { 'A' | Should -Be 'a' }, { $null | Should -Be $null }, { @() | Should -Be @() }
        { 1, 2 | Should -Be @(1, 2) }, { , @(1, @(2, 3)) | Should -Be @(, @(1, @(2, 3))) }, { 1, 2 | Should -Not -Be @(2, 1) }, { $null | Should -Not -Be 0 }
        { @{ a = 1 }.Keys | Should -Be 'a' }, { Should -ActualValue 5 -Be 5 }
        { 'a' | Should -BeExactly 'a' }, { 'A' | Should -Not -BeExactly 'a' }, { 'a', 'B' | Should -Not -BeExactly 'a', 'b' }
        { 1 | Should -BeTrue }, { $false | Should -Not -BeTrue }, { '' | Should -BeFalse }, { $null | Should -BeFalse }, { 'x' | Should -Not -BeFalse }
        { $null | Should -BeNullOrEmpty }, { '' | Should -BeNullOrEmpty }, { @() | Should -BeNullOrEmpty }, { 0 | Should -Not -BeNullOrEmpty }, { @{} | Should -BeNullOrEmpty }
        { 1 | Should -BeOfType [int] }, { 1 | Should -BeOfType int }, { 1, 'a' | Should -Not -BeOfType ([datetime]) }, { [ArgumentNullException]::new() | Should -BeOfType ([ArgumentException]) }
        { 1, 2, 3 | Should -HaveCount 3 }, { 'a' | Should -HaveCount 1 }, { @() | Should -HaveCount 0 }, { 1, 2 | Should -Not -HaveCount 3 }
        { 1, 2 | Should -Contain 2 }, { 'a', 'b' | Should -Contain 'B' }, { 1, 2 | Should -Not -Contain 3 }, { 2 | Should -BeIn 1, 2 }, { 3 | Should -Not -BeIn @(1, 2) }
        { 'abc' | Should -Match '^A' }, { 'abc' | Should -Not -MatchExactly '^A' }, { 'abc' | Should -MatchExactly '^a' }
        { 'abc' | Should -BeLike 'A*' }, { 'abc' | Should -Not -BeLikeExactly 'A*' }, { 'abc' | Should -BeLikeExactly 'a*' }
        { 2 | Should -BeGreaterThan 1 }, { 2 | Should -BeGreaterOrEqual 2 }, { 1 | Should -BeLessThan 2 }, { 2 | Should -BeLessOrEqual 2 }, { 1 | Should -Not -BeGreaterThan 1 }
        { $PSCommandPath | Should -Exist }, { '/no/such/path' | Should -Not -Exist }
        { { throw 'x' } | Should -Throw }, { { 1 } | Should -Not -Throw }, { { throw 'a b c' } | Should -Throw '*B*' }
        { { throw 'abc' } | Should -Throw -ExpectedMessage 'ABC' -ErrorId 'abc' -ExceptionType ([Exception]) }
        { { [int]::Parse('x') } | Should -Throw -ErrorId 'Format*' }
        { ({ throw 'abc' } | Should -Throw -PassThru).Exception.Message | Should -Be 'abc' }
    ) {
        & $_
    }

    It 'fails: <_>' -ForEach @(
        { 1 | Should -Be 2 }, { 1, 2 | Should -Be @(1, 2, 3) }, { 1 | Should -Not -Be 1 }, { $null | Should -Be '' }, { , @(1, @(2, 3)) | Should -Be @(, @(1, @(2, 4))) }
        { 'A' | Should -BeExactly 'a' }, { 0 | Should -BeTrue }, { 1 | Should -BeFalse }, { 'a' | Should -BeNullOrEmpty }, { '' | Should -Not -BeNullOrEmpty }
        { 1 | Should -BeOfType [string] }, { 1, 'a' | Should -BeOfType [int] }, { 1, 2 | Should -HaveCount 1 }, { $null | Should -HaveCount 0 }
        { 1, 2 | Should -Contain 3 }, { 3 | Should -BeIn 1, 2 }, { 'abc' | Should -Match '^b' }, { 'abc' | Should -MatchExactly '^A' }, { 'abc' | Should -BeLike 'b*' }
        { 'abc' | Should -BeLikeExactly 'A*' }, { 1 | Should -BeGreaterThan 1 }, { 1 | Should -BeGreaterOrEqual 2 }, { 1 | Should -BeLessThan 1 }, { 2 | Should -BeLessOrEqual 1 }
        { '/no/such/path' | Should -Exist }, { $PSCommandPath | Should -Not -Exist }
        { { 1 } | Should -Throw }, { { throw 'x' } | Should -Not -Throw }, { { throw 'abc' } | Should -Throw 'b*' }, { { throw 'abc' } | Should -Throw -ErrorId 'other' }
        { { throw 'abc' } | Should -Throw -ExceptionType ([ArgumentException]) }
    ) {
        $failure = try { & $_ } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'PesterAssertionFailed'
    }
}
