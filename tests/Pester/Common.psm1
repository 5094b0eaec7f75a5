# Functions that several spec files use. The import of this module imports the built module again, so each spec file starts without a
# connected workspace.

$repository = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../..')).Path

# Each workspace that a spec file connects to, so that Assert-TestBody can read the requests that were sent to it. A module has default
# parameter values of its own, beside those of the session. Runspaces add to the same list at the same time.
$global:AmlComputeTestWorkspace = [Collections.ArrayList]::Synchronized([Collections.ArrayList]::new())
foreach ($defaults in $PSDefaultParameterValues, $global:PSDefaultParameterValues) {
    $defaults['Connect-AmlWorkspace:OutVariable'] = '+global:AmlComputeTestWorkspace'
}

# The requests that other processes sent to their own sandboxes, those that emulators received, and those of lists that were cleared.
$requestsElsewhere = [Collections.Generic.List[object]]::new()

# The manifest of the built module: the newest version below output, unless AMLCOMPUTE_MODULE_PATH names one (a manifest or its folder).
function Get-TestModulePath {
    $given = $env:AMLCOMPUTE_MODULE_PATH
    if ($given) {
        return $(if ($given -like '*.psd1') { $given } else { Join-Path $given 'AmlCompute.psd1' })
    }

    $built = Join-Path $repository 'output/AmlCompute'
    $newest = Get-ChildItem -LiteralPath $built -Directory -ErrorAction Ignore | Where-Object { $_.Name -as [version] } |
        Sort-Object { [version] $_.Name } | Select-Object -Last 1
    if (-not $newest) {
        throw "There is no built module below $built; run 'dotnet build' first."
    }

    Join-Path $newest.FullName 'AmlCompute.psd1'
}

# The newest file of a name below the output folder of a project, which may have been built in several configurations.
function Get-TestBuild([Parameter(Mandatory)] [string] $Project, [Parameter(Mandatory)] [string] $Name) {
    $built = Join-Path $repository "$Project/bin"
    $newest = Get-ChildItem -LiteralPath $built -Filter $Name -File -Recurse -ErrorAction Ignore |
        Sort-Object LastWriteTimeUtc | Select-Object -Last 1
    if (-not $newest) {
        throw "There is no $Name below $built; run 'dotnet build' first."
    }

    $newest.FullName
}

# A new sandbox as the session's workspace. Unless the options say otherwise it runs so fast that waits take no noticeable time, and not so
# fast that the 30 minutes after which a wait gives up are over while the machine runs other processes. It is stricter than the service with
# the case of members, and its date is fixed, because it refuses retired sizes.
function Connect-TestSandbox([hashtable] $Option = @{}, [string] $WorkspaceName, [string] $ResourceGroupName) {
    $chosen = @{ StrictMembers = $true; StartTime = '2026-11-28' }
    foreach ($key in $Option.Keys) { $chosen[$key] = $Option[$key] }
    if (-not $chosen.ContainsKey('Clock') -and -not $chosen.ContainsKey('Speed')) { $chosen.Speed = 600 }
    $named = @{}
    if ($WorkspaceName) { $named.WorkspaceName = $WorkspaceName }
    if ($ResourceGroupName) { $named.ResourceGroupName = $ResourceGroupName }
    Connect-AmlWorkspace -Sandbox -SandboxOption $chosen @named
}

# The workspace of the specs that hold for the real service too: the one that AMLCOMPUTE_TEST_WORKSPACE (a resource id) names, signed
# in with what Connect-AmlWorkspace finds; without that variable a new sandbox. CONTRIBUTING.md describes the variables.
function Connect-TestWorkspace {
    $id = $env:AMLCOMPUTE_TEST_WORKSPACE
    if (-not $id) { return Connect-TestSandbox }
    $at = @{}
    if ($endpoint = $env:AMLCOMPUTE_TEST_ENDPOINT) { $at.Endpoint = $endpoint }
    Connect-AmlWorkspace -ResourceId $id @at
}

# A name that no other run uses, and by which Remove-TestTarget knows the targets of this run.
$run = 't' + [guid]::NewGuid().ToString('n').Substring(0, 7)
function New-TestName([Parameter(Mandatory)] [string] $Name) { "$run-$Name" }

# Removes from a workspace the targets that this run created, and waits until they are gone. A target that cannot be removed does not keep
# the others.
function Remove-TestTarget([Parameter(Mandatory)] $Workspace) {
    foreach ($target in @(Get-AmlComputeTarget "$run-*" -Workspace $Workspace)) {
        if ($target.ProvisioningState -eq 'Deleting') { $target | Wait-AmlComputeTarget -For Removed -ErrorAction Continue }
        elseif ($target.IsAttached) { $target | Disconnect-AmlComputeTarget -Force -Wait -ErrorAction Continue }
        else { $target | Remove-AmlComputeTarget -Force -Wait -ErrorAction Continue }
    }
}

# The requests that a sandbox has seen, as 'METHOD path': all, those after the first few, those that ask for a change, or those other than
# the reads of sizes, which the first Get of a session sends for the costs.
function Get-TestRequest([Parameter(Mandatory)] $Workspace, [int] $After = 0, [switch] $Changing, [switch] $WithoutSizes) {
    $Workspace.Sandbox.Requests | Select-Object -Skip $After |
        Where-Object { -not ($Changing -and ($_.Method -eq 'GET' -or $_.Path -like '*/checkComputeNameAvailability')) } |
        Where-Object { -not ($WithoutSizes -and $_.Path -like '*/vmSizes') } |
        ForEach-Object { "$($_.Method) $($_.Path)" }
}

# Clears the list of requests of a sandbox, and keeps the requests for Assert-TestBody.
function Clear-TestRequest([Parameter(Mandatory)] $Sandbox) {
    $requestsElsewhere.Add($Sandbox.Requests)
    $Sandbox.ClearRequests()
}

# Holds the body of each PUT of a compute target that the spec file sent to a sandbox against the strict schema of the service, and throws
# with the violations. A request that the sandbox refused with 400 does not count, because a spec sent it to see that. Each spec file calls
# this in its top-level AfterAll. It does nothing where there is no Test-Json, as in Windows PowerShell.
function Assert-TestBody {
    $logs = @(
        foreach ($workspace in $global:AmlComputeTestWorkspace) { , $workspace.Sandbox.Requests }
        $requestsElsewhere
    )
    Remove-Variable AmlComputeTestWorkspace -Scope Global -ErrorAction Ignore
    $null = $global:PSDefaultParameterValues.Remove('Connect-AmlWorkspace:OutVariable')
    if (-not (Get-Command Test-Json -ErrorAction Ignore)) { return }
    Import-Module (Join-Path $PSScriptRoot 'BodySchema.psm1')
    $bodies = foreach ($log in $logs) {
        $read = @{}
        foreach ($request in $log) {
            if ($request.Path -notmatch '/computes/(?<name>[^/]+)$') { continue }
            if ($request.Method -eq 'GET' -and $request.Status -eq 200) { $read[$request.Path] = $true }
            if ($request.Method -eq 'PUT' -and $request.Body -and $request.Status -ne 400) {
                [pscustomobject] @{ Name = $Matches.name; Body = $request.Body; Read = $read.ContainsKey($request.Path) }
            }
        }
    }
    # Many targets of one kind have the same body.
    $violations = foreach ($same in $bodies | Group-Object Body, Read -CaseSensitive) {
        $sent = $same.Group[0]
        $found = @(Get-BodyViolation $sent.Body -Read:$sent.Read)
        if ($found) { "PUT $($sent.Name): $($found -join '; ') in $($sent.Body)" }
    }
    if ($violations) {
        throw "Bodies that this spec file sent do not fit the schema of the service:`n$($violations -join "`n")"
    }
}

# Runs a script block and sorts its output by stream. A terminating error is in Errors too, and Ended is then true.
function Invoke-Captured([Parameter(Mandatory)] [scriptblock] $ScriptBlock) {
    $result = [pscustomobject] @{
        Output = [Collections.Generic.List[object]]::new(); Errors = [Collections.Generic.List[object]]::new()
        Warnings = [Collections.Generic.List[string]]::new(); Verbose = [Collections.Generic.List[string]]::new()
        Debug = [Collections.Generic.List[string]]::new(); Information = [Collections.Generic.List[string]]::new(); Ended = $false
    }
    try {
        & $ScriptBlock *>&1 | ForEach-Object {
            if ($_ -is [Management.Automation.ErrorRecord]) { $result.Errors.Add($_) }
            elseif ($_ -is [Management.Automation.WarningRecord]) { $result.Warnings.Add($_.Message) }
            elseif ($_ -is [Management.Automation.VerboseRecord]) { $result.Verbose.Add($_.Message) }
            elseif ($_ -is [Management.Automation.DebugRecord]) { $result.Debug.Add($_.Message) }
            elseif ($_ -is [Management.Automation.InformationRecord]) { $result.Information.Add("$($_.MessageData)") }
            else { $result.Output.Add($_) }
        }
    }
    catch {
        $result.Ended = $true
        $result.Errors.Add($_)
    }

    $result
}

# The ids of all errors of a script block: what scripts match on, without the name of the command.
function Get-ErrorId([Parameter(Mandatory)] [scriptblock] $ScriptBlock) {
    foreach ($record in (Invoke-Captured $ScriptBlock).Errors) { ($record.FullyQualifiedErrorId -split ',')[0] }
}

# Returns an object as it comes out of Export-Clixml, a job or a remote session.
function ConvertTo-Deserialized([Parameter(Mandatory)] $InputObject) {
    [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($InputObject))
}

# Returns a target as it comes out of JSON or CSV.
function ConvertTo-Row([Parameter(Mandatory)] $Target) {
    [pscustomobject] @{ Name = $Target.Name; Id = $Target.Id; WorkspaceName = $Target.WorkspaceName }
}

# Changes to a folder. Gives the folder that was left.
function Enter-TestFolder([Parameter(Mandatory)] [string] $Path) {
    (Get-Location -PSProvider FileSystem).ProviderPath
    Set-Location -LiteralPath $Path
}

# Sets environment variables of this process, null removing one. Gives what they were before, to be set again.
function Set-TestVariable([Parameter(Mandatory)] [hashtable] $Value) {
    $before = @{}
    foreach ($name in $Value.Keys) {
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        Set-Item -LiteralPath Env:$name -Value $Value[$name]
    }

    $before
}

# A shell over a runspace of its own in this process, with the module imported and no user to answer prompts. The caller disposes both.
function New-TestShell {
    $state = [initialsessionstate]::CreateDefault2()
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()
    $shell = [powershell]::Create($runspace)
    $null = $shell.AddCommand('Import-Module').AddArgument((Get-TestModulePath)).Invoke()
    if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
    $shell.Commands.Clear()
    $variables = $runspace.SessionStateProxy.PSVariable
    $variables.Set('global:AmlComputeTestWorkspace', $global:AmlComputeTestWorkspace)
    $variables.GetValue('PSDefaultParameterValues')['Connect-AmlWorkspace:OutVariable'] = '+global:AmlComputeTestWorkspace'
    $shell
}

# Of progress records, the ids of those whose last record does not complete them.
function Get-OpenProgress($Records) {
    $last = @{}
    foreach ($record in $Records) { $last[$record.ActivityId] = $record }
    foreach ($record in $last.Values) { if ("$($record.RecordType)" -ne 'Completed') { $record.ActivityId } }
}

# The arguments of a process in one text, which both .NET Framework and .NET take. A backslash counts only before a quotation mark.
function Join-TestArgument([string[]] $Argument) {
    $quoted = foreach ($part in $Argument) { '"' + ($part -replace '(\\*)"', '$1$1\"' -replace '(\\+)\z', '$1$1') + '"' }
    $quoted -join ' '
}

# Runs commands with the module, or a file without it, in a PowerShell process of its own. Gives ExitCode, Output and Error. Variables of
# the specs are not known there.
function Invoke-FreshShell {
    param(
        [Parameter(Mandatory, ParameterSetName = 'Command')] [string] $Command,
        [Parameter(Mandatory, ParameterSetName = 'File')] [string] $File,
        [Parameter(ParameterSetName = 'File')] [string[]] $Argument = @(),
        [Parameter(ParameterSetName = 'Command')] [switch] $WithoutModule,
        [Collections.IDictionary] $Environment = @{},
        [string] $WorkingDirectory = $repository
    )

    if ($Command -and -not $WithoutModule) { $Command = "Import-Module '$((Get-TestModulePath) -replace "'", "''")'`n$Command" }
    if ($Command) { $Command = ". '$("$PSScriptRoot/RequestLog.ps1" -replace "'", "''")'`n$Command" }
    $start = [Diagnostics.ProcessStartInfo]::new((Get-ShellCommand))
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.UseShellExecute = $false
    $start.WorkingDirectory = $WorkingDirectory
    # PowerShell colours what it prints even into a pipe, unless NO_COLOR is set; the specs compare what the module prints.
    $start.Environment['NO_COLOR'] = '1'
    $requestLog = Join-Path ([IO.Path]::GetTempPath()) "amlcompute-requests-$([guid]::NewGuid()).json"
    $start.Environment['AMLCOMPUTE_REQUEST_LOG'] = $requestLog
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $what = if ($File) { @('-File', $File) + $Argument } else { '-Command', $Command }
    $start.Arguments = Join-TestArgument (@('-NoProfile', '-NonInteractive') + $what)

    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit(120000)) {
            $process.Kill($true)
            throw "The fresh shell did not end: $($start.FileName) $($start.Arguments)"
        }

        $process.WaitForExit()
        if ($Command -and -not (Test-Path -LiteralPath $requestLog)) {
            throw "The fresh shell wrote no list of requests: $($errors.GetAwaiter().GetResult())"
        }

        [pscustomobject] @{
            ExitCode = $process.ExitCode
            Output   = $output.GetAwaiter().GetResult()
            Error    = $errors.GetAwaiter().GetResult()
        }
    }
    finally {
        $process.Dispose()
        try {
            Get-Content -LiteralPath $requestLog -ErrorAction Ignore | ForEach-Object { $requestsElsewhere.Add((ConvertFrom-Json $_)) }
        }
        finally { Remove-Item -LiteralPath $requestLog -ErrorAction Ignore }
    }
}

# Starts an emulator on a free port, with a manual clock unless the arguments give a speed. Gives its process, its address and the line
# that connects to it. The caller stops it with Stop-TestEmulator.
function Start-TestEmulator([string[]] $Argument = @('--clock', 'manual')) {
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $assembly = Get-TestBuild 'tools/AmlCompute.Emulator' 'AmlCompute.Emulator.dll'
    $start.Arguments = Join-TestArgument (@($assembly, '--port', '0') + $Argument)
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.UseShellExecute = $false
    $process = [Diagnostics.Process]::Start($start)
    $listening = $process.StandardOutput.ReadLine()
    if (-not $listening) { throw $process.StandardError.ReadToEnd() }
    [pscustomobject] @{ Process = $process; Address = ($listening -split ' ')[-1]; Line = $process.StandardOutput.ReadLine() }
}

# Keeps the requests of an emulator for Assert-TestBody. Needed only before a spec clears the list of the emulator.
function Save-TestEmulatorRequest([Parameter(Mandatory)] $Emulator) {
    # An emulator that listens on all addresses names none that a client can use.
    $address = $Emulator.Address.Replace('//0.0.0.0:', '//127.0.0.1:')
    $requestsElsewhere.Add((Invoke-RestMethod "$address/_emulator/requests").requests)
}

# Keeps the requests of an emulator for Assert-TestBody, and ends it. The requests of an emulator that ended earlier are lost.
function Stop-TestEmulator($Emulator) {
    if (-not $Emulator) { return }
    try {
        if ($Emulator.Process.HasExited) { throw "The emulator ended before the spec, with exit code $($Emulator.Process.ExitCode)." }
        Save-TestEmulatorRequest $Emulator
    }
    finally {
        if (-not $Emulator.Process.HasExited) {
            $Emulator.Process.Kill()
            $Emulator.Process.WaitForExit()
        }

        $Emulator.Process.Dispose()
    }
}

# The program of the PowerShell that runs the specs. The process does not name it: where pwsh is a dotnet tool, the process is dotnet.
function Get-ShellCommand {
    $given = $env:AMLCOMPUTE_PWSH
    if ($given) { return $given }
    $name = if ($PSVersionTable.PSEdition -eq 'Desktop') { 'powershell.exe' } elseif ($IsWindows) { 'pwsh.exe' } else { 'pwsh' }
    Join-Path $PSHOME $name
}

# Runs commands in a PowerShell process of its own into which no module was imported yet. Gives what Invoke-FreshShell gives.
function Invoke-EmptyShell([Parameter(Mandatory)] [string] $Command, [Collections.IDictionary] $Environment = @{}) {
    Invoke-FreshShell -Command $Command -WithoutModule -Environment $Environment
}

# Commands for a fresh process: its own variables $module and $standIn (a module with an older Azure.Core) first. They give the
# lines that the commands wrote; that they wrote no error is asserted on the way.
function Invoke-Import([Parameter(Mandatory)] [string[]] $Command) {
    $quoted = foreach ($path in (Get-TestModulePath), (Get-TestBuild 'tests/StandIn' 'StandIn.psd1')) { "'$($path -replace "'", "''")'" }
    $run = Invoke-EmptyShell "`$ErrorActionPreference = 'Stop'; `$module, `$standIn = $($quoted -join ', ')`n$($Command -join "`n")"
    if ($run.ExitCode -ne 0 -or $run.Error) {
        throw "The fresh shell ended with $($run.ExitCode). $($run.Error)"
    }

    $run.Output -split '\r?\n' | Where-Object { $_ }
}

# Gives every wait of this process ten days. The module's own 30 minutes are 3 seconds of real time on a sandbox of speed 600, and a busy
# machine needs longer.
function Set-TestTimeout {
    $global:PSDefaultParameterValues['*-AmlCompute*:Timeout'] = '10d'
}

# Runs a script block while another thread moves the manual clock of a sandbox on, second by second, until the block has ended. With
# -After the clock stands still until the sandbox has a new request with this method and status, such as 'PUT 201'. The status of a request
# without an answer is empty: 'GET '.
function Invoke-OnMovingClock([Parameter(Mandatory)] $Workspace, [Parameter(Mandatory)] [scriptblock] $ScriptBlock, [string] $After) {
    $state = [hashtable]::Synchronized(@{ Ended = $false; After = $After; Seen = $Workspace.Sandbox.Requests.Count })
    $mover = [powershell]::Create()
    try {
        $null = $mover.AddScript({
                param($sandbox, $state)
                $isStarted = -not $state.After
                while (-not $isStarted -and -not $state.Ended) {
                    [Threading.Thread]::Sleep(1)
                    $new = $sandbox.Requests | Select-Object -Skip $state.Seen | ForEach-Object { "$($_.Method) $($_.Status)" }
                    $isStarted = $state.After -in $new
                }
                while (-not $state.Ended) {
                    $sandbox.Advance('00:00:01')
                    [Threading.Thread]::Sleep(1)
                }
            }).AddArgument($Workspace.Sandbox).AddArgument($state)
        $moving = $mover.BeginInvoke()
        & $ScriptBlock
    }
    finally {
        $state.Ended = $true
        if ($moving) { $null = $mover.EndInvoke($moving) }
        $mover.Dispose()
    }
}

# Waits until a condition holds. Without the pause, a test would take a core from the tests beside it.
function Wait-TestCondition([Parameter(Mandatory)] [scriptblock] $Condition, [Parameter(Mandatory)] [string] $Message) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($watch.Elapsed.TotalSeconds -gt 60) { throw $Message }
        [Threading.Thread]::Sleep(2)
    }
}

# Keeps every operation of a sandbox running for ever, so that a wait for its end is given up however fast or slow the machine is.
function Suspend-TestOperation([Parameter(Mandatory)] $Workspace) {
    $running = '{ "status": "InProgress" }'
    $Workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computeOperationsStatus/*'; Count = 0; Status = 200; Body = $running })
}

Import-Module (Get-TestModulePath) -Force -Global
Set-TestTimeout

Export-ModuleMember -Function Get-TestModulePath, Get-TestBuild, Get-OpenProgress, Connect-TestSandbox, Connect-TestWorkspace,
    New-TestName, Remove-TestTarget, Get-TestRequest, Clear-TestRequest, Assert-TestBody, Invoke-Captured, Get-ErrorId,
    ConvertTo-Deserialized, ConvertTo-Row, Enter-TestFolder, Set-TestVariable, New-TestShell, Join-TestArgument, Get-ShellCommand,
    Invoke-FreshShell, Invoke-EmptyShell, Invoke-Import, Start-TestEmulator, Save-TestEmulatorRequest, Stop-TestEmulator, Set-TestTimeout,
    Invoke-OnMovingClock, Suspend-TestOperation, Wait-TestCondition
