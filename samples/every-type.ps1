<#
.SYNOPSIS
Goes through every compute type on a sandbox.
.DESCRIPTION
Creates or attaches one of each type, lists and reads them, writes them as
JSON and back, then detaches or removes them.
Always works on a new sandbox, which is the workspace of the session
afterwards; nothing leaves the machine.
Exit codes of a shell that runs it: 0 when all went well, 1 otherwise.
.EXAMPLE
dotnet run --project tools/AmlShell -- samples/every-type.ps1

Runs it from the root of the repository and without a PowerShell.
.EXAMPLE
Import-Module ./output/AmlCompute; ./samples/every-type.ps1

Runs it in PowerShell, after a build.
.OUTPUTS
The table of the targets, then lines of text.
#>
$ErrorActionPreference = 'Stop'
$null = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 600 }

$account = [pscredential]::new('azureuser', [System.Net.NetworkCredential]::new('', 'only-for-the-sandbox').SecurePassword)
$token = [System.Net.NetworkCredential]::new('', 'only-for-the-sandbox').SecurePassword

# What the service makes.
$null = New-AmlComputeTarget cluster -VmSize Standard_DS2_v2 -MaxNodes 2 -Wait
$null = New-AmlComputeTarget instance -Instance -VmSize Standard_DS1_v2 -Wait
$null = New-AmlComputeTarget aks -Aks -AgentCount 3 -VmSize Standard_D3_v2 -Wait
$null = New-AmlComputeTarget factory -DataFactory -Wait

# What exists already.
$null = Connect-AmlComputeTarget kubernetes -Kubernetes -ResourceName aks-prod -Wait
$null = Connect-AmlComputeTarget machine -VirtualMachine -ResourceName vm-1 -Credential $account -Wait
$null = Connect-AmlComputeTarget insight -HDInsight -ResourceName spark-1 -Credential $account -Wait
$null = Connect-AmlComputeTarget databricks -Databricks -ResourceName bricks-1 -AccessToken $token -Wait
$null = Connect-AmlComputeTarget lake -DataLakeAnalytics -ResourceName lake1 -Wait
$null = Connect-AmlComputeTarget factory-old -DataFactory -ResourceName factory-1 -Wait
$null = Connect-AmlComputeTarget synapse -SynapseSpark -ResourceName pool1 -SynapseWorkspaceName synapse-1 -Wait

Get-AmlComputeTarget | Out-Default

# As JSON and back nothing is lost, and none of the secrets above is in it.
$json = Get-AmlComputeTarget | ConvertTo-AmlComputeJson
$back = $json | ConvertFrom-AmlComputeJson
"Back from JSON: $(($back | ForEach-Object Name) -join ', ')"
"Secrets in it: $([bool]($json -match 'only-for-the-sandbox'))"

# The two kinds go their own ways.
Get-AmlComputeTarget | Where-Object IsAttached | Disconnect-AmlComputeTarget -Wait
Get-AmlComputeTarget | Remove-AmlComputeTarget -Force -Wait
"Left: $(@(Get-AmlComputeTarget).Count)"
