# Holds a JSON body that creates or attaches a compute target against the strict schema of the service. Needs Test-Json. Test-Json says
# of nested objects only that they do not fit, so a body that does not fit is walked down to the members that violate the schema.

$root = [Text.Json.Nodes.JsonNode]::Parse((Get-Content -Raw -LiteralPath (Join-Path $PSScriptRoot '../Unit/Facts/compute.schema.json')))
$rootText = $root.ToJsonString()
$definitions = $root['definitions']
$factsText = Get-Content -Raw -LiteralPath (Join-Path $PSScriptRoot '../Unit/Facts/compute-properties.json')
$facts = [Text.Json.Nodes.JsonNode]::Parse($factsText)

# Members that are published in preview versions only; the schema is that of a stable version.
$previewOnly = 'enableOSPatching', 'enableRootAccess', 'releaseQuotaOnStop', 'autologgerSettings'

# The violations of a body, each with the path of the member. The schema has no nulls, which the service takes for any member. -Read is
# for the body of a target that was read before: it may hold the members that the service fills in, which the schema does not have.
function Get-BodyViolation([Parameter(Mandatory)] [string] $Body, [switch] $Read) {
    $node = [Text.Json.Nodes.JsonNode]::Parse($Body)
    Convert-Body $node
    $properties = $node['properties']
    if ($properties -is [Text.Json.Nodes.JsonObject] -and $properties['properties'] -is [Text.Json.Nodes.JsonObject]) {
        foreach ($name in $previewOnly) { $null = $properties['properties'].Remove($name) }
    }

    if ($Read) {
        foreach ($member in Get-FilledIn 'envelope') { Remove-Member $node ($member -split '\.') }
        foreach ($member in Get-FilledIn "$($properties['computeType'])") { Remove-Member $properties['properties'] ($member -split '\.') }
    }

    if (Test-Json -Json $node.ToJsonString() -Schema $rootText -ErrorAction SilentlyContinue) { return }
    $found = @(Get-Violation $node $root '' | Select-Object -Unique)
    if ($found) { $found } else { 'The body is not valid with the schema' }
}

# The paths of the members that the service fills in, such as schedules.computeStartStop[].id.
function Get-FilledIn([string] $Type) {
    if ($null -ne $facts[$Type]) { foreach ($path in $facts[$Type]['filledIn']) { "$path" } }
}

function Remove-Member($Node, [string[]] $Path) {
    if ($Node -isnot [Text.Json.Nodes.JsonObject]) { return }
    $name = $Path[0] -replace '(\[\]|\{\})$'
    if ($Path.Count -eq 1) {
        $null = $Node.Remove($name)
    }
    elseif ($Path[0] -eq $name) {
        Remove-Member $Node[$name] ($Path | Select-Object -Skip 1)
    }
    elseif ($Node[$name] -is [Text.Json.Nodes.JsonArray]) {
        foreach ($item in $Node[$name]) { Remove-Member $item ($Path | Select-Object -Skip 1) }
    }
    elseif ($Node[$name] -is [Text.Json.Nodes.JsonObject]) {
        foreach ($key in Get-MemberName $Node[$name]) { Remove-Member $Node[$name][$key] ($Path | Select-Object -Skip 1) }
    }
}

function Get-Violation($Node, $Schema, [string] $Path) {
    if ($Schema['$ref']) { $Schema = $definitions[("$($Schema['$ref'])" -split '/')[-1]] }
    if ($Schema['oneOf']) {
        # The alternatives are the compute types; the errors of all of them would hide those of the one that is meant.
        $type = "$($Node['computeType'])"
        if (-not $type -or $null -eq $definitions[$type]) { return "'$type' is not a known compute type at '$Path/computeType'" }
        $Schema = $definitions[$type]
    }

    # The definitions, to which the references of the schema point, lie in the root alone.
    $copy = $Schema.DeepClone()
    $null = $copy.Remove('definitions')
    $copy.Add('definitions', $definitions.DeepClone())
    $null = Test-Json -Json $Node.ToJsonString() -Schema $copy.ToJsonString() -ErrorAction SilentlyContinue -ErrorVariable errors
    foreach ($record in $errors) {
        if ("$record" -like '*matching subschema*') { continue }
        $record.Exception.Message -replace '^The JSON is not valid with the schema: ' -replace "at '([^']*)'$", "at '$Path`$1'" -replace
            'All values fail against the false schema', 'The schema has no such member'
    }

    if ($Node -is [Text.Json.Nodes.JsonArray] -and $Schema['items']) {
        for ($index = 0; $index -lt $Node.Count; $index++) { Get-Violation $Node[$index] $Schema['items'] "$Path/$index" }
    }
    elseif ($Node -is [Text.Json.Nodes.JsonObject]) {
        foreach ($name in Get-MemberName $Node) {
            # A node is an enumerable, which the result of an 'if' would take apart.
            if ($Schema['properties'] -and $Schema['properties'][$name]) {
                Get-Violation $Node[$name] $Schema['properties'][$name] "$Path/$name"
            }
            elseif ($Schema['additionalProperties'] -is [Text.Json.Nodes.JsonObject]) {
                Get-Violation $Node[$name] $Schema['additionalProperties'] "$Path/$name"
            }
        }
    }
}

# Removes nulls, and gives back its type to the one object that the log of the sandbox writes as stars.
function Convert-Body($Node) {
    if ($Node -is [Text.Json.Nodes.JsonObject]) {
        foreach ($name in @(Get-MemberName $Node)) {
            if ($null -eq $Node[$name]) { $null = $Node.Remove($name) }
            elseif ($name -ceq 'environmentVariables' -and "$($Node[$name])" -eq '***') {
                $Node[$name] = [Text.Json.Nodes.JsonObject]::new()
            }
            else { Convert-Body $Node[$name] }
        }
    }
    elseif ($Node -is [Text.Json.Nodes.JsonArray]) {
        for ($index = $Node.Count - 1; $index -ge 0; $index--) {
            if ($null -eq $Node[$index]) { $Node.RemoveAt($index) } else { Convert-Body $Node[$index] }
        }
    }
}

function Get-MemberName($Node) { foreach ($member in $Node.GetEnumerator()) { $member.Key } }

Export-ModuleMember -Function Get-BodyViolation
