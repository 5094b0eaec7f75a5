Describe 'x' { It 'never runs' { 
