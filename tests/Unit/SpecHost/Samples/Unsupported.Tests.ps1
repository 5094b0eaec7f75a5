Describe 'unsupported' {
    It 'operator' { 1 | Should -BeEquivalentTo 1 }
    It 'parameter' { { throw 'x' } | Should -Throw -Because 'y' -Exactly }
    It 'no operator' { 1 | Should }
    It 'command' { Mock Get-Item { } }
    It 'result' { Set-ItResult -Inconclusive }
    It 'nesting' { Describe 'in a test' { } }
    It 'question' { $Host.UI.PromptForChoice('Sure?', 'Go on?', [Management.Automation.Host.ChoiceDescription[]] @('&Yes'), 0) }
}
