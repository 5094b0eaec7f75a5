using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>The errors of steps that New-AmlComputePlan has found, when Invoke-AmlComputePlan skips these steps.</summary>
public sealed class PlanErrorsTests
{
    [Theory]
    [InlineData("", "dev")]
    [InlineData("-Workspace $workspace", "ID")]
    public void An_operation_in_progress_needs_a_new_plan(string workspace, string target)
    {
        using CompletionSession session = new();
        session.Run("$id = (New-AmlComputeTarget dev Standard_DS2_v2 -Instance).Id; $workspace.Sandbox.Advance('00:10:00'); "
            + "$null = Stop-AmlComputeTarget dev");
        if (workspace.Length > 0)
        {
            session.Run("$null = Connect-AmlWorkspace -Sandbox -WorkspaceName other -SandboxOption @{ Clock = 'Manual' }");
        }

        Assert.Equal(
            [
                "OperationConflict,AmlCompute.Commands.InvokeAmlComputePlanCommand",
                $"Wait for the running operation with 'Wait-AmlComputeTarget {target}', then create a new plan with New-AmlComputePlan.",
            ],
            session.Run(
                $$"""
                $plan = @{ Name = 'dev'; Instance = $true; VmSize = 'Standard_DS3_v2' } | New-AmlComputePlan {{workspace}}
                $null = $plan | Invoke-AmlComputePlan {{workspace}} -ErrorAction SilentlyContinue -ErrorVariable failed 3> $null
                $failed[0].FullyQualifiedErrorId
                $failed[0].ErrorDetails.RecommendedAction.Replace("-ResourceId $id", 'ID')
                """));
    }
}
