# The commands with which a spec file says what there is to test, and Set-ItResult.

function Describe {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory, Position = 1)] [scriptblock] $Fixture,
        [Alias('Tags')] [string[]] $Tag = @(),
        [switch] $Skip,
        $ForEach
    )
    foreach ($block in New-Node ([AmlCompute.SpecHost.SpecBlock]) $Name $Fixture $PSBoundParameters $MyInvocation) {
        $parent = $____session.Current
        $____session.Current = $block
        & $____session.DiscoverBlock $block
        $____session.Current = $parent
    }
}

${function:Context} = ${function:Describe}

function It {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory, Position = 1)] [scriptblock] $Test,
        [Alias('TestCases')] [object[]] $ForEach,
        [string[]] $Tag = @(),
        [switch] $Skip
    )
    $null = New-Node ([AmlCompute.SpecHost.SpecTest]) $Name $Test $PSBoundParameters $MyInvocation
}

# One node, or one for each case of -ForEach; all are added to the current block.
function New-Node([type] $Type, [string] $Name, [scriptblock] $Body, $Bound, $Invocation) {
    Assert-Discovery $Invocation.MyCommand.Name
    $cases = @($null)
    $hasData = $Bound.ContainsKey('ForEach')
    if ($hasData) {
        $cases = @($Bound['ForEach'])
        if ($null -eq $Bound['ForEach'] -or $cases.Count -eq 0) {
            throw "$($Invocation.MyCommand.Name) '$Name': -ForEach has no cases."
        }
    }

    foreach ($case in $cases) {
        $node = $Type::new($Name, $Body)
        $node.Tags = @($Bound['Tag'])
        $node.Skip = [bool] $Bound['Skip']
        $node.Line = $Invocation.ScriptLineNumber
        $node.HasData = $hasData
        $node.Data = $case
        $____session.Current.Add($node)
        $node.ExpandedName = & $____session.ExpandName $node
        $node
    }
}

function BeforeDiscovery([Parameter(Mandatory)] [scriptblock] $ScriptBlock) {
    Assert-Discovery 'BeforeDiscovery'
    . $ScriptBlock
}

function BeforeAll([Parameter(Mandatory)] [scriptblock] $Scriptblock) { Set-Hook 'BeforeAll' $Scriptblock }
function BeforeEach([Parameter(Mandatory)] [scriptblock] $Scriptblock) { Set-Hook 'BeforeEach' $Scriptblock }
function AfterEach([Parameter(Mandatory)] [scriptblock] $Scriptblock) { Set-Hook 'AfterEach' $Scriptblock }
function AfterAll([Parameter(Mandatory)] [scriptblock] $Scriptblock) { Set-Hook 'AfterAll' $Scriptblock }

function Set-Hook([string] $Hook, [scriptblock] $Body) {
    Assert-Discovery $Hook
    $____session.Current.SetHook($Hook, $Body)
}

function Assert-Discovery([string] $Command) {
    if ($null -eq $____session.Current) {
        throw "$Command cannot be used while tests run."
    }
}

function Set-ItResult {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory)] [switch] $Skipped, [string] $Because)

    $reason = if ($Because) { "Skipped, because $($Because -replace '^\s*because\s+')." } else { 'Skipped by Set-ItResult.' }
    throw [Management.Automation.ErrorRecord]::new([Exception]::new($reason), 'PesterTestSkipped', 'OperationStopped', $null)
}

Export-ModuleMember -Function Describe, Context, It, BeforeDiscovery, BeforeAll, BeforeEach, AfterEach, AfterAll, Set-ItResult
