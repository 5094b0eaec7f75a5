using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands.Changing;

/// <summary>Input of New- and Connect-AmlComputeTarget beside -Configuration, or in the place of a configuration.</summary>
public sealed class ConfigurationInputTests
{
    [Theory]
    [InlineData("New-AmlComputeTarget a -Configuration $c -Tag @{ x = '1' }", "^-Tag cannot be combined with -Configuration[.]")]
    [InlineData("New-AmlComputeTarget -Configuration $row -Location eastus", "^-Location cannot be combined with -Configuration[.]")]
    [InlineData("Connect-AmlComputeTarget a -Configuration $c -Description d", "^-Description cannot be combined with -Configuration[.]")]
    [InlineData("$c | New-AmlComputeTarget -Configuration $c", "^Only a name can be piped together with -Configuration[.]$")]
    [InlineData("$row | New-AmlComputeTarget -Configuration $c", "^Row 1 .*: Only a name can be piped together with -Configuration[.]$")]
    [InlineData("Test-AmlComputeTarget -Configuration a", "^The name 'a' alone is not a configuration[.] Create one with New-Aml")]
    [InlineData(
        "[pscustomobject] @{ Name = 'a'; Type = 'Cluster'; ComputeType = 'Aks' } | New-AmlComputeTarget",
        "^Row 1 .*: 'ComputeType': 'Aks' contradicts the kind Cluster of another column[.] Use one of the columns[.]$")]
    [InlineData("[IO.FileInfo] \"/it's [1].yml\" | New-AmlComputeTarget", "Use -Path '.*it''s `[[]1`[]][.]yml'[.]$")]
    public void Input_that_would_have_no_effect_is_an_error_before_a_request(string command, string expected)
    {
        using CompletionSession session = new();

        object message = Assert.Single(session.Run($$"""
            $c = New-AmlComputeConfiguration -VmSize Standard_DS2_v2
            $row = [pscustomobject] @{ Name = 'a'; VmSize = 'Standard_DS2_v2' }
            $problem = try { {{command}} 2>&1 } catch { $_ }
            "$($problem.ErrorDetails.Message)"
            """));

        Assert.Matches(expected, (string)message);
        Assert.DoesNotContain(session.Requests, request => request.StartsWith("PUT ", StringComparison.Ordinal));
    }
}
