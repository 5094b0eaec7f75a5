# Runs the tests that discovery found. Each block and each test has a scope of its own inside its parent's; set-up and
# tear-down are dot-sourced into it. Nothing is cleaned up in 'finally': a stopped pipeline must not report its test as passed.
# The one-turn loops are there to catch a stray 'break' or 'continue' of a spec.

$____runTest = {
    param($____test)
    if (-not $____test.Runs) {
        $____session.TestEnded($____test)
        return
    }

    $____session.TestStarted($____test)
    $____data = $____test.Parameters
    try {
        $____test.Bind($ExecutionContext.SessionState)
        $null = do {
            foreach ($____step in $____test.BeforeEach) { . $____step @____data }
            $____test.ExpandedName = & ([scriptblock]::Create($____test.NameScript))
            . $____test.Body @____data
        } while ($false)
    }
    catch {
        $____test.Fail($_)
    }

    foreach ($____step in $____test.AfterEach) {
        try {
            $null = do { . $____step @____data } while ($false)
        }
        catch {
            $____test.Fail($_)
        }
    }

    $____session.TestEnded($____test)
}

$____runBlock = {
    param($____block)
    $____data = $____block.Parameters
    $____ready = $true
    $____before = $____session.TestDrive.List()
    try {
        $____block.Bind($ExecutionContext.SessionState)
        if ($____block.Runs -and $____block.BeforeAll) {
            $____session.StepStarted('BeforeAll', $____block)
            $null = do { . $____block.BeforeAll @____data } while ($false)
        }

        $____block.ExpandedName = & ([scriptblock]::Create($____block.NameScript))
    }
    catch {
        $____ready = $false
        $____session.BlockFailed($____block, $_)
    }

    if ($____ready) {
        foreach ($____item in $____block.Items) {
            if ($____item -is [AmlCompute.SpecHost.SpecTest]) { & $____runTest $____item } else { & $____runBlock $____item }
        }
    }

    if ($____block.Runs -and $____block.AfterAll) {
        try {
            $____session.StepStarted('AfterAll', $____block)
            $null = do { . $____block.AfterAll @____data } while ($false)
        }
        catch {
            $____session.AfterAllFailed($____block, $_)
        }
    }

    $____session.TestDrive.RemoveAllBut($____before)
}

if ($____session.RunsTests) {
    $____session.TestDrive.Mount($ExecutionContext.SessionState)
    & $____runBlock $____session.Root
    foreach ($____workspace in $global:____workspaces) {
        foreach ($____request in $____workspace.Sandbox.Requests) {
            $____session.RequestSeen($____request.Method, $____request.Path, $____request.Body, $____request.Status)
        }
    }
    $____session.RunEnded()
}
