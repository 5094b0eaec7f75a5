BeforeDiscovery {
    $cases = @(@{ Size = 'small'; Of = @{ Kind = 'cluster' } }, @{ Size = 'large'; Of = @{ Kind = 'instance' } })
}

Describe '<_> block' -ForEach 'a', 'b' {
    BeforeAll { $late = "late $_" }

    It 'sees <_>' { $_ | Should -BeIn 'a', 'b' }
    It 'knows <late>' { $late | Should -Be "late $_" }
}

Describe 'case of <Size>' -ForEach $cases {
    It 'is a <Of.Kind>, not `<Of.Kind`>, costs $5 "net"' { $Of.Kind | Should -Not -BeNullOrEmpty }
    It 'takes <Size> and <_.inner>' -TestCases @(@{ inner = 1 }, @{ inner = 2 }) {
        param($inner)
        $inner | Should -BeIn 1, 2
        $Size | Should -BeLike '*l*'
    }
}

Describe 'arrays' {
    It 'first is <_[0]>' -ForEach @(1, 2), @(3, 4) { $_.Count | Should -BeGreaterThan 0 }
    It 'of <_.Length> letters' -ForEach 'abc', 'de' { $_.Length | Should -BeLessOrEqual 3 }
}
