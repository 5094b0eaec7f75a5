using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands.Base;

/// <summary>The corrected command in the recommendation of an error about a misspelt name.</summary>
public sealed class TypedCommandTests
{
    private const string Options = "-ErrorAction SilentlyContinue -ErrorVariable problems";

    [Theory]
    [InlineData("| Wait-AmlComputeTarget -For Steady", "| Wait-AmlComputeTarget -For Steady")]
    [InlineData("| Export-AmlComputeTarget -Path $folder", "| Export-AmlComputeTarget -Path $folder")]
    [InlineData("| Export-AmlComputeTarget -Path $folder -Force", "")]
    [InlineData("| New-AmlComputeTarget -VmSize Standard_DS2_v2 -Fo", "")]
    public void A_later_command_that_can_overwrite_is_left_out(string later, string corrected)
    {
        using CompletionSession session = new();
        session.Run("$folder = [IO.Path]::GetTempPath(); $null = New-AmlComputeTarget cpu -VmSize Standard_DS2_v2");
        session.Run($"Get-AmlComputeTarget cpo {Options} {later}");

        Assert.Equal(
            $"Get-AmlComputeTarget cpu {Options} {corrected}".TrimEnd(),
            session.Run("$problems[0].ErrorDetails.RecommendedAction")[0]);
    }
}
