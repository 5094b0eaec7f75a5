# The tables that are printed by default, and the lists.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $folder = Split-Path (Get-TestModulePath)
    $manifest = Import-PowerShellDataFile -LiteralPath (Join-Path $folder AmlCompute.Views.psd1)
    $sets = @{}
    $views = foreach ($file in $manifest.FormatsToProcess) {
        $xml = [xml] (Get-Content -Raw -LiteralPath (Join-Path $folder $file))
        foreach ($set in $xml.SelectNodes('//SelectionSet')) {
            $sets[$set.SelectSingleNode('Name').InnerText] = @($set.SelectNodes('Types/TypeName').InnerText)
        }
        foreach ($view in $xml.SelectNodes('//View')) {
            $types = foreach ($selector in $view.SelectSingleNode('ViewSelectedBy').ChildNodes) {
                if ($selector.LocalName -eq 'SelectionSetName') { $sets[$selector.InnerText] } else { $selector.InnerText }
            }
            @{ View = $view.SelectSingleNode('Name').InnerText; Xml = $view; Types = @($types) }
        }
    }
    $tables = foreach ($view in $views) { if ($view.Xml.SelectSingleNode('TableControl')) { $view } }
    $targets = foreach ($type in (Get-Command Get-AmlComputeTarget).OutputType.Type) { @{ Type = $type.FullName } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
    $escape = [string] [char] 27

    # The lines that commands print in a process of its own whose output is no terminal.
    function Get-Printed([string] $Command) {
        $setUp = @'
$PSDefaultParameterValues['*-AmlComputeTarget:Timeout'] = '10d'
$workspace = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6000 }
$aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
$null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Wait
$null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
$null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
'@
        $run = Invoke-EmptyShell "Import-Module '$((Get-TestModulePath) -replace "'", "''")'`n$setUp`n$Command"
        $run.Error | Should -BeNullOrEmpty
        $run.Output -split '\r?\n' | ForEach-Object { $_.TrimEnd() } | Where-Object { $_ }
    }

    # The properties that a script sees on a type, those of the type file included.
    function Get-PropertyName([string] $Type) {
        foreach ($property in ($Type -as [type]).GetProperties()) { $property.Name }
    }
}

AfterAll {
    Assert-TestBody
}

Describe 'A printed list of targets' -Tag Process {
    BeforeAll {
        $lines = @(Get-Printed 'Get-AmlComputeTarget')
    }

    It 'is one table with a row for each target, whatever its type' {
        $lines | Should -HaveCount 5
        $lines[0] | Should -MatchExactly '^Name +Type +State +Nodes +Size$'
        $lines[1] | Should -MatchExactly '^---- +---- +----- +----- +----$'
        $lines[2] | Should -MatchExactly '^cpu +AmlCompute +\w+ +0/2 +STANDARD_DS2_V2$'
        $lines[3] | Should -MatchExactly '^desk +ComputeInstance +Running +STANDARD_DS2_V2$'
        $lines[4] | Should -MatchExactly '^k8s +Kubernetes +Succeeded +aks1$'
    }

    It 'fits 100 columns' {
        $lines | Should -Not -BeNullOrEmpty
        foreach ($line in $lines) { $line.Length | Should -BeLessOrEqual 100 }
    }

    It 'has no escape codes' {
        -join $lines | Should -Not -BeLike "*$escape*"
    }

    It 'shows long names whole and still fits 100 columns' {
        $lines = @(Get-Printed @'
$null = New-AmlComputeTarget abcdefghijklmnopqrstuvwxyz012345 Standard_DS2_v2 -WarningAction Ignore
Get-AmlComputeTarget abcd*
'@)
        foreach ($line in $lines) { $line.Length | Should -BeLessOrEqual 100 }
        $cells = foreach ($line in $lines[2..($lines.Count - 1)]) { ($line -split ' ')[0] }
        -join $cells | Should -BeExactly 'abcdefghijklmnopqrstuvwxyz012345'
    }
}

Describe 'Targets of several workspaces' -Tag Process {
    It 'have the name of their workspace above them, unless it is that of the session' {
        $lines = @(Get-Printed @'
$workspace = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 6000; Workspace = @{ Name = 'other' } }
$home1 = New-AmlComputeTarget home Standard_DS2_v2
$far = New-AmlComputeTarget far Standard_DS2_v2 -Workspace other
& {
    Get-AmlComputeTarget; Get-AmlComputeTarget -Workspace other; Get-AmlComputeTarget home -Workspace $workspace.Id
    Get-AmlComputeTarget -ResourceId $home1.Id
}
'@)
        ($lines | ForEach-Object { ($_.Trim() -split ' +')[0] }) -join ' ' |
            Should -BeExactly 'Name ---- home Workspace: Name ---- far Name ---- home home'
        $lines[3] | Should -BeExactly '   Workspace: other'
    }

    It 'have it also when the session is left or works elsewhere, and deserialized' {
        $lines = @(Get-Printed @'
$target = Get-AmlComputeTarget cpu
$saved = [Management.Automation.PSSerializer]::Serialize($target)
[Management.Automation.PSSerializer]::Deserialize($saved) | Out-Default
Disconnect-AmlWorkspace
$target | Out-Default
$null = Connect-AmlWorkspace -Sandbox
$target | Out-Default
'@)
        ($lines | ForEach-Object { ($_.Trim() -split ' +')[0] }) -join ' ' |
            Should -BeExactly 'Name ---- cpu Workspace: Name ---- cpu Workspace: Name ---- cpu'
        $lines[2] | Should -MatchExactly '^cpu +AmlCompute +Steady +0/2 '
    }
}

Describe 'A printed workspace' -Tag Process {
    BeforeAll {
        $lines = @(Get-Printed '$workspace')
    }

    It 'is a table that says that it is a sandbox, however narrow the console' {
        $lines[0].Trim() | Should -MatchExactly '^SubscriptionId: [0-9a-f-]{36}$'
        $lines[1] | Should -MatchExactly '^Name +Environment +Location +ResourceGroup$'
        $lines[3] | Should -MatchExactly '^sandbox-ws +Sandbox +eastus +sandbox-rg$'
    }

    It 'fits 80 columns' {
        $lines | Should -Not -BeNullOrEmpty
        foreach ($line in $lines) { $line.Length | Should -BeLessOrEqual 80 }
    }
}

Describe 'A target or a workspace piped into commands of others' {
    BeforeAll {
        $null = Connect-TestSandbox
        function Get-Bound {
            param(
                [Parameter(ValueFromPipelineByPropertyName)] [string] $ResourceGroupName,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $WorkspaceName,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $Name,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $ResourceId,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $ResourceGroup,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $ComputeName
            )
            process { $PSBoundParameters }
        }
    }

    It 'binds by the names that the Az modules use' {
        $target = New-AmlComputeTarget cpu Standard_DS2_v2
        $bound = $target | Get-Bound
        $bound.ResourceGroupName, $bound.ResourceGroup, $bound.WorkspaceName | Should -BeExactly 'sandbox-rg', 'sandbox-rg', 'sandbox-ws'
        $bound.Name, $bound.ComputeName, $bound.ResourceId | Should -BeExactly 'cpu', 'cpu', $target.Id
        $bound = Get-AmlWorkspace | Get-Bound
        $bound.ResourceGroupName, $bound.ResourceGroup, $bound.WorkspaceName | Should -BeExactly 'sandbox-rg', 'sandbox-rg', 'sandbox-ws'
        $bound.ResourceId | Should -BeExactly (Get-AmlWorkspace).Id
    }
}

Describe 'Output' -Tag Process {
    BeforeAll {
        # One process for all cases.
        $printed = (Get-Printed @'
(Get-AmlComputeTarget cpu).NodeStates | Out-Default
'----next----'
New-AmlComputeTarget more Standard_DS2_v2 | Out-Default
'----next----'
New-AmlComputeConfiguration -VmSize Standard_DS2_v2 | Out-Default
'----next----'
Remove-AmlComputeTarget cpu -Force -PassThru | Out-Default
'@) -join "`n" -split "`n----next----`n"
    }

    It 'of <Command> fits 100 columns and has no escape codes' -ForEach @(
        @{ Command = 'the node counts of a cluster'; Index = 0 }
        @{ Command = 'a new target'; Index = 1 }
        @{ Command = 'a configuration'; Index = 2 }
        @{ Command = 'the target that Remove passes through'; Index = 3 }
    ) {
        $lines = $printed[$Index] -split "`n"
        $lines.Count | Should -BeGreaterThan 1
        foreach ($line in $lines) { $line.Length | Should -BeLessOrEqual 100 }
        -join $lines | Should -Not -BeLike "*$escape*"
    }
}

Describe 'The view <View>' -ForEach $views {
    It 'is of public types' {
        $Types.Count | Should -BeGreaterThan 0
        foreach ($type in $Types) { ($type -as [type]).IsPublic | Should -BeTrue -Because "$type is named" }
    }

    It 'shows properties that its types have' {
        foreach ($entry in $Xml.SelectNodes('.//TableRowEntry | .//ListEntry')) {
            $own = @($entry.SelectNodes('EntrySelectedBy/TypeName').InnerText) | Where-Object { $_ }
            $names = @($entry.SelectNodes('.//PropertyName').InnerText) + @(
                foreach ($script in $entry.SelectNodes('.//ScriptBlock')) {
                    foreach ($match in [regex]::Matches($script.InnerText, '\$_\.(?!PSObject)(\w+)\b(?!\()')) { $match.Groups[1].Value }
                }
            ) | Where-Object { $_ }
            $names | Should -Not -BeNullOrEmpty
            foreach ($type in $(if ($own) { $own } else { $Types })) {
                $known = Get-PropertyName $type
                foreach ($name in $names) { $name | Should -BeIn $known -Because "$type must have it" }
            }
        }
    }

    It 'has script blocks that can be parsed' {
        foreach ($script in $Xml.SelectNodes('.//ScriptBlock')) {
            $errors = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($script.InnerText, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
        }
    }
}

Describe 'The table <View>' -ForEach $tables {
    It 'has at most 7 columns, as many in each row as in the header, that fit 100 columns of text' {
        $headers = $Xml.SelectNodes('TableControl/TableHeaders/TableColumnHeader')
        $headers.Count | Should -BeLessOrEqual 7
        foreach ($row in $Xml.SelectNodes('TableControl/TableRowEntries/TableRowEntry')) {
            $row.SelectNodes('TableColumnItems/TableColumnItem').Count | Should -Be $headers.Count
        }
        $width = 0
        foreach ($header in $headers) {
            $given = $header.SelectSingleNode('Width')
            $width += 1 + $(if ($given) { [int] $given.InnerText } else { $header.SelectSingleNode('Label').InnerText.Length })
        }
        $width | Should -BeLessOrEqual 100
    }
}

Describe 'The type <Type>' -ForEach $targets {
    It 'has a table of its own, which about_AmlCompute documents' {
        if ($Type -eq 'AmlCompute.UnknownCompute') { return }
        $name = $Type.Substring($Type.IndexOf('.') + 1)
        $own = foreach ($view in Get-FormatData $Type) {
            foreach ($one in $view.FormatViewDefinition) { if ($one.Name -eq $name) { $one } }
        }
        $own.Control.GetType().Name | Should -BeExactly 'TableControl'
        (Get-Help about_AmlCompute) | Should -BeLike "*$name*"
    }

    It 'is in the default table' {
        $first = @(foreach ($view in Get-FormatData $Type) { $view.FormatViewDefinition })[0]
        $first.Name | Should -BeExactly 'ComputeTarget'
        $first.Control.GetType().Name | Should -BeExactly 'TableControl'
    }
}

Describe 'The formatting commands' {
    BeforeAll {
        $workspace = Connect-TestSandbox -Option @{ Workspace = @{ Name = 'other' } }
        $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MaxNodes 2 -Tag @{ team = 'a' } -Wait
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Wait
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks -Wait
        # Windows PowerShell has no $PSStyle, and no colours.
        if ($PSStyle) {
            $rendering = $PSStyle.OutputRendering
            $PSStyle.OutputRendering = 'PlainText'
        }
    }

    AfterAll {
        if ($PSStyle) { $PSStyle.OutputRendering = $rendering }
    }

    It 'Out-String gives the table that is printed' {
        $text = Get-AmlComputeTarget | Out-String -Width 100
        $text | Should -MatchExactly '(?m)^Name +Type +State +Nodes +Size\s*$'
        $text | Should -MatchExactly '(?m)^k8s +Kubernetes +Succeeded +aks1\s*$'
        foreach ($line in $text -split '\r?\n') { $line.Length | Should -BeLessOrEqual 100 }
    }

    It 'Format-List shows <Name> with <Labels>' -ForEach @(
        @{ Name = 'cpu'; Labels = 'Name', 'State', 'VmSize', 'MinNodes', 'MaxNodes', 'Tags' }
        @{ Name = 'desk'; Labels = 'Name', 'State', 'VmSize' }
        @{ Name = 'k8s'; Labels = 'Name', 'State', 'Namespace', 'ClusterResourceId' }
    ) {
        $text = Get-AmlComputeTarget $Name | Format-List | Out-String -Width 100
        foreach ($label in $Labels) { $text | Should -MatchExactly "(?m)^$label +: " }
        $text | Should -MatchExactly "(?m)^Name +: $Name\s*$"
        $text | Should -Not -BeLike "*$escape*"
    }

    It 'Format-Table -View gives the table of one type' {
        $text = Get-AmlComputeTarget cpu | Format-Table -View ComputeCluster | Out-String -Width 100
        $text | Should -MatchExactly '(?m)^Name +State +Priority +Size +Nodes\s*$'
    }

    It 'a table of one type shows other workspaces, too' {
        $text = & {
            Get-AmlComputeTarget cpu
            New-AmlComputeTarget far Standard_DS2_v2 -Workspace other
        } | Format-Table -View ComputeCluster | Out-String -Width 80
        $text | Should -Match '(?s)cpu .+Workspace: other.+far '
        foreach ($line in $text -split '\r?\n') { $line.Length | Should -BeLessOrEqual 80 }
    }

    It 'Format-List shows a workspace with its sandbox' {
        $text = $workspace | Format-List | Out-String -Width 100
        $text | Should -MatchExactly '(?m)^Environment +: Sandbox\s*$'
    }

    It 'Select-Object finds the properties by their names and their aliases' {
        $picked = Get-AmlComputeTarget k8s | Select-Object Name, ComputeName, ResourceId, ClusterResourceId
        $picked.ComputeName | Should -BeExactly 'k8s'
        $picked.ResourceId | Should -BeExactly "$($workspace.Id)/computes/k8s"
        $picked.ClusterResourceId | Should -BeExactly $aks
    }
}
