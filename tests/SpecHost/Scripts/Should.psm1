# The Should command. Operators says what each operator takes besides -Not and -Because, whether it sees the piped values one by
# one or together, how it decides, and how a failure calls what it wants. The decisions are PowerShell's own operators.

$OneValue = [ordered] @{ ExpectedValue = [object] }
$Operators = [ordered] @{
    Be               = @{ Takes = $OneValue; Together = $true; Wants = 'be {0}'; Test = { param($a, $p) Test-Equal $a $p.ExpectedValue $false } }
    BeExactly        = @{ Takes = $OneValue; Together = $true; Wants = 'be exactly {0}'; Test = { param($a, $p) Test-Equal $a $p.ExpectedValue $true } }
    BeTrue           = @{ Wants = 'be true'; Test = { param($a) [bool] $a } }
    BeFalse          = @{ Wants = 'be false'; Test = { param($a) -not $a } }
    BeNullOrEmpty    = @{ Together = $true; Wants = 'be null or empty'; Test = { param($a) Test-Empty $a } }
    BeOfType         = @{ Takes = [ordered] @{ ExpectedType = [object] }; Wants = 'be of type {0}'; Test = { param($a, $p) $a -is (Resolve-Type $p.ExpectedType) } }
    HaveCount        = @{ Takes = [ordered] @{ ExpectedValue = [int] }; Together = $true; Wants = 'have {0} items'; Test = { param($a, $p) [int] $a.Count -eq $p.ExpectedValue } }
    Contain          = @{ Takes = $OneValue; Together = $true; Wants = 'contain {0}'; Test = { param($a, $p) $a -contains $p.ExpectedValue } }
    BeIn             = @{ Takes = $OneValue; Wants = 'be one of {0}'; Test = { param($a, $p) $p.ExpectedValue -contains $a } }
    Match            = @{ Takes = [ordered] @{ RegularExpression = [object] }; Wants = 'match {0}'; Test = { param($a, $p) $a -match $p.RegularExpression } }
    MatchExactly     = @{ Takes = [ordered] @{ RegularExpression = [object] }; Wants = 'match exactly {0}'; Test = { param($a, $p) $a -cmatch $p.RegularExpression } }
    BeLike           = @{ Takes = $OneValue; Wants = 'be like {0}'; Test = { param($a, $p) $a -like $p.ExpectedValue } }
    BeLikeExactly    = @{ Takes = $OneValue; Wants = 'be exactly like {0}'; Test = { param($a, $p) $a -clike $p.ExpectedValue } }
    BeGreaterThan    = @{ Takes = $OneValue; Wants = 'be greater than {0}'; Test = { param($a, $p) -not ($a -le $p.ExpectedValue) } }
    BeGreaterOrEqual = @{ Takes = $OneValue; Wants = 'be at least {0}'; Test = { param($a, $p) -not ($a -lt $p.ExpectedValue) } }
    BeLessThan       = @{ Takes = $OneValue; Wants = 'be less than {0}'; Test = { param($a, $p) -not ($a -ge $p.ExpectedValue) } }
    BeLessOrEqual    = @{ Takes = $OneValue; Wants = 'be at most {0}'; Test = { param($a, $p) -not ($a -gt $p.ExpectedValue) } }
    Exist            = @{ Wants = 'exist'; Test = { param($a) $ExecutionContext.SessionState.InvokeProvider.Item.Exists($a) } }
    Throw            = @{ Takes = [ordered] @{ ExpectedMessage = [string]; ErrorId = [string]; ExceptionType = [type]; PassThru = [switch] } }
}

function Should {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(ValueFromPipeline)] [object] $ActualValue)

    dynamicparam {
        # -Because too, else PowerShell would take -Be for short for it.
        $parameters = [Management.Automation.RuntimeDefinedParameterDictionary]::new()
        Add-Parameter $parameters 'Not' ([switch]) @{ }
        Add-Parameter $parameters 'Because' ([string]) @{ }
        foreach ($operator in $Operators.Keys) {
            Add-Parameter $parameters $operator ([switch]) @{ ParameterSetName = $operator; Mandatory = $true }
            $position = 0
            foreach ($name in $Operators[$operator].Takes.Keys) {
                Add-Parameter $parameters $name $Operators[$operator].Takes[$name] @{ ParameterSetName = $operator; Position = $position }
                $position++
            }
        }

        $parameters
    }

    begin {
        $piped = [Collections.Generic.List[object]]::new()
    }

    process {
        $piped.Add($ActualValue)
    }

    end {
        $name = $PSCmdlet.ParameterSetName
        $operator = $Operators[$name]
        if ($name -eq 'Throw') {
            foreach ($block in $piped) { Test-Throw $block $PSBoundParameters }
        }
        elseif ($piped.Count -eq 0) {
            Test-Value $null $operator $PSBoundParameters
        }
        elseif ($operator.Together -and $MyInvocation.ExpectingInput) {
            Test-Value $piped.ToArray() $operator $PSBoundParameters
        }
        elseif ($operator.Together) {
            Test-Value @($ActualValue) $operator $PSBoundParameters
        }
        else {
            foreach ($value in $piped) { Test-Value $value $operator $PSBoundParameters }
        }
    }
}

function Add-Parameter($Parameters, [string] $Name, [type] $Type, [Management.Automation.ParameterAttribute] $Attribute) {
    if (-not $Parameters.ContainsKey($Name)) {
        $Parameters.Add($Name, [Management.Automation.RuntimeDefinedParameter]::new($Name, $Type, [Collections.ObjectModel.Collection[Attribute]]::new()))
    }

    $Parameters[$Name].Attributes.Add($Attribute)
}

function Test-Value($Actual, $Operator, $Parameters) {
    if ([bool] (& $Operator.Test $Actual $Parameters) -eq [bool] $Parameters['Not']) {
        $expected = foreach ($name in $Operator.Takes.Keys) { Format-Value $Parameters[$name] }
        $wants = $Operator.Wants -f $expected
        Stop-Test "Expected $(Format-Value $Actual) $(if ($Parameters['Not']) { 'not ' })to $wants$(Format-Because $Parameters)."
    }
}

function Test-Throw($Block, $Parameters) {
    if ($Block -isnot [scriptblock]) {
        throw [ArgumentException]::new('Should -Throw needs a script block: { ... } | Should -Throw.')
    }

    $caught = $null
    try {
        $null = do { & $Block } while ($false)
    }
    catch {
        $caught = $_
    }

    $because = Format-Because $Parameters
    if ($Parameters['Not']) {
        if ($caught) {
            Stop-Test "Expected no error$because, but this was thrown: $(Format-Error $caught)"
        }

        return
    }

    $wanted = @(
        if ($Parameters['ExceptionType']) { @{ Name = 'an exception of type'; Value = $Parameters.ExceptionType; Met = $caught.Exception -is $Parameters.ExceptionType } }
        if ($Parameters['ExpectedMessage']) { @{ Name = 'a message like'; Value = $Parameters.ExpectedMessage; Met = $caught.Exception.Message -like $Parameters.ExpectedMessage } }
        if ($Parameters['ErrorId']) { @{ Name = 'an error id like'; Value = $Parameters.ErrorId; Met = $caught.FullyQualifiedErrorId -like $Parameters.ErrorId } }
    )
    $words = @('an error') + @(foreach ($item in $wanted) { "$($item.Name) $(Format-Value $item.Value)" }) -join ' with '
    if (-not $caught) {
        Stop-Test "Expected $words$because, but nothing was thrown."
    }

    if ($wanted.Met -contains $false) {
        Stop-Test "Expected $words$because, but this was thrown: $(Format-Error $caught)"
    }

    if ($Parameters['PassThru']) {
        $caught
    }
}

# Two values are equal as PowerShell's -eq says; arrays are, element by element; nothing, null and an array of one null are.
function Test-Equal($Actual, $Expected, [bool] $CaseSensitive) {
    $left = @($Actual)
    $right = @($Expected)
    $leftEmpty = $left.Count -eq 0 -or ($left.Count -eq 1 -and $null -eq $left[0])
    $rightEmpty = $right.Count -eq 0 -or ($right.Count -eq 1 -and $null -eq $right[0])
    if ($leftEmpty -or $rightEmpty) {
        return $leftEmpty -and $rightEmpty
    }

    if ($left.Count -ne $right.Count) {
        return $false
    }

    for ($i = 0; $i -lt $left.Count; $i++) {
        $same = if ($left[$i] -is [array] -or $right[$i] -is [array]) { Test-Equal $left[$i] $right[$i] $CaseSensitive }
        elseif ($CaseSensitive) { $right[$i] -ceq $left[$i] }
        else { $right[$i] -eq $left[$i] }
        if (-not $same) {
            return $false
        }
    }

    $true
}

function Test-Empty($Actual) {
    if ($null -eq $Actual -or $Actual.Count -eq 0) {
        return $true
    }

    if ($Actual.Count -gt 1) {
        return $false
    }

    if ($Actual[0] -is [hashtable]) { $Actual[0].Count -eq 0 } else { [string]::IsNullOrEmpty($Actual[0]) }
}

function Resolve-Type($Type) {
    if ($Type -is [type]) {
        return $Type
    }

    $found = "$Type".Trim('[', ']') -as [type]
    if (-not $found) {
        throw [ArgumentException]::new("There is no type $Type.")
    }

    $found
}

function Stop-Test([string] $Message) {
    throw [Management.Automation.ErrorRecord]::new([Exception]::new($Message), 'PesterAssertionFailed', 'InvalidResult', $null)
}

function Format-Because($Parameters) {
    if ($Parameters['Because']) { ", because $($Parameters['Because'] -replace '^\s*because\s+')" }
}

function Format-Error($Record) {
    "$($Record.Exception.GetType().Name): $($Record.Exception.Message) ($($Record.FullyQualifiedErrorId))"
}

function Format-Value($Value) {
    if ($null -eq $Value) { '$null' }
    elseif ($Value -is [string]) { "'$Value'" }
    elseif ($Value -is [bool]) { if ($Value) { '$true' } else { '$false' } }
    elseif ($Value -is [type]) { "[$Value]" }
    elseif ($Value -is [datetime] -or $Value -is [datetimeoffset]) { $Value.ToString('o') }
    elseif ($Value -is [scriptblock]) { "{$Value}" }
    elseif ($Value -is [Collections.IList] -and $Value.Count -eq 1 -and $Value[0] -isnot [Collections.IList]) { Format-Value $Value[0] }
    elseif ($Value -is [Collections.IList]) { "@($(@(foreach ($item in $Value) { Format-Value $item }) -join ', '))" }
    else { "$Value" }
}

Export-ModuleMember -Function Should
