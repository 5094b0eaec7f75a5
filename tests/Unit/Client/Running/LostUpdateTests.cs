using System.Text.Json;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Models;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Files;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>Changes of another client between the read and the write of a command.</summary>
public sealed class LostUpdateTests
{
    private static readonly WaitChoice NoWait = new(false, TimeSpan.FromMinutes(30));

    private readonly TestClient _test = new();

    [Fact]
    public async Task A_change_that_a_PUT_undid_is_a_warning_with_their_value_and_ours()
    {
        _test.Service.Answer(200, Recorded.Cluster())
            .Answer(201, Scaled(12, "new"), Recorded.Operation).Answer(200, Scaled(8, "new"));

        await Set("Description", "new");

        Assert.Equal(
            ["cpu: another client changed MaxNodes while this command ran. This command set it from 12 back to 8; "
                + "set the wanted value with Set-AmlComputeTarget."],
            _test.Log.Warnings);
    }

    [Fact]
    public async Task A_change_that_a_PUT_undid_is_a_warning_also_after_a_wait()
    {
        _test.Service.Answer(200, Recorded.Cluster())
            .Answer(201, Scaled(12, "new"), Recorded.Operation).Answer(200, Recorded.Succeeded)
            .Answer(200, Scaled(8, "new")).Answer(200, Scaled(8, "new"));

        await _test.Run(
            new ChangeGoal("cpu", new ComputeChange().SetValue("Description", "new")), new WaitChoice(true, TimeSpan.FromMinutes(30)));

        Assert.Contains("This command set it from 12 back to 8;", Assert.Single(_test.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_the_read_back_shows_is_a_warning_with_their_value_and_ours()
    {
        _test.Service.Answer(200, Recorded.Cluster())
            .Answer(201, Scaled(8, "new"), Recorded.Operation).Answer(200, Scaled(12, "new"));

        await Set("Description", "new");

        Assert.Equal(
            ["cpu: another client changed MaxNodes while this command ran. It is 12 now, and this command sent 8; "
                + "set the wanted value with Set-AmlComputeTarget."],
            _test.Log.Warnings);
    }

    [Theory]
    [InlineData("\"description\": null", "\"description\": \"theirs\"", "Description", "none", "'theirs'")]
    [InlineData("\"tags\": null", "\"tags\": { \"team\": \"b\" }", "Tags", "none", "team=b")]
    public async Task An_overwrite_warns_of_a_member_that_the_user_did_not_specify(
        string before, string after, string member, string ours, string theirs)
    {
        _test.Service.Answer(200, Recorded.Cluster())
            .Answer(201, Scaled(12).Replace(before, after, StringComparison.Ordinal), Recorded.Operation);

        await Overwrite("max_instances: 12");

        string warning = Assert.Single(_test.Log.Warnings);
        Assert.StartsWith($"cpu: another client changed {member} while", warning, StringComparison.Ordinal);
        Assert.Contains($"and this command sent {ours};", warning, StringComparison.Ordinal);
        Assert.Contains(theirs.Trim('\''), warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PATCH_warns_only_of_the_members_that_it_sent()
    {
        string theirs = Scaled(12, "theirs").Replace("\"minNodeCount\": 0", "\"minNodeCount\": 2", StringComparison.Ordinal);
        _test.Service.Answer(200, Recorded.Cluster()).Answer(202, Recorded.Cluster("Updating"), Recorded.Operation).Answer(200, theirs);

        await Set("MaxNodes", 12);

        string warning = Assert.Single(_test.Log.Warnings);
        Assert.Contains(
            "changed MinNodes while this command ran. It is 2 now, and this command sent 0;", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_that_lacks_members_shows_no_change()
    {
        const string Short = """{"name":"cpu","properties":{"computeType":"AmlCompute","provisioningState":"Updating"}}""";
        _test.Service.Answer(200, Scaled(8, "old")).Answer(201, Short, Recorded.Operation).Answer(200, Scaled(8, "new"));

        await Set("Description", "new");

        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task Nodes_and_states_that_change_are_not_a_warning()
    {
        _test.Service.Answer(200, Recorded.Cluster())
            .Answer(201, Scaled(8, "new"), Recorded.Operation)
            .Answer(200, Recorded.Cluster("Updating", "Resizing", 3, 5)
                .Replace("\"description\": null", "\"description\": \"new\"", StringComparison.Ordinal));

        await Set("Description", "new");

        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_PUT_after_another_request_keeps_what_another_client_changed_meanwhile()
    {
        const string Machine = """
            {
              "name": "cpu", "location": "eastus", "tags": null,
              "properties": {
                "computeType": "VirtualMachine", "provisioningState": "Succeeded", "isAttachedCompute": true, "description": null,
                "resourceId":
            "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1",
                "properties": { "sshPort": 22, "administratorAccount": null }
              }
            }
            """;
        string theirs = Machine.Replace("\"tags\": null", "\"tags\": { \"team\": \"theirs\" }", StringComparison.Ordinal);
        string both = theirs.Replace("\"description\": null", "\"description\": \"new\"", StringComparison.Ordinal);
        _test.Service.Answer(200, Machine).Answer(200, """{"administratorAccount":{"username":"me","password":"p"}}""")
            .Answer(200, theirs).Answer(201, both, Recorded.Operation).Answer(200, both);

        await Set("Description", "new");

        Assert.Equal(["GET", "POST", "GET", "PUT", "GET"], _test.Service.Requests.Select(request => request.Method));
        Assert.Contains("\"team\":\"theirs\"", _test.Service.Requests[3].Body, StringComparison.Ordinal);
        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_target_that_is_gone_before_its_PUT_is_not_created_again()
    {
        string live = Scaled(8).Replace("\"maxNodeCount\": 8", "\"maxNodeCount\": 8 ", StringComparison.Ordinal);
        _test.Service.Answer(200, live).Answer(405, Recorded.Error("BadRequest", "Not by PATCH."))
            .Answer(404, Recorded.NotFound()).Answer(404, Recorded.NotFound());

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Set("Identity", JsonSerializer.SerializeToNode(new { type = "SystemAssigned" })));

        Assert.Equal(ErrorIds.ComputeTargetNotFound, exception.ErrorId);
        Assert.DoesNotContain("PUT", _test.Service.Requests.Select(request => request.Method));
    }

    /// <summary>The entry of the list, the target at the step, and the words of the error; none if the step is sent.</summary>
    [Theory]
    [InlineData(8, 9, 12, "MaxNodes of compute target 'cpu' changed after the comparison: MaxNodes is now 9.")]
    [InlineData(8, 12, 12, null)]
    [InlineData(8, 8, 12, null)]
    [InlineData(8, null, 12, null)]
    [InlineData(null, 9, 12, "Compute target 'cpu' was created after the comparison.")]
    [InlineData(null, 12, 12, null)]
    public void Sync_compares_before_each_step(int? listed, int? live, int wanted, string? change)
    {
        TargetsService service = new();
        service.Bodies["cpu"] = [listed is { } first ? Scaled(first) : null, live is { } second ? Scaled(second) : null, Scaled(wanted)];
        service.Listed = (_, body) => body;
        List<string> changes = [];
        service.Fault = request =>
        {
            if (request.Method is "PATCH" or "PUT")
            {
                changes.Add(request.Method);
                return WireAnswer.Json(200, Scaled(wanted));
            }

            return null;
        };
        using ModuleShell shell = new(service.Handler, clock: new PollClock());
        shell.Set("wanted", FileText.Read($"name: cpu\ntype: amlcompute\nlocation: eastus\nmax_instances: {wanted}").Configuration);

        ShellResult result = shell.Run("Sync-AmlComputeTarget -Configuration $wanted -Name cpu");

        if (change is null)
        {
            Assert.Empty(result.ErrorIds);
            Assert.Equal(live == wanted ? 0 : 1, changes.Count);
            return;
        }

        Assert.Equal([ErrorIds.PlanStale], result.ErrorIds);
        Assert.Equal($"{change} The target was not changed.", result.Errors[0].ErrorDetails.Message);
        Assert.Empty(changes);
        Assert.Equal(ComputeSyncOutcome.Failed, Assert.IsType<ComputeSyncResult>(Assert.Single(result.Output)).Outcome);
    }

    [Fact]
    public async Task An_entry_of_a_list_without_details_is_not_compared_with_the_target()
    {
        ComputeTarget entry = ComputeTypes.Create(
            JsonSerializer.Deserialize<JsonElement>(
                """
                {
                  "name": "cpu", "location": "eastus",
                  "properties": { "computeType": "AmlCompute", "createdOn": "2025-11-04T09:40:51.9013157+00:00" }
                }
                """),
            _test.Workspace);
        ComparedGoal goal = new(
            new ConfigurationGoal(
                "cpu",
                FileText.Read("name: cpu\ntype: amlcompute\nlocation: eastus\nmax_instances: 12").Configuration,
                ExistingTarget.Update),
            entry);
        _test.Service.Answer(200, Recorded.Cluster()).Answer(202, Scaled(12), Recorded.Operation).Answer(200, Scaled(12));

        Assert.Equal(12, ((ComputeCluster)await _test.Run(goal, NoWait)).MaxNodes);
    }

    private static string Scaled(int max, string? description = null) => Recorded.Cluster()
        .Replace("\"maxNodeCount\": 8", $"\"maxNodeCount\": {max}", StringComparison.Ordinal)
        .Replace(
            "\"description\": null",
            description is null ? "\"description\": null" : $"\"description\": \"{description}\"",
            StringComparison.Ordinal);

    private Task<ComputeTarget> Set(string property, object? value) =>
        _test.Run(new ChangeGoal("cpu", new ComputeChange().SetValue(property, value)), NoWait);

    private Task<ComputeTarget> Overwrite(string keys) => _test.Run(
        new ConfigurationGoal(
            "cpu", FileText.Read($"name: cpu\ntype: amlcompute\nlocation: eastus\n{keys}").Configuration, ExistingTarget.Overwrite),
        NoWait);
}
