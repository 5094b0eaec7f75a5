using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class NameAvailabilityTests
{
    private const string Instance = "Microsoft.BatchAI/DataScienceInstance";

    private readonly SandboxClient _client = new(new SandboxOptions
    {
        ManualClock = true,
        StrictMembers = true,
        Workspaces =
        [
            new SandboxWorkspace("11111111-1111-1111-1111-111111111111", "other-rg", "near", "East US"),
            new SandboxWorkspace("11111111-1111-1111-1111-111111111111", "other-rg", "far", "westus"),
        ],
    });

    [Fact]
    public async Task The_name_of_an_instance_is_unique_in_its_region()
    {
        await _client.Create("desk", SandboxClient.Instance());

        Answer taken = await Check("near", "DESK", Instance);
        Answer free = await Check("far", "desk", Instance);
        Answer refused = await _client.Send("PUT", $"{Path("near")}/computes/desk", SandboxClient.Instance());

        Assert.Equal((200, "False", "AlreadyExists"), (taken.Status, taken.Text("nameAvailable"), taken.Text("reason")));
        Assert.Contains("'DESK'", taken.Text("message"));
        Assert.Equal(("True", "null", "null"), (free.Text("nameAvailable"), free.Text("reason"), free.Text("message")));
        Assert.Equal((400, "name"), (refused.Status, refused.Target));
        Assert.Contains("already exists in region 'eastus'", refused.Message);
    }

    [Fact]
    public async Task A_name_is_free_after_its_instance_is_deleted()
    {
        await _client.Create("desk", SandboxClient.Instance());
        await _client.Delete("desk");
        _client.Advance(60);

        Assert.Equal("True", (await Check("near", "desk", Instance)).Text("nameAvailable"));
    }

    [Fact]
    public async Task The_name_of_a_cluster_is_unique_in_its_workspace_only()
    {
        await _client.Create("cpu-cluster", SandboxClient.Cluster());

        Answer other = await _client.Send("PUT", $"{Path("near")}/computes/cpu-cluster", SandboxClient.Cluster());

        Assert.Equal(201, other.Status);
        Assert.Equal("True", (await Check("far", "cpu-cluster", "Microsoft.BatchAI/Cluster")).Text("nameAvailable"));
        Assert.Equal("False", (await Check("near", "cpu-cluster", "Microsoft.BatchAI/Cluster")).Text("nameAvailable"));
    }

    [Theory]
    [InlineData("""{"Name":"desk"}""", "Type")]
    [InlineData("""{"Name":1,"Type":"x"}""", "Name")]
    [InlineData("null", null)]
    public async Task A_wrong_body_is_refused(string body, string? path)
    {
        Answer answer = await _client.Send("POST", $"{Path("near")}/checkComputeNameAvailability", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(path ?? "null", answer.Target);
    }

    private static string Path(string workspace) =>
        "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/other-rg/providers/" +
        $"Microsoft.MachineLearningServices/workspaces/{workspace}";

    private Task<Answer> Check(string workspace, string name, string type) => _client.Send(
        "POST", $"{Path(workspace)}/checkComputeNameAvailability", $$"""{"Name":"{{name}}","Type":"{{type}}"}""");
}
