using AmlCompute.Tests.Client;
using AmlCompute.Tests.Completion;
using AmlCompute.Tests.Fidelity;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>The comparisons of Sync-AmlComputeTarget: those that are piped, and the cost of those without a change.</summary>
public sealed class SyncComparisonsTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("new")]
    public void A_comparison_of_another_workspace_is_not_applied(string name)
    {
        using CompletionSession session = new();

        Assert.Equal(
            [
                $"The comparison of compute target '{name}' is of workspace 'other', "
                    + "but the workspace is 'sandbox-ws' in resource group 'sandbox-rg'.",
                "WorkspaceMismatch,AmlCompute.Commands.SyncAmlComputeTargetCommand",
                0,
            ],
            session.Run(
                $$"""
                $other = Connect-AmlWorkspace -Sandbox -WorkspaceName other -SandboxOption @{ Clock = 'Manual' }
                $null = New-AmlComputeTarget cpu Standard_DS2_v2
                $compared = @{ Name = '{{name}}'; VmSize = 'Standard_DS2_v2'; MaxNodes = 3 } | Compare-AmlComputeTarget
                try { $compared | Where-Object Name -EQ '{{name}}' | Sync-AmlComputeTarget -Workspace $workspace }
                catch { "$_"; $_.FullyQualifiedErrorId }
                @(Get-AmlComputeTarget -Workspace $workspace).Count
                """));
    }

    [Fact]
    public void A_comparison_of_a_workspace_of_the_same_name_in_another_resource_group_is_not_applied()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["WorkspaceMismatch,AmlCompute.Commands.SyncAmlComputeTargetCommand", "Give the workspace of the comparison with 'OTHER'.", 0],
            session.Run(
                """
                $other = Connect-AmlWorkspace -Sandbox -ResourceGroupName other-rg -SandboxOption @{ Clock = 'Manual' }
                $compared = @{ Name = 'new'; VmSize = 'Standard_DS2_v2' } | Compare-AmlComputeTarget
                try { $compared | Sync-AmlComputeTarget -Workspace $workspace }
                catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction.Replace("-Workspace '$($other.Id)'", "'OTHER'") }
                @(Get-AmlComputeTarget -Workspace $workspace).Count
                """));
    }

    [Theory]
    [InlineData("", "Failed or not applied: cpu.")]
    [InlineData(", @{ Name = 'same'; VmSize = 'Standard_DS2_v2' }", "Failed or not applied: cpu.")]
    [InlineData(", @{ Name = 'new'; VmSize = 'Standard_DS2_v2' }", "Failed or not applied: cpu. All other changes were applied.")]
    public void The_warning_does_not_say_that_other_changes_were_applied_if_there_are_none(string otherRow, string expected)
    {
        using CompletionSession session = new();
        session.Run("$null = 'cpu', 'same' | New-AmlComputeTarget -VmSize Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");

        Assert.Equal(
            [expected],
            session.Run($"@{{ Name = 'cpu'; VmSize = 'Standard_DS3_v2' }}{otherRow} | Sync-AmlComputeTarget -ErrorAction SilentlyContinue "
                + "-WarningAction SilentlyContinue -WarningVariable warnings | Out-Null; $warnings | ForEach-Object Message"));
    }

    [Fact]
    public void WhatIf_reads_no_price_for_targets_that_it_does_not_change()
    {
        TargetsService service = new();
        service.Bodies["cpu"] = [Recorded.Cluster()];
        service.Bodies["kept"] = [Recorded.Cluster(name: "kept")];
        using ModuleShell shell = new(service.Handler, clock: new PollClock());

        Assert.Empty(shell.Output(
            "New-AmlComputeConfiguration -VmSize Standard_DS3_v2 -MaxNodes 8 | Sync-AmlComputeTarget -Name cpu -WhatIf"));
        Assert.Equal(["list 0"], service.Sent);
    }
}
