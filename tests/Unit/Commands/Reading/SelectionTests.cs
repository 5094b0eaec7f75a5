using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands.Reading;

/// <summary>Targets that the user selects: piped twice, and left out with -Exclude.</summary>
public sealed class SelectionTests
{
    [Fact]
    public void A_target_that_is_piped_twice_has_its_findings_once()
    {
        using CompletionSession session = new();
        session.Run(
            """
            $null = New-AmlComputeTarget box -Instance -VmSize Standard_DS2_v2
            $workspace.Sandbox.Advance('00:10:00')
            $box = Get-AmlComputeTarget box
            """);

        Assert.Equal(["box"], session.Run("$box, $box | Find-AmlComputeFinding -Rule NoIdleShutdown | ForEach-Object Name"));
    }

    [Theory]
    [InlineData("Find-AmlComputeFinding")]
    [InlineData("Find-AmlComputeFinding c*")]
    [InlineData("Find-AmlComputeFinding cpu")]
    [InlineData("Find-AmlComputeFinding -AllWorkspaces")]
    [InlineData("Get-AmlComputeJob")]
    [InlineData("Get-AmlComputeJob c*")]
    [InlineData("Get-AmlComputeJob -AllWorkspaces")]
    [InlineData("Watch-AmlComputeTarget -Timeout 0")]
    [InlineData("Watch-AmlComputeTarget c* -Timeout 0")]
    [InlineData("Watch-AmlComputeTarget -AllWorkspaces -Timeout 0")]
    public void Only_a_name_in_Exclude_that_no_target_has_is_a_warning(string command)
    {
        using CompletionSession session = new();
        session.Run("$null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");

        Assert.Equal(
            ["-Exclude 'gpu1' does not match any target. Did you mean 'gpu'?"],
            session.Run($"{command} -Exclude gpu, gpu1 -WarningAction SilentlyContinue -WarningVariable warnings | Out-Null; "
                + "$warnings | ForEach-Object Message"));
    }

    [Fact]
    public void A_pattern_of_the_command_is_not_suggested_for_a_name_in_Exclude()
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget cpu-12 Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");

        Assert.Equal(
            ["-Exclude 'cpu1' does not match any target. Did you mean 'cpu-12'?"],
            session.Run("Update-AmlComputeTarget cpu* -Exclude cpu1 -WarningAction SilentlyContinue -WarningVariable warnings | Out-Null; "
                + "$warnings | ForEach-Object Message"));
    }
}
