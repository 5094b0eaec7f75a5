using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Models;
using AmlCompute.Tests.Completion;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Commands.Parameters;

public sealed class SavedPlanTests
{
    [Fact]
    public void The_separator_of_lists_in_the_session_does_not_change_a_saved_plan()
    {
        ComputePlanStep step = new(ComputeSyncAction.Attach, "vm", ComputeTypes.VirtualMachine, [], [])
        {
            Secrets = ["AdminPassword", "SshPrivateKey"],
        };
        ComputePlan plan = new(ComputePlan.CurrentFormat, TestTargets.Workspace.Id, DateTimeOffset.UnixEpoch, "00ff", [step]);
        using CompletionSession session = new(option: null);

        string text = Assert.IsType<string>(Assert.Single(session.Run(
            $"""
            $OFS = ','
            [Management.Automation.PSSerializer]::Deserialize('{PSSerializer.Serialize(plan, 5)}') | ConvertTo-AmlComputeMarkdown
            """)));

        Assert.Contains("vm", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorIds.QuotaExceeded, true)]
    [InlineData("QuotaExcused", false)]
    [InlineData("", false)]
    public void A_plan_with_an_unknown_id_of_an_error_was_edited(string errorId, bool isValid)
    {
        ComputePlanProblem problem = new(true, errorId, "The quota does not suffice.");
        ComputePlan plan = new(
            ComputePlan.CurrentFormat,
            TestTargets.Workspace.Id,
            DateTimeOffset.UnixEpoch,
            "00ff",
            [new ComputePlanStep(ComputeSyncAction.Create, "cpu", ComputeTypes.AmlCompute, [], [problem])]);
        PSObject saved = (PSObject)PSSerializer.Deserialize(PSSerializer.Serialize(plan, 5));

        ComputeTargetException? exception = Record.Exception(() => SavedPlan.ReadPlan(saved)) as ComputeTargetException;

        Assert.Equal(isValid ? null : ErrorIds.PlanEdited, exception?.ErrorId);
    }
}
