# The main job on a sandbox: an Azure ML service in this process's memory, 60 times faster than the real one. Nothing leaves the machine.
# Every line works the same on a real workspace after Connect-AmlWorkspace without -Sandbox.
$ErrorActionPreference = 'Stop'

'PS> Connect-AmlWorkspace -Sandbox'
Connect-AmlWorkspace -Sandbox

'PS> New-AmlComputeTarget cpu-cluster -VmSize Standard_DS3_v2 -MinNodes 1 -MaxNodes 4 -IdleTimeBeforeScaleDown 10m | Wait-AmlComputeTarget -MinNodeCount 1'
New-AmlComputeTarget cpu-cluster -VmSize Standard_DS3_v2 -MinNodes 1 -MaxNodes 4 -IdleTimeBeforeScaleDown 10m |
    Wait-AmlComputeTarget -MinNodeCount 1

'PS> New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS3_v2 -IdleTimeBeforeShutdown 1h -Wait'
New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS3_v2 -IdleTimeBeforeShutdown 1h -Wait

'PS> Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-prod -ResourceGroupName platform -Namespace training -Wait'
Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-prod -ResourceGroupName platform -Namespace training -Wait

'PS> Get-AmlComputeTarget'
Get-AmlComputeTarget

'PS> Get-AmlComputeTarget nosuch'
try {
    Get-AmlComputeTarget nosuch
}
catch {
    $_
}

'PS> Disconnect-AmlComputeTarget k8s -Wait'
Disconnect-AmlComputeTarget k8s -Wait

'PS> Get-AmlComputeTarget | Remove-AmlComputeTarget -Force -PassThru | Wait-AmlComputeTarget -For Removed'
Get-AmlComputeTarget | Remove-AmlComputeTarget -Force -PassThru | Wait-AmlComputeTarget -For Removed

'PS> Get-AmlComputeTarget'
Get-AmlComputeTarget
'(none left)'
