# What several spec files need. Written with the language, .NET and the engine's own cmdlets only, so that it works in the bare
# engine as in pwsh. Importing it imports the built module anew, so each spec file starts without a connected workspace.

$repository = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))

# The manifest of the built module: the newest version below output, unless AMLCOMPUTE_MODULE_PATH names one (a manifest or its folder).
function Get-TestModulePath {
    $given = [Environment]::GetEnvironmentVariable('AMLCOMPUTE_MODULE_PATH')
    if ($given) {
        return $(if ($given -like '*.psd1') { $given } else { [IO.Path]::Combine($given, 'AmlCompute.psd1') })
    }

    $newest = $null
    $built = [IO.Path]::Combine($repository, 'output', 'AmlCompute')
    foreach ($folder in $(if ([IO.Directory]::Exists($built)) { [IO.Directory]::GetDirectories($built) })) {
        $version = [IO.Path]::GetFileName($folder) -as [version]
        if ($version -and (-not $newest -or $version -gt $newest.Version)) {
            $newest = @{ Version = $version; Path = [IO.Path]::Combine($folder, 'AmlCompute.psd1') }
        }
    }

    if (-not $newest) {
        throw "There is no built module below $built; run 'dotnet build' first."
    }

    $newest.Path
}

# A new sandbox as the session's workspace. Unless the options say otherwise it runs so fast that no wait is felt, and not so fast
# that the 30 minutes after which a wait gives up are over while the machine is busy with something else.
function Connect-TestSandbox([hashtable] $Option = @{}, [string] $WorkspaceName, [string] $ResourceGroupName) {
    $chosen = @{}
    foreach ($key in $Option.Keys) { $chosen[$key] = $Option[$key] }
    if (-not $chosen.ContainsKey('Clock') -and -not $chosen.ContainsKey('Speed')) { $chosen.Speed = 600 }
    $named = @{}
    if ($WorkspaceName) { $named.WorkspaceName = $WorkspaceName }
    if ($ResourceGroupName) { $named.ResourceGroupName = $ResourceGroupName }
    Connect-AmlWorkspace -Sandbox -SandboxOption $chosen @named
}

# The workspace of the specs that hold for the real service too: the one that AMLCOMPUTE_TEST_WORKSPACE (a resource id) names, signed
# in with what Connect-AmlWorkspace finds; without that variable a new sandbox. CONTRIBUTING.md tells of the variables.
function Connect-TestWorkspace {
    $id = [Environment]::GetEnvironmentVariable('AMLCOMPUTE_TEST_WORKSPACE')
    if (-not $id) { return Connect-TestSandbox }
    $at = @{}
    if ($endpoint = [Environment]::GetEnvironmentVariable('AMLCOMPUTE_TEST_ENDPOINT')) { $at.Endpoint = $endpoint }
    Connect-AmlWorkspace -ResourceId $id @at
}

# A name that no other run uses, and by which Remove-TestTarget knows what this run has made.
$run = 't' + [guid]::NewGuid().ToString('n').Substring(0, 7)
function New-TestName([Parameter(Mandatory)] [string] $Name) { "$run-$Name" }

# Takes out of a workspace whatever this run has made there, and waits until it is gone. One that cannot be removed does not keep the others.
function Remove-TestTarget([Parameter(Mandatory)] $Workspace) {
    foreach ($target in @(Get-AmlComputeTarget "$run-*" -Workspace $Workspace)) {
        if ($target.ProvisioningState -eq 'Deleting') { $target | Wait-AmlComputeTarget -For Removed -ErrorAction Continue }
        elseif ($target.IsAttached) { $target | Disconnect-AmlComputeTarget -Force -Wait -ErrorAction Continue }
        else { $target | Remove-AmlComputeTarget -Force -Wait -ErrorAction Continue }
    }
}

# The requests that a sandbox has seen, as 'METHOD path': all, those after the first few, or those that ask for a change.
function Get-TestRequest([Parameter(Mandatory)] $Workspace, [int] $After = 0, [switch] $Changing) {
    $seen = 0
    foreach ($request in $Workspace.Sandbox.Requests) {
        $seen++
        if ($seen -gt $After -and -not ($Changing -and $request.Method -eq 'GET')) {
            "$($request.Method) $($request.Path)"
        }
    }
}

# Runs a script block and sorts what it wrote by stream. An error that ended it is in Errors too, and Ended tells so.
function Invoke-Captured([Parameter(Mandatory)] [scriptblock] $ScriptBlock) {
    $result = [pscustomobject] @{
        Output = [Collections.Generic.List[object]]::new(); Errors = [Collections.Generic.List[object]]::new()
        Warnings = [Collections.Generic.List[string]]::new(); Verbose = [Collections.Generic.List[string]]::new()
        Debug = [Collections.Generic.List[string]]::new(); Information = [Collections.Generic.List[string]]::new(); Ended = $false
    }
    try {
        & $ScriptBlock *>&1 | & {
            process {
                if ($_ -is [Management.Automation.ErrorRecord]) { $result.Errors.Add($_) }
                elseif ($_ -is [Management.Automation.WarningRecord]) { $result.Warnings.Add($_.Message) }
                elseif ($_ -is [Management.Automation.VerboseRecord]) { $result.Verbose.Add($_.Message) }
                elseif ($_ -is [Management.Automation.DebugRecord]) { $result.Debug.Add($_.Message) }
                elseif ($_ -is [Management.Automation.InformationRecord]) { $result.Information.Add("$($_.MessageData)") }
                else { $result.Output.Add($_) }
            }
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

# What is left of an object that went through Export-Clixml, a job or a remote session.
function ConvertTo-Deserialized([Parameter(Mandatory)] $InputObject) {
    [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($InputObject))
}

# What is left of a target that went through JSON or CSV.
function ConvertTo-Row([Parameter(Mandatory)] $Target) {
    [pscustomobject] @{ Name = $Target.Name; Id = $Target.Id; WorkspaceName = $Target.WorkspaceName }
}

# Goes to a folder; the bare engine has no Set-Location. Gives the folder that was left.
function Enter-TestFolder([Parameter(Mandatory)] [string] $Path) {
    $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath
    $null = $ExecutionContext.SessionState.Path.SetLocation($Path)
}

# Sets environment variables of this process, null removing one. Gives what they were before, to be set again.
function Set-TestVariable([Parameter(Mandatory)] [hashtable] $Value) {
    $before = @{}
    foreach ($name in $Value.Keys) {
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Value[$name])
    }

    $before
}

# A shell over a runspace of its own in this process, with the module imported and nobody to answer questions. The caller disposes both.
function New-TestShell {
    $state = [initialsessionstate]::CreateDefault2()
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()
    $shell = [powershell]::Create($runspace)
    $null = $shell.AddCommand('Import-Module').AddArgument((Get-TestModulePath)).Invoke()
    if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
    $shell.Commands.Clear()
    $shell
}

# Of progress records, the ids of those whose last record does not complete them.
function Get-OpenProgress($Records) {
    $last = @{}
    foreach ($record in $Records) { $last[$record.ActivityId] = $record }
    foreach ($record in $last.Values) { if ("$($record.RecordType)" -ne 'Completed') { $record.ActivityId } }
}

# The arguments of a process in one text, which is how .NET Framework takes them, and .NET too. A backslash counts only before a quotation mark.
function Join-TestArgument([string[]] $Argument) {
    $quoted = foreach ($part in $Argument) { '"' + ($part -replace '(\\*)"', '$1$1\"' -replace '(\\+)\z', '$1$1') + '"' }
    $quoted -join ' '
}

# Runs commands with the module, or a file without it, in an engine process of its own: the pwsh that runs the specs, else AmlShell.
# Gives ExitCode, Output and Error. Variables of the specs are not known there.
function Invoke-FreshShell {
    param(
        [Parameter(Mandatory, ParameterSetName = 'Command')] [string] $Command,
        [Parameter(Mandatory, ParameterSetName = 'File')] [string] $File,
        [Parameter(ParameterSetName = 'File')] [string[]] $Argument = @(),
        [Parameter(ParameterSetName = 'Command')] [switch] $NoModule,
        [Collections.IDictionary] $Environment = @{},
        [string] $WorkingDirectory = $repository
    )

    $shell = Get-ShellCommand
    # AmlShell imports the module unless it is told not to; a full shell does not.
    if ($NoModule -and -not $shell.FileSwitch) { $shell.Arguments += '-NoModule' }
    if ($Command -and -not $NoModule -and $shell.FileSwitch) { $Command = "Import-Module '$((Get-TestModulePath) -replace "'", "''")'`n$Command" }
    $start = [Diagnostics.ProcessStartInfo]::new($shell.Program)
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.UseShellExecute = $false
    $start.WorkingDirectory = $WorkingDirectory
    # A full shell colours what it prints even into a pipe, unless told not to; the specs look at what the module prints.
    if ($shell.FileSwitch) { $start.Environment['NO_COLOR'] = '1' }
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $start.Arguments = Join-TestArgument (@($shell.Arguments) + @(if ($File) { $shell.FileSwitch; $File; $Argument } else { '-c'; $Command }))

    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit(120000)) {
            $process.Kill($true)
            throw "The fresh shell did not end: $($shell.Program) $($start.Arguments)"
        }

        $process.WaitForExit()
        [pscustomobject] @{
            ExitCode = $process.ExitCode
            Output   = $output.GetAwaiter().GetResult()
            Error    = $errors.GetAwaiter().GetResult()
        }
    }
    finally {
        $process.Dispose()
    }
}

function Get-ShellCommand {
    $program = [Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    $assembly = [Environment]::GetCommandLineArgs()[0]
    $quiet = '-NoProfile', '-NonInteractive'
    if ([IO.Path]::GetFileNameWithoutExtension($program) -in 'pwsh', 'powershell') {
        return @{ Program = $program; Arguments = $quiet; FileSwitch = @('-File') }
    }

    if ([IO.Path]::GetFileName($assembly) -eq 'pwsh.dll') {
        return @{ Program = $program; Arguments = @($assembly) + $quiet; FileSwitch = @('-File') }
    }

    $newest = $null
    $built = [IO.Path]::Combine($repository, 'tools', 'AmlShell', 'bin')
    foreach ($file in $(if ([IO.Directory]::Exists($built)) { [IO.Directory]::GetFiles($built, 'AmlShell.dll', 'AllDirectories') })) {
        if (-not $newest -or [IO.File]::GetLastWriteTimeUtc($file) -gt [IO.File]::GetLastWriteTimeUtc($newest)) { $newest = $file }
    }

    if (-not $newest) {
        throw "There is no built AmlShell below $built; run 'dotnet build' first."
    }

    @{ Program = 'dotnet'; Arguments = @($newest); FileSwitch = @() }
}

Import-Module (Get-TestModulePath) -Force -Global

Export-ModuleMember -Function Get-TestModulePath, Get-OpenProgress, Connect-TestSandbox, Connect-TestWorkspace, New-TestName, Remove-TestTarget,
    Get-TestRequest, Invoke-Captured, Get-ErrorId, ConvertTo-Deserialized,
    ConvertTo-Row, Enter-TestFolder, Set-TestVariable, New-TestShell, Join-TestArgument, Invoke-FreshShell

# Runs commands in an engine process of its own into which no module was imported yet. Gives what Invoke-FreshShell gives.
function Invoke-EmptyShell([Parameter(Mandatory)] [string] $Command, [Collections.IDictionary] $Environment = @{}) {
    Invoke-FreshShell -Command $Command -NoModule -Environment $Environment
}

# Commands for a fresh process: its own variables $module and $standIn (the module beside which ours must live) first. They give the
# lines that the commands wrote; that they wrote no error is asserted on the way.
function Invoke-Import([Parameter(Mandatory)] [string[]] $Command) {
    $standIn = $null
    foreach ($file in [IO.Directory]::GetFiles([IO.Path]::Combine($repository, 'tests', 'StandIn', 'bin'), 'StandIn.psd1', 'AllDirectories')) {
        if (-not $standIn -or [IO.File]::GetLastWriteTimeUtc($file) -gt [IO.File]::GetLastWriteTimeUtc($standIn)) { $standIn = $file }
    }

    $quoted = foreach ($path in (Get-TestModulePath), $standIn) { "'$($path -replace "'", "''")'" }
    $run = Invoke-EmptyShell "`$ErrorActionPreference = 'Stop'; `$module, `$standIn = $($quoted -join ', ')`n$($Command -join "`n")"
    if ($run.ExitCode -ne 0 -or $run.Error) {
        throw "The fresh shell ended with $($run.ExitCode). $($run.Error)"
    }

    $run.Output -split '\r?\n' | Where-Object { $_ }
}

Export-ModuleMember -Function Invoke-EmptyShell, Invoke-Import

# Gives every wait of this process ten days. The module's own 30 minutes are 3 seconds of real time on a sandbox of speed 600, and a busy machine needs longer.
function Set-TestTimeout {
    $global:PSDefaultParameterValues['*-AmlComputeTarget:Timeout'] = '10d'
}

# Runs a script block while another thread moves the manual clock of a sandbox on, second by second, until the block has ended.
function Invoke-OnMovingClock([Parameter(Mandatory)] $Workspace, [Parameter(Mandatory)] [scriptblock] $ScriptBlock) {
    $state = [hashtable]::Synchronized(@{ Ended = $false })
    $mover = [powershell]::Create()
    try {
        $null = $mover.AddScript({
                param($sandbox, $state)
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

# Keeps every operation of a sandbox running for ever, so that a wait for its end is given up however fast or slow the machine is.
function Suspend-TestOperation([Parameter(Mandatory)] $Workspace) {
    $Workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computeOperationsStatus/*'; Count = 0; Status = 200; Body = '{ "status": "InProgress" }' })
}

Set-TestTimeout
Export-ModuleMember -Function Set-TestTimeout, Invoke-OnMovingClock, Suspend-TestOperation
