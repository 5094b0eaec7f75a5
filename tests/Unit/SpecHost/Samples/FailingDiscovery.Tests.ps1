Describe 'x' {
    It 'never runs' { }
    throw 'discovery broke'
}
