Describe 'hanging' {
    It 'ends' { }
    It 'does not end' { [Threading.Thread]::Sleep(10); while ($true) { } }
    It 'is not reached' { }
}
