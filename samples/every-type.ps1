<#
.SYNOPSIS
Creates, converts and removes targets of every compute type.
.DESCRIPTION
Creates or attaches one target of each type, lists them, converts them to
JSON and back, then detaches or removes them.
Always uses a new sandbox, which is the workspace of the session afterwards.
It sends no requests to Azure.
Exit codes of a shell that runs it: 0 when all steps succeeded, 1 otherwise.
.EXAMPLE
./samples/every-type.ps1

Runs it in PowerShell, after a build.
.EXAMPLE
dotnet tool exec -y powershell -- samples/every-type.ps1

Runs it from the root of the repository, if only the .NET SDK is
installed.
.OUTPUTS
The targets, then lines of text.
#>
$ErrorActionPreference = 'Stop'

# Use the module of this session, or else the last build of this clone, or else the installed module.
if (-not (Get-Module AmlCompute)) {
    $built = Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot '../output') -Filter AmlCompute.psd1 -Recurse -ErrorAction Ignore
    if ($built) { Import-Module $built[-1].FullName }
    elseif (Get-Module AmlCompute -ListAvailable) { Import-Module AmlCompute }
    else { throw 'AmlCompute is neither built nor installed. Run ./build.ps1 first.' }
}

$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 }

$token = ConvertTo-SecureString 'only-for-the-sandbox' -AsPlainText -Force
$account = New-Object pscredential 'azureuser', $token

# Targets that the service creates.
$null = New-AmlComputeTarget cluster -VmSize Standard_DS2_v2 -MaxNodes 2 -Wait
$null = New-AmlComputeTarget instance -Instance -VmSize Standard_DS1_v2 -Wait
$null = New-AmlComputeTarget aks -Aks -AgentCount 3 -VmSize Standard_D3_v2 -Wait
$null = New-AmlComputeTarget factory -DataFactory -Wait

# Resources that already exist.
$null = Connect-AmlComputeTarget kubernetes -Kubernetes -ResourceName aks-prod -Wait
$null = Connect-AmlComputeTarget machine -VirtualMachine -ResourceName vm-1 -Credential $account -Wait
$null = Connect-AmlComputeTarget insight -HDInsight -ResourceName spark-1 -Credential $account -Wait
$null = Connect-AmlComputeTarget databricks -Databricks -ResourceName bricks-1 -AccessToken $token -Wait
$null = Connect-AmlComputeTarget lake -DataLakeAnalytics -ResourceName lake1 -Wait
$null = Connect-AmlComputeTarget factory-old -DataFactory -ResourceName factory-1 -Wait
$null = Connect-AmlComputeTarget synapse -SynapseSpark -ResourceName pool1 -SynapseWorkspaceName synapse-1 -Wait

Get-AmlComputeTarget

# The JSON has every property of a target, and no secrets.
$json = Get-AmlComputeTarget | ConvertTo-AmlComputeJson
$back = $json | ConvertFrom-AmlComputeJson
"Back from JSON: $($back.Name -join ', ')"
"Contains secrets: $([bool]($json -match 'only-for-the-sandbox'))"

# Attached targets are detached, created ones are deleted.
Get-AmlComputeTarget | Where-Object IsAttached | Disconnect-AmlComputeTarget -Wait
Get-AmlComputeTarget | Remove-AmlComputeTarget -Force -Wait
"Left: $(@(Get-AmlComputeTarget).Count)"
