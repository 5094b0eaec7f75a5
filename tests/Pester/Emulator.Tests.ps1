# The emulator as a program: its command line, its output, and its end. The sandbox, which answers the requests, has its own tests.

BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    $assembly = Get-TestBuild 'tools/AmlCompute.Emulator' 'AmlCompute.Emulator.dll'

    # Runs an emulator that ends at once, and returns its exit code and the text of its error stream.
    function Invoke-FailingEmulator([string[]] $Argument) {
        $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
        $start.Arguments = Join-TestArgument (@($assembly) + $Argument)
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.UseShellExecute = $false
        $process = [Diagnostics.Process]::Start($start)
        try {
            $message = $process.StandardError.ReadToEndAsync()
            if (-not $process.WaitForExit(60000)) {
                $process.Kill()
                throw 'The emulator did not end.'
            }

            [pscustomobject] @{ ExitCode = $process.ExitCode; Message = $message.GetAwaiter().GetResult() }
        }
        finally { $process.Dispose() }
    }

    $http = [Net.Http.HttpClient]::new()
    function Send-Text([string] $Method, [string] $Url, [string] $Body = '', $Header = @{ 'X-AmlCompute-Emulator' = '1' }) {
        $request = [Net.Http.HttpRequestMessage]::new([Net.Http.HttpMethod]::new($Method), $Url)
        foreach ($name in $Header.Keys) { $null = $request.Headers.TryAddWithoutValidation($name, $Header[$name]) }
        if ($Body) { $request.Content = [Net.Http.StringContent]::new($Body, [Text.Encoding]::UTF8, 'application/json') }
        $answer = $http.SendAsync($request).GetAwaiter().GetResult()
        [pscustomobject] @{ Status = [int] $answer.StatusCode; Text = $answer.Content.ReadAsStringAsync().GetAwaiter().GetResult() }
    }

    $folder = [IO.Directory]::CreateTempSubdirectory().FullName
}

AfterAll {
    $http.Dispose()
    [IO.Directory]::Delete($folder, $true)
    Assert-TestBody
}

Describe 'An emulator that listens' -Tag Process {
    BeforeAll {
        $faults = Join-Path $folder 'faults.json'
        [IO.File]::WriteAllText(
            $faults, '[{ "method": "GET", "path": "*/computes/broken", "count": 0, "status": 500, "code": "InternalError" }]')
        $emulator = Start-TestEmulator '--clock', 'manual', '--faults', $faults, '--page-size', '2', '--denied-action',
            'Microsoft.MachineLearningServices/workspaces/computes/delete', '--allowed-host', 'test.example'
    }

    AfterAll {
        Stop-TestEmulator $emulator
    }

    It 'prints a line that connects to it' {
        $emulator.Line | Should -BeLike "Connect-AmlWorkspace -Endpoint $($emulator.Address) *"
        $workspace = & ([scriptblock]::Create($emulator.Line))
        $workspace.Name | Should -BeExactly 'my-workspace'
        $workspace.IsSandbox | Should -BeFalse
    }

    It 'does what the command line says' {
        $null = 'a1', 'b2', 'c3' | Connect-AmlComputeTarget -Kubernetes -ResourceName k -WarningAction Ignore
        (Get-AmlComputeTarget a1).ProvisioningState | Should -BeExactly 'Creating'
        (Send-Text POST "$($emulator.Address)/_emulator/advance?seconds=60").Status | Should -Be 200
        (Get-AmlComputeTarget a1).ProvisioningState | Should -BeExactly 'Succeeded'
        Get-ErrorId { Get-AmlComputeTarget broken } | Should -BeExactly 'ServiceUnavailable'
        Get-ErrorId { Disconnect-AmlComputeTarget a1 -Force } | Should -BeExactly 'AuthorizationFailed'
    }

    It 'has jobs' {
        $url = "$($emulator.Address)/_emulator/jobs"
        (Send-Text POST $url '[{ "name": "one", "target": "b2", "tags": { "team": "a" } }, { "name": "two", "target": "b2" }]').Status |
            Should -Be 204
        $refused = Send-Text POST $url '{ "target": "nowhere" }'
        $refused.Status | Should -Be 400
        $refused.Text | Should -BeLike "*compute target 'nowhere' does not exist*"
        (Get-AmlComputeJob -Target b2).Name | Should -Be @('two', 'one')
        (Get-AmlComputeJob -Target b2)[1].Tags['team'] | Should -BeExactly 'a'
    }

    It 'counts what it was asked, page by page' {
        $before = (Send-Text GET "$($emulator.Address)/_emulator/requests").Text
        @(Get-AmlComputeTarget) | Should -HaveCount 3
        $after = (Send-Text GET "$($emulator.Address)/_emulator/requests").Text
        $counts = foreach ($text in $before, $after) { [int] [regex]::Match($text, '^\{"count":(\d+)').Groups[1].Value }
        $counts[1] - $counts[0] | Should -Be 2
    }

    It 'lists the bodies of requests' {
        $requests = (Send-Text GET "$($emulator.Address)/_emulator/requests").Text | ConvertFrom-Json
        $created = $requests.requests | Where-Object { $_.method -eq 'PUT' -and $_.path -like '*/computes/b2' }
        $created.body | Should -BeLike '{*"computeType":"Kubernetes"*'
        $requests.requests | Where-Object { $_.method -eq 'GET' -and $_.body } | Should -BeNullOrEmpty
    }

    It 'clears its list' {
        Save-TestEmulatorRequest $emulator
        (Send-Text DELETE "$($emulator.Address)/_emulator/requests").Status | Should -Be 204
        (Send-Text GET "$($emulator.Address)/_emulator/requests").Text | Should -BeLike '{"count":0,*'
    }

    It 'answers <Status> to <Method> of <Path> with <Name>' -ForEach @(
        @{ Name = 'Host evil.example'; Method = 'GET'; Path = '/subscriptions'; Status = 421; Header = @{ Host = 'evil.example' } }
        @{ Name = 'Host localhost.evil'; Method = 'GET'; Path = '/_emulator/x'; Status = 421; Header = @{ Host = 'localhost.evil:80' } }
        @{ Name = 'Host a@b'; Method = 'GET'; Path = '/_emulator/requests'; Status = 400; Header = @{ Host = 'a@b' } }
        @{ Name = 'Host localhost:1'; Method = 'GET'; Path = '/_emulator/requests'; Status = 200; Header = @{ Host = 'localhost:1' } }
        @{ Name = 'Host [::1]'; Method = 'GET'; Path = '/_emulator/requests'; Status = 200; Header = @{ Host = '[::1]' } }
        @{ Name = 'Host test.example'; Method = 'GET'; Path = '/_emulator/requests'; Status = 200; Header = @{ Host = 'Test.Example:5' } }
        @{ Name = 'an Origin'; Method = 'GET'; Path = '/_emulator/requests'; Status = 403; Header = @{ Origin = 'https://evil.example' } }
        @{ Name = 'a cross-site page'; Method = 'GET'; Path = '/_EMULATOR/x'; Status = 403; Header = @{ 'Sec-Fetch-Site' = 'cross-site' } }
        @{ Name = 'own page'; Method = 'GET'; Path = '/_emulator/requests'; Status = 200; Header = @{ 'Sec-Fetch-Site' = 'same-origin' } }
        @{ Name = 'no header'; Method = 'POST'; Path = '/_emulator/advance?seconds=1'; Status = 403; Header = @{} }
        @{ Name = 'no header'; Method = 'DELETE'; Path = '/_emulator/requests'; Status = 403; Header = @{} }
        @{
            Name = 'an Origin and the header'; Method = 'POST'; Path = '/_emulator/advance?seconds=1'; Status = 403
            Header = @{ 'X-AmlCompute-Emulator' = '1'; Origin = 'null' }
        }
    ) {
        (Send-Text $Method "$($emulator.Address)$Path" '' $Header).Status | Should -Be $Status
    }

    It 'refuses a fault with line breaks' {
        $fault = '{ "status": 429, "retryAfter": "1\r\nX-Injected: 1" }'
        (Send-Text POST "$($emulator.Address)/_emulator/faults" $fault).Status | Should -Be 400
    }

    It 'takes a fault while it runs' {
        $fault = '{ "method": "GET", "path": "*/computes/b2", "status": 404, "code": "NotFound" }'
        (Send-Text POST "$($emulator.Address)/_emulator/faults" $fault).Status | Should -Be 204
        Get-ErrorId { Get-AmlComputeTarget b2 } | Should -BeExactly 'ComputeTargetNotFound'
        (Get-AmlComputeTarget b2).Name | Should -BeExactly 'b2'
    }

    It 'refuses <Url>' -ForEach @(
        @{ Url = '/_emulator/advance?seconds=-1'; Body = '' }
        @{ Url = '/_emulator/advance?seconds=1e300'; Body = '' }
        @{ Url = '/_emulator/advance'; Body = '' }
        @{ Url = '/_emulator/faults'; Body = '{ "colour": "red" }' }
    ) {
        (Send-Text POST "$($emulator.Address)$Url" $Body).Status | Should -Be 400
    }

    It 'keeps its port for itself' {
        $result = Invoke-FailingEmulator '--port', ([Uri] $emulator.Address).Port
        $result.ExitCode | Should -Be 1
        $result.Message | Should -BeLike '*address already in use*'
    }
}

Describe 'An emulator that cannot listen' -Tag Process {
    It 'ends with 1 and says where' {
        $result = Invoke-FailingEmulator '--listen', '192.0.2.1', '--port', '8080'
        $result.ExitCode | Should -Be 1
        $result.Message | Should -BeLike 'The emulator cannot listen on 192.0.2.1, port 8080: *'
    }
}

Describe 'An emulator that other machines can reach' -Tag Process {
    It 'warns' {
        $emulator = Start-TestEmulator '--listen', '0.0.0.0'
        try { $emulator.Process.StandardError.ReadLine() | Should -BeLike 'Warning: The emulator listens on 0.0.0.0.*' }
        finally { Stop-TestEmulator $emulator }
    }
}

Describe 'An emulator of given workspaces' -Tag Process {
    It 'has only these workspaces' {
        $file = Join-Path $folder 'workspaces.json'
        [IO.File]::WriteAllText($file, '[{ "name": "prod", "resourceGroupName": "ml", "location": "westeurope" }, { "name": "test" }]')
        $emulator = Start-TestEmulator '--workspaces', $file
        try {
            (& ([scriptblock]::Create($emulator.Line))).Location | Should -BeExactly 'westeurope'
            $common = @{ Endpoint = $emulator.Address; SubscriptionId = '00000000-0000-0000-0000-000000000000' }
            (Connect-AmlWorkspace @common -WorkspaceName test -ResourceGroupName ml).Name | Should -BeExactly 'test'
            foreach ($name in 'sandbox-ws', 'my-workspace') {
                foreach ($group in 'sandbox-rg', 'ml') {
                    Get-ErrorId { Connect-AmlWorkspace @common -WorkspaceName $name -ResourceGroupName $group } |
                        Should -BeExactly 'WorkspaceNotFound'
                }
            }
        }
        finally { Stop-TestEmulator $emulator }
    }
}

Describe 'An emulator with a state file' -Tag Process {
    It 'starts with the state in which it ended, without secrets' {
        $file = Join-Path $folder 'state.json'
        $vm = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v'
        $password = [Net.NetworkCredential]::new('', 'Marked-secret-1').SecurePassword
        $emulator = Start-TestEmulator '--clock', 'manual', '--state', $file
        try {
            $null = & ([scriptblock]::Create($emulator.Line))
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 -MinNodes 1
            $null = Connect-AmlComputeTarget vm -VirtualMachine -ResourceId $vm -Credential ([pscredential]::new('me', $password))
            $null = Send-Text POST "$($emulator.Address)/_emulator/advance?seconds=20"
            $null = Set-AmlComputeQuota standardDSv2Family 4
            $requests = (Send-Text GET "$($emulator.Address)/_emulator/requests").Text
            $requests | Should -Match 'adminUserPassword|"password'
            $requests | Should -Not -Match 'Marked-secret'
        }
        finally { Stop-TestEmulator $emulator }
        [IO.File]::ReadAllText($file) | Should -Not -Match 'Marked-secret'
        if (-not $IsWindows) { [int] [IO.File]::GetUnixFileMode($file) | Should -Be ([Convert]::ToInt32('600', 8)) }

        $emulator = Start-TestEmulator '--clock', 'manual', '--state', $file
        try {
            $null = & ([scriptblock]::Create($emulator.Line))
            (Get-AmlComputeTarget).Name | Should -Be 'cpu', 'vm'
            (Get-AmlComputeTarget cpu).ProvisioningState | Should -BeExactly 'Creating'
            $null = Send-Text POST "$($emulator.Address)/_emulator/advance?seconds=20"
            (Get-AmlComputeTarget cpu).ProvisioningState | Should -BeExactly 'Succeeded'
            $keys = Send-Text POST ("$($emulator.Address)$((Get-AmlComputeTarget vm).Id)/listKeys?api-version=2026-05-01")
            $keys.Status | Should -Be 404
            $keys.Text | Should -Match 'a saved state has no secrets'
        }
        finally { Stop-TestEmulator $emulator }
    }

    It 'ends with 2 and one sentence for <Name>' -ForEach @(
        @{ Name = 'a broken file'; Content = '{'; Text = 'damaged' }
        @{ Name = 'a file of another version'; Content = '{ "format": "AmlCompute.Sandbox", "version": 9 }'; Text = 'has version 9' }
        @{ Name = 'another file'; Content = '{ "name": "prod" }'; Text = 'not a state' }
    ) {
        $file = Join-Path $folder 'broken.json'
        [IO.File]::WriteAllText($file, $Content)
        $result = Invoke-FailingEmulator '--state', $file
        $result.ExitCode | Should -Be 2
        $result.Message.Trim() | Should -BeLike "--state *broken.json: *$Text*"
        $result.Message.Trim() | Should -Not -Match "`n"
        [IO.File]::ReadAllText($file) | Should -BeExactly $Content
    }

    It 'ends with 2 if the file cannot be written' {
        $result = Invoke-FailingEmulator '--state', (Join-Path $folder 'nowhere/state.json')
        $result.ExitCode | Should -Be 2
        $result.Message | Should -BeLike '--state *state.json: *'
    }
}

Describe 'A bad command line of the emulator' -Tag Process {
    It 'ends with 64 and says what is wrong: <Text>' -ForEach @(
        @{ Argument = '--colour', 'red'; Text = '--colour is not a valid option' }
        @{ Argument = @('--port'); Text = '--port needs a value' }
        @{ Argument = '--port', '99999'; Text = 'is not a valid port' }
        @{ Argument = '--speed', 'fast'; Text = 'Speed' }
        @{ Argument = '--workspaces', 'nowhere.json'; Text = 'nowhere.json' }
        @{ Argument = '--start-time', 'soon'; Text = "a date such as '2026-11-28'" }
        @{ Argument = '--identity-patch', 'perhaps'; Text = "'Applied', 'Ignored' or 'Refused'" }
    ) {
        $result = Invoke-FailingEmulator $Argument
        $result.ExitCode | Should -Be 64
        $result.Message | Should -BeLike "*$Text*"
    }

    It 'names the wrong member of the first workspace: <Text>' -ForEach @(
        @{ Json = '[{ "name": "a", "subscriptionId": 1 }]'; Text = 'SubscriptionId of a sandbox workspace must be a string' }
        @{ Json = '[{ "name": "a", "region": "b" }]'; Text = "Unknown key 'region' in a sandbox workspace" }
        @{ Json = '[{ "location": "b" }]'; Text = 'A sandbox workspace needs a Name' }
    ) {
        $file = Join-Path $folder 'wrong-workspaces.json'
        [IO.File]::WriteAllText($file, $Json)
        $result = Invoke-FailingEmulator '--workspaces', $file
        $result.ExitCode | Should -Be 64
        $result.Message | Should -BeLike "*$Text*"
    }
}
