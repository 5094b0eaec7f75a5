using AmlCompute.Client.Workspaces;
using Xunit;

namespace AmlCompute.Tests.Client.Workspaces;

/// <summary>The recommendation for a target that was not found.</summary>
public sealed class TargetSuggestionsTests
{
    private readonly TestClient _test = new();

    [Theory]
    [InlineData("cpo", true, "{command} cpu", "Get-AmlComputeTarget cp*")]
    [InlineData(
        "cpo",
        false,
        "{command} -ResourceId " + TestClient.WorkspaceId + "/computes/cpu",
        "Get-AmlComputeTarget -ResourceId " + TestClient.WorkspaceId + "/computes/cpu")]
    [InlineData("nope", true, "Get-AmlComputeTarget lists the targets of the workspace.", null)]
    [InlineData(
        "nope", false, "Get-AmlComputeTarget -Workspace '" + TestClient.WorkspaceId + "' lists the targets of the workspace.", null)]
    public async Task A_command_that_is_recommended_names_the_workspace_unless_it_is_that_of_the_session(
        string name, bool isConnected, string remedy, string? safeRemedy)
    {
        if (isConnected)
        {
            new AmlSession().Connect(_test.Workspace);
        }

        _test.Service
            .Answer(404, """{"error":{"code":"ComputeNotFound","message":"no"}}""")
            .Answer(200, """{"value":[{"name":"cpu","properties":{"computeType":"AmlCompute"}}]}""");

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => TargetSuggestions.GetTargetAsync(_test.Workspace, name, _test.Call));

        Assert.Equal(remedy, error.Remedy);
        Assert.Equal(safeRemedy, error.SafeRemedy);
    }
}
