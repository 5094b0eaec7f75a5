Describe 'exiting' {
    It 'ends' { }
    It 'exits' { exit 3 }
    It 'is not reached' { }
}
