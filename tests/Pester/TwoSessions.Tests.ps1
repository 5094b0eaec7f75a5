# One process writes the output of commands without -Wait to files, another process waits for the targets; both use one emulator.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    # Runs a script in a process of its own, with the address of the service and the folder of the files.
    function Invoke-Session([string] $Name, [string] $Script) {
        $file = Join-Path $TestDrive "$Name.ps1"
        [IO.File]::WriteAllText($file, @"
param(`$module, `$endpoint, `$folder)
`$ErrorActionPreference = 'Stop'
Import-Module `$module
`$group = @{ SubscriptionId = '00000000-0000-0000-0000-000000000000'; ResourceGroupName = 'rg' }
`$null = Connect-AmlWorkspace -Endpoint `$endpoint -WorkspaceName my-workspace @group
function Move-Clock([int] `$Seconds) {
    `$http = [Net.Http.HttpClient]::new()
    `$http.DefaultRequestHeaders.Add('X-AmlCompute-Emulator', '1')
    try {
        `$answer = `$http.PostAsync("`$endpoint/_emulator/advance?seconds=`$Seconds", `$null).GetAwaiter().GetResult()
        `$null = `$answer.EnsureSuccessStatusCode()
    }
    finally { `$http.Dispose() }
}
$Script
"@)
        $run = Invoke-FreshShell -File $file -Argument (Get-TestModulePath), $endpoint, "$TestDrive"
        if ($run.ExitCode -ne 0 -or $run.Error) { throw "$Name ended with $($run.ExitCode). $($run.Error) $($run.Output)" }
        $run.Output -split '\r?\n' | Where-Object { $_ }
    }

    $emulator = Start-TestEmulator
    $endpoint = $emulator.Address
}

AfterAll {
    Stop-TestEmulator $emulator
    Assert-TestBody
}

Describe 'Work that another session began' -Tag Process {
    BeforeAll {
        # Each target is written as it was emitted, in every form, and everything is still going on when the session ends.
        $written = Invoke-Session 'first' @'
$aks = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1'
$null = 'old', 'set' | New-AmlComputeTarget -VmSize Standard_DS2_v2
$null = 'off', 'run', 'again', 'larger' | New-AmlComputeTarget -VmSize Standard_DS1_v2 -Instance
$null = Connect-AmlComputeTarget gone -Kubernetes -ResourceId $aks
Move-Clock 3600
$null = Stop-AmlComputeTarget off
Move-Clock 3600
$emitted = @{
    created = New-AmlComputeTarget made Standard_DS2_v2
    instance = New-AmlComputeTarget desk Standard_DS1_v2 -Instance
    attached = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $aks
    set = Set-AmlComputeTarget set -MaxNodes 2
    started = Start-AmlComputeTarget off
    stopped = Stop-AmlComputeTarget run
    restarted = Restart-AmlComputeTarget again
    resized = Resize-AmlComputeTarget larger Standard_DS2_v2
    removed = Remove-AmlComputeTarget old -Force -PassThru
    detached = Disconnect-AmlComputeTarget gone -PassThru
}
foreach ($key in $emitted.Keys) {
    $target = $emitted[$key]
    $row = [Collections.Generic.Dictionary[string, string]]::new()
    foreach ($member in 'Name', 'Id', 'WorkspaceName') { $row[$member] = $target.$member }
    $texts = @{
        dictionary = $target | ConvertTo-AmlComputeJson
        arm = $target | ConvertTo-AmlComputeJson -AsArm
        row = [Text.Json.JsonSerializer]::Serialize($row, $row.GetType(), [Text.Json.JsonSerializerOptions] $null)
        clixml = [Management.Automation.PSSerializer]::Serialize($target)
    }
    foreach ($form in $texts.Keys) { [IO.File]::WriteAllText("$folder/$key.$form", $texts[$form]) }
}
$emitted.Count
'@

        # Everything is read before time goes on, so that all waits find the work unfinished.
        $waited = Invoke-Session 'second' @'
$wanted = @{
    created = 'Provisioned'; instance = 'Running'; attached = 'Provisioned'; set = 'Provisioned'; started = 'Running'
    stopped = 'Stopped'; restarted = 'Running'; resized = 'Running'; removed = 'Removed'; detached = 'Removed'
}
$read = @{
    dictionary = { param($text) $text | ConvertFrom-AmlComputeJson }
    arm = { param($text) $text | ConvertFrom-AmlComputeJson }
    row = {
        param($text)
        $json = [Text.Json.JsonDocument]::Parse($text).RootElement
        [pscustomobject] @{ Name = $json.GetProperty('Name').GetString(); Id = $json.GetProperty('Id').GetString() }
    }
    clixml = { param($text) [Management.Automation.PSSerializer]::Deserialize($text) }
}
$jobs = @{}
foreach ($form in $read.Keys) {
    foreach ($key in $wanted.Keys) {
        $target = & $read[$form] ([IO.File]::ReadAllText("$folder/$key.$form"))
        $jobs["$form $key"] = $target | Wait-AmlComputeTarget -For $wanted[$key] -Timeout 10d -AsJob
    }
}
while ('Running' -in $jobs.Values.State) { Move-Clock 60 }
foreach ($name in $jobs.Keys) {
    $target = Receive-Job $jobs[$name]
    "$name $($jobs[$name].State) $($target.Name) $($target.ProvisioningState) $($target.State)".TrimEnd()
}
'@
    }

    It 'is written in full' {
        $written | Should -BeExactly '10'
    }

    It 'another session waits for, from <Name>' -ForEach @(
        @{ Name = 'the dictionary of the SDK'; Form = 'dictionary' }
        @{ Name = 'the JSON of ARM'; Form = 'arm' }
        @{ Name = 'a row of JSON'; Form = 'row' }
        @{ Name = 'what Export-Clixml writes'; Form = 'clixml' }
    ) {
        @($waited -like "$Form *") | Should -HaveCount 10
        foreach ($line in @(
                'created Completed made Succeeded Steady', 'instance Completed desk Succeeded Running',
                'attached Completed k8s Succeeded Succeeded'
                'set Completed set Succeeded Steady', 'started Completed off Succeeded Running', 'stopped Completed run Succeeded Stopped'
                'restarted Completed again Succeeded Running', 'resized Completed larger Succeeded Running'
                'removed Completed', 'detached Completed')) {
            $waited | Should -Contain "$Form $line"
        }
    }
}
