BeforeAll {
    # Stands in for the module's command and its sandbox.
    function Connect-AmlWorkspace {
        [CmdletBinding()] param()
        $right = '{ "properties": { "computeType": "AmlCompute", "properties": { "vmSize": "a" } } }'
        $wrong = '{ "properties": { "computeType": "AmlCompute", "properties": { "nodes": 1 } } }'
        $requests = foreach ($sent in ('PUT', 'right', $right, 201), ('PUT', 'wrong', $wrong, 201), ('PUT', 'refused', $wrong, 400), ('PATCH', 'patched', $wrong, 202)) {
            [pscustomobject] @{ Method = $sent[0]; Path = "/workspaces/ws/computes/$($sent[1])"; Body = $sent[2]; Status = $sent[3] }
        }

        [pscustomobject] @{ Sandbox = [pscustomobject] @{ Requests = $requests } }
    }
}

Describe 'sends what nobody asserts' {
    It 'passes' {
        $null = Connect-AmlWorkspace
    }
}
