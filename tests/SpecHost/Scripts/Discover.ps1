# Finds the blocks and tests of one spec file, and runs nothing. This lies, as the specs do, in the session state of the
# runspace: script blocks written here share their variables with the specs, so names begin with ____ to stay out of the way.

$____session.DiscoverBlock = {
    param($____node)
    $____node.Bind($ExecutionContext.SessionState)
    . $____node.Body
}

$____session.ExpandName = {
    param($____node)
    $____node.Bind($ExecutionContext.SessionState)
    & ([scriptblock]::Create($____node.NameScript))
}

try {
    $____session.DiscoveryStarted()
    $null = & { do { . $____session.Path } while ($false) }
    $____session.DiscoveryEnded()
}
catch {
    $____session.FileFailed($_)
}
