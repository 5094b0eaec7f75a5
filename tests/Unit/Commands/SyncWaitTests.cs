using System.Management.Automation;
using System.Net;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Fidelity;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>Sync-AmlComputeTarget on a target that has the settings of its configuration already.</summary>
public sealed class SyncWaitTests
{
    private readonly TargetsService _service = new();

    [Theory]
    [InlineData("Creating", "-Wait", "Succeeded", new[] { "list 0", "cpu", "cpu" })]
    [InlineData("Creating", "", "Creating", new[] { "list 0" })]
    [InlineData("Succeeded", "-Wait", "Succeeded", new[] { "list 0" })]
    public void It_is_waited_for_only_with_Wait_and_while_it_is_not_provisioned(string state, string wait, string result, string[] sent)
    {
        string live = Recorded.Cluster(state);
        _service.Bodies["cpu"] = [live, live, Recorded.Cluster()];
        using ModuleShell shell = new(_service.Handler, clock: new PollClock());

        ComputeSyncResult done = Assert.IsType<ComputeSyncResult>(Assert.Single(
            shell.Output($"New-AmlComputeConfiguration -VmSize Standard_DS3_v2 -MaxNodes 8 | Sync-AmlComputeTarget -Name cpu {wait}")));

        Assert.Equal((ComputeSyncAction.None, ComputeSyncOutcome.Unchanged), (done.Action, done.Outcome));
        Assert.Equal(result, done.Target?.ProvisioningState);
        Assert.Equal(sent, _service.Sent);
    }

    [Fact]
    public void A_target_that_fails_during_the_wait_is_emitted_with_its_result_only()
    {
        string live = Recorded.Cluster("Creating");
        _service.Bodies["cpu"] = [live, live, Recorded.Cluster("Failed")];
        using ModuleShell shell = new(_service.Handler, clock: new PollClock());

        ShellResult result = shell.Run(
            "New-AmlComputeConfiguration -VmSize Standard_DS3_v2 -MaxNodes 8 | Sync-AmlComputeTarget -Name cpu -Wait");

        ComputeSyncResult failed = Assert.IsType<ComputeSyncResult>(Assert.Single(result.Output));
        Assert.Equal((ComputeSyncOutcome.Failed, "Failed"), (failed.Outcome, failed.Target?.ProvisioningState));
        Assert.Equal(["ProvisioningFailed"], result.ErrorIds);
    }

    [Fact]
    public void The_reason_of_a_failure_does_not_repeat_a_password_that_was_sent()
    {
        const string Errors = """[ { "error": { "code": "BadPassword", "message": "Pa55-word is too short." } } ]""";
        _service.Bodies["cpu"] = [null, null, Recorded.Cluster("Failed", errors: Errors)];
        using ModuleShell shell = new(_service.Handler, clock: new PollClock());
        shell.Set("account", new PSCredential("azureuser", new NetworkCredential(string.Empty, "Pa55-word").SecurePassword));

        ShellResult result = shell.Run(
            "New-AmlComputeConfiguration -VmSize Standard_DS3_v2 -AdminCredential $account | Sync-AmlComputeTarget -Name cpu -Wait");

        ComputeSyncResult failed = Assert.IsType<ComputeSyncResult>(Assert.Single(result.Output));
        Assert.Contains("*** is too short.", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("*** is too short.", $"{Assert.Single(result.Errors)}", StringComparison.Ordinal);
    }
}
