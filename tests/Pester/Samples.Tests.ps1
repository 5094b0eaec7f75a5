# The samples as they are; what they send is looked at like that of every other spec.
BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force
    $samples = [IO.Path]::Combine($PSScriptRoot, '..', '..', 'samples')
}

Describe 'samples/every-type.ps1' {
    It 'makes or attaches a target of every type, reads and converts it, and leaves none' {
        $output = & ([IO.Path]::Combine($samples, 'every-type.ps1'))
        $names = 'aks', 'cluster', 'databricks', 'factory', 'factory-old', 'insight', 'instance', 'kubernetes', 'lake', 'machine', 'synapse'
        $output | Should -Contain "Back from JSON: $($names -join ', ')"
        $output | Should -Contain 'Secrets in it: False'
        $output | Should -Contain 'Left: 0'
        $types = foreach ($request in (Get-AmlWorkspace).Sandbox.Requests) {
            if ($request.Method -eq 'PUT' -and $request.Body -match '"computeType": *"(\w+)"') { $Matches[1] }
        }

        @($types) | Should -HaveCount 11
        foreach ($type in 'AKS', 'AmlCompute', 'ComputeInstance', 'Databricks', 'DataFactory', 'DataLakeAnalytics', 'HDInsight', 'Kubernetes', 'SynapseSpark', 'VirtualMachine') {
            $types | Should -Contain $type
        }
    }
}
